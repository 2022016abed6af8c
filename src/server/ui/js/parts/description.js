// A description: rendered Markdown, with a text box to edit it. What is written and not saved is
// kept as the draft of its page.

import { h, show } from "../dom.js";
import { NOTE } from "../entity.js";
import { icon } from "../icons.js";
import { draft } from "./draft.js";
import { markdown } from "./markdown.js";
import { attempt } from "./notice.js";

/**
 * A text that cannot be rendered is shown as it is: the rest of the page does not depend on it.
 * @param {string} text
 */
function rendered(text) {
  try {
    return markdown(text);
  } catch {
    return h("pre", {}, text);
  }
}

/**
 * The first line of a description, without its marks, or null.
 * @param {string} text
 */
export function noteLine(text) {
  const first = (text ?? "").split("\n").find((line) => line.trim() !== "");
  const plain = first?.replace(/[#*_`>]/g, "").trim();
  return plain ? h("small", { class: "note" }, plain) : null;
}

/**
 * Makes the description kept in the tag `mlflow.note.content`; `set(key, value)` writes it.
 * @param {Map<string, string>} tags
 * @param {(name: string, value: any) => void} set
 */
export function noteOf(tags, set) {
  return description(tags.get(NOTE) ?? "", async (text) => {
    await set(NOTE, text);
    tags.set(NOTE, text);
  });
}

/**
 * Makes a description that can be edited.
 * @param {string} saved the text as it is kept
 * @param {(text: string) => Promise<unknown>} save
 */
export function description(saved, save) {
  const root = h("section", { class: "description", "aria-label": "Description" });
  const kept = draft();
  let current = saved;

  const read = () => {
    const edit = h(
      "button",
      { class: "plain small", onclick: () => write(current).focus() },
      icon("edit"),
      current ? "Edit description" : "Add a description",
    );
    root.removeAttribute("data-unsaved");
    show(root, current && rendered(current), edit);
  };

  const discard = () => {
    kept.clear();
    read();
  };

  /** @param {string} text */
  const write = (text) => {
    const box = h("textarea", {
      rows: 8,
      "aria-label": "Description, in Markdown",
      value: text,
    });
    const preview = h("div", { class: "preview" });
    const update = () => {
      show(preview, rendered(box.value));
      root.toggleAttribute("data-unsaved", box.value !== current);
    };
    const remember = () => {
      update();
      if (box.value === current) kept.clear();
      else kept.set(box.value);
    };
    const keep = async () => {
      const value = box.value;
      if (!(await attempt("Description saved", () => save(value)))) return;
      current = value;
      discard();
    };
    box.addEventListener("input", remember);
    update();
    show(
      root,
      text !== current && h("p", { class: "faint" }, "This text is not saved yet."),
      h("div", { class: "editor" }, box, preview),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "primary", onclick: keep }, "Save"),
        h("button", { onclick: discard }, "Cancel"),
      ),
    );
    return box;
  };

  const before = kept.get();
  if (before === undefined || before === current) read();
  else write(before);
  return root;
}

// A description: rendered Markdown, with a text box to edit it.

import { h, show } from "../dom.js";
import { NOTE } from "../entity.js";
import { icon } from "../icons.js";
import { markdown } from "./markdown.js";
import { attempt } from "./notice.js";

// A text that cannot be rendered is shown as it is: the rest of the page does not depend on it.
function rendered(text) {
  try {
    return markdown(text);
  } catch {
    return h("pre", {}, text);
  }
}

/** Makes the description kept in the tag `mlflow.note.content`; `set(key, value)` writes it. */
export function description(tags, set) {
  const root = h("section", { class: "description", "aria-label": "Description" });

  const read = () => {
    const text = tags.get(NOTE) ?? "";
    const edit = h(
      "button",
      { class: "plain small", onclick: write },
      icon("edit"),
      text ? "Edit description" : "Add a description",
    );
    show(root, text && rendered(text), edit);
  };

  const write = () => {
    const text = h("textarea", {
      rows: 8,
      "aria-label": "Description, in Markdown",
      value: tags.get(NOTE) ?? "",
    });
    const preview = h("div", { class: "preview" });
    const update = () => show(preview, rendered(text.value));
    const save = async () => {
      const saved = await attempt("Description saved", () => set(NOTE, text.value));
      if (!saved) return;
      tags.set(NOTE, text.value);
      read();
    };
    text.addEventListener("input", update);
    update();
    show(
      root,
      h("div", { class: "editor" }, text, preview),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "primary", onclick: save }, "Save"),
        h("button", { onclick: read }, "Cancel"),
      ),
    );
    text.focus();
  };

  read();
  return root;
}

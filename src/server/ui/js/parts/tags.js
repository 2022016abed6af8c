// The tags of an experiment, a run or a model: shown, added, changed, removed.

import { h, show } from "../dom.js";
import { isSystemTag } from "../entity.js";
import { icon } from "../icons.js";
import { tagChip } from "./chip.js";
import { askTag } from "./dialog.js";
import { attempt } from "./notice.js";

/**
 * Makes the list of the tags that users set.
 * @param {Map<string, string>} tags which is kept up to date
 * @param {{set: (key: string, value: string) => Promise<unknown>,
 *   remove: (key: string) => Promise<unknown>}} [edit] how a tag is written and removed; without
 *   it the tags are only shown
 */
export function tagList(tags, edit) {
  const root = h("div", { class: "tags" });
  const changes = edit && changesOf(tags, edit, () => draw());
  const draw = () =>
    show(
      root,
      [...tags]
        .filter(([key]) => !isSystemTag(key))
        .map(([key, value]) => tagChip(key, value, changes)),
      changes && adder(changes),
    );
  draw();
  return root;
}

/**
 * What a reader may do with the tags; each change is drawn when the server has taken it.
 * @param {Map<string, string>} tags
 * @param {{set: (key: string, value: string) => Promise<unknown>, remove: (key: string) => Promise<unknown>}} edit
 * @param {() => void} draw
 */
function changesOf(tags, edit, draw) {
  /**
   * @param {string} title
   * @param {string} [key]
   * @param {string} [value]
   */
  const change = (title, key, value) =>
    askTag({
      title,
      key,
      value,
      /**
       * @param {string} name
       * @param {string} text
       */
      submit: async (name, text) => {
        await edit.set(name, text);
        tags.set(name, text);
        draw();
      },
    });

  /** @param {string} key */
  const remove = (key) =>
    attempt("", async () => {
      await edit.remove(key);
      tags.delete(key);
      draw();
    });

  return { change, remove };
}

/** @param {{change: (title: string) => unknown}} options */
function adder({ change }) {
  return h(
    "button",
    { class: "plain small", onclick: () => change("Add a tag") },
    icon("plus"),
    "Add tag",
  );
}

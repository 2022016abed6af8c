// A small mark, such as a tag or an alias, with what can be done to it.

import { h } from "../dom.js";
import { icon } from "../icons.js";

/**
 * @param {object} options
 * @param {any} options.content
 * @param {string} options.title all of it, for who points at it
 * @param {string} [options.href] where a click leads
 * @param {() => void} [options.onChange] what a click does, if it leads nowhere
 * @param {() => void} [options.onRemove]
 * @param {string} [options.removal] what the cross says
 */
export function chip({ content, title, href, onChange, onRemove, removal }) {
  const label = () => {
    if (href) return h("a", { href, title }, content);
    return onChange ? h("button", { class: "bare", title, onclick: onChange }, content) : content;
  };
  return h(
    "span",
    { class: "chip", title },
    label(),
    onRemove &&
      h("button", { class: "bare", "aria-label": removal, onclick: onRemove }, icon("close")),
  );
}

/**
 * The mark of a tag.
 * @param {{change: Function, remove: Function}} [edit]
 * @param {string} key
 * @param {any} value
 */
export function tagChip(key, value, edit) {
  return chip({
    content: [h("b", {}, key), value && h("span", {}, value)],
    title: `${key}: ${value}`,
    onChange: edit && (() => edit.change("Change a tag", key, value)),
    onRemove: edit && (() => edit.remove(key)),
    removal: `Remove tag ${key}`,
  });
}

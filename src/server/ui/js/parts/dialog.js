// Dialogs: a question with fields, or a confirmation. Each answers through a promise.

import { h, show } from "../dom.js";
import { messageOf } from "../failure.js";

/**
 * Opens a dialog and waits: answers what `submit` answered, or undefined if it was dismissed.
 * An error of `submit` is shown in the dialog, which then stays open.
 * @param {{title: string, body: any, action: string, danger?: boolean | undefined, submit: (form: any) => unknown}} options
 */
export function ask({ title, body, action, danger = false, submit }) {
  return new Promise((resolve) => {
    const problem = h("p", { class: "problem", role: "alert" });
    const cancel = h("button", { type: "button" }, "Cancel");
    const accept = h("button", { class: danger ? "danger" : "primary", type: "submit" }, action);
    const form = h("form", {}, h("h2", {}, title), body, problem, h("footer", {}, cancel, accept));
    const dialog = h("dialog", { "aria-label": title }, form);
    /** @type {any} */
    let answer;
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (/** @type {any} */ event) => {
      event.preventDefault();
      accept.disabled = true;
      try {
        answer = (await submit(form)) ?? true;
        dialog.close();
      } catch (error) {
        show(problem, messageOf(error));
        accept.disabled = false;
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector("input, textarea")?.select();
  });
}

/**
 * A labelled line to type into.
 * @param {string} label
 * @param {Record<string, any>} attributes
 */
export function field(label, attributes) {
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes }),
  );
}

/**
 * Asks for one line of text.
 * @param {{title: string, label: string, value?: any, action: string, submit: (value: string) => unknown}} options
 */
export function askText({ title, label, value = "", action, submit }) {
  const input = field(label, { name: "value", value, required: true });
  return ask({
    title,
    body: input,
    action,
    /** @param {any} form */
    submit: (form) => submit(form.elements.value.value.trim()),
  });
}

/**
 * Asks whether to do something that `text` describes: a text, or nodes.
 * @param {{title: string, text: any, action: string, submit: () => unknown}} options
 */
export function confirm({ title, text, action, submit }) {
  return ask({ title, body: h("div", { class: "question" }, text), action, danger: true, submit });
}

/**
 * Asks for the key and the value of a tag.
 * @param {{title: string, key?: string, value?: any, submit: (key: string, value: string) => unknown}} options
 */
export function askTag({ title, key = "", value = "", submit }) {
  const body = [
    field("Key", { name: "key", value: key, required: true, readonly: key !== "" }),
    field("Value", { name: "value", value }),
  ];
  return ask({
    title,
    body,
    action: "Save",
    /** @param {any} form */
    submit: (form) => submit(form.elements.key.value.trim(), form.elements.value.value),
  });
}

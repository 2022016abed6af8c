// What a page says when it has nothing to show: it is loading, it is empty, or something failed.

import { toClipboard } from "../clipboard.js";
import { h, show } from "../dom.js";
import { messageOf } from "../failure.js";
import { icon } from "../icons.js";

/** A calm placeholder for `rows` lines that are on their way. */
export function loading(rows = 6) {
  const lines = Array.from({ length: rows }, () => h("div", { class: "skeleton" }));
  return h("div", { class: "loading", role: "status", "aria-label": "Loading" }, lines);
}

/**
 * Says that there is nothing, and what to do next; `children` may hold a command or a button.
 * @param {string | Element} title a text, or a heading of another level
 * @param {...any} children
 */
export function empty(title, ...children) {
  const heading = typeof title === "string" ? h("h2", {}, title) : title;
  return h("div", { class: "notice" }, heading, children);
}

/**
 * A shell line or a piece of code, with a button that copies it.
 * @param {string} text
 */
export function command(text) {
  const copy = h("button", { class: "plain", "aria-label": "Copy", title: "Copy" }, icon("copy"));
  const code = h("code", {}, text);
  copy.addEventListener("click", async () => {
    if (!(await toClipboard(text))) {
      getSelection()?.selectAllChildren(code);
      toast("This browser lets the page copy nothing; the text is selected for you", true);
      return;
    }
    show(copy, icon("check"));
    setTimeout(() => show(copy, icon("copy")), 1200);
  });
  return h("div", { class: "command" }, h("pre", { tabindex: "0" }, code), copy);
}

/**
 * Copies a text that a menu offers, and says whether it could.
 * @param {string} text
 */
export async function copyText(text) {
  if (await toClipboard(text)) toast("Copied");
  else toast(`This browser lets the page copy nothing. Copy it from here: ${text}`, true);
}

/**
 * Says what went wrong, with a button to try again where `retry` is given.
 * @param {any} error
 * @param {() => void} [retry]
 */
export function failed(error, retry) {
  return h(
    "div",
    { class: "notice failed", role: "alert" },
    h("h2", {}, icon("warning"), error.isMissing ? "Not found" : "This did not work"),
    h("p", { class: "message" }, error.message),
    retry && h("button", { onclick: retry }, icon("refresh"), "Try again"),
  );
}

/**
 * Shows a short message at the lower edge. An error stays longer, and so does a message with
 * something to do about it.
 * @param {{label: string, act: () => void}} [action]
 * @param {string} message
 */
export function toast(message, isError = false, action = undefined) {
  const note = h(
    "div",
    { class: isError ? "toast bad" : "toast" },
    icon(isError ? "warning" : "check"),
    h("span", {}, message),
  );
  if (action) {
    const act = () => {
      note.remove();
      action.act();
    };
    note.append(h("button", { class: "small", onclick: act }, action.label));
  }
  document.getElementById("toasts")?.append(note);
  setTimeout(() => note.remove(), isError || action ? 8000 : 3000);
}

/**
 * Does something and says how it went: `done` as a toast, or the error. Answers whether it did.
 * @param {string} done
 * @param {() => unknown} act
 */
export async function attempt(done, act) {
  try {
    await act();
    if (done) toast(done);
    return true;
  } catch (error) {
    toast(messageOf(error), true);
    return false;
  }
}

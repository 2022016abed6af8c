// Copies text. Browsers give a page its clipboard only over https and on the machine itself; on
// other pages an older way is left, and if that fails, too, the reader is told.

import { h } from "./dom.js";

/**
 * Copies a text; answers whether the clipboard has it now.
 * @param {string} text
 */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byCommand(text);
  }
}

/** @param {string} text */
function byCommand(text) {
  const focused = document.activeElement;
  const box = h("textarea", { class: "hidden", value: text, "aria-hidden": "true" });
  // A dialog that is open takes the focus of what lies outside it.
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  box.select();
  let isDone = false;
  try {
    isDone = document.execCommand("copy");
  } catch {
    // Some browsers throw where others answer false.
  }
  box.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isDone;
}

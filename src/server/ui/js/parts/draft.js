// Texts that are written but not saved. They outlast the page that they are written in, and a
// reload, so that a step away loses none.

import { route } from "../router.js";

const PREFIX = "mlflow.draft ";

/** The draft of the page of the address, which has one at most. */
export function draft() {
  const key = PREFIX + route().path;
  return {
    get: () => storage((store) => store.getItem(key)) ?? undefined,
    /** @param {string} text */
    set: (text) => storage((store) => store.setItem(key, text)),
    clear: () => storage((store) => store.removeItem(key)),
  };
}

/** Whether the page shows a text that differs from what is saved. */
export function hasUnsaved() {
  return document.querySelector("[data-unsaved]") !== null;
}

/**
 * Storage may be forbidden or full; a draft then lasts as long as its page.
 * @param {(...values: any[]) => any} act
 */
function storage(act) {
  try {
    return act(sessionStorage);
  } catch {
    return undefined;
  }
}

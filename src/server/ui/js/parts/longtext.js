// A value as it was logged; of a long one the beginning, with a button for the rest.

import { h, show } from "../dom.js";

const LONG = 320;
const BEGINNING = 240;

/**
 * Makes what a cell holds for this value.
 * @param {any} value
 */
export function longText(value) {
  if (value.length <= LONG) return value;
  const root = h("span");
  /** @param {boolean} isWhole */
  const draw = (isWhole) =>
    show(
      root,
      isWhole ? value : `${value.slice(0, BEGINNING)}…`,
      " ",
      h(
        "button",
        { class: "plain small", "aria-expanded": String(isWhole), onclick: () => draw(!isWhole) },
        isWhole ? "Show less" : `Show all ${value.length.toLocaleString("en")} characters`,
      ),
    );
  draw(false);
  return root;
}

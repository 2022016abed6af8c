// A line to type into with a list of offers below it: the arrows choose one, Enter or a click
// takes it. Where the line stands and what an offer does is given.

import { h, show } from "../dom.js";

/**
 * Makes the list of an input, and keeps it while the reader types.
 * @template Offer
 * @param {object} options
 * @param {HTMLInputElement} options.input
 * @param {string} options.id the list becomes `${id}-list`, an option `${id}-option-${number}`
 * @param {string} [options.kind] the class of the list
 * @param {(text: string, caret: number) => Offer[] | Promise<Offer[]>} options.offers
 * @param {(offer: Offer) => any} options.content what an option shows
 * @param {(offer: Offer) => void} options.take
 * @param {boolean} [options.choosesFirst] whether the first offer is chosen from the beginning;
 *   otherwise Tab takes an offer, too, once the reader has chosen one
 */
export function combobox({ input, id, kind, offers, content, take, choosesFirst = false }) {
  const list = h("ul", { class: kind, role: "listbox", id: `${id}-list`, hidden: true });
  /** @type {Offer[]} */
  let shown = [];
  let chosen = -1;
  let asked = 0;

  /** @param {number} index */
  const choose = (index) => {
    chosen = index;
    for (const [at, node] of [...list.children].entries())
      node.setAttribute("aria-selected", String(at === index));
    const node = list.children[index];
    input.setAttribute("aria-activedescendant", node?.id ?? "");
    node?.scrollIntoView({ block: "nearest" });
  };

  /**
   * @param {any} offer
   * @param {number} index
   */
  const option = (offer, index) => {
    const node = h(
      "li",
      { role: "option", id: `${id}-option-${index}`, "aria-selected": "false" },
      content(offer),
    );
    node.addEventListener("pointerdown", (/** @type {any} */ event) => {
      // The input keeps the focus.
      event.preventDefault();
      take(offer);
    });
    return node;
  };

  /** @param {any} found */
  const fill = (found) => {
    shown = found;
    show(list, found.map(option));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    choose(choosesFirst && found.length > 0 ? 0 : -1);
  };

  /** Shows what is offered for the text as it is now. An answer that comes too late is dropped. */
  const refresh = async () => {
    asked += 1;
    const ask = asked;
    const found = await offers(input.value, input.selectionStart ?? input.value.length);
    if (ask === asked) fill(found);
  };

  const close = () => {
    asked += 1;
    fill([]);
  };

  /**
   * Does what a key means for the list; answers whether it meant anything.
   * @param {any} event
   */
  const onKey = (event) => {
    const step = /** @type {Record<string, any>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    const takes = event.key === "Enter" || (event.key === "Tab" && !choosesFirst);
    if (step && shown.length > 0) {
      const from = chosen < 0 && step < 0 ? 0 : chosen;
      choose((from + step + shown.length) % shown.length);
    } else if (takes && chosen >= 0) take(shown[chosen]);
    else return false;
    event.preventDefault();
    return true;
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  return { list, refresh, close, onKey, isOpen: () => shown.length > 0 };
}

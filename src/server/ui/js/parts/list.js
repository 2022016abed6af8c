// A list of links in a table, of which the server answers page by page.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { failed } from "./notice.js";

/**
 * A table of rows that the arrow keys walk. A heading is a text and, if a narrow screen leaves its
 * column out, the class `roomy`; or a node.
 * @param {([string, string?] | Node)[]} heads
 * @param {any[]} rows
 */
export function listTable(heads, rows) {
  /** @param {any} each */
  const head = (each) => {
    if (each instanceof Node) return each;
    const [text, kind] = each;
    return h("th", { scope: "col", class: kind }, text);
  };
  return h(
    "table",
    { class: "list" },
    h("thead", {}, h("tr", {}, heads.map(head))),
    h("tbody", { onkeydown: walk }, rows),
  );
}

/**
 * A heading that orders a list.
 * @param {{text: string, kind?: string, order?: "asc" | "desc", onSort: () => void}} options
 *   `order` is how the list is ordered by it, if it is
 */
export function sortHead({ text, kind, order, onSort }) {
  const direction = { asc: "ascending", desc: "descending" };
  return h(
    "th",
    { scope: "col", class: kind, "aria-sort": order && direction[order] },
    h(
      "button",
      { class: "bare sort", onclick: onSort },
      text,
      order && icon(order === "asc" ? "arrow-up" : "arrow-down"),
    ),
  );
}

/** @param {any} event */
function walk(event) {
  const step = /** @type {Record<string, any>} */ ({
    ArrowDown: "nextElementSibling",
    ArrowUp: "previousElementSibling",
  })[event.key];
  const row = event.target.closest("tr")?.[step];
  if (!row || event.target.type === "checkbox") return;
  event.preventDefault();
  row.querySelector("a").focus();
}

/**
 * Fills `root` with what the server answers page by page. An answer that comes after a later
 * question is dropped.
 * @template Item
 * @param {object} options
 * @param {Element} options.root
 * @param {(token: string | undefined) => Promise<{items: Item[], token?: string}>} options.fetch
 * @param {(items: Item[]) => any} options.draw
 * @param {() => any} options.nothing what is shown where there is no item
 * @param {(error: any) => boolean} [options.onError] answers whether it told of the error;
 *   otherwise the error takes the place of the items
 */
export function pagedList({ root, fetch, draw, nothing, onError = () => false }) {
  /** @type {Item[]} */
  let items = [];
  /** @type {string | undefined} */
  let token;
  let asked = 0;

  const redraw = () =>
    show(
      root,
      items.length === 0 ? nothing() : draw(items),
      token && h("button", { onclick: () => fill(items) }, "Load more"),
    );

  /** @param {any} before */
  const fill = async (before) => {
    asked += 1;
    const ask = asked;
    try {
      const page = await fetch(before.length === 0 ? undefined : token);
      if (ask !== asked) return;
      items = [...before, ...page.items];
      token = page.token;
      redraw();
    } catch (error) {
      if (ask === asked && !onError(error)) show(root, failed(error, load));
    }
  };

  /** Asks for the first page again; what is there stays until it has come. */
  const load = () => fill([]);

  return { load, redraw };
}

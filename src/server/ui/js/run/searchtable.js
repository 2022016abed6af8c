// A list of names and values with a box to find some of them.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { longText } from "../parts/longtext.js";

/** A short list needs no search. */
const SEARCH_FROM = 8;

/** As many rows as are drawn; the box finds the others. */
const MOST_ROWS = 500;

/**
 * @param {{title: string, empty: string, rows: () => [string, ...any][], heads?: string[],
 *   cells?: Function}} options `rows` answers lists whose first item is the name; `cells(row)`
 *   makes the cells beside it
 */
export function searchableTable({ title, empty, rows, heads = [], cells }) {
  const input = h("input", {
    type: "search",
    placeholder: "Find",
    "aria-label": `Find in ${title.toLowerCase()}`,
  });
  const box = h("div", { class: "search" }, icon("search"), input);
  const count = h("span", { class: "badge" });
  const body = h("tbody");
  const foot = h("p", { class: "faint" });
  const head =
    heads.length > 0 &&
    h(
      "thead",
      {},
      h("tr", {}, [
        h("th", {}, "Name"),
        ...heads.map((text) => h("th", { class: "number" }, text)),
      ]),
    );
  const table = h("table", { class: "values" }, head, body);

  const update = () => {
    const all = rows();
    const wanted = input.value.toLowerCase();
    const found = all.filter(
      ([name, value]) =>
        name.toLowerCase().includes(wanted) ||
        (typeof value === "string" && value.toLowerCase().includes(wanted)),
    );
    show(count, String(all.length));
    box.hidden = all.length < SEARCH_FROM;
    table.hidden = found.length === 0;
    show(
      body,
      found.slice(0, MOST_ROWS).map((row) => line(row, cells)),
    );
    show(foot, note(all, found, empty));
  };

  input.addEventListener("input", update);
  update();
  const root = h(
    "section",
    { class: "card", "aria-label": title },
    h("header", {}, h("h2", {}, title, " ", count), box),
    // The keyboard scrolls what has the focus.
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title }, table),
    foot,
  );
  return { root, update };
}

/**
 * @param {any} all
 * @param {any} found
 * @param {string} empty
 */
function note(all, found, empty) {
  if (all.length === 0) return empty;
  if (found.length === 0) return "Nothing has such a name.";
  return (
    found.length > MOST_ROWS && `The first ${MOST_ROWS} of ${found.length}; search to see others.`
  );
}

/**
 * @param {any} row
 * @param {any} cells
 */
function line(row, cells) {
  const [name, value] = row;
  const rest = cells ? cells(row) : [h("td", { class: "value" }, longText(value))];
  return h("tr", {}, h("th", { scope: "row", title: name }, name), rest);
}

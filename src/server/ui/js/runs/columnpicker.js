// The panel in which a reader chooses the columns of the runs' table.

import { h, show } from "../dom.js";
import { knownColumn } from "./columns.js";

/** As many columns as are listed at once; the search box finds the others. */
const MOST_LISTED = 300;

const FAMILIES = [
  ["attributes", "Attributes"],
  ["metrics", "Metrics"],
  ["params", "Parameters"],
  ["tags", "Tags"],
];

/**
 * @param {{keys: string[], chosen: () => [string, number, boolean][],
 *   choose: (columns: [string, number, boolean][], added?: string) => void,
 *   reset: () => void}} options
 */
export function columnPicker({ keys, chosen, choose, reset }) {
  const search = h("input", {
    type: "search",
    placeholder: "Find a column",
    "aria-label": "Find a column",
  });
  const list = h("div", { class: "picker-list" });

  /**
   * @param {string[]} wanted
   * @param {boolean} isShown
   */
  const setShown = (wanted, isShown) => {
    const rest = chosen().filter(([key]) => isShown || !wanted.includes(key));
    const present = new Set(rest.map(([key]) => key));
    const added = isShown ? wanted.filter((key) => !present.has(key)).map(entryOf) : [];
    choose([...rest, ...added], added.at(-1)?.[0]);
    draw();
  };

  const draw = () => {
    const shown = new Set(chosen().map(([key]) => key));
    const wanted = search.value.toLowerCase();
    const sections = FAMILIES.map(([family, title]) => {
      const members = keys.filter(
        (key) => key.startsWith(`${family}.`) && label(key).toLowerCase().includes(wanted),
      );
      return members.length > 0 && section(title, members, shown, setShown);
    });
    show(list, sections);
  };

  search.addEventListener("input", draw);
  draw();
  const restore = () => {
    reset();
    draw();
  };
  return h(
    "div",
    { class: "picker" },
    search,
    list,
    h(
      "footer",
      {},
      h("button", { class: "plain", onclick: restore }, "Back to the default columns"),
    ),
  );
}

/** @param {string} key @returns {[string, number, boolean]} */
function entryOf(key) {
  const { width, pinned } = knownColumn(key);
  return [key, width, pinned];
}

/** @param {string} key */
function label(key) {
  return knownColumn(key).label;
}

/**
 * @param {string} title
 * @param {string[]} members
 * @param {any} shown
 * @param {any} setShown
 */
function section(title, members, shown, setShown) {
  const all = members.every((key) => shown.has(key));
  const head = h(
    "label",
    { class: "picker-head" },
    h("input", {
      type: "checkbox",
      checked: all,
      onchange: (/** @type {any} */ event) => setShown(members, event.target.checked),
    }),
    `${title} (${members.length})`,
  );
  const entries = members.slice(0, MOST_LISTED).map((key) =>
    h(
      "label",
      {},
      h("input", {
        type: "checkbox",
        checked: shown.has(key),
        onchange: (/** @type {any} */ event) => setShown([key], event.target.checked),
      }),
      h("span", {}, label(key)),
    ),
  );
  return h("fieldset", {}, h("legend", { class: "hidden" }, title), head, entries);
}

// The values of runs beside one another: a column per run, a row per attribute, parameter, metric
// and tag; on request only the rows in which the runs differ.

import { colourOf } from "../charts/colour.js";
import { h, show } from "../dom.js";
import { isSystemTag, runDuration } from "../entity.js";
import * as format from "../format.js";
import { longText } from "../parts/longtext.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";

/**
 * What stands in a column: parameters, metrics and tags, and whatever else has a part below.
 * @typedef {{params: Map<string, string>, metrics: Map<string, {value: number}>,
 *   tags: Map<string, string>, signature?: Map<string, string>}} Item
 *
 * The parts of the table: a title, the rows' names, and an item's value and its text.
 * @type {[string, (items: Item[]) => string[], (item: Item, key: string) => any,
 *   (value: any) => any][]}
 */
const PARTS = [
  ["Parameters", (items) => keys(items, "params"), (item, key) => item.params.get(key), longText],
  [
    "Metrics",
    (items) => keys(items, "metrics"),
    (item, key) => item.metrics.get(key)?.value,
    format.number,
  ],
  [
    "Signature",
    (items) => keys(items, "signature"),
    (item, key) => item.signature?.get(key),
    longText,
  ],
  [
    "Tags",
    (items) => keys(items, "tags").filter((key) => !isSystemTag(key)),
    (item, key) => item.tags.get(key),
    longText,
  ],
];

function keys(items, family) {
  return [...new Set(items.flatMap((item) => [...(item[family]?.keys() ?? [])]))].sort();
}

/** Runs beside one another; for the options see `comparisonTable`. */
export function runComparison(runs, only, onOnly) {
  return comparisonTable({
    items: runs,
    corner: "Run",
    head: (run) => [
      h("span", { class: "dot", style: { background: colourOf(run) } }),
      h("a", { href: link.run(run.experimentId, run.id), title: run.name }, run.name),
    ],
    about: [
      ["Status", (run) => status(run.status)],
      ["Started", (run) => format.time(run.start)],
      ["Duration", (run) => format.duration(runDuration(run))],
      ["Run ID", (run) => h("code", {}, run.id.slice(0, 12))],
    ],
    only,
    onOnly,
  });
}

/**
 * A column for each item, a row for each value.
 * @param {object} options
 * @param {Item[]} options.items
 * @param {string} options.corner what the items are
 * @param {(item: any, index: number) => any} options.head
 * @param {[string, (item: any) => any][]} options.about the rows that are always there
 * @param {boolean} options.only whether only what differs is shown at first
 * @param {(only: boolean) => void} options.onOnly is told when the reader wants the other
 */
export function comparisonTable({ items, corner, head, about, only, onOnly }) {
  const body = h("table", { class: "values comparison" });
  const draw = (onlyDifferent) =>
    show(
      body,
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", {}, corner),
          items.map((item, index) => h("th", { scope: "col" }, head(item, index))),
        ),
      ),
      h(
        "tbody",
        {},
        about.map(([name, text]) => aboutRow(name, items.map(text))),
      ),
      PARTS.map((part) => partRows(part, items, onlyDifferent)),
    );
  const box = h("input", { type: "checkbox", checked: only });
  box.addEventListener("change", () => {
    draw(box.checked);
    onOnly(box.checked);
  });
  draw(only);
  return {
    root: h(
      "div",
      { class: "comparison-page" },
      h("label", { class: "check-line" }, box, "Only what differs"),
      h("div", { class: "scroll card" }, body),
    ),
  };
}

function aboutRow(name, contents) {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, name),
    contents.map((content) => h("td", {}, content)),
  );
}

function partRows([title, keysOf, value, text], items, onlyDifferent) {
  const names = keysOf(items);
  const rows = names
    .map((key) => ({ key, values: items.map((item) => value(item, key)) }))
    .filter(({ values }) => !onlyDifferent || new Set(values.map(String)).size > 1)
    .map(({ key, values }) => rowOf(key, values, text));
  if (names.length === 0) return null;
  const heading = `${title} (${rows.length}${rows.length < names.length ? ` of ${names.length}` : ""})`;
  return h(
    "tbody",
    {},
    h("tr", { class: "part" }, h("th", { colspan: items.length + 1, scope: "rowgroup" }, heading)),
    rows,
  );
}

function rowOf(key, values, text) {
  const isDifferent = new Set(values.map(String)).size > 1;
  const isNumber = values.some((value) => typeof value === "number");
  const cell = (value) =>
    h(
      "td",
      { class: isNumber ? "number" : "value", title: value },
      value === undefined ? h("span", { class: "faint" }, "–") : text(value),
    );
  return h(
    "tr",
    { class: isDifferent ? "different" : "" },
    h("th", { scope: "row", title: key }, key),
    values.map(cell),
  );
}

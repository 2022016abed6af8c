// The values of runs beside one another: a column per run, a row per attribute, parameter, metric
// and tag; on request only the rows in which the runs differ. The best value of a metric is marked.

import { colourOf } from "../charts/colour.js";
import { h, show } from "../dom.js";
import { isSystemTag, runDuration } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { longText } from "../parts/longtext.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";
import { bestOf, betterOf, changeBetter } from "./better.js";

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

/**
 * @param {any[]} items
 * @param {string} family
 */
function keys(items, family) {
  return [...new Set(items.flatMap((item) => [...(item[family]?.keys() ?? [])]))].sort();
}

/**
 * Runs beside one another; for the options see `comparisonTable`.
 * @param {import("../entity.js").Run[]} runs
 * @param {any} only
 * @param {any} onOnly
 */
export function runComparison(runs, only, onOnly) {
  const isOfOne = new Set(runs.map((run) => run.experimentId)).size < 2;
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
      ["User", (run) => run.user],
      ["Source", (run) => run.tags.get("mlflow.source.name") ?? ""],
      ["Git commit", (run) => commit(run)],
      ["Experiment", (run) => (isOfOne ? "" : experimentLink(run))],
      [
        "Data sets",
        (run) => run.datasets.map((/** @type {any} */ each) => each.dataset.name).join(", "),
      ],
      ["Run ID", (run) => h("code", {}, run.id.slice(0, 12))],
    ],
    only,
    onOnly,
  });
}

/** @param {import("../entity.js").Run} run */
function commit(run) {
  const id = run.tags.get("mlflow.source.git.commit");
  return id ? h("code", { title: id }, id.slice(0, 8)) : "";
}

/** @param {import("../entity.js").Run} run */
function experimentLink(run) {
  return h("a", { href: link.experiment(run.experimentId) }, run.experimentId);
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
  /** @param {boolean} onlyDifferent */
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
        about.map(([name, text]) => aboutRow(name, items.map(text), onlyDifferent)),
      ),
      PARTS.map((part) => partRows(part, items, onlyDifferent, () => draw(onlyDifferent))),
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

/**
 * What no item has is left out; and, on request, what is the same of all.
 * @param {string} name
 * @param {any[]} contents
 * @param {boolean} onlyDifferent
 */
function aboutRow(name, contents, onlyDifferent) {
  const cells = contents.map((content) => h("td", { class: "value" }, content));
  const texts = cells.map((cell) => cell.textContent);
  const isAlike = new Set(texts).size < 2 && texts.length > 1;
  if (texts.every((text) => text === "") || (onlyDifferent && isAlike)) return null;
  return h("tr", {}, h("th", { scope: "row" }, name), cells);
}

/**
 * @param {any} part
 * @param {any[]} items
 * @param {boolean} onlyDifferent
 * @param {(() => void) | undefined} redraw
 */
function partRows([title, keysOf, value, text], items, onlyDifferent, redraw) {
  const names = keysOf(items);
  const rows = names
    .map((/** @type {string} */ key) => ({
      key,
      values: items.map((/** @type {any} */ item) => value(item, key)),
    }))
    .filter(
      (/** @type {{values: any}} */ { values }) =>
        !onlyDifferent || new Set(values.map(String)).size > 1,
    )
    .map((/** @type {{key: string, values: any}} */ { key, values }) =>
      rowOf(key, values, text, title === "Metrics" ? redraw : undefined),
    );
  if (names.length === 0) return null;
  const heading = `${title} (${rows.length}${rows.length < names.length ? ` of ${names.length}` : ""})`;
  return h(
    "tbody",
    {},
    h("tr", { class: "part" }, h("th", { colspan: items.length + 1, scope: "rowgroup" }, heading)),
    rows,
  );
}

/**
 * @param {string} key
 * @param {any[]} values
 * @param {any} text
 * @param {(() => void) | undefined} redraw
 */
function rowOf(key, values, text, redraw) {
  const isDifferent = new Set(values.map(String)).size > 1;
  // A row stands at the right as a whole, or not at all: params are texts, but often numbers.
  const isNumber = values.every((value) => value === undefined || isNumeric(value));
  const best = redraw ? bestOf(values, betterOf(key)) : new Set();
  /**
   * @param {any} value
   * @param {number} index
   */
  const cell = (value, index) =>
    h(
      "td",
      {
        class: `${isNumber ? "number" : "value"}${best.has(index) ? " best" : ""}`,
        title: value,
      },
      value === undefined ? h("span", { class: "faint" }, "–") : text(value),
      best.has(index) && h("span", { class: "hidden" }, " (best)"),
    );
  return h(
    "tr",
    { class: isDifferent ? "different" : "" },
    h(
      "th",
      { scope: "row", title: key },
      redraw && isDifferent
        ? h("div", { class: "key" }, h("span", { class: "text" }, key), directionOf(key, redraw))
        : key,
    ),
    values.map(cell),
  );
}

/** @param {any} value */
function isNumeric(value) {
  return typeof value === "number" || (value !== "" && Number.isFinite(Number(value)));
}

const DIRECTIONS = {
  less: ["arrow-down", "The least value is marked as the best"],
  more: ["arrow-up", "The greatest value is marked as the best"],
  neither: ["dots", "No value is marked as the best"],
};

/**
 * Which values of a metric are marked; a click changes it.
 * @param {string} key
 * @param {() => void} redraw
 */
function directionOf(key, redraw) {
  const [picture, text] = DIRECTIONS[betterOf(key)];
  const change = () => {
    changeBetter(key);
    redraw();
  };
  return h(
    "button",
    { class: "plain small", title: text, "aria-label": `${key}: ${text}`, onclick: change },
    icon(picture),
  );
}

// The values of runs beside one another: a column per run, a row per attribute, parameter, metric
// and tag; on request only the rows in which the runs differ.

import { colourAt } from "../charts/plotly.js";
import { h, show } from "../dom.js";
import { isSystemTag, runDuration } from "../entity.js";
import * as format from "../format.js";
import { longText } from "../parts/longtext.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";

/**
 * The parts of the table: a title, the rows' names, and a run's value and its text.
 * @type {[string, (runs: Run[]) => string[], (run: Run, key: string) => any,
 *   (value: any) => any][]}
 * @typedef {import("../entity.js").Run} Run
 */
const PARTS = [
  ["Parameters", (runs) => keys(runs, "params"), (run, key) => run.params.get(key), longText],
  [
    "Metrics",
    (runs) => keys(runs, "metrics"),
    (run, key) => run.metrics.get(key)?.value,
    format.number,
  ],
  [
    "Tags",
    (runs) => keys(runs, "tags").filter((key) => !isSystemTag(key)),
    (run, key) => run.tags.get(key),
    longText,
  ],
];

function keys(runs, family) {
  return [...new Set(runs.flatMap((run) => [...run[family].keys()]))].sort();
}

/** Makes the table; `onOnly` is told when the reader wants only what differs, or all. */
export function comparisonTable(runs, only, onOnly) {
  const body = h("table", { class: "values comparison" });
  const draw = (onlyDifferent) =>
    show(
      body,
      headOf(runs),
      aboutRows(runs),
      PARTS.map((part) => partRows(part, runs, onlyDifferent)),
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

function headOf(runs) {
  const heads = runs.map((run, index) =>
    h(
      "th",
      { scope: "col" },
      h("span", { class: "dot", style: { background: colourAt(index) } }),
      h("a", { href: link.run(run.experimentId, run.id), title: run.name }, run.name),
    ),
  );
  return h("thead", {}, h("tr", {}, h("th", {}, "Run"), heads));
}

function aboutRows(runs) {
  const row = (name, text) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      runs.map((run) => h("td", {}, text(run))),
    );
  return h(
    "tbody",
    {},
    row("Status", (run) => status(run.status)),
    row("Started", (run) => format.time(run.start)),
    row("Duration", (run) => format.duration(runDuration(run))),
    row("Run ID", (run) => h("code", {}, run.id.slice(0, 12))),
  );
}

function partRows([title, keysOf, value, text], runs, onlyDifferent) {
  const names = keysOf(runs);
  const rows = names
    .map((key) => ({ key, values: runs.map((run) => value(run, key)) }))
    .filter(({ values }) => !onlyDifferent || new Set(values.map(String)).size > 1)
    .map(({ key, values }) => rowOf(key, values, text));
  if (names.length === 0) return null;
  const heading = `${title} (${rows.length}${rows.length < names.length ? ` of ${names.length}` : ""})`;
  return h(
    "tbody",
    {},
    h("tr", { class: "part" }, h("th", { colspan: runs.length + 1, scope: "rowgroup" }, heading)),
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

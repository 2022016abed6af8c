// The differences of runs from one of them: a row for each value, a column for each run.

import { h, show } from "../dom.js";
import * as format from "../format.js";
import { colourOf } from "./colour.js";
import { keysOf as allKeysOf, differs, nameOf, valueUnder } from "./values.js";

/** More runs than these stand beside each other in no window. */
const MOST_RUNS = 20;

/** More rows than these are looked for by the search of a comparison instead. */
const MOST_ROWS = 200;

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {() => void} changed
 * @returns {import("./card.js").ChartView}
 */
export function differenceView(chart, scene, changed) {
  const root = h("div", { class: "difference" });
  const draw = () => {
    const runs = scene.runs.slice(0, MOST_RUNS);
    if (runs.length < 2) {
      show(root, h("p", { class: "scale" }, "Show two runs or more to see how they differ."));
      return;
    }
    const base = runs.find((run) => run.id === chart.base) ?? runs[0];
    const others = runs.filter((run) => run !== base);
    const keys = keysOf(chart, runs);
    if (keys.length === 0) {
      show(root, h("p", { class: "scale" }, "These runs have the same metrics and parameters."));
      return;
    }
    /** @param {any} event */
    const choose = (event) => {
      chart.base = event.target.value;
      changed();
    };
    const options = runs.map((run) =>
      h("option", { value: run.id, selected: run === base }, run.name),
    );
    const attributes = { class: "scroll", tabindex: "0", role: "group", "aria-label": "Values" };
    const scroll = h("div", attributes, table(keys, base, others));
    show(
      root,
      h("label", { class: "scale" }, "From ", h("select", { onchange: choose }, options)),
      scroll,
    );
    mark();
  };
  const { mark, leave } = scene.highlight.attach(root);
  return { root, draw, leave };
}

/**
 * @param {string[]} keys
 * @param {import("../entity.js").Run} base
 * @param {import("../entity.js").Run[]} others
 */
function table(keys, base, others) {
  const rows = keys.map((key) => row(key, base, others));
  return h("table", { class: "values differences" }, head(base, others), h("tbody", {}, rows));
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("../entity.js").Run[]} runs
 */
function keysOf(chart, runs) {
  if (chart.keys?.length) return chart.keys;
  const { metrics, params } = allKeysOf(runs);
  return [...metrics, ...params]
    .filter((key) => !nameOf(key).startsWith("system/") && differs(runs, key))
    .slice(0, MOST_ROWS);
}

/**
 * @param {import("../entity.js").Run} base
 * @param {import("../entity.js").Run[]} others
 */
function head(base, others) {
  /** @param {import("../entity.js").Run} run */
  const cell = (run) =>
    h(
      "th",
      { scope: "col", title: run.name, "data-run": run.id },
      h("span", { class: "dot", style: { background: colourOf(run) } }),
      run.name,
    );
  return h("thead", {}, h("tr", {}, h("th", {}, "Value"), cell(base), others.map(cell)));
}

/**
 * @param {string} key
 * @param {import("../entity.js").Run} base
 * @param {import("../entity.js").Run[]} others
 */
function row(key, base, others) {
  const first = valueUnder(base, key);
  return h(
    "tr",
    {},
    h("th", { scope: "row", title: nameOf(key) }, nameOf(key)),
    h("td", { class: "number", "data-run": base.id }, written(first)),
    others.map((run) => cellOf(run, valueUnder(run, key), first)),
  );
}

/**
 * @param {import("../entity.js").Run} run
 * @param {any} value
 * @param {any} first
 */
function cellOf(run, value, first) {
  const isNumber = Number.isFinite(value) && Number.isFinite(first);
  const isSame = value === first || (Number.isNaN(value) && Number.isNaN(first));
  const change = isNumber && !isSame && changeOf(value - first, first);
  const attributes = { class: isSame ? "number same" : "number", "data-run": run.id };
  return h("td", attributes, written(value), change);
}

/**
 * @param {number} change
 * @param {number} first
 */
function changeOf(change, first) {
  const sign = change > 0 ? "+" : "−";
  const part = first === 0 ? "" : ` (${sign}${format.number(Math.abs((change / first) * 100))} %)`;
  const text = `${sign}${format.number(Math.abs(change))}${part}`;
  return h("small", { class: change > 0 ? "up" : "down" }, text);
}

/** @param {any} value */
function written(value) {
  if (value === undefined) return h("span", { class: "faint" }, "–");
  return typeof value === "number" ? format.number(value) : value;
}

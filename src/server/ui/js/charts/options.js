// The options of one chart: what lies over what, scales, ranges, smoothing.

import { h, show } from "../dom.js";
import { chosen, LINE_AXES } from "./lines.js";
import { nameOf } from "./values.js";

/** Kinds that have vertical values on a scale that may be logarithmic. */
const SCALED = ["line", "bar", "scatter", "box"];

/**
 * The fields of a chart's options; `redraw` shows what has changed.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {() => void} redraw
 */
export function chartOptions(chart, scene, redraw) {
  const root = h("div", { class: "chart-options-fields" });
  /**
   * @param {string} name
   * @param {any} value
   */
  const set = (name, value) => {
    if (value === undefined) Reflect.deleteProperty(chart, name);
    else Object.assign(chart, { [name]: value });
    redraw();
  };
  const draw = () => show(root, fieldsOf(chart, scene, set, draw));
  draw();
  return root;
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {(...values: any[]) => void} set
 * @param {() => void} draw
 */
function fieldsOf(chart, scene, set, draw) {
  if (!SCALED.includes(chart.kind)) return [];
  /**
   * @param {string} name
   * @param {string} label
   */
  const check = (name, label) =>
    checkbox(label, Boolean(chosen(chart, scene, name)), (on) => set(name, on));
  const log = check(
    "log",
    chart.kind === "bar" ? "Logarithmic scale" : "Logarithmic scale upwards",
  );
  if (chart.kind === "scatter") return [log, check("logx", "Logarithmic scale across")];
  if (chart.kind !== "line") return [log];
  return [
    axisField(chosen(chart, scene, "axis"), (value) => set("axis", value), chart.x),
    log,
    check("logx", "Logarithmic scale across"),
    check("outliers", "Leave outliers out of sight"),
    smoothing(chosen(chart, scene, "smooth"), (value) => set("smooth", value)),
    rangeFields("Across from", chart.xr, (range) => set("xr", range)),
    rangeFields("Upwards from", chart.yr, (range) => set("yr", range)),
    asBoard(chart, set, draw),
  ];
}

/**
 * What lies across a line chart: a field for the chart or for the whole board.
 * @param {any} axis
 * @param {(value: any) => void} set
 * @param {string} [metric]
 */
export function axisField(axis, set, metric) {
  const options = Object.entries(LINE_AXES)
    .filter(([value]) => value !== "metric" || metric)
    .map(([value, text]) =>
      h(
        "option",
        { value, selected: (axis ?? "step") === value },
        value === "metric" && metric ? nameOf(metric) : text,
      ),
    );
  const select = h(
    "select",
    { onchange: (/** @type {any} */ event) => set(event.target.value) },
    options,
  );
  return h("label", {}, "Across ", select);
}

/**
 * A box to check.
 * @param {string} label
 * @param {boolean} checked
 * @param {(...values: any[]) => void} set
 */
export function checkbox(label, checked, set) {
  const box = h("input", {
    type: "checkbox",
    checked,
    onchange: (/** @type {any} */ event) => set(event.target.checked),
  });
  return h("label", {}, box, label);
}

/**
 * How much lines are smoothed.
 * @param {number | undefined} weight
 * @param {(...values: any[]) => void} set
 */
export function smoothing(weight, set) {
  const slider = h("input", {
    type: "range",
    min: 0,
    max: 0.99,
    step: 0.01,
    value: weight ?? 0,
    oninput: (/** @type {any} */ event) => {
      show(written, Number(event.target.value).toFixed(2));
      set(Number(event.target.value));
    },
  });
  const written = h("output", {}, (weight ?? 0).toFixed(2));
  return h("label", {}, "Smoothing", slider, written);
}

/**
 * @param {string} label
 * @param {any} range
 * @param {(...values: any[]) => void} set
 */
function rangeFields(label, range, set) {
  const ends = ["least", "greatest"].map((name, index) =>
    h("input", {
      type: "number",
      step: "any",
      value: range?.[index] ?? "",
      placeholder: "auto",
      "aria-label": `${label.split(" ")[0]}, the ${name} value`,
      onchange: () => set(rangeOf(ends)),
    }),
  );
  return h("div", { class: "range" }, h("span", {}, label), ends[0], "to", ends[1]);
}

/** @param {HTMLInputElement[]} ends */
function rangeOf(ends) {
  const range = ends.map((input) => (input.value === "" ? null : Number(input.value)));
  return range.every((end) => end === null) ? undefined : range;
}

/** What a chart may have chosen for itself that is its board's otherwise. */
const OWN = ["axis", "logx", "outliers", "smooth"];

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {(...values: any[]) => void} set
 * @param {() => void} draw
 */
function asBoard(chart, set, draw) {
  const button = h(
    "button",
    {
      class: "plain small",
      onclick: () => {
        for (const name of OWN.slice(1)) Reflect.deleteProperty(chart, name);
        set("axis", undefined);
        draw();
      },
    },
    "As the whole board",
  );
  return h("div", { class: "as-board" }, button);
}

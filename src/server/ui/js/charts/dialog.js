// Asks what a chart shows: its kind, and the metrics and parameters on its axes.

import { h, show } from "../dom.js";
import { ask, field } from "../parts/dialog.js";
import { KINDS } from "./kinds.js";

/**
 * Asks; answers the chart, or undefined.
 * @param {string} title
 * @param {import("./kinds.js").Chart} chart
 * @param {{metrics: string[], params: string[]}} keys
 * @param {string[]} sections those that there are already
 */
export function chartDialog(title, chart, keys, sections) {
  const kinds = Object.entries(KINDS).map(([kind, { label }]) =>
    h("option", { value: kind, selected: kind === chart.kind }, label),
  );
  const kind = h("select", { name: "kind" }, kinds);
  const fields = h("div", { class: "chart-fields" });
  const draw = () =>
    show(
      fields,
      KINDS[kind.value].fields.map((field, index) => fieldOf(field, index, chart, keys)),
    );
  kind.addEventListener("change", draw);
  draw();
  const list = h(
    "datalist",
    { id: "chart-sections" },
    sections.map((name) => h("option", { value: name })),
  );
  const body = [
    h("label", { class: "field" }, h("span", {}, "Kind"), kind),
    fields,
    field("Title (optional)", { name: "title", value: chart.title ?? "", maxlength: 120 }),
    field("Section (optional)", {
      name: "section",
      value: chart.section ?? "",
      list: "chart-sections",
      maxlength: 120,
    }),
    list,
  ];
  return ask({
    title,
    body,
    action: "Show",
    submit: (/** @type {any} */ form) => read(form, kind.value, chart),
  });
}

/** Fields that need no choice. */
const OPTIONAL = ["optional", "optional metric", "metrics", "several"];
const LISTS = ["many", "metrics", "several"];

/**
 * @param {any} form
 * @param {string} kind
 * @param {import("./kinds.js").Chart} before
 */
function read(form, kind, before) {
  /** @type {any} */
  const chart = { ...(before.kind === kind ? before : {}), kind };
  for (const [name, label, which] of KINDS[kind].fields) {
    const select = form.elements[name];
    const isList = LISTS.includes(which);
    chart[name] = isList
      ? [...select.selectedOptions].map((option) => option.value)
      : select.value || undefined;
    if (which === "many" && chart[name].length < 2) throw new Error("choose two axes or more");
    if (!isList && !OPTIONAL.includes(which) && !chart[name])
      throw new Error(`choose something for “${label}”`);
  }
  if (kind === "parallel") chart.keys = inOrder(chart.keys, before.keys);
  for (const name of ["title", "section"])
    chart[name] = form.elements[name].value.trim() || undefined;
  if (kind === "line") {
    if (chart.x) chart.axis = "metric";
    else if (chart.axis === "metric") chart.axis = undefined;
  }
  return chart;
}

/**
 * The axes keep the order that the reader gave them; new ones stand before the last, the colour.
 * @param {string[]} keys
 * @param {any} [before]
 */
function inOrder(keys, before = []) {
  const kept = before.filter((/** @type {string} */ key) => keys.includes(key));
  const added = keys.filter((key) => !kept.includes(key));
  return kept.length > 0 ? [...kept.slice(0, -1), ...added, ...kept.slice(-1)] : keys;
}

/**
 * @param {[string, string, string]} field see `KINDS`
 * @param {number} index
 * @param {Record<string, any>} chart
 * @param {{metrics: string[], params: string[]}} known the keys that there are
 */
function fieldOf([name, label, which], index, chart, { metrics, params }) {
  const isMany = LISTS.includes(which);
  // Each field starts with a key of its own, since a chart of a key over itself says nothing.
  const chosen = [
    chart[name] ?? (which === "any" ? [...params, ...metrics].at(index) : []) ?? [],
  ].flat();
  /** @param {string} key */
  const option = (key) =>
    h("option", { value: key, selected: chosen.includes(key) }, key.slice(key.indexOf(".") + 1));
  /**
   * @param {string} title
   * @param {string[]} keys
   */
  const group = (title, keys) =>
    keys.length > 0 && h("optgroup", { label: title }, keys.map(option));
  const isOptional = which.startsWith("optional");
  const hasParams = !which.includes("metric");
  const select = h(
    "select",
    { name, multiple: isMany, size: isMany ? 8 : null },
    isOptional && h("option", { value: "" }, "none"),
    hasParams && group("Parameters", params),
    which !== "param" && group("Metrics", metrics),
  );
  return h("label", { class: "field" }, h("span", {}, label), select);
}

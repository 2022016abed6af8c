// The kinds of charts: what each asks of the reader, and the traces that Plotly draws for those
// whose values the runs themselves hold.

import * as format from "../format.js";
import { categoryColour, colourOf } from "./colour.js";
import { metricsOf } from "./lines.js";
import { plain } from "./plotly.js";
import { byValue, isDrawable, nameOf, valueUnder } from "./values.js";

/**
 * A chart as the address keeps it. What is drawn are keys such as `metrics.loss`; `ys` are further
 * metrics of a line chart, and its `x` the metric that it lies over. What a line chart has not
 * chosen (`axis`, `logx`, `smooth`, `outliers`) is its board's.
 * @typedef {{kind: string, title?: string, section?: string, x?: string, y?: string, z?: string,
 *   ys?: string[], keys?: string[], axis?: string, log?: boolean, logx?: boolean, smooth?: number,
 *   outliers?: boolean, xr?: (number | null)[], yr?: (number | null)[], base?: string,
 *   large?: boolean}} Chart
 *
 * What a board shows: the runs, in the table's order and as far as they are shown; their groups,
 * if there are some; what holds for all charts; and what is fetched for them.
 * @typedef {{id: string, name: string, colour: string, runs: import("../entity.js").Run[]}} Group
 * @typedef {{runs: import("../entity.js").Run[], groups?: Group[],
 *   settings: import("./settings.js").Settings, histories: import("./histories.js").Histories,
 *   highlight: import("./highlight.js").Highlight}} Scene
 */

/**
 * What may be chosen for each kind: `[name, label, which keys]`. "metric" and "param" are one key,
 * "any" is a metric or a parameter, "optional" is one or none; "metrics" and "many" are lists.
 * @type {Record<string, {label: string, fields: [string, string, string][]}>}
 */
export const KINDS = {
  line: {
    label: "Line",
    fields: [
      ["y", "Metric", "metric"],
      ["ys", "With it (optional)", "metrics"],
      ["x", "Over another metric (optional)", "optional metric"],
    ],
  },
  bar: { label: "Bar", fields: [["y", "Metric", "metric"]] },
  scatter: {
    label: "Scatter",
    fields: [
      ["x", "Across", "any"],
      ["y", "Upwards", "any"],
      ["z", "Colour (optional)", "optional"],
    ],
  },
  parallel: {
    label: "Parallel coordinates",
    fields: [["keys", "Axes, the last one gives the colour", "many"]],
  },
  box: {
    label: "Box",
    fields: [
      ["x", "Groups", "param"],
      ["y", "Metric", "metric"],
    ],
  },
  contour: {
    label: "Contour",
    fields: [
      ["x", "Across", "any"],
      ["y", "Upwards", "any"],
      ["z", "Height", "any"],
    ],
  },
  difference: {
    label: "Difference",
    fields: [["keys", "Values (all that differ, if none is chosen)", "several"]],
  },
  images: { label: "Images", fields: [] },
};

/**
 * The charts of a list that an address or a browser kept, without what is none.
 * @param {any} list
 */
export function chartsFrom(list) {
  if (!Array.isArray(list)) return undefined;
  /** @param {string} key */
  const isKey = (key) => typeof key === "string" && key.includes(".");
  /** @param {string[]} keys */
  const isList = (keys) => keys === undefined || (Array.isArray(keys) && keys.every(isKey));
  /**
   * @param {any} chart
   * @param {[string, string, string]} field
   */
  const has = (chart, [name, , which]) => {
    if (["optional", "optional metric"].includes(which))
      return chart[name] === undefined || chart[name] === "" || isKey(chart[name]);
    if (["metrics", "several"].includes(which)) return isList(chart[name]);
    return which === "many" ? chart[name]?.length > 0 && isList(chart[name]) : isKey(chart[name]);
  };
  return list.filter(
    (chart) => KINDS[chart?.kind] && KINDS[chart.kind].fields.every((field) => has(chart, field)),
  );
}

/** Metrics of the machine have a page of their own, where this need not be said. */
const SYSTEM = "system/";

/**
 * The title of a chart: its reader's, or what it shows.
 * @param {any} chart
 */
export function titleOf(chart) {
  if (chart.title) return chart.title;
  /** @param {string} key */
  const name = (key) => (key ? nameOf(key).replace(SYSTEM, "") : "?");
  /** @param {string[]} keys */
  const list = (keys) => keys.map(name).join(", ");
  switch (chart.kind) {
    case "scatter":
      return `${name(chart.y)} over ${name(chart.x)}`;
    case "box":
      return `${name(chart.y)} by ${name(chart.x)}`;
    case "contour":
      return `${name(chart.z)} over ${name(chart.x)} and ${name(chart.y)}`;
    case "parallel":
      return `${name(chart.keys.at(-1))} by ${list(chart.keys.slice(0, -1))}`;
    case "difference":
      return chart.keys?.length ? `Differences in ${list(chart.keys)}` : "Differences";
    case "images":
      return "Images";
    default:
      return list(metricsOf(chart)) || "?";
  }
}

/**
 * @param {string} key
 * @param {boolean} [isLog]
 */
function axisOf(key, isLog) {
  return { title: { text: plain(nameOf(key)) }, type: isLog ? "log" : undefined };
}

/**
 * The colour of a run in a scene: that of its group, if there are groups.
 * @param {Scene} options
 */
function colouring({ groups }) {
  const colours = new Map(
    (groups ?? []).flatMap((group) => group.runs.map((run) => [run.id, group.colour])),
  );
  return (/** @type {import("../entity.js").Run} */ run) => colours.get(run.id) ?? colourOf(run);
}

/** More bars than these have no room for their values, and more than those none for names. */
const MOST_VALUED = 16;
const MOST_NAMED = 24;

/**
 * What has a bar: a run, or a group with the mean of its runs.
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 */
function bars(chart, scene) {
  /** @param {import("../entity.js").Run} run */
  const value = (run) => Number(valueUnder(run, chart.y));
  /** @param {import("../entity.js").Run} run */
  const has = (run) => isDrawable(value(run));
  if (!scene.groups) {
    return scene.runs
      .filter(has)
      .map((run) => ({ id: run.id, name: run.name, value: value(run), colour: colourOf(run) }));
  }
  return scene.groups.flatMap(({ id, name, colour, runs }) => {
    const values = runs.filter(has).map(value);
    const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
    return values.length > 0 ? [{ id, name, colour, value: mean }] : [];
  });
}

/**
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 */
function bar(chart, scene) {
  const shown = bars(chart, scene);
  const trace = {
    type: "bar",
    orientation: "h",
    x: shown.map((each) => each.value),
    y: shown.map((each) => each.id),
    customdata: shown.map((each) => each.id),
    text: shown.map((each) => format.number(each.value)),
    textposition: shown.length <= MOST_VALUED ? "auto" : "none",
    textangle: 0,
    constraintext: "none",
    insidetextfont: { size: 11, color: "#fff" },
    outsidetextfont: { size: 11 },
    hovertext: shown.map((each) => plain(each.name)),
    hovertemplate: "%{hovertext}<br>%{x}<extra></extra>",
    marker: { color: shown.map((each) => each.colour) },
  };
  // Runs may share a name, so that the bars are told apart by id, and only labelled by name.
  const labels = shown.map(({ name }) => plain(name.length > 18 ? `${name.slice(0, 17)}…` : name));
  const hasRoom = shown.length <= MOST_NAMED;
  const yaxis = {
    type: "category",
    autorange: "reversed",
    tickvals: hasRoom ? trace.y : [],
    ticktext: labels,
    nticks: undefined,
  };
  return { traces: [trace], layout: { xaxis: { type: chart.log ? "log" : undefined }, yaxis } };
}

/**
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 */
function scatter(chart, scene) {
  const { runs } = scene;
  const shown = runs.filter(
    (run) => valueUnder(run, chart.x) !== undefined && valueUnder(run, chart.y) !== undefined,
  );
  const values = chart.z ? shown.map((run) => valueUnder(run, chart.z)) : [];
  const isScale = values.length > 0 && values.every((value) => typeof value === "number");
  const names = isScale
    ? []
    : distinct(values.map((value) => String(value ?? "none"))).sort(byValue);
  const own = colouring(scene);
  const colours = isScale
    ? values
    : shown.map((run, at) =>
        chart.z ? categoryColour(names.indexOf(String(values[at] ?? "none"))) : own(run),
      );
  const trace = {
    type: "scatter",
    mode: "markers",
    x: shown.map((run) => shownValue(run, chart.x)),
    y: shown.map((run) => shownValue(run, chart.y)),
    customdata: shown.map((run) => run.id),
    hovertext: shown.map((run) => plain(hoverName(run, chart.z))),
    hovertemplate: "%{hovertext}<br>%{x}, %{y}<extra></extra>",
    marker: { size: 9, opacity: 0.85, color: colours, colorscale: "Viridis" },
  };
  const layout = {
    xaxis: { ...axisOf(chart.x, chart.logx), ...categories(shown, chart.x) },
    yaxis: { ...axisOf(chart.y, chart.log), ...categories(shown, chart.y) },
  };
  return {
    traces: [trace],
    layout,
    scale: isScale ? scaleOf(chart.z, values) : undefined,
    legend: names.map((name, index) => ({ name, colour: categoryColour(index) })),
    legendName: chart.z && nameOf(chart.z),
  };
}

/**
 * @param {import("../entity.js").Run} run
 * @param {string} key
 */
function hoverName(run, key) {
  const value = key && valueUnder(run, key);
  return value === undefined ? run.name : `${run.name}, ${nameOf(key)} ${value}`;
}

/**
 * An axis of texts has them in order, each with its label.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} key
 */
function categories(runs, key) {
  const values = runs.map((run) => valueUnder(run, key));
  if (values.every((value) => typeof value === "number")) return {};
  return categoryAxis(distinct(values.map(String)).sort(byValue));
}

/** @param {any} names */
function categoryAxis(names) {
  const shown = names.map(plain);
  return {
    type: "category",
    categoryorder: "array",
    categoryarray: shown,
    tickmode: "array",
    tickvals: shown,
    ticktext: shown.map((/** @type {string} */ name) =>
      name.length > 24 ? `${name.slice(0, 23)}…` : name,
    ),
    nticks: undefined,
  };
}

/**
 * What the colours of a chart stand for. Plotly's own bar of colours sets styles as attributes,
 * which the Content-Security-Policy forbids.
 * @param {string} key
 * @param {any} values
 */
function scaleOf(key, values) {
  return { name: nameOf(key), low: Math.min(...values), high: Math.max(...values) };
}

/** @param {any} values */
function distinct(values) {
  return [...new Set(values)];
}

/**
 * @param {import("../entity.js").Run} run
 * @param {string} key
 */
function shownValue(run, key) {
  const value = valueUnder(run, key);
  return typeof value === "string" ? plain(value) : value;
}

/**
 * @param {any} chart
 * @param {{runs: import("../entity.js").Run[]}} scene
 */
function box(chart, { runs }) {
  const shown = runs.filter((run) => isDrawable(valueUnder(run, chart.y)));
  /** @param {import("../entity.js").Run} run */
  const groupOf = (run) => String(valueUnder(run, chart.x) ?? "none");
  const groups = distinct(shown.map(groupOf)).sort(byValue);
  const traces = groups.map((group, index) => {
    const members = shown.filter((run) => groupOf(run) === group);
    return {
      type: "box",
      name: plain(group),
      x: members.map(() => plain(group)),
      y: members.map((run) => valueUnder(run, chart.y)),
      customdata: members.map((run) => run.id),
      hovertext: members.map((run) => plain(run.name)),
      boxpoints: "all",
      jitter: 0.4,
      pointpos: 0,
      marker: { color: categoryColour(index), size: 5 },
    };
  });
  const xaxis = { ...axisOf(chart.x), ...categoryAxis(groups) };
  return { traces, layout: { xaxis, yaxis: axisOf(chart.y, chart.log) } };
}

/**
 * @param {any} chart
 * @param {{runs: import("../entity.js").Run[]}} scene
 */
function contour(chart, { runs }) {
  const keys = [chart.x, chart.y, chart.z];
  const shown = runs.filter((run) => keys.every((key) => isDrawable(valueUnder(run, key))));
  const [x, y, z] = keys.map((key) => shown.map((run) => valueUnder(run, key)));
  const surface = {
    type: "contour",
    x,
    y,
    z,
    connectgaps: true,
    colorscale: "Viridis",
    hoverinfo: "skip",
    showscale: false,
  };
  const points = {
    type: "scatter",
    mode: "markers",
    x,
    y,
    text: z,
    customdata: shown.map((run) => run.id),
    hovertext: shown.map((run) => plain(run.name)),
    hovertemplate: "%{hovertext}<br>%{x}, %{y}<br>%{text}<extra></extra>",
    marker: { size: 7, color: "#fff", line: { width: 1, color: "#333" } },
  };
  const layout = { xaxis: axisOf(chart.x), yaxis: axisOf(chart.y) };
  return { traces: [surface, points], layout, scale: scaleOf(chart.z, z) };
}

/**
 * Whether there is nothing to see in these traces.
 * @param {any[]} traces
 */
export function isBlank(traces) {
  return !traces.some(({ y }) =>
    y.some((/** @type {any} */ value) => value !== undefined && !Number.isNaN(value)),
  );
}

/** @type {Record<string, (chart: any, scene: Scene) => any>} */
const MAKERS = { bar, scatter, box, contour };

/**
 * The traces and the layout of a chart whose values the runs themselves hold.
 * @param {Chart} chart
 * @param {Scene} scene
 */
export function tracesOf(chart, scene) {
  return MAKERS[chart.kind](chart, scene);
}

/** The keys whose values a chart shows. @param {Chart} chart */
export function keysIn(chart) {
  const { x, y, z, keys = [] } = chart;
  return distinct([x, y, z, ...keys].filter((key) => key !== undefined));
}

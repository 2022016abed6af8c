// The kinds of charts: what each asks of the reader, and the traces that Plotly draws for it.

import * as format from "../format.js";
import { colourAt, plain } from "./plotly.js";
import { isDrawable, nameOf, smoothed, valueUnder } from "./values.js";

/**
 * A chart as the address keeps it. What is drawn are keys such as `metrics.loss`.
 * @typedef {{kind: string, x?: string, y?: string, z?: string, keys?: string[], axis?: string,
 *   log?: boolean, smooth?: number, large?: boolean}} Chart
 */

/**
 * What may be chosen for each kind: `[name, label, which keys]`. "metrics" and "params" are one
 * key, "any" is a metric or a parameter, and "many" is a list of them.
 */
export const KINDS = {
  line: { label: "Line", fields: [["y", "Metric", "metrics"]] },
  bar: { label: "Bar", fields: [["y", "Metric", "metrics"]] },
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
      ["x", "Groups", "params"],
      ["y", "Metric", "metrics"],
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
};

/** Metrics of the machine have a page of their own, where this need not be said. */
const SYSTEM = "system/";

/** The title of a chart. */
export function titleOf(chart) {
  const name = (key) => (key ? nameOf(key).replace(SYSTEM, "") : "?");
  switch (chart.kind) {
    case "scatter":
      return `${name(chart.y)} over ${name(chart.x)}`;
    case "box":
      return `${name(chart.y)} by ${name(chart.x)}`;
    case "contour":
      return `${name(chart.z)} over ${name(chart.x)} and ${name(chart.y)}`;
    case "parallel":
      return "Parallel coordinates";
    default:
      return name(chart.y);
  }
}

function axisOf(key, isLog) {
  return { title: { text: plain(nameOf(key)) }, type: isLog ? "log" : undefined };
}

/** More bars than these have no room for their values, and more than those none for names. */
const MOST_VALUED = 16;
const MOST_NAMED = 24;

function bar(chart, runs) {
  const shown = runs.filter((run) => isDrawable(valueUnder(run, chart.y)));
  const values = shown.map((run) => valueUnder(run, chart.y));
  const trace = {
    type: "bar",
    orientation: "h",
    x: values,
    y: shown.map((run) => run.id),
    text: values.map((value) => format.number(value)),
    textposition: shown.length <= MOST_VALUED ? "auto" : "none",
    textangle: 0,
    constraintext: "none",
    insidetextfont: { size: 11, color: "#fff" },
    outsidetextfont: { size: 11 },
    hovertext: shown.map((run) => plain(run.name)),
    hovertemplate: "%{hovertext}<br>%{x}<extra></extra>",
    marker: { color: shown.map((run) => colourAt(runs.indexOf(run))) },
  };
  // Runs may share a name, so that the bars are told apart by id, and only labelled by name.
  const labels = shown.map((run) =>
    plain(run.name.length > 18 ? `${run.name.slice(0, 17)}…` : run.name),
  );
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

function scatter(chart, runs) {
  const shown = runs.filter(
    (run) => valueUnder(run, chart.x) !== undefined && valueUnder(run, chart.y) !== undefined,
  );
  const colours = chart.z
    ? shown.map((run) => valueUnder(run, chart.z))
    : shown.map((run) => colourAt(runs.indexOf(run)));
  const isScale = Boolean(chart.z) && colours.every((value) => typeof value === "number");
  const trace = {
    type: "scatter",
    mode: "markers",
    x: shown.map((run) => shownValue(run, chart.x)),
    y: shown.map((run) => shownValue(run, chart.y)),
    hovertext: shown.map((run) => plain(run.name)),
    hovertemplate: "%{hovertext}<br>%{x}, %{y}<extra></extra>",
    marker: {
      size: 9,
      opacity: 0.85,
      color:
        isScale || !chart.z
          ? colours
          : shown.map((run) => colourAt(distinct(colours).indexOf(valueUnder(run, chart.z)))),
      colorscale: "Viridis",
    },
  };
  const layout = { xaxis: axisOf(chart.x), yaxis: axisOf(chart.y, chart.log) };
  return { traces: [trace], layout, scale: isScale ? scaleOf(chart.z, colours) : undefined };
}

// What the colours of a chart stand for. Plotly's own bar of colours sets styles as attributes,
// which the Content-Security-Policy forbids.
function scaleOf(key, values) {
  return { name: nameOf(key), low: Math.min(...values), high: Math.max(...values) };
}

function distinct(values) {
  return [...new Set(values)];
}

function shownValue(run, key) {
  const value = valueUnder(run, key);
  return typeof value === "string" ? plain(value) : value;
}

function box(chart, runs) {
  const shown = runs.filter((run) => isDrawable(valueUnder(run, chart.y)));
  const groups = distinct(shown.map((run) => String(valueUnder(run, chart.x) ?? "none")));
  const traces = groups.map((group, index) => {
    const members = shown.filter((run) => String(valueUnder(run, chart.x) ?? "none") === group);
    return {
      type: "box",
      name: plain(group),
      y: members.map((run) => valueUnder(run, chart.y)),
      hovertext: members.map((run) => plain(run.name)),
      boxpoints: "all",
      jitter: 0.4,
      pointpos: 0,
      marker: { color: colourAt(index), size: 5 },
    };
  });
  return {
    traces,
    layout: { xaxis: { ...axisOf(chart.x), type: "category" }, yaxis: axisOf(chart.y, chart.log) },
  };
}

function contour(chart, runs) {
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
    customdata: z,
    hovertext: shown.map((run) => plain(run.name)),
    hovertemplate: "%{hovertext}<br>%{x}, %{y}<br>%{customdata}<extra></extra>",
    marker: { size: 7, color: "#fff", line: { width: 1, color: "#333" } },
  };
  const layout = { xaxis: axisOf(chart.x), yaxis: axisOf(chart.y) };
  return { traces: [surface, points], layout, scale: scaleOf(chart.z, z) };
}

/** Whether there is nothing to see in these traces. */
export function isBlank(traces) {
  return !traces.some(({ y }) => y.some((value) => value !== undefined && !Number.isNaN(value)));
}

const MAKERS = { bar, scatter, box, contour };

/** The traces and the layout of a chart whose values the runs themselves hold. */
export function tracesOf(chart, runs) {
  return MAKERS[chart.kind](chart, runs);
}

/** The kinds of axes that a line can lie over. */
export const LINE_AXES = { step: "Step", time: "Time", relative: "Seconds since the start" };

/**
 * The traces of histories: `points` are those of one metric in all of the runs.
 * @param {Chart} chart
 */
export function lineTraces(chart, runs, points) {
  const byRun = Map.groupBy(points, (point) => point.run_id);
  const traces = runs.flatMap((run, index) => {
    const list = byRun.get(run.id);
    return list ? curves(chart, run, list, colourAt(index)) : [];
  });
  const xaxis = {
    title: { text: LINE_AXES[chart.axis ?? "step"] },
    type: chart.axis === "time" ? "date" : undefined,
  };
  return {
    traces,
    layout: {
      xaxis,
      yaxis: { type: chart.log ? "log" : undefined },
      hovermode: "closest",
      // What a reader has zoomed to stays when points come, until the axes are others.
      uirevision: `${chart.axis} ${chart.log}`,
    },
  };
}

function curves(chart, run, list, colour) {
  const sorted = list.toSorted(
    (a, b) => (a.step ?? 0) - (b.step ?? 0) || a.timestamp - b.timestamp,
  );
  const x = sorted.map((point) => across(chart.axis, point, sorted[0].timestamp));
  const values = sorted.map((point) => (isDrawable(point.value) ? point.value : NaN));
  const trace = (y, extra) => ({
    type: "scatter",
    mode: values.length === 1 ? "markers" : "lines",
    x,
    y,
    name: plain(run.name),
    line: { color: colour, width: 1.6 },
    marker: { color: colour },
    hovertemplate: "%{fullData.name}<br>%{x}: %{y}<extra></extra>",
    ...extra,
  });
  if (!chart.smooth) return [trace(values)];
  return [
    trace(values, { opacity: 0.25, hoverinfo: "skip", hovertemplate: undefined }),
    trace(smoothed(values, chart.smooth)),
  ];
}

function across(axis, point, first) {
  if (axis === "time") return new Date(point.timestamp);
  if (axis === "relative") return (point.timestamp - first) / 1000;
  return point.step ?? 0;
}

// Line charts: the curves of runs, or of groups with the band around their mean, over steps, time
// or another metric.

import { categoryColour, colourOf } from "./colour.js";
import { sampleSize, withNear } from "./histories.js";
import { plain } from "./plotly.js";
import { isDrawable, nameOf, quantile, smoothed } from "./values.js";

/**
 * The kinds of axes that a line can lie over; any other metric can be one, too.
 * @type {Record<string, string>}
 */
export const LINE_AXES = {
  step: "Step",
  time: "Time",
  relative: "Seconds since the start",
  metric: "Another metric",
};

/** How the lines of the second and further metrics of a chart are drawn. */
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** With more lines than these, smoothed ones are drawn without the values behind them. */
const MOST_SHADOWED = 30;

/** As many points as the mean of a group has. */
const BAND_POINTS = 400;

/** The part of the values that a chart without its outliers shows. */
const LEAST_SHOWN = 0.05;
const MOST_SHOWN = 0.95;

/**
 * A line as it is drawn, for the tooltip and for files.
 * @typedef {{id: string, name: string, metric: string, colour: string, dash: string,
 *   x: number[], isOrdered: boolean, y: number[], raw: number[], step: number[], time?: number[],
 *   low?: number[], high?: number[]}} Line
 */

/** The metrics of a chart. @param {import("./kinds.js").Chart} chart */
export function metricsOf(chart) {
  return [...new Set([chart.y, ...(chart.ys ?? [])].filter((key) => key !== undefined))];
}

/**
 * What a chart has chosen of a name, or else its board.
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {string} name
 */
export function chosen(chart, scene, name) {
  return chart[name] ?? /** @type {Record<string, any>} */ (scene.settings)[name];
}

/**
 * Fetches what a chart needs; answers when it is here.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {boolean | undefined} isFollowing
 */
export async function loadLines(chart, scene, isFollowing) {
  const keys = [...metricsOf(chart), axisMetric(chart, scene)].filter((key) => key !== undefined);
  const size = sizeOf(chart, scene);
  const running = scene.runs.filter((run) => run.status === "RUNNING");
  await Promise.all(
    keys.map(async (key) => {
      const name = nameOf(key);
      await scene.histories.load(name, scene.runs, size);
      if (isFollowing) await scene.histories.follow(name, running, size);
    }),
  );
}

/**
 * Fetches closer samples of a chart's histories between two steps.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {number} start
 * @param {number} end
 */
export async function loadNear(chart, scene, start, end) {
  const found = await Promise.all(
    metricsOf(chart).map(async (key) => [
      nameOf(key),
      await scene.histories.near(nameOf(key), scene.runs, sizeOf(chart, scene), start, end),
    ]),
  );
  const points = new Map();
  for (const [name, near] of found) if (near) points.set(name, near);
  return points.size > 0 ? { start, end, points } : undefined;
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 */
function sizeOf(chart, scene) {
  return sampleSize(scene.runs.length * metricsOf(chart).length, Boolean(chart.large));
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 */
function axisMetric(chart, scene) {
  return chosen(chart, scene, "axis") === "metric" ? chart.x : undefined;
}

/**
 * The lines of a chart.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {any} near
 * @returns {Line[]}
 */
export function linesOf(chart, scene, near) {
  const lines = metricsOf(chart).flatMap((key, index) =>
    scene.runs.flatMap((run) => {
      const line = lineOf(chart, scene, run, nameOf(key), near);
      return line ? [{ ...line, dash: DASHES[index % DASHES.length] }] : [];
    }),
  );
  return scene.groups ? scene.groups.flatMap((group) => bandsOf(group, lines)) : lines;
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {import("../entity.js").Run} run
 * @param {string} name
 * @param {any} near
 */
function lineOf(chart, scene, run, name, near) {
  const whole = scene.histories.of(name, run);
  if (!whole || whole.step.length === 0) return undefined;
  const history = withNear(whole, near?.points.get(name)?.get(run.id), near?.start, near?.end);
  const x = across(chart, scene, run, history);
  const raw = history.value.map((value) => (isDrawable(value) ? value : NaN));
  return {
    id: run.id,
    name: run.name,
    metric: name,
    colour: colourOf(run),
    x,
    isOrdered: x.every((value, at) => at === 0 || value >= x[at - 1]),
    raw,
    step: history.step,
    time: history.time,
    y: smoothed(raw, chosen(chart, scene, "smooth") ?? 0),
  };
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {import("../entity.js").Run} run
 * @param {import("./histories.js").History} history
 */
function across(chart, scene, run, history) {
  switch (chosen(chart, scene, "axis")) {
    case "time":
      return history.time;
    case "relative":
      return history.time.map((time) => (time - history.time[0]) / 1000);
    case "metric":
      return chart.x ? joined(scene.histories.of(nameOf(chart.x), run), history) : history.step;
    default:
      return history.step;
  }
}

/**
 * The value that another metric had at each step of a history: its last one until then.
 * @param {import("./histories.js").History | undefined} other
 * @param {import("./histories.js").History} history
 */
function joined(other, { step }) {
  if (!other) return step.map(() => NaN);
  let at = -1;
  return step.map((now) => {
    while (at + 1 < other.step.length && other.step[at + 1] <= now) at += 1;
    return at < 0 ? NaN : other.value[at];
  });
}

/**
 * A group's line is the mean of its runs' lines, and its band lies between the least and greatest.
 * @param {import("./kinds.js").Group} group
 * @param {import("./lines.js").Line[]} lines
 */
function bandsOf(group, lines) {
  const ids = new Set(group.runs.map((run) => run.id));
  const own = Map.groupBy(
    lines.filter((line) => ids.has(line.id)),
    (line) => line.metric,
  );
  return [...own].map(([metric, members]) => {
    const x = gridOf(members);
    const columns = members.map((line) => interpolated(line, x));
    /** @param {(...values: any[]) => any} act */
    const at = (act) =>
      x.map((_, index) => act(columns.map((each) => each[index]).filter(Number.isFinite)));
    const y = at(
      (values) =>
        values.reduce((/** @type {any} */ sum, /** @type {any} */ value) => sum + value, 0) /
        values.length,
    );
    return {
      id: group.id,
      name: group.name,
      metric,
      colour: group.colour,
      dash: members[0].dash,
      x,
      isOrdered: true,
      y,
      raw: y,
      step: x,
      low: at((values) => Math.min(...values)),
      high: at((values) => Math.max(...values)),
    };
  });
}

/**
 * The positions at which some run has a point; so many of them that the picture shows no less.
 * @param {import("./lines.js").Line[]} lines
 */
function gridOf(lines) {
  const all = [...new Set(lines.flatMap((line) => line.x))].filter(Number.isFinite);
  all.sort((a, b) => a - b);
  if (all.length <= BAND_POINTS) return all;
  const step = (all.length - 1) / (BAND_POINTS - 1);
  return Array.from({ length: BAND_POINTS }, (_, index) => all[Math.round(index * step)]);
}

/**
 * A line's values at these positions; NaN before its first point and after its last.
 * @param {import("./lines.js").Line} line
 * @param {number[]} positions
 */
function interpolated(line, positions) {
  const points = line.x.map((x, index) => [x, line.y[index]]).filter(([, y]) => Number.isFinite(y));
  points.sort(([a], [b]) => a - b);
  let at = 0;
  return positions.map((x) => {
    while (at + 1 < points.length && points[at + 1][0] <= x) at += 1;
    const [before, after] = [points[at], points[at + 1]];
    if (!before || before[0] > x) return NaN;
    if (!after) return before[0] === x ? before[1] : NaN;
    return before[1] + ((after[1] - before[1]) * (x - before[0])) / (after[0] - before[0] || 1);
  });
}

/**
 * The traces and the layout of a line chart.
 * @param {Line[]} lines
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 */
export function lineTraces(chart, scene, lines) {
  const isSmooth = (chosen(chart, scene, "smooth") ?? 0) > 0;
  const isShadowed = isSmooth && !scene.groups && lines.length <= MOST_SHADOWED;
  const names = metricsOf(chart).length;
  const traces = lines.flatMap((line) => [
    ...(line.low ? bandTraces(line) : []),
    ...(isShadowed ? [shadowTrace(line)] : []),
    lineTrace(line, names > 1),
  ]);
  return { traces, layout: layoutOf(chart, scene, lines) };
}

/** @param {import("./lines.js").Line} line */
function base(line) {
  return { type: "scatter", x: line.x, meta: line.id, hoverinfo: "skip" };
}

/**
 * @param {import("./lines.js").Line} line
 * @param {boolean} isMetricNamed
 */
function lineTrace(line, isMetricNamed) {
  return {
    ...base(line),
    y: line.y,
    mode: line.y.length === 1 ? "markers" : "lines",
    name: plain(isMetricNamed ? `${line.name} · ${line.metric}` : line.name),
    line: { color: line.colour, width: 1.6, dash: line.dash },
    marker: { color: line.colour },
  };
}

/** @param {import("./lines.js").Line} line */
function shadowTrace(line) {
  const drawn = { color: line.colour, width: 1.2, dash: line.dash };
  return {
    ...base(line),
    y: line.raw,
    mode: "lines",
    opacity: 0.25,
    line: drawn,
    showlegend: false,
  };
}

/** @param {import("./lines.js").Line} line */
function bandTraces(line) {
  const edge = { ...base(line), mode: "lines", line: { width: 0 }, showlegend: false };
  return [
    { ...edge, y: line.low },
    { ...edge, y: line.high, fill: "tonexty", fillcolor: `${line.colour}30` },
  ];
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {import("./lines.js").Line[]} lines
 */
function layoutOf(chart, scene, lines) {
  const axis = chosen(chart, scene, "axis") ?? "step";
  const isLogX = Boolean(chosen(chart, scene, "logx")) && axis !== "time";
  const xaxis = {
    title: { text: plain(axis === "metric" && chart.x ? nameOf(chart.x) : LINE_AXES[axis]) },
    type: axis === "time" ? "date" : isLogX ? "log" : undefined,
    ...rangeOf(
      axis === "time" ? undefined : chart.xr,
      isLogX,
      lines.map((line) => line.x),
    ),
  };
  const yaxis = {
    type: chart.log ? "log" : undefined,
    ...rangeOf(
      chart.yr ?? inliers(chart, scene, lines),
      Boolean(chart.log),
      lines.flatMap((line) => [line.y, line.low, line.high]),
    ),
  };
  // What a reader has zoomed to stays when points come, until the axes are others.
  const mark = [axis, chart.x, chart.log, isLogX, chart.xr, chart.yr];
  mark.push(chosen(chart, scene, "outliers"));
  return { xaxis, yaxis, hovermode: false, uirevision: JSON.stringify(mark) };
}

/**
 * The range of an axis of which an end is given: the other one is where the values end.
 * @param {(number | null)[] | undefined} range
 * @param {boolean} isLog
 * @param {(number[] | undefined)[]} columns the values along the axis
 */
function rangeOf(range, isLog, columns) {
  const [low, high] = (range ?? []).map((end) => (end !== null && isLog && end <= 0 ? null : end));
  if ((low ?? null) === null && (high ?? null) === null) return {};
  const [least, greatest] = extentOf(columns, isLog);
  const from =
    low ?? Math.min(least, isLog ? Number(high) / 10 : Number(high) - Math.abs(high || 1) / 10);
  const to = high ?? Math.max(greatest, isLog ? from * 10 : from + Math.abs(from || 1) / 10);
  if (!Number.isFinite(from) || !Number.isFinite(to)) return {};
  return { range: isLog ? [Math.log10(from), Math.log10(to)] : [from, to] };
}

/**
 * The least and the greatest value that an axis can show.
 * @param {(number[] | undefined)[]} columns
 * @param {boolean} isLog
 */
function extentOf(columns, isLog) {
  let [least, greatest] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column ?? []) {
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  return [least, greatest];
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {import("./lines.js").Line[]} lines
 */
function inliers(chart, scene, lines) {
  if (!chosen(chart, scene, "outliers")) return undefined;
  const values = lines.flatMap((line) => line.y).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  const [low, high] = [quantile(values, LEAST_SHOWN), quantile(values, MOST_SHOWN)];
  const edge = (high - low || Math.abs(high) || 1) * 0.05;
  return [chart.log ? low : low - edge, high + edge];
}

/**
 * What the dashes of a chart of several metrics stand for: `[name, dash]`.
 * @param {import("./kinds.js").Chart} chart
 */
export function dashesOf(chart) {
  const keys = metricsOf(chart);
  if (keys.length < 2) return [];
  return keys.map((key, index) => [nameOf(key), DASHES[index % DASHES.length]]);
}

/**
 * The rows of a file of these lines, as they are drawn.
 * @param {Line[]} lines
 * @param {boolean} hasGroups
 */
export function lineRows(lines, hasGroups) {
  if (hasGroups) {
    const head = ["group", "metric", "x", "mean", "least", "greatest"];
    /** @param {import("./lines.js").Line} line */
    const row = (line) => (/** @type {number} */ x, /** @type {number} */ at) => [
      line.name,
      line.metric,
      x,
      line.y[at],
      line.low?.[at],
      line.high?.[at],
    ];
    return [head, ...lines.flatMap((line) => line.x.map(row(line)))];
  }
  const head = ["run_id", "run", "metric", "step", "timestamp", "value", "x", "y"];
  const rows = lines.flatMap((line) =>
    line.raw.map((value, at) => [
      line.id,
      line.name,
      line.metric,
      line.step[at],
      line.time?.[at],
      value,
      line.x[at],
      line.y[at],
    ]),
  );
  return [head, ...rows];
}

/** The colour of a group by its index. */
export const groupColour = categoryColour;

// The charts of a board whose reader has chosen none: each metric; and where runs differ in their
// parameters, first what these do to a result.

import { hasImages } from "./images.js";
import { byValue, differs, hasDrawable, hasHistory, valueUnder } from "./values.js";

/** As many charts of metrics as a board has at first; those out of sight cost nothing. */
const MOST_METRICS = 120;

/** As many axes as parallel coordinates have at first, and as many scatters as stand below. */
const MOST_PARAMS = 6;

/** From so many runs on, that differ in parameters, an experiment is a search for good ones. */
const LEAST_TRIALS = 4;

const SYSTEM = "metrics.system/";

/** Words by which results are told from other metrics, the best first. */
const RESULTS = [
  /^(best|final)/,
  /(^|[/_])(val|valid|validation|test|eval)/,
  /(acc|score|f1|auc)/,
  /loss|err/,
];

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {{metrics: string[], params: string[]}} keys
 * @param {string} [target] the metric that the reader takes for the result
 * @returns {import("./kinds.js").Chart[]}
 */
export function firstCharts(runs, { metrics, params }, target) {
  const drawable = metrics.filter((key) => hasDrawable(runs, key));
  const own = drawable.filter((key) => !key.startsWith(SYSTEM));
  const machine = drawable.filter((key) => key.startsWith(SYSTEM));
  const charts = [...own, ...machine].slice(0, MOST_METRICS).map((y) => ({
    kind: hasHistory(runs, y) ? "line" : "bar",
    y,
  }));
  const pictures = runs.some(hasImages) ? [{ kind: "images", large: true }] : [];
  const across = searchCharts(runs, own, params, target);
  const isSearch = runs.length >= LEAST_TRIALS;
  return isSearch ? [...across, ...charts, ...pictures] : [...charts, ...across, ...pictures];
}

/**
 * The metric that a search is about: the chosen one, or the one that sounds most like a result.
 * @param {import("../entity.js").Run[]} runs
 * @param {string[]} metrics
 * @param {string | undefined} target
 */
export function resultOf(runs, metrics, target) {
  const able = metrics.filter((key) => differs(runs, key) && hasDrawable(runs, key));
  if (target && able.includes(target)) return target;
  for (const word of RESULTS) {
    const found = able.find((key) => word.test(key.slice(key.indexOf(".") + 1).toLowerCase()));
    if (found) return found;
  }
  return able[0];
}

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {string[]} metrics
 * @param {string[]} params
 * @param {string | undefined} target
 */
function searchCharts(runs, metrics, params, target) {
  const result = resultOf(runs, metrics, target);
  const varied = params.filter((key) => differs(runs, key));
  if (!result || varied.length === 0) return [];
  const ranked = varied
    .map((key) => ({ key, weight: weightOf(runs, key, result) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_PARAMS);
  const parallel = {
    kind: "parallel",
    keys: [...ranked.map(({ key }) => key), result],
    large: true,
  };
  if (runs.length < LEAST_TRIALS) return [parallel];
  return [parallel, ...ranked.map(({ key }) => ({ kind: "scatter", x: key, y: result }))];
}

/**
 * How much a parameter tells of a result, from 0 to 1: by ranks where it is a number, else by how
 * much of the spread lies between its values.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} param
 * @param {string} metric
 */
export function weightOf(runs, param, metric) {
  const pairs = runs
    .map((run) => [valueUnder(run, param), valueUnder(run, metric)])
    .filter(([x, y]) => x !== undefined && Number.isFinite(y));
  if (pairs.length < 3) return 0;
  const isNumeric = pairs.every(([x]) => typeof x === "number");
  const weight = isNumeric ? Math.abs(rankCorrelation(pairs)) : between(pairs);
  return Number.isFinite(weight) ? weight : 0;
}

/** @param {any[][]} pairs */
function rankCorrelation(pairs) {
  const [a, b] = [0, 1].map((side) => ranks(pairs.map((pair) => pair[side])));
  return correlation(a, b);
}

/**
 * Equal values share the mean of their ranks.
 * @param {any[]} values
 */
function ranks(values) {
  const order = values.map((_, index) => index).sort((a, b) => byValue(values[a], values[b]));
  const found = new Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last += 1;
    for (let at = first; at <= last; at += 1) found[order[at]] = (first + last) / 2;
    first = last + 1;
  }
  return found;
}

/**
 * @param {any} a
 * @param {any} b
 */
function correlation(a, b) {
  /** @param {any[]} list */
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [top, squareA, squareB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    top += (value - meanA) * (b[at] - meanB);
    squareA += (value - meanA) ** 2;
    squareB += (b[at] - meanB) ** 2;
  }
  return top / Math.sqrt(squareA * squareB);
}

/** @param {any[][]} pairs */
function between(pairs) {
  const all = pairs.map(([, y]) => y);
  /** @param {any[]} list */
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const centre = mean(all);
  const total = all.reduce((sum, y) => sum + (y - centre) ** 2, 0);
  const groups = [...Map.groupBy(pairs, ([x]) => String(x)).values()];
  const spread = groups.reduce((sum, members) => {
    const own = mean(members.map(([, y]) => y));
    return sum + members.length * (own - centre) ** 2;
  }, 0);
  return Math.sqrt(spread / total);
}

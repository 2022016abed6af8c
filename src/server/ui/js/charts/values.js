// What charts are made of: the values of runs under keys such as `metrics.loss` or `params.lr`.

import { textUnder } from "../entity.js";

/**
 * A run's value under a key: a number where it reads as one, else a text, or undefined.
 * @param {import("../entity.js").Run} run
 * @param {string} key
 */
export function valueUnder(run, key) {
  if (key.startsWith("metrics.")) return run.metrics.get(nameOf(key))?.value;
  const text = textUnder(run, key);
  if (text === undefined) return undefined;
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * A key without its family.
 * @param {string} key
 */
export function nameOf(key) {
  return key.slice(key.indexOf(".") + 1);
}

/**
 * The keys of the runs' metrics and parameters, each list sorted.
 * @param {import("../entity.js").Run[]} runs
 */
export function keysOf(runs) {
  /** @param {"metrics" | "params"} family */
  const collect = (family) =>
    [...new Set(runs.flatMap((run) => [...run[family].keys()]))]
      .sort()
      .map((name) => `${family}.${name}`);
  return { metrics: collect("metrics"), params: collect("params") };
}

/** Whether a chart can show a value: MLflow's SQL stores keep the infinities as the greatest
 * number there is, beside which all others would be one.
 * @param {any} value
 */
export function isDrawable(value) {
  return Number.isFinite(value) && Math.abs(value) < Number.MAX_VALUE;
}

/**
 * Whether some run has a value under this key that a chart can show.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} key
 */
export function hasDrawable(runs, key) {
  return runs.some((run) => isDrawable(valueUnder(run, key)));
}

/**
 * Whether the runs differ in a key.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} key
 */
export function differs(runs, key) {
  return new Set(runs.map((run) => valueUnder(run, key))).size > 1;
}

/**
 * Whether a metric has a history: whether some run logged it after its first step.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} key
 */
export function hasHistory(runs, key) {
  return runs.some((run) => (run.metrics.get(nameOf(key))?.step ?? 0) > 0);
}

/**
 * Smooths values by an exponential mean without the pull of its start; 0 leaves them as they are.
 * @param {number[]} values
 * @param {number} weight
 */
export function smoothed(values, weight) {
  let last = 0;
  let steps = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    steps += 1;
    last = last * weight + (1 - weight) * value;
    return last / (1 - weight ** steps);
  });
}

/**
 * The value below which a part of sorted values lies.
 * @param {number[]} sorted
 * @param {number} part
 */
export function quantile(sorted, part) {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

/**
 * Orders texts that may be numbers: numbers by size first, then texts by letters.
 * @param {any} a
 * @param {any} b
 */
export function byValue(a, b) {
  const [x, y] = [Number(a), Number(b)];
  /**
   * @param {string} text
   * @param {any} value
   */
  const isNumber = (text, value) => String(text).trim() !== "" && Number.isFinite(value);
  if (isNumber(a, x) && isNumber(b, y)) return x - y;
  if (isNumber(a, x) !== isNumber(b, y)) return isNumber(a, x) ? -1 : 1;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

// Writes numbers, times and sizes the way people read them.

const UNITS = ["B", "kB", "MB", "GB", "TB"];
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const AGES = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** MLflow's SQL stores keep the infinities as the greatest number there is. */
const INFINITY = Number.MAX_VALUE;

/**
 * A metric's value with at most six significant digits: `0.9234`, `1.25e-7`, `NaN`, `∞`.
 * @param {number | undefined | null} value
 */
export function number(value) {
  if (value === undefined || value === null) return "";
  if (Number.isNaN(value)) return "NaN";
  if (Math.abs(value) >= INFINITY) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(4).replace(/\.?0+e/, "e");
  return String(Number(value.toPrecision(6)));
}

/**
 * A time in milliseconds as `2026-11-23 12:04:05`, in the reader's own zone.
 * @param {number | undefined} milliseconds
 */
export function time(milliseconds) {
  return milliseconds ? exact.format(milliseconds) : "";
}

/**
 * How long ago a time was: `3 minutes ago`.
 * @param {number | undefined} milliseconds
 */
export function age(milliseconds) {
  if (!milliseconds) return "";
  const seconds = (milliseconds - Date.now()) / 1000;
  for (const [unit, size] of AGES) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

/**
 * A span of milliseconds: `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
 * @param {number | undefined} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds === undefined || !(milliseconds >= 0 && milliseconds < Infinity)) return "";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Math.floor(seconds * 10) / 10} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return inTwo(minutes, "min", Math.floor(seconds % 60), "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return inTwo(hours, "h", minutes % 60, "min");
  return inTwo(Math.floor(hours / 24), "d", hours % 24, "h");
}

/**
 * @param {number} count
 * @param {string} unit
 * @param {number} rest
 * @param {string} below
 */
function inTwo(count, unit, rest, below) {
  return rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${rest} ${below}`;
}

/**
 * A number of bytes: `512 B`, `3.4 MB`.
 * @param {number | undefined} bytes
 */
export function size(bytes) {
  let unit = 0;
  let rest = bytes ?? 0;
  while (rest >= 1000 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${UNITS[unit]}`;
}

/**
 * A number and its noun: `1 run`, `12 runs`.
 * @param {number} amount
 * @param {string} noun
 */
export function count(amount, noun) {
  return `${amount.toLocaleString("en")} ${noun}${amount === 1 ? "" : "s"}`;
}

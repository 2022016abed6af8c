// The runs as a CSV file, with every metric, parameter and tag.

import { runDuration } from "../entity.js";
import { save, toCsv } from "../parts/csv.js";
import { sourceName } from "./columns.js";

/** @type {[string, (run: import("../entity.js").Run) => string][]} */
const ATTRIBUTES = [
  ["Start Time", (run) => isoTime(run.start)],
  ["Duration", (run) => seconds(runDuration(run))],
  ["Run ID", (run) => run.id],
  ["Name", (run) => run.name],
  ["Source Name", sourceName],
  ["User", (run) => run.user],
  ["Status", (run) => run.status],
];

/** @param {number} milliseconds */
function isoTime(milliseconds) {
  return milliseconds ? new Date(milliseconds).toISOString() : "";
}

/** @param {number | undefined} milliseconds */
function seconds(milliseconds) {
  return milliseconds === undefined ? "" : (milliseconds / 1000).toFixed(3);
}

/** So many rows are written before the browser may do something else. */
const ROWS_AT_ONCE = 500;

/**
 * Saves these runs; `seen` knows the keys they have.
 * @param {import("../entity.js").Run[]} runs
 * @param {any} seen
 */
export async function downloadRuns(runs, seen) {
  const [params, metrics, tags] = [seen.params, seen.metrics, seen.tags].map((keys) =>
    [...keys].sort(),
  );
  const head = [...ATTRIBUTES.map(([title]) => title), ...params, ...metrics, ...tags];
  /** @param {import("../entity.js").Run} run */
  const row = (run) => [
    ...ATTRIBUTES.map(([, text]) => text(run)),
    ...params.map((key) => run.params.get(key)),
    ...metrics.map((key) => run.metrics.get(key)?.value),
    ...tags.map((key) => run.tags.get(key)),
  ];
  const parts = [toCsv([head])];
  for (let first = 0; first < runs.length; first += ROWS_AT_ONCE) {
    parts.push("\r\n", toCsv(runs.slice(first, first + ROWS_AT_ONCE).map(row)));
    await new Promise((done) => setTimeout(done));
  }
  save(new Blob(parts), "runs.csv");
}

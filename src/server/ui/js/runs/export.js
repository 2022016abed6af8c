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

function isoTime(milliseconds) {
  return milliseconds ? new Date(milliseconds).toISOString() : "";
}

function seconds(milliseconds) {
  return milliseconds === undefined ? "" : (milliseconds / 1000).toFixed(3);
}

/** Saves these runs; `seen` knows the keys they have. */
export function downloadRuns(runs, seen) {
  const [params, metrics, tags] = [seen.params, seen.metrics, seen.tags].map((keys) =>
    [...keys].sort(),
  );
  const head = [...ATTRIBUTES.map(([title]) => title), ...params, ...metrics, ...tags];
  const rows = runs.map((run) => [
    ...ATTRIBUTES.map(([, text]) => text(run)),
    ...params.map((key) => run.params.get(key)),
    ...metrics.map((key) => run.metrics.get(key)?.value),
    ...tags.map((key) => run.tags.get(key)),
  ]);
  save(toCsv([head, ...rows]), "runs.csv");
}

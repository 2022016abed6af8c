// The metrics of a run: the latest, least and greatest value of each, and its curve.

import { metrics as api } from "../api.js";
import { h, show } from "../dom.js";
import * as format from "../format.js";
import { whenSeen } from "../parts/seen.js";
import { sparkline } from "../parts/sparkline.js";
import { searchableTable } from "./searchtable.js";

/** Makes the table; `update()` shows what the run has logged since. */
export function metricTable(run) {
  const cells = new Map();
  const table = searchableTable({
    title: "Metrics",
    empty: "This run logged no metrics.",
    heads: ["Latest", "Least", "Greatest", "Curve"],
    rows: () =>
      [...run.metrics].sort(([a], [b]) => isSystem(a) - isSystem(b) || a.localeCompare(b)),
    cells: ([key, metric]) => cellsOf(run.id, key, metric, cells),
  });
  return { root: table.root, update: () => table.update() };
}

// The system's metrics come last: they have a page of their own.
function isSystem(name) {
  return name.startsWith("system/");
}

// A metric's cells are kept while its latest point is the same, so that a refresh moves nothing.
function cellsOf(runId, key, metric, known) {
  const mark = `${metric.step} ${metric.timestamp} ${metric.value}`;
  const before = known.get(key);
  if (before?.mark === mark) return before.cells;
  const latest = h(
    "td",
    { class: "number", title: `${metric.value} at step ${metric.step}` },
    format.number(metric.value),
  );
  const least = h("td", { class: "number" }, before?.texts[0]);
  const greatest = h("td", { class: "number" }, before?.texts[1]);
  const curve = h("td", { class: "number curve" }, before?.curve);
  const entry = {
    mark,
    cells: [latest, least, greatest, curve],
    texts: before?.texts ?? ["", ""],
    curve: before?.curve,
  };
  known.set(key, entry);
  whenSeen(curve, () => fill(runId, key, entry));
  return entry.cells;
}

async function fill(runId, key, entry) {
  const [, least, greatest, curve] = entry.cells;
  const { points, isWhole } = await api
    .history(runId, key)
    .catch(() => ({ points: [], isWhole: true }));
  const values = points.map((point) => point.value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return;
  const almost = isWhole ? "" : "≈ ";
  const extreme = (better) => values.reduce((best, value) => (better(value, best) ? value : best));
  entry.texts = [extreme((a, b) => a < b), extreme((a, b) => a > b)].map(
    (value) => almost + format.number(value),
  );
  show(least, entry.texts[0]);
  show(greatest, entry.texts[1]);
  if (points.length < 2) return;
  entry.curve = sparkline(points.map((point) => point.value));
  show(curve, entry.curve);
}

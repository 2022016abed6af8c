// The metrics of a run: the latest, least and greatest value of each, and its curve. The server
// tells all but the latest, once for all metrics that are on the screen.

import { metrics as api } from "../api.js";
import { h, show } from "../dom.js";
import * as format from "../format.js";
import { whenSeen } from "../parts/seen.js";
import { sparkline } from "../parts/sparkline.js";
import { searchableTable } from "./searchtable.js";

/** How long a question waits for others that go with it, in milliseconds. */
const TOGETHER = 40;

/**
 * The cells of a metric, and the latest point that they tell of; `waits` until the row is seen.
 * @typedef {{mark: string, cells: Element[], waits: boolean}} Entry
 */

/**
 * Makes the table; `update()` shows what the run has logged since.
 * @param {import("../entity.js").Run} run
 */
export function metricTable(run) {
  const cells = new Map();
  const ask = asking(run.id);
  const table = searchableTable({
    title: "Metrics",
    empty: "This run logged no metrics.",
    heads: ["Latest", "Least", "Greatest", "Curve"],
    rows: () =>
      [...run.metrics].sort(
        ([a], [b]) => Number(isSystem(a)) - Number(isSystem(b)) || a.localeCompare(b),
      ),
    /** @param {any} options */
    cells: ([key, metric]) => cellsOf(key, metric, cells, ask),
  });
  return { root: table.root, update: () => table.update() };
}

/**
 * The system's metrics come last: they have a page of their own.
 * @param {string} name
 */
function isSystem(name) {
  return name.startsWith("system/");
}

/**
 * A metric's cells are kept while its latest point is the same, so that a refresh moves nothing; and
 * of the others, what is known stays until the server has told the rest.
 * @param {string} key
 * @param {any} metric
 * @param {any} known
 * @param {any} ask
 */
function cellsOf(key, metric, known, ask) {
  const mark = `${metric.step} ${metric.timestamp} ${metric.value}`;
  const entry = known.get(key) ?? { cells: emptyCells(), waits: false };
  if (entry.mark === mark) return entry.cells;
  known.set(key, entry);
  entry.mark = mark;
  const [latest, , , curve] = entry.cells;
  latest.title = `${metric.value} at step ${metric.step}`;
  show(latest, format.number(metric.value));
  if (!entry.waits) {
    entry.waits = true;
    whenSeen(curve, () => {
      entry.waits = false;
      ask(key, entry);
    });
  }
  return entry.cells;
}

function emptyCells() {
  /** @param {string} kind */
  const number = (kind) => h("td", { class: kind });
  return [number("number"), number("number"), number("number"), number("number curve")];
}

/**
 * Makes the function that asks for a metric's summary: together with the others that are asked for
 * at the same moment.
 * @param {string} runId
 */
function asking(runId) {
  /** @type {Map<string, Entry>} */
  let waiting = new Map();
  const send = async () => {
    const asked = waiting;
    waiting = new Map();
    const found = await api.summaries(runId, [...asked.keys()]).catch(() => []);
    for (const summary of found) fill(asked.get(summary.key), summary);
  };
  return (/** @type {string} */ key, /** @type {any} */ entry) => {
    if (waiting.size === 0) setTimeout(send, TOGETHER);
    waiting.set(key, entry);
  };
}

/**
 * @param {any} entry
 * @param {{min: number | undefined, max: number | undefined, values: any}} summary
 */
function fill(entry, { min, max, values }) {
  const [, least, greatest, curve] = entry.cells;
  show(least, format.number(min));
  show(greatest, format.number(max));
  show(curve, values.length > 1 && sparkline(values));
}

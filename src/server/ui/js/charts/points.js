// All points of the histories that a chart draws, as a file: what is drawn is but a sample of them.

import { metrics as api } from "../api.js";
import { toCsv } from "../parts/csv.js";
import { metricsOf } from "./lines.js";
import { nameOf } from "./values.js";

/** So many histories are fetched at the same time. */
const AT_ONCE = 4;

const HEAD = ["run_id", "run", "metric", "step", "timestamp", "value"];

/**
 * The points of the runs that are shown, in the order of the runs; nothing if it was stopped.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {import("../parts/progress.js").Progress} progress
 * @returns {Promise<Blob | undefined>}
 */
export async function pointsOf(chart, scene, progress) {
  const groups = new Map(
    scene.groups?.flatMap(({ name, runs }) => runs.map((run) => [run.id, name])),
  );
  const histories = metricsOf(chart).flatMap((key) =>
    scene.runs
      .filter((run) => run.metrics.has(nameOf(key)))
      .map((run) => ({ run, name: nameOf(key), group: scene.groups && groups.get(run.id) })),
  );
  /** @type {string[][]} the lines of each history, page by page */
  const parts = histories.map(() => []);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < histories.length && !progress.isStopped) {
      const at = next;
      next += 1;
      await fetchLines(histories[at], parts[at], progress);
      done += 1;
      progress.say(done, histories.length, "histories");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (progress.isStopped) return undefined;
  const head = toCsv([scene.groups ? [...HEAD, "group"] : HEAD]);
  return new Blob([head, ...parts.flat()]);
}

/**
 * @param {{run: import("../entity.js").Run, name: string, group?: string}} history
 * @param {string[]} lines
 * @param {import("../parts/progress.js").Progress} progress
 */
async function fetchLines({ run, name, group }, lines, progress) {
  for await (const points of api.history(run.id, name)) {
    if (progress.isStopped) return;
    const rows = points.map(
      (
        /** @type {{step?: number, timestamp: number, value: any}} */ {
          step = 0,
          timestamp,
          value,
        },
      ) => {
        const row = [run.id, run.name, name, step, timestamp, value];
        return group === undefined ? row : [...row, group];
      },
    );
    if (rows.length > 0) lines.push("\r\n", toCsv(rows));
  }
}

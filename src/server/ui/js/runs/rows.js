// Orders the runs of a page into the rows of a table: children below their parent, or runs below
// the heading of their group. No nodes here.

import { textUnder } from "../entity.js";

/**
 * A row: a run with its depth, or the heading of a group.
 * @typedef {{run?: import("../entity.js").Run, depth: number, children?: number, open?: boolean,
 *   group?: {value: string, runs: object[]}, key: string}} Row
 */

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {{groupBy: string, closed: Set<string>, opened: Set<string>}} view
 * @returns {Row[]}
 */
export function rowsOf(runs, { groupBy, closed, opened }) {
  return groupBy ? groupedRows(runs, groupBy, closed) : nestedRows(runs, opened);
}

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {Set<string>} opened
 */
function nestedRows(runs, opened) {
  const known = new Set(runs.map((run) => run.id));
  const children = new Map();
  const tops = [];
  for (const run of runs) {
    if (run.parent && known.has(run.parent) && run.parent !== run.id)
      push(children, run.parent, run);
    else tops.push(run);
  }
  /** @type {Row[]} */
  const rows = [];
  const shown = new Set();
  /**
   * @param {import("../entity.js").Run} run
   * @param {number} depth
   */
  const add = (run, depth) => {
    if (shown.has(run.id)) return;
    shown.add(run.id);
    const below = children.get(run.id) ?? [];
    const open = opened.has(run.id);
    rows.push({ key: run.id, run, depth, children: below.length, open });
    if (open) for (const child of below) add(child, depth + 1);
  };
  for (const run of tops) add(run, 0);
  return rows;
}

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {string} groupBy
 * @param {Set<string>} closed
 */
function groupedRows(runs, groupBy, closed) {
  /** @type {Map<any, import("../entity.js").Run[]>} */
  const groups = new Map();
  for (const run of runs) push(groups, textUnder(run, groupBy), run);
  return [...groups].flatMap(([value, members]) => {
    const key = value === undefined ? "group" : `group:${value}`;
    const open = !closed.has(key);
    const heading = {
      key,
      depth: 0,
      children: members.length,
      open,
      group: { value, runs: members },
    };
    return [
      heading,
      ...(open ? members.map((run) => ({ key: run.id, run, depth: 1, children: 0 })) : []),
    ];
  });
}

/**
 * @param {Map<any, any[]>} lists
 * @param {string | undefined} key
 * @param {any} item
 */
function push(lists, key, item) {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/**
 * The mean of a metric over the runs that have it; undefined if none has. SQL stores keep the
 * infinities as the greatest number there is, which doubled is one again.
 * @param {import("../entity.js").Run[]} runs
 * @param {string} key
 */
export function mean(runs, key) {
  const values = runs
    .map((run) => run.metrics.get(key)?.value ?? NaN)
    .filter((value) => !Number.isNaN(value))
    .map((value) => (Math.abs(value) < Number.MAX_VALUE ? value : value * 2));
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

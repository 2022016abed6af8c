// The points of a line chart: a sample of each run's history, and a closer one of the part that a
// reader zooms to.

import { metrics as api } from "../api.js";
import { nameOf } from "./values.js";

/** A chart of all runs together has about this many points. */
const POINTS = 40_000;
const LEAST_POINTS = 80;
const MOST_POINTS = 2500;

/** Makes the source of the points of a chart of these runs. */
export function lineSource(chart, runs) {
  const key = nameOf(chart.y);
  const ids = runs.filter((run) => run.metrics.has(key)).map((run) => run.id);
  const share = Math.floor(POINTS / Math.max(1, ids.length));
  const size = Math.max(LEAST_POINTS, Math.min(MOST_POINTS, share));
  let whole;
  let near;
  let asked;

  const fetch = async () => {
    whole = await api.histories(ids, key, size);
  };

  /** Looks closer at these steps, or at all again; answers whether there are other points now. */
  const lookAt = async (range) => {
    const ask = {};
    asked = ask;
    const had = near;
    near = undefined;
    if (!range || !isSampled(whole, size)) return had !== undefined;
    const [start, end] = [Math.floor(range[0]), Math.ceil(range[1])];
    const points = await api.histories(ids, key, size, start, end);
    if (ask !== asked) return false;
    near = { start, end, points };
    return true;
  };

  const points = () => {
    if (!near) return whole;
    const isFar = ({ step = 0 }) => step < near.start || step > near.end;
    return [...whole.filter(isFar), ...near.points];
  };

  return { fetch, lookAt, points };
}

// Whether some history may be longer than its sample: the server leaves points out beyond `size`.
function isSampled(points, size) {
  const counts = new Map();
  for (const { run_id: run } of points) counts.set(run, (counts.get(run) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= size);
}

// The histories of metrics that the charts of a board draw: fetched once for all charts, for the
// runs that are shown only, and followed while runs are running.

import { metrics as api } from "../api.js";

/**
 * A history, as columns. `size` is how many points were asked for: a history of as many may have
 * more on the server.
 * @typedef {{step: number[], time: number[], value: number[], size: number}} History
 */

/** A chart of all runs together has about this many points. */
const POINTS = 40_000;
const LEAST_POINTS = 80;

/** As many points as a chart has pixels for, small or large. */
const MOST_POINTS = 800;
const MOST_POINTS_LARGE = 2500;

const COLUMNS = /** @type {const} */ (["step", "time", "value"]);

/** Beyond the steps of any run. */
const LAST_STEP = 2 ** 53 - 1;

/**
 * How many points of each of so many runs are worth asking for.
 * @param {number} runs
 * @param {boolean} isLarge
 */
export function sampleSize(runs, isLarge) {
  const share = Math.floor(POINTS / Math.max(1, runs));
  const most = isLarge ? MOST_POINTS_LARGE : MOST_POINTS;
  return Math.max(LEAST_POINTS, Math.min(most, share));
}

export class Histories {
  constructor() {
    /** @type {Map<string, Map<string, History>>} by the metric's name, then by run */
    this.known = new Map();
    /** What is under way for each metric, so that two charts of one do not fetch it twice. */
    this.pending = new Map();
  }

  /**
   * The history of a metric in a run, as far as it is here.
   * @param {string} name
   * @param {import("../entity.js").Run} run
   * @returns {History | undefined}
   */
  of(name, run) {
    return this.known.get(name)?.get(run.id);
  }

  /**
   * Fetches what is missing of a metric in these runs.
   * @param {string} name
   * @param {import("../entity.js").Run[]} runs
   * @param {number} size
   */
  load(name, runs, size) {
    return this.queued(name, async () => {
      const here = this.here(name);
      /** @param {import("../entity.js").Run} run */
      const isMissing = (run) => {
        const found = here.get(run.id);
        return !found || (isSampled(found) && found.size < size);
      };
      const missing = runs.filter((run) => run.metrics.has(name) && isMissing(run));
      if (missing.length > 0) this.keep(name, missing, await fetched(name, missing, size), size);
    });
  }

  /**
   * Fetches what running runs have logged of a metric since it was last asked for.
   * @param {string} name
   * @param {import("../entity.js").Run[]} runs
   * @param {number} size
   */
  follow(name, runs, size) {
    return this.queued(name, async () => {
      const here = this.here(name);
      const stale = runs.filter((run) => here.has(run.id) && isBehind(here.get(run.id), run, name));
      if (stale.length === 0) return;
      const [growing, others] = parted(stale, (run) => grows(here.get(run.id), run, name, size));
      if (growing.length > 0) {
        const first = Math.min(...growing.map((run) => here.get(run.id)?.step.at(-1) ?? 0));
        const found = await fetched(name, growing, size, first + 1, LAST_STEP);
        for (const run of growing) append(here.get(run.id), found.get(run.id));
      }
      if (others.length > 0) this.keep(name, others, await fetched(name, others, size), size);
    });
  }

  /**
   * A closer sample between two steps; nothing if no run has more points than are here.
   * @param {string} name
   * @param {import("../entity.js").Run[]} runs
   * @param {number} size
   * @param {number} start
   * @param {number} end
   */
  async near(name, runs, size, start, end) {
    const some = runs.filter((run) => isSampled(this.of(name, run)));
    if (some.length === 0) return undefined;
    const found = await fetched(name, some, size, start, end);
    return new Map([...found].map(([id, points]) => [id, toHistory(points, size)]));
  }

  /** @param {string} name */
  here(name) {
    let here = this.known.get(name);
    if (!here) {
      here = new Map();
      this.known.set(name, here);
    }
    return here;
  }

  /**
   * @param {string} name
   * @param {import("../entity.js").Run[]} runs
   * @param {Map<string, any[]>} found
   * @param {number} size
   */
  keep(name, runs, found, size) {
    const here = this.here(name);
    for (const run of runs) here.set(run.id, toHistory(found.get(run.id) ?? [], size));
  }

  /**
   * @param {string} name
   * @param {(...values: any[]) => any} act
   */
  queued(name, act) {
    const before = this.pending.get(name) ?? Promise.resolve();
    const now = before.catch(() => undefined).then(act);
    this.pending.set(name, now);
    return now;
  }
}

/**
 * @param {string} name
 * @param {import("../entity.js").Run[]} runs
 * @param {number} size
 * @param {number} [start]
 * @param {number} [end]
 */
async function fetched(name, runs, size, start, end) {
  const ids = runs.map((run) => run.id);
  const points = await api.histories(ids, name, size, start, end);
  return Map.groupBy(points, (point) => point.run_id);
}

/**
 * @param {any[]} points
 * @param {number} size
 * @returns {History}
 */
function toHistory(points, size) {
  const sorted = points.toSorted(
    (a, b) => (a.step ?? 0) - (b.step ?? 0) || a.timestamp - b.timestamp,
  );
  return {
    step: sorted.map((point) => point.step ?? 0),
    time: sorted.map((point) => point.timestamp),
    value: sorted.map((point) => point.value),
    size,
  };
}

/**
 * @param {any} history
 * @param {any[]} [points]
 */
function append(history, points = []) {
  const last = history.step.at(-1) ?? -1;
  const added = toHistory(
    points.filter((point) => (point.step ?? 0) > last),
    history.size,
  );
  for (const column of COLUMNS) history[column].push(...added[column]);
}

/**
 * Whether the server may have more points of a history than are here.
 * @param {any} history
 */
function isSampled(history) {
  return history !== undefined && history.step.length >= history.size;
}

/**
 * Whether the run's latest value is not the last point that is here.
 * @param {any} history
 * @param {import("../entity.js").Run} run
 * @param {string} name
 */
function isBehind(history, run, name) {
  const latest = run.metrics.get(name);
  return (
    latest && !(latest.step === history.step.at(-1) && latest.timestamp === history.time.at(-1))
  );
}

/**
 * Whether only points after the last step are missing, and few enough are here to add to them.
 * @param {any} history
 * @param {import("../entity.js").Run} run
 * @param {string} name
 * @param {number} size
 */
function grows(history, run, name, size) {
  const last = history.step.at(-1);
  return (
    last !== undefined &&
    (run.metrics.get(name)?.step ?? 0) > last &&
    history.step.length < 2 * size
  );
}

/**
 * @param {import("../entity.js").Run[]} list
 * @param {(run: import("../entity.js").Run) => boolean} test
 */
function parted(list, test) {
  return [list.filter(test), list.filter((each) => !test(each))];
}

/**
 * A history with the part between two steps replaced by a closer sample of it.
 * @param {History} history
 * @param {any} near
 * @param {number} start
 * @param {number} end
 */
export function withNear(history, near, start, end) {
  if (!near) return history;
  const isBefore = history.step.map((step) => step < start);
  const isAfter = history.step.map((step) => step > end);
  /** @param {"step" | "time" | "value"} column */
  const join = (column) => [
    ...history[column].filter((_, at) => isBefore[at]),
    ...near[column],
    ...history[column].filter((_, at) => isAfter[at]),
  ];
  return { step: join("step"), time: join("time"), value: join("value"), size: history.size };
}

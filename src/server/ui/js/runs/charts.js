// The charts of a view's runs: kept for the experiment, and following new and running runs.

import { runs as api } from "../api.js";
import { keepBoard, keptBoard } from "../charts/kept.js";
import { toRun } from "../entity.js";
import { isAborted } from "../failure.js";
import { searchOf, writeView } from "./view.js";

/** Charts show the runs that are loaded; as many as these are loaded for them. */
export const CHARTED_RUNS = 200;

/** How often, in milliseconds, runs are asked for: while some are running, and otherwise. */
const REFRESH = 4_000;
const REFRESH_IDLE = 12_000;

/**
 * Makes the charts.
 * @param {string[]} ids the experiments
 * @param {import("./view.js").View} view
 * @param {import("../entity.js").Run[]} runs
 * @param {() => Promise<import("../entity.js").Run[]>} reload fetches all of them again
 */
export async function runCharts(ids, view, runs, reload) {
  const { board } = await import("../charts/board.js");
  const path = ids.join();
  if (!view.charts && !view.board) {
    Object.assign(view, keptBoard(path));
    writeView(view);
  }
  const charts = board({
    runs: runs.slice(0, CHARTED_RUNS),
    groupBy: view.groupBy,
    charts: view.charts,
    settings: view.board,
    isSelected: (run) => view.selected.has(run.id),
    onChange: (chosen, settings) => {
      Object.assign(view, { charts: chosen, board: settings });
      writeView(view);
      keepBoard(path, { charts: chosen, board: settings });
    },
  });
  const follower = new Follower(searchOf(view, ids), runs, reload, charts.update);
  const leave = () => {
    follower.leave();
    charts.leave();
  };
  return { root: charts.root, refresh: () => follower.refreshAll(), leave };
}

/** Asks what has become of the runs, as long as somebody looks at them. */
class Follower {
  constructor(search, runs, reload, update) {
    this.search = search;
    this.runs = runs;
    this.reload = reload;
    this.update = update;
    this.stop = new AbortController();
    this.seen = () => {
      if (!document.hidden) this.ask();
    };
    document.addEventListener("visibilitychange", this.seen);
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    if (this.stop.signal.aborted) return;
    const isRunning = this.runs.some((run) => run.status === "RUNNING");
    this.timer = setTimeout(() => this.ask(), isRunning ? REFRESH : REFRESH_IDLE);
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      if (!document.hidden) await this.refresh();
    } catch (error) {
      // The next time may go better; Refresh says what is wrong.
      if (isAborted(error)) return;
    }
    this.wait();
  }

  async refresh() {
    if (await this.hasNewer()) await this.refreshAll();
    else await this.refreshRunning();
  }

  async refreshAll() {
    this.show(await this.reload());
  }

  /** Whether a run that matches has started after all that are here. */
  async hasNewer() {
    const newest = Math.max(0, ...this.runs.map((run) => run.start ?? 0));
    const since = `attributes.start_time > ${newest}`;
    const filter = this.search.filter ? `(${this.search.filter}) and ${since}` : since;
    const body = { ...this.search, filter, max_results: 1 };
    const answer = await api.search(body, this.stop.signal);
    return (answer.runs ?? []).length > 0;
  }

  async refreshRunning() {
    const running = this.runs.filter((run) => run.status === "RUNNING");
    if (running.length === 0) return;
    const ids = running.map((run) => `'${run.id}'`).join(", ");
    const filter = `attributes.run_id IN (${ids})`;
    const body = { ...this.search, filter, order_by: [], max_results: running.length };
    const answer = await api.search(body, this.stop.signal);
    const now = new Map((answer.runs ?? []).map(toRun).map((run) => [run.id, run]));
    if (running.every((run) => mark(run) === mark(now.get(run.id) ?? run))) return;
    this.show(this.runs.map((run) => now.get(run.id) ?? run));
  }

  show(runs) {
    if (this.stop.signal.aborted) return;
    this.runs = runs.slice(0, CHARTED_RUNS);
    this.update(this.runs);
  }

  leave() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    this.stop.abort();
  }
}

// What a chart shows of a run: another text means another picture.
function mark(run) {
  return JSON.stringify([run.status, run.name, [...run.metrics], [...run.params], run.tags.size]);
}

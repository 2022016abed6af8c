// The runs of a view, fetched page by page as they are needed, and what becomes of them meanwhile.

import { runs as api } from "../api.js";
import { isSameRun, toRun } from "../entity.js";

/**
 * The first page is what a screen shows. A later one is what a second scrolls: a page of 150 runs
 * with 200 values each is 2 MB of JSON, which the browser reads within a frame or two.
 */
const FIRST_PAGE = 50;
const PAGE = 150;
const LARGE_PAGE = 500;

/** As many of the first runs are asked for again when there are others. */
const MOST_AGAIN = 500;

/** As many running runs are followed at a time: those nearest to the beginning of the list. */
const MOST_FOLLOWED = 50;

/** @typedef {import("../entity.js").Run} Run */

export class RunSource {
  /**
   * @param {object} search the body of `runs/search`, without its page
   * @param {{order?: (a: Run, b: Run) => number}} options how the page orders the runs where the server
   *   cannot: all are fetched then before any is shown
   */
  constructor(search, { order } = {}) {
    this.search = search;
    this.order = order;
    /** @type {Run[]} */
    this.runs = [];
    this.token = undefined;
    this.isComplete = false;
    /** @type {any} */
    this.pending = undefined;
    this.hasFailed = false;
    this.stop = new AbortController();
  }

  /**
   * Fetches the next page, once however often it is called meanwhile. A large one takes less time for
   * each run; a smaller one holds up nobody who scrolls.
   */
  next(isLarge = false) {
    if (this.isComplete) return Promise.resolve([]);
    this.pending ??= (this.order ? this.fetchAll() : this.fetchPage(isLarge))
      .catch((error) => {
        this.hasFailed = true;
        throw error;
      })
      .finally(() => {
        this.pending = undefined;
      });
    return this.pending;
  }

  async fetchAll() {
    while (!this.isComplete) await this.fetchPage(true);
    this.runs.sort(this.order);
    return this.runs;
  }

  /** @param {boolean} isLarge */
  async fetchPage(isLarge) {
    const size = this.runs.length === 0 ? FIRST_PAGE : isLarge ? LARGE_PAGE : PAGE;
    const answer = await this.ask({ max_results: size, page_token: this.token });
    // A page begins so many runs from the first, and since the last one runs may have come.
    const known = new Set(this.runs.map((run) => run.id));
    const page = answer.runs.filter(
      (/** @type {import("../entity.js").Run} */ run) => !known.has(run.id),
    );
    this.runs.push(...page);
    this.token = answer.token;
    this.isComplete = !this.token;
    return page;
  }

  /** @param {Record<string, any>} fields */
  async ask(fields) {
    const answer = await api.search({ ...this.search, ...fields }, this.stop.signal);
    return { runs: (answer.runs ?? []).map(toRun), token: answer.next_page_token };
  }

  /**
   * Asks again for the first runs, of which there may be others now; those behind them stay.
   * Answers whether anything is different.
   */
  async lookAgain() {
    const before = this.runs;
    const count = before.length;
    const size = this.isComplete ? MOST_AGAIN : Math.min(MOST_AGAIN, Math.max(FIRST_PAGE, count));
    const { runs, token } = await this.ask({ max_results: size });
    if (this.runs !== before || before.length !== count || this.pending) return false;
    if (token && count > size) return this.replace([...runs, ...this.behind(runs)]);
    this.token = token;
    this.isComplete = !token;
    return this.replace(runs);
  }

  /**
   * The runs that come after these.
   * @param {import("../entity.js").Run[]} runs
   */
  behind(runs) {
    const found = new Set(runs.map((run) => run.id));
    const last = this.order ? -1 : this.runs.findLastIndex((run) => found.has(run.id));
    return this.runs.slice(last + 1).filter((run) => !found.has(run.id));
  }

  /** Asks what the running runs have logged, and which have ended. Answers whether any has. */
  async lookAtRunning() {
    const running = this.runs.filter((run) => run.status === "RUNNING").slice(0, MOST_FOLLOWED);
    if (running.length === 0) return false;
    const before = this.runs;
    const count = before.length;
    const list = running.map((run) => `'${run.id}'`).join(", ");
    const filter = `attributes.run_id IN (${list})`;
    const { runs } = await this.ask({ filter, order_by: [], max_results: running.length });
    if (this.runs !== before || before.length !== count) return false;
    const found = new Map(
      runs.map((/** @type {import("../entity.js").Run} */ run) => [run.id, run]),
    );
    return this.replace(before.map((run) => found.get(run.id) ?? run));
  }

  /**
   * Takes runs out, such as deleted ones.
   * @param {import("../entity.js").Run[]} runs
   */
  drop(runs) {
    const gone = new Set(runs.map((run) => run.id));
    this.replace(this.runs.filter((run) => !gone.has(run.id)));
  }

  /**
   * Takes these for its runs. One that is as it was stays the same object.
   * @param {import("../entity.js").Run[]} runs
   */
  replace(runs) {
    const known = new Map(this.runs.map((run) => [run.id, run]));
    const now = runs.map((run) => {
      const before = known.get(run.id);
      return before && isSameRun(before, run) ? before : run;
    });
    if (this.order) now.sort(this.order);
    const isSame =
      now.length === this.runs.length && now.every((run, index) => run === this.runs[index]);
    if (!isSame) this.runs = now;
    return !isSame;
  }

  /** Ends what is under way; the source is of no use any more. */
  cancel() {
    this.stop.abort();
  }
}

// The runs of a view, fetched page by page as they are needed.

import { runs as api } from "../api.js";
import { toRun } from "../entity.js";

/**
 * The first page is what a screen shows. A later one is what a second scrolls: a page of 150 runs
 * with 200 values each is 2 MB of JSON, which the browser reads within a frame or two.
 */
const FIRST_PAGE = 50;
const PAGE = 150;

export class RunSource {
  /**
   * @param {object} search the body of `runs/search`, without its page
   * @param {{first?: number, order?: (a, b) => number}} options how many runs come first, and how
   *   the page orders them where the server cannot: all are fetched then before any is shown
   */
  constructor(search, { first = FIRST_PAGE, order } = {}) {
    this.search = search;
    this.first = first;
    this.order = order;
    this.runs = [];
    this.token = undefined;
    this.isComplete = false;
    this.pending = undefined;
    this.hasFailed = false;
    this.stop = new AbortController();
  }

  /** Fetches the next page, once however often it is called meanwhile. */
  next() {
    if (this.isComplete) return Promise.resolve([]);
    this.pending ??= (this.order ? this.fetchAll() : this.fetchPage())
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
    while (!this.isComplete) await this.fetchPage();
    this.runs.sort(this.order);
    return this.runs;
  }

  async fetchPage() {
    const size = this.runs.length === 0 ? this.first : PAGE;
    const body = { ...this.search, max_results: size, page_token: this.token };
    const answer = await api.search(body, this.stop.signal);
    const page = (answer.runs ?? []).map(toRun);
    this.runs.push(...page);
    this.token = answer.next_page_token;
    this.isComplete = !this.token;
    return page;
  }

  /** Ends what is under way; the source is of no use any more. */
  cancel() {
    this.stop.abort();
  }
}

// The runs of one or several experiments: the tool bar, the filter, and below them the table or
// the charts of the same runs.

import { experiments as api, runs as runsApi } from "../api.js";
import { h, show } from "../dom.js";
import { toExperiment, toRun } from "../entity.js";
import { isAborted } from "../failure.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { filterBox } from "../parts/filterbox.js";
import { follow } from "../parts/follow.js";
import { popup } from "../parts/menu.js";
import { attempt, empty, failed, loading } from "../parts/notice.js";
import { columnPicker } from "./columnpicker.js";
import { filterKeys, ownOrder, Seen } from "./columns.js";
import { downloadRuns } from "./export.js";
import { groupMenu } from "./groupmenu.js";
import { keyHint, unknownKeys } from "./hint.js";
import { nothing } from "./nothing.js";
import { selectionBar } from "./selection.js";
import { RunSource } from "./source.js";
import { RunTable } from "./table.js";
import { searchOf, writeView } from "./view.js";
import { viewMenu } from "./views.js";

/** Charts show the runs that are loaded; as many as these are loaded for them. */
const CHARTED_RUNS = 200;

/** How often the page asks what has become of the runs, in milliseconds. */
const REFRESH = 5000;

/**
 * Makes the view of these experiments' runs.
 * @param {string[]} ids
 * @param {any} view
 */
export function runsTab(ids, view) {
  const tab = new RunsTab(ids, view);
  tab.load();
  tab.watch();
  return {
    root: tab.root,
    leave: () => tab.leave(),
    resume: view.tab === "runs" ? () => tab.resume() : undefined,
  };
}

class RunsTab {
  /**
   * @param {string[]} ids
   * @param {any} view
   */
  constructor(ids, view) {
    this.ids = ids;
    this.view = view;
    this.seen = new Seen();
    this.source = this.newSource();
    this.table = new RunTable(view, {
      onView: (isSearch) => this.changed(isSearch),
      onRows: () => this.writeCount(),
      onNearEnd: () => this.more(),
      onSelection: (runs, hidden) => this.showSelection(runs, hidden),
      isNumeric: (key) => this.seen.isNumeric(key),
    });
    this.filter = filterBox({
      value: view.filter,
      label: "Filter runs",
      placeholder: "Filter, as in: metrics.loss < 0.5 and params.lr = '0.1'",
      keys: () => filterKeys(this.seen),
      submit: (text) => {
        view.filter = text;
        this.changed(true);
      },
    });
    this.count = h("span", { class: "count", role: "status" });
    this.selection = h("div", { class: "selection" });
    this.content = h("div", { class: "runs-content" }, loading(12));
    this.foot = h("footer", { class: "grid-foot" }, this.count);
    const toolbar = h("div", { class: "toolbar" }, this.filter.root, this.tools());
    this.root = h("div", { class: "runs" }, toolbar, this.selection, this.content, this.foot);
  }

  tools() {
    const isTable = this.view.tab === "runs";
    return h(
      "div",
      { class: "tools" },
      this.lifecycle(),
      groupMenu({
        keys: () => this.seen.keys(),
        current: () => this.view.groupBy,
        choose: (key) => this.group(key),
      }),
      isTable &&
        popup({
          label: "Columns",
          iconName: "columns",
          title: "Choose columns",
          content: () =>
            columnPicker({
              keys: this.seen.keys(),
              chosen: () => this.table.chosen(),
              choose: (columns, added) => this.table.choose(columns, added),
              reset: () => this.table.choose(undefined),
            }),
        }),
      this.ids.length === 1 && viewMenu(this.ids[0]),
      h(
        "button",
        {
          title: "Download as CSV",
          "aria-label": "Download as CSV",
          onclick: () => this.download(),
        },
        icon("download"),
      ),
      h(
        "button",
        { title: "Refresh", "aria-label": "Refresh", onclick: () => this.refresh() },
        icon("refresh"),
      ),
    );
  }

  lifecycle() {
    const options = ["Active", "Deleted", "All"].map((name) =>
      h("option", { value: name, selected: this.view.lifecycle === name }, name),
    );
    /** @param {any} event */
    const change = (event) => {
      this.view.lifecycle = event.target.value;
      this.changed(true);
    };
    return h("select", { "aria-label": "Which runs", onchange: change }, options);
  }

  /** @param {string} key */
  group(key) {
    if (this.view.tab === "runs") {
      this.table.group(key);
      return;
    }
    this.view.groupBy = key;
    this.changed(false);
    attempt("", () => this.showCharts());
  }

  /**
   * Takes note of another view; searches again if the runs or their order change with it.
   * @param {boolean} isSearch
   */
  changed(isSearch) {
    writeView(this.view);
    if (isSearch) this.load();
  }

  async load() {
    this.source.cancel();
    const source = this.newSource();
    this.source = source;
    this.content.setAttribute("aria-busy", "true");
    // Asked before the runs are, so that none that comes meanwhile is missed.
    this.state = this.stateOf();
    try {
      this.seen.add(await source.next());
      if (this.source !== source) return;
      this.filter.fail();
      await this.showRuns();
      // How many there are may be known only now.
      await this.state;
      if (this.source === source) this.writeCount();
    } catch (error) {
      if (this.source === source && !isAborted(error)) this.fail(error);
    }
    this.content.removeAttribute("aria-busy");
  }

  newSource() {
    return new RunSource(searchOf(this.view, this.ids), { order: ownOrder(this.view) });
  }

  /** Shows the table again as it was left, and what has become of its runs meanwhile. */
  async resume() {
    this.table.grid.restore();
    this.watch();
    await this.refresh();
  }

  /** Follows new and running runs for as long as the page is shown. */
  watch() {
    this.unwatch?.();
    this.unwatch = follow(() => this.poll(), REFRESH);
  }

  /** Asks again for what is shown; everything stays where it is. */
  async refresh() {
    this.state = this.stateOf();
    await attempt("", () =>
      this.ask([(/** @type {any} */ source) => source.lookAtRunning(), lookAgain]),
    );
  }

  /** Asks for what has changed: runs that run, and the others once there are more or fewer. */
  async poll() {
    // A page that is kept for the browser's Back asks when it is shown again.
    if (this.source.pending || this.job || !this.root.isConnected) return;
    const before = await this.state;
    const now = await this.stateOf();
    this.state = now;
    const others = before === now ? [] : [lookAgain];
    await this.ask([(/** @type {any} */ source) => source.lookAtRunning(), ...others]);
    this.table.grid.redrawRows((row) => row.run?.status === "RUNNING");
  }

  /**
   * Shows what questions to the source have changed, if they have.
   * @param {any[]} questions
   */
  async ask(questions) {
    const { source } = this;
    const wasEmpty = source.runs.length === 0;
    let isChanged = false;
    for (const question of questions) isChanged = (await question(source)) || isChanged;
    if (!isChanged || this.source !== source) return;
    this.seen.add(source.runs);
    if (wasEmpty || source.runs.length === 0) await this.showRuns();
    else this.showChanges();
  }

  showChanges() {
    const { runs } = this.source;
    this.table.show(runs, this.seen.firstKeys());
    this.writeCount();
    this.board?.update?.(runs.slice(0, CHARTED_RUNS));
  }

  /**
   * What changes when runs come or go: how many there are and when the last one started, or the last
   * run where the server cannot count.
   */
  async stateOf() {
    try {
      const summaries = await api.summaries(this.ids);
      this.summaries = [...summaries.values()];
      const known = this.summaries.filter(({ runs }) => runs !== undefined);
      if (known.length === this.ids.length)
        return known.map(({ runs, last }) => `${runs} ${last}`).join();
      const search = { ...searchOf(this.view, this.ids), order_by: [], max_results: 1 };
      return (await runsApi.search(search)).runs?.[0]?.info.run_id ?? "";
    } catch {
      return "";
    }
  }

  /** How many runs the view has; undefined where that is not known before all are fetched. */
  total() {
    if (this.view.filter || this.view.lifecycle !== "Active") return undefined;
    const counts = (this.summaries ?? []).map(({ runs }) => runs);
    if (counts.length === 0 || counts.includes(undefined)) return undefined;
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * A filter that the server refuses leaves the rows as they are: only the box says so.
   * @param {any} error
   */
  fail(error) {
    if (error.status === 400 && this.view.filter) {
      this.filter.fail(error);
      if (this.content.querySelector(".loading"))
        show(this.content, empty("Correct the filter to see runs"));
      return;
    }
    show(
      this.content,
      failed(error, () => this.load()),
    );
  }

  async showRuns() {
    const { runs } = this.source;
    this.writeCount();
    if (runs.length === 0) {
      this.table.show([], []);
      show(this.content, nothing(this.view, this.ids, await this.isDeleted()));
      if (this.view.filter) await this.hint();
    } else if (this.view.tab === "charts") await this.showCharts();
    else this.showTable();
  }

  /** Says which keys of the filter no run has, as far as runs were seen, and which are meant. */
  async hint() {
    const { source, view } = this;
    if (this.seen.isEmpty) {
      const all = await runsApi.search({
        ...searchOf({ ...view, filter: "" }, this.ids),
        max_results: 50,
      });
      this.seen.add((all.runs ?? []).map(toRun));
    }
    if (this.source !== source) return;
    const unknown = unknownKeys(view.filter, this.seen);
    /** @param {string} filter */
    const use = (filter) => {
      this.filter.set(filter);
      view.filter = filter;
      this.changed(true);
    };
    this.content.firstElementChild?.append(
      ...unknown.map((each) => keyHint(each, view.filter, use)),
    );
  }

  showTable() {
    if (this.table.root.parentNode !== this.content) show(this.content, this.table.root);
    this.table.root.scrollTop = 0;
    this.table.show(this.source.runs, this.seen.firstKeys());
  }

  async showCharts() {
    while (!this.source.isComplete && this.source.runs.length < CHARTED_RUNS)
      this.seen.add(await this.source.next());
    this.writeCount();
    const { board } = await import("../charts/board.js");
    this.board?.leave();
    this.board = board({
      runs: this.source.runs.slice(0, CHARTED_RUNS),
      groupBy: this.view.groupBy,
      charts: this.view.charts,
      settings: this.view.board,
      isSelected: (run) => this.view.selected.has(run.id),
      onChange: (charts, settings) => {
        Object.assign(this.view, { charts, board: settings });
        writeView(this.view);
      },
    });
    show(this.content, this.board.root);
  }

  async more() {
    const { source } = this;
    if (source.isComplete || source.pending || source.hasFailed) return;
    try {
      this.seen.add(await source.next());
      if (this.source !== source) return;
      this.table.show(source.runs, this.seen.firstKeys());
      this.writeCount();
    } catch (error) {
      if (!isAborted(error)) await attempt("", () => Promise.reject(error));
    }
  }

  /**
   * Fetches all runs of the view, and tells how far it is. Answers whether all are there: the reader
   * may stop it, or look at other runs meanwhile.
   */
  async all() {
    const { source } = this;
    if (source.isComplete) return true;
    const job = { isStopped: false };
    this.job = job;
    try {
      while (!source.isComplete && this.source === source && !job.isStopped) {
        this.seen.add(await source.next(true));
        this.writeCount();
      }
    } finally {
      this.job = undefined;
      this.writeCount();
    }
    if (this.source !== source) return false;
    if (this.view.tab === "runs") this.table.show(source.runs, this.seen.firstKeys());
    return source.isComplete;
  }

  writeCount() {
    const { runs, isComplete } = this.source;
    if (this.job) {
      show(this.count, progress(this.job, runs.length, this.total()));
      return;
    }
    if (this.view.tab === "charts" && (!isComplete || runs.length > CHARTED_RUNS)) {
      const text = `The first ${CHARTED_RUNS} runs are drawn; filter or sort to see others`;
      show(this.count, text);
      return;
    }
    const total = this.total();
    const rest = !isComplete && [
      h("span", {}, total > runs.length ? ` loaded of ${number(total)} ` : " loaded, more below "),
      h(
        "button",
        { class: "plain small", onclick: () => attempt("", () => this.all()) },
        "Load all",
      ),
    ];
    const groups = this.view.groupBy && !isComplete && ", groups count these only";
    show(this.count, format.count(runs.length, "run"), this.folding(), rest, groups);
  }

  folding() {
    const { folded } = this.table;
    /**
     * @param {string} text
     * @param {boolean} isOpen
     */
    const button = (text, isOpen) =>
      h("button", { class: "plain small", onclick: () => this.table.foldAll(isOpen) }, text);
    if (folded > 0)
      return [`, ${folded.toLocaleString("en")} below others `, button("Unfold all", true)];
    return this.table.opened.size > 0 && [" ", button("Fold all", false)];
  }

  /** Whether these runs are of one experiment, which is deleted. */
  async isDeleted() {
    if (this.ids.length !== 1) return false;
    const experiment = await api.get(this.ids[0]).then(toExperiment, () => undefined);
    return experiment?.stage === "deleted";
  }

  /**
   * Shows what can be done to the selected runs.
   * @param {import("../entity.js").Run[]} runs
   * @param {number} hidden
   */
  showSelection(runs, hidden) {
    const { isComplete } = this.source;
    const isAll = runs.length === this.source.runs.length && !isComplete;
    const bar = selectionBar({
      runs,
      hidden,
      all: isAll ? this.allLabel() : undefined,
      selectAll: () => attempt("", () => this.selectAll()),
      clear: () => this.table.select([]),
      changed: (gone) => this.afterAction(gone),
      refresh: () => this.refresh(),
      lifecycle: this.view.lifecycle,
    });
    show(this.selection, bar);
  }

  /**
   * Shows what an action has changed, and takes out the runs that are gone with it.
   * @param {import("../entity.js").Run[]} gone
   */
  async afterAction(gone) {
    this.table.select([]);
    this.source.drop(gone);
    if (this.source.runs.length === 0) await this.showRuns();
    else this.showChanges();
    this.table.grid.redrawRows();
    await this.refresh();
  }

  /** What selecting all runs of the view is called. */
  allLabel() {
    const total = this.total();
    return total === undefined ? "Select all that match" : `Select all ${number(total)}`;
  }

  async selectAll() {
    if (await this.all()) this.table.select(this.source.runs);
  }

  async download() {
    const chosen = this.table.chosenRuns();
    const isAll = chosen.length === 0;
    await attempt("", async () => {
      if (isAll && !(await this.all())) return;
      await downloadRuns(isAll ? this.source.runs : chosen, this.seen);
    });
  }

  leave() {
    this.source.cancel();
    this.unwatch?.();
    this.board?.leave();
  }
}

const lookAgain = (/** @type {RunSource} */ source) => source.lookAgain();

const number = (/** @type {number} */ amount) => amount.toLocaleString("en");

/**
 * How far the fetching of all runs is.
 * @param {{isStopped: boolean}} job
 * @param {number} fetched
 * @param {number | undefined} total
 */
function progress(job, fetched, total) {
  const stop = () => {
    job.isStopped = true;
  };
  return [
    h("progress", { max: total, value: total && Math.min(fetched, total), "aria-label": "Runs" }),
    ` ${number(fetched)}${total ? ` of ${number(total)}` : ""} runs fetched `,
    h("button", { class: "plain small", onclick: stop }, "Stop"),
  ];
}

// The runs of one or several experiments: the tool bar, the filter, and below them the table or
// the charts of the same runs.

import { experiments as api } from "../api.js";
import { h, show } from "../dom.js";
import { toExperiment } from "../entity.js";
import { isAborted } from "../failure.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { filterBox } from "../parts/filterbox.js";
import { menu, popup } from "../parts/menu.js";
import { attempt, command, empty, failed, loading } from "../parts/notice.js";
import { go, link } from "../router.js";
import * as actions from "./actions.js";
import { CHARTED_RUNS, runCharts } from "./charts.js";
import { columnPicker } from "./columnpicker.js";
import { filterKeys, ownOrder, Seen } from "./columns.js";
import { downloadRuns } from "./export.js";
import { RunSource } from "./source.js";
import { RunTable } from "./table.js";
import { searchOf, writeView } from "./view.js";

/** A table of more runs than these is not fetched again when the reader comes back to it. */
const MOST_RESUMED = 500;

/** Makes the view of these experiments' runs. */
export function runsTab(ids, view) {
  const tab = new RunsTab(ids, view);
  tab.load();
  return {
    root: tab.root,
    leave: () => tab.leave(),
    resume: view.tab === "runs" ? () => tab.resume() : undefined,
  };
}

class RunsTab {
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
    });
    this.filter = filterBox({
      value: view.filter,
      label: "Filter runs",
      placeholder: "Filter, as in: metrics.loss < 0.5 and params.lr = '0.1'",
      keys: () => filterKeys(this.seen.keys()),
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
      isTable && this.groupMenu(),
      isTable &&
        popup({
          label: "Columns",
          iconName: "columns",
          title: "Choose columns",
          content: () => this.picker(),
        }),
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
    const change = (event) => {
      this.view.lifecycle = event.target.value;
      this.changed(true);
    };
    return h("select", { "aria-label": "Which runs", onchange: change }, options);
  }

  groupMenu() {
    const keys = () => this.seen.keys().filter((key) => /^(params|tags)\./.test(key));
    const set = (key) => this.table.group(key);
    const actions = () => [
      keys().length === 0 && { label: "No parameters or tags yet", icon: "group", disabled: true },
      this.view.groupBy && { label: "No groups", icon: "close", act: () => set("") },
      ...keys().map((key) => ({
        label: key,
        icon: key === this.view.groupBy ? "check" : "group",
        act: () => set(key),
      })),
    ];
    return menu({
      label: "Group",
      iconName: "group",
      title: "Group by a parameter or tag",
      actions,
    });
  }

  picker() {
    return columnPicker({
      keys: this.seen.keys(),
      chosen: () => this.table.chosen(),
      choose: (columns) => this.table.choose(columns),
      reset: () => this.table.choose(undefined),
    });
  }

  /** Takes note of another view; searches again if the runs or their order change with it. */
  changed(isSearch) {
    writeView(this.view);
    if (isSearch) this.load();
  }

  async load() {
    this.source.cancel();
    const source = this.newSource();
    this.source = source;
    this.content.setAttribute("aria-busy", "true");
    try {
      this.seen.add(await source.next());
      if (this.source !== source) return;
      this.filter.fail();
      await this.showRuns();
    } catch (error) {
      if (this.source === source && !isAborted(error)) this.fail(error);
    }
    this.content.removeAttribute("aria-busy");
  }

  newSource(first) {
    return new RunSource(searchOf(this.view, this.ids), { first, order: ownOrder(this.view) });
  }

  /** Shows the table again as it was left, and what has become of its runs meanwhile. */
  async resume() {
    this.table.grid.restore();
    await this.update().catch(() => undefined);
  }

  /** Asks for all that is shown again. A table stays where it is scrolled to. */
  async refresh() {
    const { tab } = this.view;
    const { board } = this;
    if (tab === "charts" && board && this.content.contains(board.root)) {
      await attempt("", () => board.refresh());
      return;
    }
    const isUpdated = tab === "runs" && (await attempt("", () => this.update()));
    if (!isUpdated || this.source.runs.length === 0 || this.source.runs.length > MOST_RESUMED)
      this.load();
  }

  /** Shows what has become of the runs of the table, and new ones, in its place. */
  async update() {
    const before = this.source;
    const count = before.runs.length;
    if (count === 0 || count > MOST_RESUMED) return;
    const source = this.newSource(before.isComplete ? MOST_RESUMED : count);
    await source.next();
    const isOld = this.source !== before || before.runs.length !== count;
    if (isOld || source.runs.length === 0) return;
    this.source = source;
    this.seen.add(source.runs);
    this.table.show(source.runs, this.seen.firstKeys());
    this.writeCount();
  }

  // A filter that the server refuses leaves the rows as they are: only the box says so.
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
      show(this.content, this.nothing(await this.isDeleted()));
    } else if (this.view.tab === "charts") await this.showCharts();
    else this.showTable();
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
    this.board?.leave();
    this.board = await runCharts(this.ids, this.view, this.source.runs, () => this.recharted());
    show(this.content, this.board.root);
  }

  /** Fetches the runs of the charts again, in the table's order. */
  async recharted() {
    const source = this.newSource(CHARTED_RUNS);
    this.seen.add(await source.next());
    this.source = source;
    this.writeCount();
    return source.runs;
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

  async all() {
    const { source } = this;
    while (!source.isComplete && this.source === source) {
      this.seen.add(await source.next());
      this.table.show(source.runs, this.seen.firstKeys());
      this.writeCount();
    }
  }

  writeCount() {
    const { runs, isComplete } = this.source;
    if (this.view.tab === "charts" && (!isComplete || runs.length > CHARTED_RUNS)) {
      const text = `The first ${CHARTED_RUNS} runs are drawn; filter or sort to see others`;
      show(this.count, text);
      return;
    }
    const rest = !isComplete && [
      h("span", {}, " loaded, more below "),
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

  nothing(isDeleted) {
    if (this.view.filter) {
      return empty(
        "No run matches the filter",
        h("p", {}, "Change the filter above, or remove it to see all runs."),
      );
    }
    if (this.view.lifecycle === "Deleted")
      return empty("No deleted runs", h("p", {}, "Runs that are deleted can be restored here."));
    if (isDeleted)
      return empty(
        "This experiment is deleted",
        h("p", {}, "Restore it from the menu beside its name to see its runs and to log others."),
      );
    const line = `mlflow run . --experiment-id ${this.ids[0]}`;
    return empty(
      "No runs yet",
      h("p", {}, "Start one from a folder with an MLproject file:"),
      command(line),
      h("p", {}, "Or log from a program:"),
      command(
        `export MLFLOW_TRACKING_URI=${location.origin}${location.pathname.replace(/\/$/, "")}\nexport MLFLOW_EXPERIMENT_ID=${this.ids[0]}\npython train.py`,
      ),
    );
  }

  /**
   * Shows what can be done to the selected runs. Those that are not in the table are told apart,
   * and nothing is done to them.
   */
  showSelection(runs, hidden) {
    const clear = h(
      "button",
      { class: "plain", onclick: () => this.table.select([]) },
      icon("close"),
      "Clear",
    );
    const others = hidden > 0 && h("span", { class: "faint" }, `${hidden} more not in this list`);
    if (runs.length === 0) {
      show(this.selection, hidden > 0 && [others, clear]);
      return;
    }
    const reload = async (act) => {
      const done = await act;
      if (done === undefined) return;
      this.table.select([]);
      this.load();
    };
    const isDeleted = runs.every((run) => run.stage === "deleted");
    const button = (text, picture, act, extra = {}) =>
      h("button", { onclick: act, ...extra }, icon(picture), text);
    show(
      this.selection,
      h("b", {}, `${format.count(runs.length, "run")} selected`),
      others,
      runs.length === this.source.runs.length &&
        !this.source.isComplete &&
        button("Select all that match", "check", () => attempt("", () => this.selectAll())),
      button("Compare", "compare", () => go(link.compare(runs)), {
        class: "primary",
        disabled: runs.length < 2,
      }),
      runs.length === 1 && button("Rename", "edit", () => reload(actions.rename(runs[0]))),
      button("Tag", "tag", () => reload(actions.tag(runs))),
      isDeleted
        ? button("Restore", "restore", () =>
            attempt("", () => reload(actions.restore(runs).then(() => true))),
          )
        : button("Delete", "trash", () => reload(actions.remove(runs, () => this.load())), {
            class: "bad",
          }),
      clear,
    );
  }

  async selectAll() {
    await this.all();
    this.table.select(this.source.runs);
  }

  async download() {
    await attempt("", () => this.all());
    const chosen = this.table.chosenRuns();
    downloadRuns(chosen.length > 0 ? chosen : this.source.runs, this.seen);
  }

  leave() {
    this.source.cancel();
    this.board?.leave();
  }
}

// Runs beside one another: what they are, their parameters and metrics; charts; their artifacts.

import { runs as api } from "../api.js";
import { artifactComparison } from "../compare/artifacts.js";
import { runComparison } from "../compare/table.js";
import { h, show } from "../dom.js";
import { toRun } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { command, empty, failed, loading } from "../parts/notice.js";
import { link, listFrom, rewrite } from "../router.js";

const TABS = [
  ["values", "Values", "table"],
  ["charts", "Charts", "chart"],
  ["artifacts", "Artifacts", "image"],
];

/** @param {{query: URLSearchParams}} options */
export function comparePage({ query }) {
  const page = new ComparePage(query);
  page.load();
  return { root: page.root, title: "Comparison", leave: () => page.view?.leave?.() };
}

class ComparePage {
  /** @param {URLSearchParams} query */
  constructor(query) {
    this.ids = listFrom(query, "runs");
    /** @type {import("../entity.js").Run[]} */
    this.runs = [];
    /** @type {{root: Element, leave?: () => void} | undefined} */
    this.view = undefined;
    // An address of MLflow 1 names a metric whose curves it wants.
    this.metric = (query.get("metric_key") ?? query.get("plot_metric_keys") ?? "").replace(
      /^\[?"|"\]?$/g,
      "",
    );
    this.tab = this.metric ? "charts" : (query.get("tab") ?? "values");
    this.charts = chartsOf(query, this.metric);
    this.settings = json(query, "board");
    this.onlyDifferent = query.get("different") === "true";
    this.head = h(
      "header",
      { class: "page-head" },
      h("h1", {}, `Comparing ${format.count(this.ids.length, "run")}`),
    );
    this.tabs = h("nav", { class: "tabs", "aria-label": "Views of the comparison" });
    this.body = h("div", {}, loading(10));
    this.root = h("article", { class: "page compare" }, this.head, this.tabs, this.body);
  }

  async load() {
    if (this.ids.length === 0) {
      show(
        this.body,
        empty(
          "No runs to compare",
          h("p", {}, "Select two runs or more in the table of an experiment, and press Compare."),
          command("mlflow runs list --experiment-id 0"),
        ),
      );
      return;
    }
    try {
      const found = await Promise.all(this.ids.map((id) => api.get(id).then(toRun, keepMissing)));
      this.runs = found.filter((run) => run !== undefined);
      if (this.runs.length === 0) throw new Error("none of these runs is there any more");
      this.drawHead();
      this.draw();
    } catch (error) {
      show(
        this.body,
        failed(error, () => this.load()),
      );
    }
  }

  drawHead() {
    const experiments = [...new Set(this.runs.map((run) => run.experimentId))];
    const back =
      experiments.length === 1 ? link.experiment(experiments[0]) : link.together(experiments);
    const missing = this.ids.length - this.runs.length;
    show(
      this.head,
      h(
        "div",
        { class: "title-line" },
        h(
          "nav",
          { class: "crumbs", "aria-label": "Breadcrumb" },
          h("a", { href: back }, "Runs"),
          icon("chevron-right"),
        ),
        h("h1", {}, `Comparing ${format.count(this.runs.length, "run")}`),
      ),
      missing > 0 &&
        h(
          "p",
          { class: "faint" },
          `${format.count(missing, "run")} of the address could not be found.`,
        ),
    );
  }

  draw() {
    const tab = (/** @type {string[]} */ [name, text, picture]) =>
      h(
        "button",
        {
          class: "tab",
          "aria-current": name === this.tab ? "page" : null,
          onclick: () => this.choose(name),
        },
        icon(picture),
        text,
      );
    show(this.tabs, TABS.map(tab));
    this.drawBody().catch((error) =>
      show(
        this.body,
        failed(error, () => this.draw()),
      ),
    );
  }

  /** @param {string} tab */
  choose(tab) {
    this.tab = tab;
    rewrite({ tab: tab === "values" ? "" : tab });
    this.draw();
  }

  async drawBody() {
    this.view?.leave?.();
    this.view = await this.makeView();
    show(this.body, this.view.root);
  }

  async makeView() {
    if (this.tab === "artifacts") return artifactComparison(this.runs);
    if (this.tab !== "charts") {
      return runComparison(this.runs, this.onlyDifferent, (/** @type {any} */ only) => {
        this.onlyDifferent = only;
        rewrite({ different: only ? "true" : "" });
      });
    }
    const { board } = await import("../charts/board.js");
    return board({
      runs: this.runs,
      charts: this.charts,
      settings: this.settings,
      show: "all",
      onChange: (charts, settings) => {
        Object.assign(this, { charts, settings });
        rewrite({
          charts: charts && JSON.stringify(charts),
          board: settings && JSON.stringify(settings),
        });
      },
    });
  }
}

/** @param {any} error */
function keepMissing(error) {
  if (error.isMissing) return undefined;
  throw error;
}

/**
 * @param {URLSearchParams} query
 * @param {string} metric
 */
function chartsOf(query, metric) {
  if (metric) return [{ kind: "line", y: `metrics.${metric}`, large: true }];
  return json(query, "charts");
}

/**
 * @param {URLSearchParams} query
 * @param {string} name
 */
function json(query, name) {
  try {
    return JSON.parse(query.get(name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

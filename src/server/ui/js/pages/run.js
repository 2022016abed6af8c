// A run: its head, and below it an overview, its metrics, the system's metrics or its artifacts.
// While the run is running, the page asks again every few seconds.

import { runs as api, experiments, runArtifacts } from "../api.js";
import { browser } from "../artifacts/browser.js";
import { colourOf } from "../charts/colour.js";
import { h, show } from "../dom.js";
import { toRun } from "../entity.js";
import { isAborted, messageOf } from "../failure.js";
import { icon } from "../icons.js";
import { follow } from "../parts/follow.js";
import { menu } from "../parts/menu.js";
import { attempt, copyText, failed, loading, toast } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { candidatesOf } from "../registry/candidates.js";
import { register } from "../registry/register.js";
import { go, link } from "../router.js";
import { modelLists } from "../run/inputs.js";
import { overview } from "../run/overview.js";
import * as actions from "../runs/actions.js";

const REFRESH = 4000;

/** The tabs: MLflow's word for each in the address, its label and its icon. */
const TABS = [
  ["", "Overview", "table"],
  ["model-metrics", "Metrics", "chart"],
  ["system-metrics", "System metrics", "clock"],
  ["artifacts", "Artifacts", "folder"],
];

/** Words that MLflow has used for the same tabs. @type {Record<string, string>} */
const OTHER_NAMES = { metrics: "model-metrics", artifactPath: "artifacts", overview: "" };

/** @param {any} route */
export function runPage(route) {
  const page = new RunPage(route);
  page.load();
  return { root: page.root, title: "Run", leave: () => page.leave() };
}

/**
 * Whether a client has said that the run logged a model: in its outputs, or before MLflow 3 in a tag.
 * @param {import("../entity.js").Run} run
 */
function hasModels(run) {
  return run.modelsOut.length > 0 || run.tags.has("mlflow.log-model.history");
}

class RunPage {
  /**
   * What the tab shows.
   * @type {{root: Element, update?: (run: import("../entity.js").Run) => void, leave?: () => void}
   *   | undefined}
   */
  view;

  /** @param {{parts: any}} options */
  constructor({ parts }) {
    this.id = parts.run;
    const [first = "", ...path] = (parts.rest ?? "").split("/");
    const tab = OTHER_NAMES[first] ?? first;
    this.tab = TABS.some(([name]) => name === tab) ? tab : "";
    this.path = path.map(decodeURIComponent).join("/");
    this.head = h("header", { class: "page-head run-head" }, h("h1", {}, "\u00a0"));
    this.body = h("div", { class: "run-body" }, loading(8));
    this.root = h(
      "article",
      { class: "page run" },
      this.head,
      this.tabBar(parts.experiment),
      this.body,
    );
    this.stop = new AbortController();
  }

  /** @param {string} experiment */
  tabBar(experiment) {
    const tab = (/** @type {string[]} */ [name, text, picture]) =>
      h(
        "a",
        {
          href: link.run(experiment ?? "-", this.id, name),
          "aria-current": name === this.tab ? "page" : null,
        },
        icon(picture),
        text,
      );
    return h("nav", { class: "tabs", "aria-label": "Views of the run" }, TABS.map(tab));
  }

  async load() {
    try {
      const run = toRun(await api.get(this.id, this.stop.signal));
      this.experiment = await experiments.get(run.experimentId).catch(() => undefined);
      this.drawHead(run);
      this.drawBody(run);
      this.watch(run);
    } catch (error) {
      if (!isAborted(error))
        show(
          this.body,
          failed(error, () => this.load()),
        );
    }
  }

  /** @param {import("../entity.js").Run} run */
  drawHead(run) {
    const { experiment } = this;
    document.title = `${run.name} · MLflow`;
    const isDeleted = run.stage === "deleted";
    show(
      this.head,
      h(
        "div",
        { class: "title-line" },
        h(
          "nav",
          { class: "crumbs", "aria-label": "Breadcrumb" },
          h("a", { href: link.experiments() }, "Experiments"),
          icon("chevron-right"),
          h(
            "a",
            { href: link.experiment(run.experimentId), title: experiment?.name },
            experiment?.name ?? run.experimentId,
          ),
          icon("chevron-right"),
        ),
        h("span", { class: "dot", style: { background: colourOf(run) } }),
        h("h1", { title: run.name }, run.name),
        isDeleted && h("span", { class: "badge bad" }, "deleted"),
        status(run.status),
        run.status === "RUNNING" &&
          h("span", { class: "live", title: "This page refreshes by itself" }, "live"),
        hasModels(run) &&
          h("button", { onclick: () => this.register(run) }, icon("cube"), "Register a model"),
        this.menu(run, isDeleted),
      ),
    );
  }

  /**
   * @param {import("../entity.js").Run} run
   * @param {boolean} isDeleted
   */
  menu(run, isDeleted) {
    const rename = async () => (await actions.rename(run)) !== undefined && this.load();
    const remove = async () =>
      (await actions.remove([run], () => go(link.run(run.experimentId, run.id)))) !== undefined &&
      go(link.experiment(run.experimentId));
    const restore = async () => (await attempt("", () => actions.restore([run]))) && this.load();
    return menu({
      iconName: "dots",
      title: "Actions on the run",
      kind: "plain",
      actions: [
        !isDeleted && { label: "Rename", icon: "edit", act: rename },
        { label: "Register a model", icon: "cube", act: () => this.register(run) },
        { label: "Copy its ID", icon: "copy", act: () => copyText(run.id) },
        { label: "Refresh", icon: "refresh", act: () => this.load() },
        isDeleted
          ? { label: "Restore", icon: "restore", act: restore }
          : { label: "Delete", icon: "trash", danger: true, act: remove },
      ],
    });
  }

  /**
   * Asks which of the run's models to register.
   * @param {import("../entity.js").Run} run
   */
  async register(run) {
    const candidates = await candidatesOf(run).catch((error) => toast(messageOf(error), true));
    if (candidates?.length === 0)
      toast("This run has logged no model: no file MLmodel is among its artifacts", true);
    else if (candidates) register(candidates);
  }

  /** @param {import("../entity.js").Run} run */
  async drawBody(run) {
    if (this.tab === "artifacts") {
      /** @param {string} path */
      const open = (path) =>
        history.replaceState(
          null,
          "",
          link.run(
            run.experimentId,
            run.id,
            `artifacts/${path.split("/").map(encodeURIComponent).join("/")}`,
          ),
        );
      const files = browser({
        source: runArtifacts(run.id),
        path: this.path,
        onOpen: open,
        root: run.artifactUri,
      });
      // Since MLflow 3 the files of a model are not among those of its run.
      this.view = { ...files, root: h("div", { class: "stack" }, files.root, modelLists(run)) };
    } else if (this.tab === "") {
      this.view = overview(run);
    } else {
      const { metricPlots } = await import("../charts/metricplots.js");
      this.view = metricPlots(run, this.tab === "system-metrics");
    }
    show(this.body, this.view.root);
  }

  /**
   * Asks again while the run is running, and shows what has changed.
   * @param {import("../entity.js").Run} run
   */
  watch(run) {
    this.unfollow?.();
    if (run.status !== "RUNNING") return;
    /** @type {string} */
    let before = run.status;
    this.unfollow = follow(async () => {
      const now = toRun(await api.get(this.id, this.stop.signal));
      if (now.status !== before) this.drawHead(now);
      before = now.status;
      if (before !== "RUNNING") this.unfollow?.();
      await this.view?.update?.(now);
    }, REFRESH);
  }

  leave() {
    this.unfollow?.();
    this.stop.abort();
    this.view?.leave?.();
  }
}

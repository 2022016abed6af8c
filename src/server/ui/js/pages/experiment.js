// An experiment: its head, and its runs as a table or as charts; or its models.

import { permissionsAction } from "../access/holders.js";
import { experiments as api } from "../api.js";
import { h, show } from "../dom.js";
import { toExperiment } from "../entity.js";
import { icon } from "../icons.js";
import { modelsTab } from "../models/list.js";
import { noteOf } from "../parts/description.js";
import { askText, confirm } from "../parts/dialog.js";
import { menu } from "../parts/menu.js";
import { attempt, copyText, failed } from "../parts/notice.js";
import { tagList } from "../parts/tags.js";
import { addressOf, go, link, listFrom } from "../router.js";
import { runsTab } from "../runs/tab.js";
import { readView } from "../runs/view.js";

/** What is known of the experiments that were shown, so that a tab shows its name at once. */
const known = new Map();

/**
 * Shows the experiment of the address, or several of them at once.
 * @param {any} route
 */
export function experimentPage(route) {
  const ids = route.parts.experiment
    ? [route.parts.experiment]
    : listFrom(route.query, "experiments");
  const head = h("header", { class: "page-head" });
  const view = readView();
  /** @type {{root: Element, leave?: () => void, resume?: () => void}} */
  const body = view.tab === "models" ? modelsTab(ids) : runsTab(ids, view);
  const tabs = tabBar(ids, route.path, view.tab);
  const tab = h("div", { class: "tab-body" }, body.root);
  const root = h("article", { class: "page experiment" }, head, tabs, tab);
  /** @param {any} error */
  const fail = (error) => {
    body.leave?.();
    const all = h("a", { class: "button", href: link.experiments() }, "See all experiments");
    show(root, failed(error), h("div", { class: "notice" }, all));
  };
  fillHead(head, ids, fail);
  return {
    root,
    title: known.get(ids[0])?.name ?? "Experiment",
    leave: body.leave,
    resume: body.resume,
  };
}

/**
 * @param {any} head
 * @param {string[]} ids
 * @param {any} fail
 */
async function fillHead(head, ids, fail) {
  if (ids.length !== 1) {
    const title = h("h1", {}, `${ids.length} experiments together`);
    show(head, h("div", { class: "title-line" }, crumbs(), title));
    return;
  }
  const before = known.get(ids[0]);
  if (before) drawHead(head, before);
  else show(head, h("h1", {}, "\u00a0"));
  try {
    const experiment = toExperiment(await api.get(ids[0]));
    known.set(experiment.id, experiment);
    document.title = `${experiment.name} · MLflow`;
    drawHead(head, experiment);
  } catch (error) {
    fail(error);
  }
}

function crumbs() {
  return h(
    "nav",
    { class: "crumbs", "aria-label": "Breadcrumb" },
    h("a", { href: link.experiments() }, "Experiments"),
    icon("chevron-right"),
  );
}

/**
 * @param {any} head
 * @param {any} experiment
 */
function drawHead(head, experiment) {
  /**
   * @param {string} key
   * @param {any} value
   */
  const set = (key, value) => api.setTag(experiment.id, key, value);
  const isDeleted = experiment.stage === "deleted";
  const details = h(
    "details",
    { class: "about" },
    h("summary", {}, "About"),
    noteOf(experiment.tags, set),
    tagList(experiment.tags, { set, remove: (key) => api.deleteTag(experiment.id, key) }),
    h(
      "p",
      { class: "faint" },
      `Experiment ${experiment.id} · artifacts in `,
      h("code", {}, experiment.location),
    ),
  );
  show(
    head,
    h(
      "div",
      { class: "title-line" },
      crumbs(),
      h("h1", { title: experiment.name }, experiment.name),
      isDeleted && h("span", { class: "badge bad" }, "deleted"),
      actionMenu(experiment, () => drawHead(head, experiment)),
    ),
    details,
  );
}

/**
 * @param {any} experiment
 * @param {() => void} redraw
 */
function actionMenu(experiment, redraw) {
  const rename = () =>
    askText({
      title: "Rename the experiment",
      label: "Name",
      value: experiment.name,
      action: "Rename",
      /** @param {string} name */
      submit: async (name) => {
        await api.rename(experiment.id, name);
        experiment.name = name;
        redraw();
      },
    });
  const remove = () =>
    confirm({
      title: `Delete ${experiment.name}?`,
      text: "Its runs go with it. Both can be restored from the list of deleted experiments, until `mlflow gc` removes them for good.",
      action: "Delete",
      submit: async () => {
        await api.delete(experiment.id);
        go(link.experiments());
      },
    });
  const restore = () =>
    attempt("Experiment restored", async () => {
      await api.restore(experiment.id);
      experiment.stage = "active";
      redraw();
    });
  const isDeleted = experiment.stage === "deleted";
  return menu({
    iconName: "dots",
    title: "Actions on the experiment",
    kind: "plain",
    actions: [
      !isDeleted && { label: "Rename", icon: "edit", act: rename },
      {
        label: "Copy its ID",
        icon: "copy",
        act: () => copyText(experiment.id),
      },
      permissionsAction("experiment", experiment.id, experiment.name, attempt),
      isDeleted
        ? { label: "Restore", icon: "restore", act: restore }
        : { label: "Delete", icon: "trash", danger: true, act: remove },
    ],
  });
}

/**
 * A tab keeps the filter and the order of the others, which may change while one looks at it: its
 * address is written when it is about to be used.
 * @param {string[]} ids
 * @param {string} path
 * @param {string} current
 */
function tabBar(ids, path, current) {
  const own = ids.length === 1 ? `/experiments/${encodeURIComponent(ids[0])}` : path;
  /**
   * @param {string} name
   * @param {string} text
   * @param {string} picture
   * @param {string} target
   * @param {string} mode
   */
  const tab = (name, text, picture, target, mode) => {
    const address = () => addressOf(target, { compareRunsMode: mode });
    /** @param {any} event */
    const update = (event) => event.currentTarget.setAttribute("href", address());
    return h(
      "a",
      {
        href: address(),
        "aria-current": current === name ? "page" : null,
        onpointerenter: update,
        onfocus: update,
      },
      icon(picture),
      text,
    );
  };
  return h(
    "nav",
    { class: "tabs", "aria-label": "Views of the experiment" },
    tab("runs", "Runs", "table", own, ""),
    tab("charts", "Charts", "chart", own, "CHART"),
    ids.length === 1 && tab("models", "Models", "cube", `${own}/models`, ""),
  );
}

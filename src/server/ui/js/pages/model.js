// A logged model: what is known of it, its signature and how to load it, its metrics by data set, and
// its files.

import { models as api, experiments, fileBlob, modelArtifacts, runs } from "../api.js";
import { browser } from "../artifacts/browser.js";
import { flavoursOf, modelSummary } from "../artifacts/mlmodel.js";
import { h, show } from "../dom.js";
import { toExperiment, toModel, toRun } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { noteOf } from "../parts/description.js";
import { failed, loading } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { tagList } from "../parts/tags.js";
import { candidateOf } from "../registry/candidates.js";
import { register } from "../registry/register.js";
import { usageOfModel } from "../registry/usage.js";
import { versionsOfModel } from "../registry/versiontable.js";
import { link } from "../router.js";

/** @param {{parts: any}} options */
export function modelPage({ parts }) {
  const root = h("article", { class: "page" }, loading(8));
  const load = async () => {
    try {
      const model = toModel(await api.get(parts.model));
      const none = () => undefined;
      const [experiment, run] = await Promise.all([
        experiments.get(model.experimentId).then(toExperiment, none),
        model.sourceRun ? runs.get(model.sourceRun).then(toRun, none) : undefined,
      ]);
      document.title = `${model.name} · MLflow`;
      show(root, head(model, experiment), content(model, run));
    } catch (error) {
      show(root, failed(error, load));
    }
  };
  load();
  return { root, title: "Model" };
}

/**
 * @param {any} model
 * @param {any} experiment
 */
function head(model, experiment) {
  const crumbs = h(
    "nav",
    { class: "crumbs", "aria-label": "Breadcrumb" },
    h("a", { href: link.experiments() }, "Experiments"),
    icon("chevron-right"),
    h(
      "a",
      { href: link.tab(model.experimentId, "models") },
      experiment?.name ?? model.experimentId,
    ),
    icon("chevron-right"),
  );
  return h(
    "header",
    { class: "page-head title-line" },
    crumbs,
    h("h1", {}, model.name),
    status(model.status),
    h(
      "button",
      { onclick: () => register([candidateOf(model)]) },
      icon("cube"),
      "Register this model",
    ),
  );
}

/**
 * @param {any} model
 * @param {import("../entity.js").Run | undefined} run
 */
function content(model, run) {
  /**
   * @param {string} key
   * @param {any} value
   */
  const set = (key, value) => api.setTag(model.id, key, value);
  /** @param {string} key */
  const remove = (key) => api.deleteTag(model.id, key);
  const about = h("div", { class: "stack" });
  fillAbout(about, model);
  return h(
    "div",
    { class: "overview" },
    h(
      "div",
      { class: "wide" },
      noteOf(model.tags, set),
      about,
      values(model),
      versionsOfModel(model),
      files(model),
    ),
    h(
      "aside",
      { "aria-label": "About this model" },
      h("h2", {}, "About this model"),
      facts(model, run),
      h("h3", {}, "Tags"),
      tagList(model.tags, { set, remove }),
    ),
  );
}

/**
 * Shows what the model's file `MLmodel` says. One that has not been logged to its end has none.
 * @param {HTMLElement} root
 * @param {any} model
 */
async function fillAbout(root, model) {
  try {
    const file = await fileBlob(modelArtifacts(model.id).address("MLmodel"));
    const text = await file.text();
    const summary = h("div", { class: "card-body model-card" }, modelSummary(text));
    const heading = h("header", {}, h("h2", {}, "Flavours and signature"));
    show(
      root,
      h("section", { class: "card" }, heading, summary),
      usageOfModel(model.id, flavoursOf(text)),
    );
  } catch {
    show(root, usageOfModel(model.id, []));
  }
}

/**
 * @param {any} model
 * @param {import("../entity.js").Run | undefined} run
 */
function facts(model, run) {
  const rows = [
    ["Created", [format.time(model.created), h("small", {}, ` ${format.age(model.created)}`)]],
    ["Type", model.type],
    [
      "Run",
      model.sourceRun &&
        h(
          "a",
          { href: link.run(model.experimentId, model.sourceRun), title: model.sourceRun },
          run?.name ?? h("code", {}, model.sourceRun),
        ),
    ],
    ["Model ID", h("code", {}, model.id)],
    ["Files", h("code", {}, model.location)],
  ];
  return h(
    "dl",
    { class: "facts" },
    rows
      .filter(([, value]) => value)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

/** @param {any} model */
function values(model) {
  /** @param {{key: string, value: any, step: number, dataset_name: string}} options */
  const metric = ({ key, value, step, dataset_name: dataset }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, key),
      h("td", {}, dataset ?? ""),
      h("td", { class: "number" }, step),
      h("td", { class: "number" }, format.number(value)),
    );
  /** @param {any} options */
  const param = ([key, value]) =>
    h("tr", {}, h("th", { scope: "row" }, key), h("td", { class: "value" }, value));
  const heads = ["Name", "Data set", "Step", "Value"].map((text, index) =>
    h("th", { scope: "col", class: index < 2 ? null : "number" }, text),
  );
  return h(
    "div",
    { class: "pair" },
    model.metrics.length > 0 &&
      card(
        "Metrics",
        h(
          "table",
          { class: "values" },
          h("thead", {}, h("tr", {}, heads)),
          h("tbody", {}, model.metrics.map(metric)),
        ),
      ),
    model.params.size > 0 &&
      card(
        "Parameters",
        h("table", { class: "values" }, h("tbody", {}, [...model.params].map(param))),
      ),
  );
}

/**
 * @param {string} title
 * @param {any} content
 */
function card(title, content) {
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, title)),
    h("div", { class: "scroll" }, content),
  );
}

/** @param {any} model */
function files(model) {
  const view = browser({
    source: modelArtifacts(model.id),
    path: "",
    onOpen: () => undefined,
    root: model.location,
  });
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, "Files")), view.root);
}

// A logged model: what is known of it, its metrics and its files.

import { models as api, experiments, modelArtifacts } from "../api.js";
import { browser } from "../artifacts/browser.js";
import { h, show } from "../dom.js";
import { isSystemTag, toExperiment, toModel } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { failed, loading } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { tagList } from "../parts/tags.js";
import { candidateOf } from "../registry/candidates.js";
import { register } from "../registry/register.js";
import { versionsOfModel } from "../registry/versiontable.js";
import { link } from "../router.js";

export function modelPage({ parts }) {
  const root = h("article", { class: "page" }, loading(8));
  const load = async () => {
    try {
      const model = toModel(await api.get(parts.model));
      const experiment = await experiments
        .get(model.experimentId)
        .then(toExperiment, () => undefined);
      document.title = `${model.name} · MLflow`;
      show(
        root,
        head(model, experiment),
        facts(model),
        values(model),
        versionsOfModel(model),
        files(model),
      );
    } catch (error) {
      show(root, failed(error, load));
    }
  };
  load();
  return { root, title: "Model" };
}

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

function facts(model) {
  const run =
    model.sourceRun &&
    h("a", { class: "mono", href: link.run(model.experimentId, model.sourceRun) }, model.sourceRun);
  const rows = [
    ["Created", format.time(model.created)],
    ["Type", model.type],
    ["Run", run],
    ["Model ID", h("code", {}, model.id)],
    ["Files", h("code", {}, model.location)],
    ["Tags", [...model.tags.keys()].some((key) => !isSystemTag(key)) && tagList(model.tags)],
  ];
  return h(
    "dl",
    { class: "facts flat" },
    rows
      .filter(([, value]) => value)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

function values(model) {
  const metric = ({ key, value, step, dataset_name: dataset }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, key),
      h("td", {}, dataset ?? ""),
      h("td", { class: "number" }, step),
      h("td", { class: "number" }, format.number(value)),
    );
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

function card(title, content) {
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, title)),
    h("div", { class: "scroll" }, content),
  );
}

function files(model) {
  const view = browser({
    source: modelArtifacts(model.id),
    path: "",
    onOpen: () => undefined,
    root: model.location,
  });
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, "Files")), view.root);
}

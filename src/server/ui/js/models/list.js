// The models that runs of an experiment logged.

import { models as api } from "../api.js";
import { h, show } from "../dom.js";
import { toModel } from "../entity.js";
import * as format from "../format.js";
import { command, empty, failed, loading } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";

const PAGE = 100;

/** The headings, and which of them a narrow screen leaves out. */
const HEADS = [["Model"], ["Status"], ["Type", "roomy"], ["Created", "roomy"], ["Run"]];

/** Makes the list of the models of these experiments. */
export function modelsTab(ids) {
  const root = h("div", { class: "list-body" }, loading(5));
  const found = [];
  let token;

  const fetch = async () => {
    try {
      const answer = await api.search({
        experiment_ids: ids,
        max_results: PAGE,
        page_token: token,
      });
      found.push(...(answer.models ?? []).map(toModel));
      token = answer.next_page_token;
      show(
        root,
        found.length === 0
          ? nothing()
          : [table(found), token && h("button", { onclick: fetch }, "Load more")],
      );
    } catch (error) {
      show(root, failed(error, fetch));
    }
  };

  fetch();
  return { root };
}

/** A table of models, each a link to its page. */
export function table(models) {
  const heads = HEADS.map(([text, kind]) => h("th", { scope: "col", class: kind }, text));
  return h(
    "table",
    { class: "list" },
    h("thead", {}, h("tr", {}, heads)),
    h("tbody", {}, models.map(row)),
  );
}

function row(model) {
  const run = model.sourceRun;
  return h(
    "tr",
    {},
    h(
      "td",
      { class: "main" },
      h("a", { href: link.model(model.experimentId, model.id) }, model.name),
    ),
    h("td", {}, status(model.status)),
    h("td", { class: "roomy" }, model.type),
    h("td", { class: "roomy", title: format.time(model.created) }, format.age(model.created)),
    h(
      "td",
      {},
      run && h("a", { href: link.run(model.experimentId, run), class: "mono" }, run.slice(0, 8)),
    ),
  );
}

function nothing() {
  return empty(
    "No models yet",
    h("p", {}, "A run logs one from a program:"),
    command('mlflow.sklearn.log_model(model, name="model")'),
  );
}

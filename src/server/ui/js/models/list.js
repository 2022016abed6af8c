// The models that runs of an experiment logged.

import { models as api } from "../api.js";
import { h } from "../dom.js";
import { toModel } from "../entity.js";
import * as format from "../format.js";
import { listTable, pagedList } from "../parts/list.js";
import { command, empty, loading } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";

const PAGE = 100;

/**
 * The headings, and which of them a narrow screen leaves out.
 * @type {[string, string?][]}
 */
const HEADS = [["Model"], ["Status"], ["Type", "roomy"], ["Created", "roomy"], ["Run"]];

/**
 * Makes the list of the models of these experiments.
 * @param {string[]} ids
 */
export function modelsTab(ids) {
  const root = h("div", { class: "list-body" }, loading(5));
  /** @param {string} [token] */
  const fetch = async (token) => {
    const answer = await api.search({
      experiment_ids: ids,
      max_results: PAGE,
      page_token: token,
    });
    return { items: (answer.models ?? []).map(toModel), token: answer.next_page_token };
  };
  pagedList({ root, fetch, draw: table, nothing }).load();
  return { root };
}

/**
 * A table of models, each a link to its page.
 * @param {any[]} models
 */
export function table(models) {
  return listTable(HEADS, models.map(row));
}

/** @param {any} model */
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

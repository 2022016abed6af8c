// What a run read and made: its data sets and its models.

import { models as api } from "../api.js";
import { h, show } from "../dom.js";
import { toModel } from "../entity.js";
import { icon } from "../icons.js";
import { table } from "../models/list.js";

/** The tag of an input that says what it was for: training, evaluation… */
const CONTEXT = "mlflow.data.context";

/**
 * The data sets that a run read, or null if it named none.
 * @param {import("../entity.js").Run} run
 */
export function datasetList(run) {
  if (run.datasets.length === 0) return null;
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, "Data sets")),
    run.datasets.map(dataset),
  );
}

/** @param {any} input a data set with the tags that say what it was for */
function dataset({ dataset: { name, digest, source_type: type, source, schema, profile }, tags }) {
  const context = (tags ?? []).find(
    (/** @type {{key: string}} */ { key }) => key === CONTEXT,
  )?.value;
  const columns = columnsOf(schema);
  return h(
    "details",
    { class: "dataset" },
    h(
      "summary",
      {},
      icon("database"),
      h("b", {}, name),
      context && h("span", { class: "badge" }, context),
      h("small", { class: "mono" }, digest),
    ),
    h("p", { class: "faint" }, `Source (${type}): `, h("code", {}, source)),
    profile && h("p", { class: "faint" }, "Profile: ", h("code", {}, profile)),
    columns.length > 0 &&
      h(
        "table",
        { class: "values" },
        h(
          "tbody",
          {},
          columns.map((/** @type {any} */ [key, kind]) =>
            h("tr", {}, h("th", { scope: "row" }, key), h("td", {}, kind)),
          ),
        ),
      ),
  );
}

/**
 * The names and types in a data set's schema, where it is one that names columns.
 * @param {any} schema
 */
function columnsOf(schema) {
  try {
    const list = JSON.parse(schema ?? "{}").mlflow_colspec ?? [];
    return list.map((/** @type {{name: string, type: string | undefined}} */ { name, type }) => [
      String(name),
      String(type),
    ]);
  } catch {
    return [];
  }
}

/**
 * The models that a run logged, and those that it read: a card for each that there are.
 * @param {import("../entity.js").Run} run
 */
export function modelLists(run) {
  return [card("Logged models", run.modelsOut), card("Models it read", run.modelsIn)];
}

/**
 * @param {string} title
 * @param {any[]} models
 */
function card(title, models) {
  if (models.length === 0) return null;
  const body = h("div", { class: "scroll" });
  fill(body, [...new Set(models.map((each) => each.model_id))]);
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, title)), body);
}

/**
 * @param {any} body
 * @param {string[]} ids
 */
async function fill(body, ids) {
  const found = await Promise.all(ids.map((id) => api.get(id).then(toModel, () => undefined)));
  const known = found.filter(Boolean);
  show(
    body,
    known.length > 0
      ? table(known)
      : h("p", { class: "faint" }, "The models of this run are not there any more."),
  );
}

// How a reader looks at the runs of an experiment: filter, order, columns, groups, tab. It is kept
// in the address, under MLflow's own names where it has them, so that a link shows the same. Whoever
// comes by a link that says nothing of it finds it as it was left.

import { contains } from "../filter.js";
import { rewrite, route } from "../router.js";
import { load, save } from "../storage.js";
import { ownOrder } from "./columns.js";

/** @type {Record<string, string>} */
const LIFECYCLES = { Active: "ACTIVE_ONLY", Deleted: "DELETED_ONLY", All: "ALL" };

/**
 * @typedef {{filter: string, orderBy: string, ascending: boolean, lifecycle: string,
 *   columns: [string, number, boolean][] | undefined, groupBy: string, tab: string,
 *   charts: import("../charts/kinds.js").Chart[] | undefined,
 *   board: import("../charts/settings.js").Settings | undefined,
 *   selected: Map<string, import("../entity.js").Run>}} View
 *   `selected` outlasts the view: charts and back leave it; `columns` are key, width and whether pinned; undefined until the reader has chosen some
 */

/** The runs that are selected in the experiments of the last view. */
let selection = { path: "", selected: new Map() };

/** Fields of the address that say what is looked at, rather than how: they are not kept. */
const PASSING = new Set([
  "searchFilter",
  "searchInput",
  "lifecycleFilter",
  "compareRunsMode",
  "experiments",
]);

/** What one looks at: an experiment, or several. */
function subject() {
  const { query, parts } = route();
  return parts.experiment ?? query.get("experiments") ?? "";
}

/** The fields of the address that say how one looks at the runs. */
function arrangement() {
  const fields = [...route().query].filter(([name]) => !PASSING.has(name));
  return Object.fromEntries(fields);
}

/** Keeps how one looks at these runs, for the next time that one comes to them. */
export function keepArrangement() {
  const fields = arrangement();
  save(`view ${subject()}`, Object.keys(fields).length > 0 ? fields : undefined);
}

// An address that says how to look at the runs is followed, such as a link of somebody else.
function restoreArrangement() {
  if (route().parts.tab || Object.keys(arrangement()).length > 0) return;
  const kept = load(`view ${subject()}`);
  if (typeof kept === "object" && kept !== null) rewrite(kept);
}

/** Reads the view from the address. @returns {View} */
export function readView() {
  restoreArrangement();
  const { query, parts } = route();
  const path = subject();
  if (selection.path !== path) selection = { path, selected: new Map() };
  const isChart = query.get("compareRunsMode") === "CHART";
  return {
    filter: query.get("searchFilter") ?? "",
    orderBy: query.get("orderByKey") ?? "attributes.start_time",
    ascending: query.get("orderByAsc") === "true",
    lifecycle: lifecycleOf(query.get("lifecycleFilter")),
    columns: columnsOf(json(query, "columns")),
    groupBy: query.get("groupBy") ?? "",
    tab: parts.tab ?? (isChart ? "charts" : "runs"),
    charts: json(query, "charts"),
    board: json(query, "board"),
    selected: selection.selected,
  };
}

/** @param {string | null} text */
function lifecycleOf(text) {
  return text && text in LIFECYCLES ? text : "Active";
}

/**
 * @param {any[]} list
 * @returns {View["columns"]}
 */
function columnsOf(list) {
  if (!Array.isArray(list)) return undefined;
  /** @param {any} entry */
  const isColumn = (entry) => Array.isArray(entry) && typeof entry[0] === "string";
  return list
    .filter(isColumn)
    .map(([key, width, pinned]) => [key, Number(width) || 120, pinned === 1]);
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

/** Writes the view into the address. @param {View} view */
export function writeView(view) {
  const isFirstOrder = view.orderBy === "attributes.start_time" && !view.ascending;
  rewrite({
    searchFilter: view.filter,
    orderByKey: isFirstOrder ? "" : view.orderBy,
    orderByAsc: isFirstOrder ? "" : String(view.ascending),
    lifecycleFilter: view.lifecycle === "Active" ? "" : view.lifecycle,
    groupBy: view.groupBy,
    compareRunsMode: view.tab === "charts" ? "CHART" : "",
    columns:
      view.columns &&
      JSON.stringify(view.columns.map(([key, width, pinned]) => [key, width, pinned ? 1 : 0])),
    charts: view.charts && JSON.stringify(view.charts),
    board: view.board && JSON.stringify(view.board),
  });
  keepArrangement();
}

/**
 * What is asked of the server for a view.
 * @param {View} view
 * @param {string[]} experimentIds
 */
export function searchOf(view, experimentIds) {
  const order = `${view.orderBy} ${view.ascending ? "ASC" : "DESC"}`;
  return {
    experiment_ids: experimentIds,
    filter: filterOf(view.filter),
    run_view_type: LIFECYCLES[view.lifecycle],
    order_by: ownOrder(view) ? [] : [order],
  };
}

/**
 * A few plain words look for a run of that name; everything else is the filter language.
 * @param {string} text
 */
export function filterOf(text) {
  const trimmed = text.trim();
  if (trimmed === "" || /[=<>!]|\b(like|ilike|in|is)\b/i.test(trimmed)) return trimmed;
  return contains("attributes.run_name", trimmed);
}

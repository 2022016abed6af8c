// Where one begins: what is running, the last runs, and the experiments that had the last ones.

import { experiments as api, runs as runsApi } from "../api.js";
import { h, show } from "../dom.js";
import { runDuration, toExperiment, toRun } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { newExperiment } from "../newexperiment.js";
import { follow } from "../parts/follow.js";
import { listTable } from "../parts/list.js";
import { command, empty, failed, loading } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";

/** How often the page asks what is new, in milliseconds. */
const REFRESH = 10_000;

/** Experiments that are looked at, the last changed of them. */
const MOST_EXPERIMENTS = 500;

const MOST_LISTED = 8;
const MOST_RUNNING = 20;

export function homePage() {
  const root = h("article", { class: "page home" }, head(), loading(8));
  const body = h("div", { class: "home-body" });
  let shown = "";
  const load = async () => {
    const found = await find();
    const mark = JSON.stringify(found, (_, value) => (value instanceof Map ? [...value] : value));
    // Ages and durations go on; but what somebody is about to click stays.
    if (mark === shown && body.contains(document.activeElement)) return;
    shown = mark;
    show(body, sections(found));
    show(root, head(), body);
  };
  const start = () => load().catch((error) => show(root, head(), failed(error, start)));
  start();
  return { root, title: "Home", leave: follow(load, REFRESH) };
}

function head() {
  return h(
    "header",
    { class: "page-head title-line" },
    h("h1", {}, "Home"),
    h("button", { class: "primary", onclick: newExperiment }, icon("plus"), "New experiment"),
  );
}

/** Asks for the experiments and what their runs come to, then for the runs of the last of them. */
async function find() {
  const answer = await api.search({
    max_results: MOST_EXPERIMENTS,
    order_by: ["last_update_time DESC"],
  });
  const all = (answer.experiments ?? []).map(toExperiment);
  const summaries = await api
    .summaries(all.map((/** @type {{id: string}} */ { id }) => id))
    .catch(() => new Map());
  /** @param {{id: string}} options */
  const summary = ({ id }) => summaries.get(id) ?? {};
  /** @param {any} each */
  const last = (each) => summary(each).last ?? 0;
  const experiments = [...all]
    .sort((a, b) => last(b) - last(a) || (b.updated ?? 0) - (a.updated ?? 0))
    .slice(0, MOST_LISTED)
    .map((each) => ({ ...each, ...summary(each) }));
  const busy = all
    .filter((/** @type {any} */ each) => summary(each).running !== 0)
    .map((/** @type {{id: string}} */ { id }) => id);
  const [recent, running] = await Promise.all([
    search(
      experiments.map(({ id }) => id),
      "",
      MOST_LISTED,
    ),
    search(busy, "attributes.status = 'RUNNING'", MOST_RUNNING),
  ]);
  const names = Object.fromEntries(
    all.map((/** @type {{id: string, name: string}} */ { id, name }) => [id, name]),
  );
  const busyCount = all.reduce(
    (/** @type {any} */ sum, /** @type {any} */ each) => sum + (summary(each).running ?? 0),
    0,
  );
  return { experiments, recent, running, names, busyCount };
}

/**
 * @param {string[]} ids
 * @param {string} filter
 * @param {number} most
 */
async function search(ids, filter, most) {
  if (ids.length === 0) return [];
  const order = ["attributes.start_time DESC"];
  const body = { experiment_ids: ids, filter, max_results: most, order_by: order };
  return ((await runsApi.search(body)).runs ?? []).map(toRun);
}

/** @param {{experiments: any[], recent: any, running: any, names: any, busyCount: number}} options */
function sections({ experiments, recent, running, names, busyCount }) {
  const rest = busyCount - running.length;
  return [
    running.length > 0 &&
      section(
        "Running now",
        runTable(running, names),
        rest > 0 && h("p", { class: "faint" }, `and ${format.count(rest, "other run")}`),
      ),
    section("Recent runs", recent.length > 0 ? runTable(recent, names) : noRuns()),
    section(
      "Recent experiments",
      experimentTable(experiments),
      h("p", {}, h("a", { href: link.experiments() }, "See all experiments")),
    ),
  ];
}

/**
 * @param {string} title
 * @param {...any} content
 */
function section(title, ...content) {
  return h("section", { "aria-label": title }, h("h2", {}, title), content);
}

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {any} names
 */
function runTable(runs, names) {
  /** @param {import("../entity.js").Run} run */
  const row = (run) =>
    h(
      "tr",
      {},
      h("td", { class: "main" }, h("a", { href: link.run(run.experimentId, run.id) }, run.name)),
      h("td", {}, status(run.status)),
      h(
        "td",
        { class: "roomy" },
        h(
          "a",
          { class: "short text", href: link.experiment(run.experimentId) },
          names[run.experimentId] ?? run.experimentId,
        ),
      ),
      h("td", { title: format.time(run.start) }, format.age(run.start)),
      h("td", { class: "roomy" }, format.duration(runDuration(run))),
      h("td", { class: "roomy" }, run.user),
    );
  /** @type {[string, string?][]} */
  const heads = [
    ["Run"],
    ["Status"],
    ["Experiment", "roomy"],
    ["Started"],
    ["Duration", "roomy"],
    ["User", "roomy"],
  ];
  return h("div", { class: "list-body" }, listTable(heads, runs.map(row)));
}

/** @param {any[]} experiments */
function experimentTable(experiments) {
  /** @param {any} options */
  const row = ({ id, name, runs, last, updated }) =>
    h(
      "tr",
      {},
      h("td", { class: "main" }, h("a", { href: link.experiment(id), title: name }, name)),
      h("td", { class: "number" }, runs?.toLocaleString("en")),
      h("td", { title: format.time(last) }, format.age(last)),
      h("td", { class: "roomy", title: format.time(updated) }, format.age(updated)),
    );
  /** @type {[string, string?][]} */
  const heads = [["Experiment"], ["Runs", "number"], ["Last run"], ["Last changed", "roomy"]];
  return h("div", { class: "list-body" }, listTable(heads, experiments.map(row)));
}

function noRuns() {
  const server = `${location.origin}${location.pathname.replace(/\/$/, "")}`;
  return empty(
    "No runs yet",
    h("p", {}, "Log the first one from a program:"),
    command(`export MLFLOW_TRACKING_URI=${server}\npython train.py`),
  );
}

// The overview of a run: what is known of it, its description, parameters, metrics, tags, inputs,
// models and children.

import { runs as api } from "../api.js";
import { h, show } from "../dom.js";
import { NOTE, runDuration, toRun } from "../entity.js";
import * as format from "../format.js";
import { noteOf } from "../parts/description.js";
import { status } from "../parts/status.js";
import { tagList } from "../parts/tags.js";
import { versionsOfRun } from "../registry/versiontable.js";
import { link } from "../router.js";
import { datasetList, modelLists } from "./inputs.js";
import { metricTable } from "./metrictable.js";
import { searchableTable } from "./searchtable.js";

const MOST_CHILDREN = 200;

/** The children of a run that is open are asked for again after so many milliseconds. */
const RELATIVES = 60_000;

/**
 * Makes the overview; `update(run)` shows what has changed since.
 * @param {import("../entity.js").Run} run
 */
export function overview(run) {
  /**
   * @param {string} key
   * @param {any} value
   */
  const set = (key, value) => api.setTag(run.id, key, value);
  /** @param {string} key */
  const remove = (key) => api.deleteTag(run.id, key);
  const metrics = metricTable(run);
  const params = searchableTable({
    title: "Parameters",
    empty: "This run logged no parameters.",
    rows: () => [...run.params].sort(([a], [b]) => a.localeCompare(b)),
  });
  const latest = () =>
    [...run.metrics].map(([key, { step, timestamp, value }]) => [key, step, timestamp, value]);
  const facts = section("dl", "facts", Date.now, () => factsOf(run));
  const parts = [
    facts,
    section(
      "div",
      "",
      () => run.tags.get(NOTE),
      () => noteOf(run.tags, set),
    ),
    section(
      "div",
      "",
      () => [...run.tags],
      () => tagList(run.tags, { set, remove }),
    ),
    section(
      "div",
      "",
      () => run.datasets.length,
      () => datasetList(run),
    ),
    section(
      "div",
      "stack",
      () => [run.modelsOut, run.modelsIn].flat().map((each) => each.model_id),
      () => modelLists(run),
    ),
  ];
  const [, note, tags, datasets, models] = parts.map((part) => part.root);
  const registered = versionsOfRun(run.id);
  const relatives = h("div", { class: "relatives" });
  let logged = String(latest());
  let asked = Date.now();

  /** @param {any} now */
  const update = (now) => {
    const isNew = run.params.size !== now.params.size;
    Object.assign(run, now);
    for (const part of parts) part.update();
    if (Date.now() - asked > RELATIVES) {
      asked = Date.now();
      fillRelatives(relatives, run);
    }
    if (!isNew && String(latest()) === logged) return;
    logged = String(latest());
    metrics.update();
    params.update();
  };

  fillRelatives(relatives, run);
  const root = h(
    "div",
    { class: "overview" },
    h(
      "div",
      { class: "wide" },
      note,
      h("div", { class: "pair" }, metrics.root, params.root),
      datasets,
      models,
      registered,
    ),
    h(
      "aside",
      { "aria-label": "About this run" },
      h("h2", {}, "About this run"),
      facts.root,
      h("h3", {}, "Tags"),
      tags,
      relatives,
    ),
  );
  return { root, update };
}

/**
 * A part of the page that is drawn again when `mark` is another, unless somebody types into it.
 * @param {string} tag
 * @param {string} kind
 * @param {any} mark
 * @param {() => void} draw
 */
function section(tag, kind, mark, draw) {
  const root = h(tag, { class: kind }, draw());
  let drawn = String(mark());
  const update = () => {
    if (String(mark()) === drawn || root.querySelector("textarea")) return;
    drawn = String(mark());
    show(root, draw());
  };
  return { root, update };
}

/** @param {import("../entity.js").Run} run */
function factsOf(run) {
  /** @param {string} key */
  const tag = (key) => run.tags.get(key);
  const rows = [
    ["Status", status(run.status)],
    ["Started", run.start && [format.time(run.start), h("small", {}, ` ${format.age(run.start)}`)]],
    ["Ended", run.end && format.time(run.end)],
    ["Duration", format.duration(runDuration(run))],
    ["User", run.user],
    ["Source", source(tag("mlflow.source.name"))],
    ["Entry point", tag("mlflow.project.entryPoint")],
    [
      "Git commit",
      tag("mlflow.source.git.commit") && h("code", {}, tag("mlflow.source.git.commit")),
    ],
    ["Git branch", tag("mlflow.source.git.branch")],
    ["Backend", tag("mlflow.project.backend")],
    ["Run ID", h("code", {}, run.id)],
    ["Artifacts", h("code", {}, run.artifactUri)],
  ];
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
}

/**
 * A source may be any text; only one that is plainly a web address becomes a link.
 * @param {string | undefined} name
 */
function source(name) {
  if (!name) return "";
  const isWeb = /^https?:\/\//.test(name);
  return isWeb ? h("a", { href: name, rel: "noopener noreferrer", target: "_blank" }, name) : name;
}

/**
 * @param {HTMLElement} root
 * @param {import("../entity.js").Run} run
 */
async function fillRelatives(root, run) {
  const parent = run.parent && api.get(run.parent).then(toRun, () => undefined);
  const children = await childrenOf(run);
  const above = await parent;
  const mark = [above, ...children].map((each) => `${each?.id} ${each?.status}`).join();
  if (root.dataset.mark === mark) return;
  root.dataset.mark = mark;
  show(
    root,
    above && [h("h3", {}, "Parent"), relative(above)],
    children.length > 0 && [
      h("h3", {}, format.count(children.length, "child run")),
      h("a", { href: link.compare(children) }, "Compare them"),
      children.map(relative),
    ],
  );
}

/** @param {import("../entity.js").Run} run */
async function childrenOf(run) {
  const filter = `tags.mlflow.parentRunId = '${run.id}'`;
  const body = { experiment_ids: [run.experimentId], filter, max_results: MOST_CHILDREN };
  const answer = await api.search(body).catch(() => ({}));
  return (answer.runs ?? []).map(toRun);
}

/** @param {import("../entity.js").Run} run */
function relative(run) {
  return h(
    "div",
    { class: "relative" },
    status(run.status),
    h("a", { class: "text", href: link.run(run.experimentId, run.id) }, run.name),
  );
}

// The overview of a run: what is known of it, its description, parameters, metrics, tags, inputs,
// models and children.

import { runs as api } from "../api.js";
import { h, show } from "../dom.js";
import { runDuration, toRun } from "../entity.js";
import * as format from "../format.js";
import { description } from "../parts/description.js";
import { tagList } from "../parts/tags.js";
import { link } from "../router.js";
import { status } from "../parts/status.js";
import { datasetList, modelList } from "./inputs.js";
import { metricTable } from "./metrictable.js";
import { searchableTable } from "./searchtable.js";

const MOST_CHILDREN = 200;

/** Makes the overview; `update(run)` shows what has changed since. */
export function overview(run) {
  const set = (key, value) => api.setTag(run.id, key, value);
  const facts = h("dl", { class: "facts" });
  const metrics = metricTable(run);
  const params = searchableTable({
    title: "Parameters",
    empty: "This run logged no parameters.",
    rows: () => [...run.params].sort(([a], [b]) => a.localeCompare(b)),
  });
  const relatives = h("div", { class: "relatives" });

  const update = (now) => {
    const isNew = hasLogged(run, now);
    Object.assign(run, now);
    show(facts, factsOf(run));
    if (!isNew) return;
    metrics.update();
    params.update();
  };

  show(facts, factsOf(run));
  fillRelatives(relatives, run);
  const root = h(
    "div",
    { class: "overview" },
    h(
      "div",
      { class: "wide" },
      description(run.tags, set),
      h("div", { class: "pair" }, metrics.root, params.root),
      datasetList(run),
      modelList(run),
    ),
    h(
      "aside",
      { "aria-label": "About this run" },
      h("h2", {}, "About this run"),
      facts,
      h("h3", {}, "Tags"),
      tagList(run.tags, { set, remove: (key) => api.deleteTag(run.id, key) }),
      relatives,
    ),
  );
  return { root, update };
}

// Whether a run has logged something since; what is on the screen is left alone otherwise.
function hasLogged(before, now) {
  const latest = (run) =>
    [...run.metrics].map(([key, { step, timestamp, value }]) => [key, step, timestamp, value]);
  return before.params.size !== now.params.size || String(latest(before)) !== String(latest(now));
}

function factsOf(run) {
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

// A source may be any text; only one that is plainly a web address becomes a link.
function source(name) {
  if (!name) return "";
  const isWeb = /^https?:\/\//.test(name);
  return isWeb ? h("a", { href: name, rel: "noopener noreferrer", target: "_blank" }, name) : name;
}

async function fillRelatives(root, run) {
  const parent = run.parent && api.get(run.parent).then(toRun, () => undefined);
  const children = await childrenOf(run);
  const above = await parent;
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

async function childrenOf(run) {
  const filter = `tags.mlflow.parentRunId = '${run.id}'`;
  const body = { experiment_ids: [run.experimentId], filter, max_results: MOST_CHILDREN };
  const answer = await api.search(body).catch(() => ({}));
  return (answer.runs ?? []).map(toRun);
}

function relative(run) {
  return h(
    "div",
    { class: "relative" },
    status(run.status),
    h("a", { class: "text", href: link.run(run.experimentId, run.id) }, run.name),
  );
}

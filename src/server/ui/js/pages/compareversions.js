// Versions of a model beside one another: what they are, their signatures, and the parameters and
// metrics of their runs and logged models.

import { models, runs, modelVersions as versions } from "../api.js";
import { signatureOf } from "../artifacts/mlmodel.js";
import { comparisonTable } from "../compare/table.js";
import { h, show } from "../dom.js";
import { toModel, toRun, toVersion } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { empty, failed, loading } from "../parts/notice.js";
import { stageMark } from "../registry/stage.js";
import { link, rewrite, versionsFrom } from "../router.js";

/** @param {{query: URLSearchParams}} options */
export function compareVersionsPage({ query }) {
  const root = h("article", { class: "page compare" }, loading(10));
  const { name, versions: numbers } = versionsFrom(query);
  const load = async () => {
    try {
      const found = await Promise.all(numbers.map((number) => itemOf(name, number)));
      const items = found.filter((item) => item !== undefined);
      const missing = numbers.length - items.length;
      show(
        root,
        head(name, items, missing),
        items.length > 0 ? table(items, query) : nothing(name),
      );
    } catch (error) {
      show(root, failed(error, load));
    }
  };
  load();
  return { root, title: `Versions of ${name}` };
}

/**
 * What stands in the column of a version. A run or a logged model that is gone leaves its values
 * out; a version that is gone has no column.
 * @param {string} name
 * @param {string} number
 */
async function itemOf(name, number) {
  const body = await versions.get(name, number).catch((error) => {
    if (!error.isMissing) throw error;
  });
  if (!body) return undefined;
  const version = toVersion(body);
  const [run, model, signature] = await Promise.all([
    version.runId ? runs.get(version.runId).then(toRun, () => undefined) : undefined,
    version.modelId ? models.get(version.modelId).then(toModel, () => undefined) : undefined,
    versions.file(name, number, "MLmodel").then(signatureOf, () => new Map()),
  ]);
  const logged = (model?.metrics ?? []).map((/** @type {any} */ metric) => [metric.key, metric]);
  return {
    version,
    run,
    params: new Map([...(model?.params ?? []), ...(run?.params ?? [])]),
    metrics: new Map([...logged, ...(run?.metrics ?? [])]),
    tags: version.tags,
    signature,
  };
}

/**
 * @param {string} name
 * @param {any[]} items
 * @param {any} missing
 */
function head(name, items, missing) {
  const known = items.flatMap(({ run }) => run ?? []);
  return h(
    "header",
    { class: "page-head" },
    h(
      "div",
      { class: "title-line" },
      h(
        "nav",
        { class: "crumbs", "aria-label": "Breadcrumb" },
        h("a", { href: link.registeredModels() }, "Models"),
        icon("chevron-right"),
        h("a", { href: link.registeredModel(name), title: name }, name),
        icon("chevron-right"),
      ),
      h("h1", {}, `Comparing ${format.count(items.length, "version")}`),
      known.length > 1 &&
        h("a", { class: "button", href: link.compare(known) }, icon("chart"), "Compare their runs"),
    ),
    missing > 0 &&
      h(
        "p",
        { class: "faint" },
        `${format.count(missing, "version")} of the address could not be found.`,
      ),
  );
}

/**
 * @param {any[]} items
 * @param {URLSearchParams} query
 */
function table(items, query) {
  const { root } = comparisonTable({
    items,
    corner: "Version",
    head: ({ version: { name, version } }) =>
      h("a", { href: link.version(name, version) }, `Version ${version}`),
    about: [
      ["Stage", ({ version }) => stageMark(version.stage)],
      [
        "Aliases",
        ({ version }) =>
          version.aliases.map((/** @type {string} */ alias) => `@${alias}`).join(", "),
      ],
      ["Created", ({ version }) => format.time(version.created)],
      ["Run", ({ version, run }) => runLink(version, run)],
      ["Description", ({ version }) => version.description.split("\n")[0]],
    ],
    only: query.get("different") === "true",
    onOnly: (only) => rewrite({ different: only ? "true" : "" }),
  });
  return root;
}

/**
 * @param {{runId: string}} version
 * @param {import("../entity.js").Run} run
 */
function runLink({ runId }, run) {
  if (run) return h("a", { href: link.run(run.experimentId, run.id) }, run.name);
  return runId && h("code", { title: "This run cannot be found" }, runId.slice(0, 12));
}

/** @param {string} name */
function nothing(name) {
  return empty(
    "No versions to compare",
    h("p", {}, "Select two versions or more on the page of a model, and press Compare."),
    name && h("a", { class: "button", href: link.registeredModel(name) }, "See the model"),
  );
}

// Tables of versions: those of a model, and those that came from a run or a logged model.

import { modelVersions as api } from "../api.js";
import { h, show } from "../dom.js";
import { isSystemTag, toVersion } from "../entity.js";
import { equals } from "../filter.js";
import * as format from "../format.js";
import { tagChip } from "../parts/chip.js";
import { noteLine } from "../parts/description.js";
import { listTable } from "../parts/list.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";
import { aliasMark } from "./aliases.js";
import { stageMark } from "./stage.js";

/** As many versions of one run as are shown. */
const MOST = 50;

/**
 * The headings of a model's versions.
 * @type {[string, string?][]}
 */
export const HEADS = [
  ["Version"],
  ["Stage"],
  ["Aliases"],
  ["Source", "roomy"],
  ["Tags", "roomy"],
  ["Created", "roomy"],
  ["Status", "roomy"],
];

/** @typedef {import("../entity.js").Version} Version */

/** The cells of a version below `HEADS`. @param {Version} version */
export function versionCells(version) {
  const { name, version: number, aliases, tags } = version;
  return [
    h(
      "td",
      { class: "main numbered" },
      h("a", { href: link.version(name, number) }, `Version ${number}`),
      noteLine(version.description),
    ),
    h("td", {}, stageMark(version.stage)),
    h(
      "td",
      { class: "tags-cell" },
      aliases.map((alias) => aliasMark(name, alias, number)),
    ),
    h("td", { class: "roomy" }, sourceLink(version)),
    h(
      "td",
      { class: "tags-cell roomy" },
      [...tags].filter(([key]) => !isSystemTag(key)).map(([key, value]) => tagChip(key, value)),
    ),
    h("td", { class: "roomy", title: format.time(version.created) }, format.age(version.created)),
    h("td", { class: "roomy", title: version.statusMessage }, status(version.status)),
  ];
}

/** Where a version came from, as short as it can be said. @param {Version} version */
function sourceLink({ modelId, runId, source }) {
  /** @param {string} id */
  const short = (id) => id.slice(0, 8);
  if (!runId && !modelId) return h("span", { class: "text short", title: source }, source);
  return h(
    "span",
    { class: "sources" },
    runId &&
      h("a", { class: "mono", href: link.anyRun(runId), title: `Run ${runId}` }, short(runId)),
    modelId &&
      h(
        "a",
        { class: "mono", href: link.model("-", modelId), title: `Logged model ${modelId}` },
        `${modelId.slice(0, 8)}…`,
      ),
  );
}

/**
 * A card of the versions that came from a run; without content where there are none.
 * @param {string} runId
 */
export function versionsOfRun(runId) {
  return versionCard(`run_id = '${runId}'`, () => true);
}

/**
 * A card of the versions that came from a logged model.
 * @param {any} model
 */
export function versionsOfModel(model) {
  const filter = model.sourceRun
    ? `run_id = '${model.sourceRun}'`
    : `source_path = 'models:/${model.id}'`;
  return versionCard(filter, (version) => version.modelId === model.id);
}

/**
 * Every version of a model, the newest first: a page of them.
 * @param {string} name
 * @param {string} [token]
 * @param {number} [size]
 */
export async function versionPage(name, token, size) {
  const answer = await api.search({
    filter: equals("name", name),
    order_by: "version_number DESC",
    max_results: size,
    page_token: token,
  });
  const items = (answer.model_versions ?? [])
    .map(toVersion)
    .filter((/** @type {any} */ each) => each.name === name);
  return { items, token: answer.next_page_token };
}

/**
 * @param {string} filter
 * @param {(version: import("../entity.js").Version) => boolean} fits
 */
function versionCard(filter, fits) {
  const root = h("div", { class: "registered" });
  fill(root, filter, fits);
  return root;
}

/**
 * A server without a registry has no versions of anything.
 * @param {HTMLElement} root
 * @param {string} filter
 * @param {(version: import("../entity.js").Version) => boolean} fits
 */
async function fill(root, filter, fits) {
  const answer = await api.search({ filter, max_results: MOST }).catch(() => ({}));
  const found = (answer.model_versions ?? []).map(toVersion).filter(fits);
  if (found.length === 0) return;
  /** @param {import("../entity.js").Version} version */
  const row = (version) =>
    h(
      "tr",
      {},
      h(
        "td",
        { class: "main" },
        h("a", { href: link.version(version.name, version.version) }, h("bdi", {}, version.name)),
      ),
      h("td", {}, `Version ${version.version}`),
      h("td", {}, stageMark(version.stage)),
      h(
        "td",
        { class: "tags-cell" },
        version.aliases.map((alias) => aliasMark(version.name, alias, version.version)),
      ),
    );
  show(
    root,
    h(
      "section",
      { class: "card" },
      h("header", {}, h("h2", {}, "Registered as")),
      h(
        "div",
        { class: "scroll" },
        listTable([["Model"], ["Version"], ["Stage"], ["Aliases"]], found.map(row)),
      ),
    ),
  );
}

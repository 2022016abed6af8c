// A file of several runs, side by side: images, texts, tables; or images of one key, step by step.

import { runArtifacts } from "../api.js";
import { preview } from "../artifacts/preview.js";
import { h, show } from "../dom.js";
import { seriesOf, seriesView } from "../parts/imageseries.js";
import { empty, failed, loading } from "../parts/notice.js";
import { link } from "../router.js";

/** As many files as are looked for in each run. */
const MOST_FILES = 500;

/**
 * Makes the view; the files are found by walking the runs' folders.
 * @param {import("../entity.js").Run[]} runs
 */
export function artifactComparison(runs) {
  const root = h("div", { class: "artifact-comparison" }, loading(4));
  fill(root, runs);
  return { root };
}

/**
 * @param {HTMLElement} root
 * @param {import("../entity.js").Run[]} runs
 */
async function fill(root, runs) {
  try {
    const sources = runs.map((run) => runArtifacts(run.id));
    const lists = await Promise.all(sources.map((source) => filesOf(source)));
    const paths = [...new Set(lists.flatMap((list) => [...list.keys()]))].sort(sharedFirst(lists));
    if (paths.length === 0) {
      show(
        root,
        empty("No artifacts to compare", h("p", {}, "None of these runs has logged a file.")),
      );
      return;
    }
    const columns = h("div", {});
    const options = paths.map((path) =>
      h(
        "option",
        { value: path },
        `${titleOf(lists, path)} (${sharedBy(lists, path)} of ${runs.length})`,
      ),
    );
    const select = h("select", { "aria-label": "Which file" }, options);
    const draw = () => {
      const files = lists.map((list) => list.get(select.value));
      const isSeries = files.some((file) => file?.images);
      const side = () => runs.map((run, index) => column(run, sources[index], files[index]));
      const steps = runs.map((run, index) => ({
        title: heading(run),
        source: sources[index],
        images: files[index]?.images ?? [],
      }));
      show(columns, isSeries ? seriesView(steps) : h("div", { class: "side-by-side" }, side()));
    };
    select.addEventListener("change", draw);
    show(root, select, columns);
    draw();
  } catch (error) {
    show(
      root,
      failed(error, () => fill(root, runs)),
    );
  }
}

/** @param {any} source */
async function filesOf(source) {
  const found = new Map();
  const folders = [""];
  while (folders.length > 0 && found.size < MOST_FILES) {
    /** @type {{files?: any[]}} */
    const { files = [] } = await source.list(folders.shift());
    const { series, others } = seriesOf(files);
    for (const each of series) found.set(each.path, each);
    for (const file of others) {
      if (file.is_dir) folders.push(file.path);
      else found.set(file.path, file);
    }
  }
  return found;
}

/**
 * Images of one key are called by the key.
 * @param {Map<string, any>[]} lists
 * @param {string} path
 */
function titleOf(lists, path) {
  const series = lists.map((list) => list.get(path)).find((file) => file?.images);
  return series ? `${series.name}, step by step` : path;
}

/**
 * @param {Map<string, any>[]} lists
 * @param {string} path
 */
function sharedBy(lists, path) {
  return lists.filter((list) => list.has(path)).length;
}

/**
 * What more of the runs have comes first, pictures before all else.
 * @param {Map<string, any>[]} lists
 */
function sharedFirst(lists) {
  /** @param {string} path */
  const isPicture = (path) =>
    /\.(png|jpe?g|gif|webp|svg)$/i.test(path) || lists.some((list) => list.get(path)?.images);
  return (/** @type {any} */ a, /** @type {any} */ b) =>
    sharedBy(lists, b) - sharedBy(lists, a) ||
    Number(isPicture(b)) - Number(isPicture(a)) ||
    a.localeCompare(b, "en", { numeric: true });
}

/**
 * @param {import("../entity.js").Run} run
 * @param {any} source
 * @param {any} file
 */
function column(run, source, file) {
  const body = h(
    "div",
    { class: "preview-body" },
    file ? loading(3) : h("p", { class: "faint" }, "This run has no such file."),
  );
  if (file) preview(source, file).then((node) => show(body, node));
  return h("section", { class: "card" }, h("header", {}, heading(run)), body);
}

/** @param {import("../entity.js").Run} run */
function heading(run) {
  return h("h2", {}, h("a", { href: link.run(run.experimentId, run.id, "artifacts") }, run.name));
}

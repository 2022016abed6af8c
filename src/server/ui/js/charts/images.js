// The images that runs logged by key and step: a row for each key, a column for each run, and one
// slider for the step.

import { runArtifacts } from "../api.js";
import { h, show } from "../dom.js";
import { seriesOf } from "../parts/imageseries.js";
import { failed, loading } from "../parts/notice.js";
import { colourOf } from "./colour.js";

/** Where clients put such images. */
const FOLDER = "images";

/** The tag of a run that has logged some. */
const HAS_IMAGES = "mlflow.loggedImages";

/** As many runs and keys as are shown at once. */
const MOST_RUNS = 12;
const MOST_KEYS = 30;

/**
 * Whether a run has logged images by key.
 * @param {import("../entity.js").Run} run
 */
export function hasImages(run) {
  return (run.tags.get(HAS_IMAGES) ?? "").toLowerCase() === "true";
}

/** @returns {import("./card.js").ChartView} */
export function imagesView(
  /** @type {unknown} */ _chart,
  /** @type {import("./kinds.js").Scene} */ scene,
) {
  const root = h("div", { class: "image-grid" }, loading(4));
  /** @type {Map<string, ReturnType<typeof seriesIn>>} */
  const known = new Map();
  let step = NaN;
  /** @param {boolean} [isFollowing] */
  const draw = async (isFollowing) => {
    const runs = scene.runs.filter(hasImages).slice(0, MOST_RUNS);
    if (isFollowing) for (const run of runs) if (run.status === "RUNNING") known.delete(run.id);
    for (const run of runs) if (!known.has(run.id)) known.set(run.id, seriesIn(run));
    try {
      const series = await Promise.all(runs.map((run) => known.get(run.id) ?? seriesIn(run)));
      const steps = [...new Set(series.flatMap(stepsOf))].sort((a, b) => a - b);
      step = steps.includes(step) ? step : (steps.at(-1) ?? 0);
      const attributes = { class: "scroll", tabindex: "0", role: "group", "aria-label": "Images" };
      const body = h("div", attributes);
      const fill = () => {
        show(body, grid(runs, series, step));
        mark();
      };
      /** @param {any} chosen */
      const choose = (chosen) => {
        step = chosen;
        fill();
      };
      fill();
      show(root, runs.length === 0 ? NOTHING : [slider(steps, step, choose), body]);
    } catch (error) {
      known.clear();
      show(root, failed(error, draw));
    }
  };
  const { mark, leave } = scene.highlight.attach(root);
  const rows = () => [["run_id", "run"], ...scene.runs.map((run) => [run.id, run.name])];
  return { root, draw, leave, rows };
}

const NOTHING = "No run that is shown has logged images by key and step.";

/**
 * The images of each key of a run, in the order of their steps.
 * @param {import("../entity.js").Run} run
 */
async function seriesIn(run) {
  const files = [];
  let token;
  do {
    const answer = await runArtifacts(run.id).list(FOLDER, token);
    files.push(...(answer.files ?? []));
    token = answer.next_page_token;
  } while (token);
  const { series } = seriesOf(files);
  series.sort((a, b) => a.name.localeCompare(b.name));
  return new Map(series.map(({ name, images }) => [name, images]));
}

/** @param {Map<string, import("../parts/imageseries.js").SeriesImage[]>} series */
function stepsOf(series) {
  return [...series.values()].flatMap((images) =>
    images.map((/** @type {any} */ image) => image.step),
  );
}

/**
 * @param {number[]} steps
 * @param {number} step
 * @param {(chosen: any) => void} choose
 */
function slider(steps, step, choose) {
  const written = h("output", {}, `step ${step}`);
  const input = h("input", {
    type: "range",
    min: 0,
    max: Math.max(0, steps.length - 1),
    step: 1,
    value: steps.indexOf(step),
    "aria-label": "Step",
    oninput: (/** @type {any} */ event) => {
      const chosen = steps[Number(event.target.value)];
      written.textContent = `step ${chosen}`;
      choose(chosen);
    },
  });
  return h("label", { class: "scale" }, "Step", input, written);
}

/**
 * @param {import("../entity.js").Run[]} runs
 * @param {any[]} series
 * @param {number} step
 */
function grid(runs, series, step) {
  const keys = [...new Set(series.flatMap((each) => [...each.keys()]))].slice(0, MOST_KEYS);
  const head = runs.map((run) =>
    h(
      "th",
      { scope: "col", title: run.name, "data-run": run.id },
      h("span", { class: "dot", style: { background: colourOf(run) } }),
      run.name,
    ),
  );
  /** @param {string} key */
  const row = (key) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", title: key }, key),
      runs.map((run, at) => cell(run, key, series[at].get(key), step)),
    );
  return h(
    "table",
    { class: "images" },
    h("thead", {}, h("tr", {}, h("th", {}, "Key"), head)),
    h("tbody", {}, keys.map(row)),
  );
}

/**
 * The image at a step, or the last one before it, which is said.
 * @param {import("../entity.js").Run} run
 * @param {string} key
 * @param {any[] | undefined} images
 * @param {number} step
 */
function cell(run, key, images = [], step) {
  const image = images.findLast((each) => each.step <= step);
  if (!image) return h("td", { "data-run": run.id }, h("span", { class: "faint" }, "–"));
  return h(
    "td",
    { "data-run": run.id },
    h("img", {
      src: runArtifacts(run.id).address(image.whole),
      alt: `${key} of ${run.name} at step ${image.step}`,
      loading: "lazy",
    }),
    image.step !== step && h("small", {}, `step ${image.step}`),
  );
}

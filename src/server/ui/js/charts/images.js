// The images that runs logged by key and step: a row for each key, a column for each run, and one
// slider for the step.

import { runArtifacts } from "../api.js";
import { h, show } from "../dom.js";
import { failed, loading } from "../parts/notice.js";
import { colourOf } from "./colour.js";

/** Where clients put such images. */
const FOLDER = "images";

/** The tag of a run that has logged some. */
const HAS_IMAGES = "mlflow.loggedImages";

/** The name of a file: key, step and time, between `%`, or `+` in early releases. */
const NAME =
  /^(?<key>.+)(?<mark>[%+])step\k<mark>(?<step>-?\d+)\k<mark>timestamp\k<mark>(?<time>\d+)\k<mark>[^%+]+\.(?<ending>\w+)$/;

/** As many runs and keys as are shown at once. */
const MOST_RUNS = 12;
const MOST_KEYS = 30;

/** Whether a run has logged images by key. */
export function hasImages(run) {
  return (run.tags.get(HAS_IMAGES) ?? "").toLowerCase() === "true";
}

/**
 * The series of images in a list of files: for each key its steps, in order, with the file of each.
 * A step that was logged twice shows the latest file, and a small copy (`webp`) the whole image.
 * @param {{path: string}[]} files
 * @returns {Map<string, {step: number, path: string}[]>}
 */
export function seriesOf(files) {
  const found = new Map();
  for (const { path } of files) {
    const match = NAME.exec(path.slice(path.lastIndexOf("/") + 1))?.groups;
    if (!match) continue;
    const key = match.key.replace(/[#~]/g, "/");
    const steps = found.get(key) ?? new Map();
    found.set(key, steps);
    const step = Number(match.step);
    const entry = { step, path, rank: [Number(match.time), match.ending === "webp" ? 0 : 1] };
    if (!steps.has(step) || isAfter(entry.rank, steps.get(step).rank)) steps.set(step, entry);
  }
  const sorted = [...found].sort(([a], [b]) => a.localeCompare(b));
  return new Map(
    sorted.map(([key, steps]) => [key, [...steps.values()].sort((a, b) => a.step - b.step)]),
  );
}

function isAfter(a, b) {
  return a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1];
}

/** @returns {import("./card.js").ChartView} */
export function imagesView(_chart, scene) {
  const root = h("div", { class: "image-grid" }, loading(4));
  /** @type {Map<string, Promise<ReturnType<typeof seriesOf>>>} */
  const known = new Map();
  let step;
  const draw = async (isFollowing) => {
    const runs = scene.runs.filter(hasImages).slice(0, MOST_RUNS);
    if (isFollowing) for (const run of runs) if (run.status === "RUNNING") known.delete(run.id);
    for (const run of runs) if (!known.has(run.id)) known.set(run.id, seriesIn(run));
    try {
      const series = await Promise.all(runs.map((run) => known.get(run.id)));
      const steps = [...new Set(series.flatMap(stepsOf))].sort((a, b) => a - b);
      step = steps.includes(step) ? step : steps.at(-1);
      const body = h("div", { class: "scroll" });
      const fill = () => show(body, grid(runs, series, step));
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
  const rows = () => [["run_id", "run"], ...scene.runs.map((run) => [run.id, run.name])];
  return { root, draw, rows };
}

const NOTHING = "No run that is shown has logged images by key and step.";

async function seriesIn(run) {
  const files = [];
  let token;
  do {
    const answer = await runArtifacts(run.id).list(FOLDER, token);
    files.push(...(answer.files ?? []));
    token = answer.next_page_token;
  } while (token);
  return seriesOf(files);
}

function stepsOf(series) {
  return [...series.values()].flatMap((images) => images.map((image) => image.step));
}

function slider(steps, step, choose) {
  const written = h("output", {}, `step ${step}`);
  const input = h("input", {
    type: "range",
    min: 0,
    max: Math.max(0, steps.length - 1),
    step: 1,
    value: steps.indexOf(step),
    "aria-label": "Step",
    oninput: (event) => {
      const chosen = steps[Number(event.target.value)];
      written.textContent = `step ${chosen}`;
      choose(chosen);
    },
  });
  return h("label", { class: "scale" }, "Step", input, written);
}

function grid(runs, series, step) {
  const keys = [...new Set(series.flatMap((each) => [...each.keys()]))].slice(0, MOST_KEYS);
  const head = runs.map((run) =>
    h(
      "th",
      { scope: "col", title: run.name },
      h("span", { class: "dot", style: { background: colourOf(run) } }),
      run.name,
    ),
  );
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

// The image at a step, or the last one before it, which is said.
function cell(run, key, images = [], step) {
  const image = images.findLast((each) => each.step <= step);
  if (!image) return h("td", {}, h("span", { class: "faint" }, "–"));
  return h(
    "td",
    {},
    h("img", {
      src: runArtifacts(run.id).address(image.path),
      alt: `${key} of ${run.name} at step ${image.step}`,
      loading: "lazy",
    }),
    image.step !== step && h("small", {}, `step ${image.step}`),
  );
}

// Images that a run logged under one key, step by step (`mlflow.log_image(key=, step=)`). Each is kept
// in two files, the whole one and a smaller one to be looked at, whose names say key and step.

import { h, show } from "../dom.js";
import * as format from "../format.js";

/**
 * The folder, the key, the step and the time in such a file's name. Clients have parted them by `+`,
 * with `~` for a slash in a key, and by `%` with `#`.
 */
const FILE =
  /^((?:.*\/)?)([^/]+)([+%])step\3(-?\d+)\3timestamp\3(\d+)\3[^/+%]+?(\3compressed)?\.\w+$/;

/** As many steps as are shown side by side; the slider has all. */
const MOST_SIDE_BY_SIDE = 300;

/**
 * An image of a series: the whole file and the one to look at.
 * @typedef {{step: number, timestamp: number, whole: string, small: string}} SeriesImage
 *
 * A series as it stands among the files of its folder: `path` is the folder's with the key.
 * @typedef {{path: string, name: string, images: SeriesImage[]}} Series
 */

/**
 * Tells the series in a list of files from the others.
 * @template {{path: string}} File
 * @param {File[]} files
 * @returns {{series: Series[], others: File[]}}
 */
export function seriesOf(files) {
  /** @type {Map<string, Map<string, SeriesImage>>} */
  const found = new Map();
  const others = files.filter((file) => {
    const match = FILE.exec(file.path);
    if (!match) return true;
    const [, folder, key, , step, timestamp, small] = match;
    // Whichever sign a client wrote for a slash, the key is the same.
    const path = folder + key.replaceAll("#", "~");
    const images = found.get(path) ?? new Map();
    found.set(path, images);
    const stem = file.path.replace(/([+%]compressed)?\.\w+$/, "");
    const image = images.get(stem) ?? { step: Number(step), timestamp: Number(timestamp) };
    image[small ? "small" : "whole"] = file.path;
    images.set(stem, image);
    return false;
  });
  const series = [...found].map(([path, images]) => ({
    path,
    // A slash in a key cannot be one in the name of a file.
    name: path.slice(path.lastIndexOf("/") + 1).replaceAll("~", "/"),
    images: [...images.values()].map(complete).sort(inOrder),
  }));
  return { series, others };
}

/** @param {any} image */
function complete(image) {
  return { ...image, whole: image.whole ?? image.small, small: image.small ?? image.whole };
}

/**
 * @param {any} a
 * @param {any} b
 */
function inOrder(a, b) {
  return a.step - b.step || a.timestamp - b.timestamp;
}

/**
 * Shows a series, or those of one key of several runs beside one another: at one step, which a
 * slider chooses, or all steps at once.
 * @param {{title?: any, source: {address: (path: string) => string}, images: SeriesImage[]}[]} columns
 */
export function seriesView(columns) {
  const steps = stepsOf(columns);
  const body = h("div", { class: "series-body" });
  const root = h("div", { class: "series" });
  let isGrid = false;
  let at = steps.length - 1;

  const label = h("output", { class: "series-step" });
  const slider = h("input", { type: "range", min: 0, max: steps.length - 1, "aria-label": "Step" });
  slider.value = String(at);
  const draw = () => {
    const text = `Step ${steps[at]}`;
    show(label, text);
    slider.setAttribute("aria-valuetext", text);
    show(body, isGrid ? grid(columns, steps) : single(columns, steps[at]));
  };
  slider.addEventListener("input", () => {
    at = Number(slider.value);
    draw();
  });
  const modes = h("span", { class: "series-modes" });
  const drawModes = () => {
    /**
     * @param {string} text
     * @param {any} value
     */
    const mode = (text, value) =>
      h(
        "button",
        {
          class: "small",
          "aria-pressed": String(isGrid === value),
          onclick: () => {
            isGrid = value;
            drawModes();
            draw();
          },
        },
        text,
      );
    show(modes, mode("One step", false), mode("All steps", true));
    slider.hidden = isGrid;
    label.hidden = isGrid;
  };
  const bar = steps.length > 1 && h("div", { class: "series-bar" }, modes, slider, label);
  drawModes();
  draw();
  show(root, bar, body);
  return root;
}

/** @param {any[]} columns */
function stepsOf(columns) {
  const all = columns.flatMap(({ images }) =>
    images.map((/** @type {{step: number}} */ { step }) => step),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

/**
 * A run may log at other steps than the next: its last image up to the step is shown.
 * @param {any[]} columns
 * @param {number} step
 */
function single(columns, step) {
  const figures = columns.map((column) => {
    const image = column.images.findLast((/** @type {any} */ each) => each.step <= step);
    return h(
      "div",
      { class: "series-column" },
      column.title,
      image
        ? picture(column.source, image)
        : h("p", { class: "faint" }, "Nothing up to this step."),
    );
  });
  return h("div", { class: "series-columns" }, figures);
}

/**
 * @param {any[]} columns
 * @param {number[]} steps
 */
function grid(columns, steps) {
  const shown = steps.slice(-MOST_SIDE_BY_SIDE);
  const note =
    shown.length < steps.length &&
    h(
      "p",
      { class: "faint" },
      `The last ${MOST_SIDE_BY_SIDE} of ${format.count(steps.length, "step")}:`,
    );
  if (columns.length === 1) {
    const [{ source, images }] = columns;
    const first = shown[0];
    const wanted = images.filter((/** @type {{step: number}} */ { step }) => step >= first);
    return [
      note,
      h(
        "div",
        { class: "series-grid" },
        wanted.map((/** @type {any} */ image) => picture(source, image)),
      ),
    ];
  }
  /**
   * @param {{source: any, images: any[]}} column
   * @param {number} step
   */
  const cell = ({ source, images }, step) =>
    h(
      "td",
      {},
      images.filter((image) => image.step === step).map((image) => picture(source, image)),
    );
  const head = columns.map(({ title }) => h("th", { scope: "col" }, title));
  const rows = shown.map((step) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, `Step ${step}`),
      columns.map((column) => cell(column, step)),
    ),
  );
  return [
    note,
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        { class: "series-table" },
        h("thead", {}, h("tr", {}, h("td", {}), head)),
        h("tbody", {}, rows),
      ),
    ),
  ];
}

/**
 * The image to look at, which leads to the whole one.
 * @param {any} source
 * @param {any} image
 */
function picture(source, { step, whole, small }) {
  return h(
    "figure",
    {},
    h(
      "a",
      {
        href: source.address(whole),
        target: "_blank",
        rel: "noopener",
        title: `Step ${step}, whole`,
      },
      h("img", { src: source.address(small), alt: `Step ${step}`, loading: "lazy" }),
    ),
    h("figcaption", {}, `step ${step}`),
  );
}

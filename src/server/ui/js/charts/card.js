// One chart of a board: its title, its options, its picture, and what it can be saved as.

import { h } from "../dom.js";
import { textUnder } from "../entity.js";
import { icon } from "../icons.js";
import { save, toCsv } from "../parts/csv.js";
import { popup } from "../parts/menu.js";
import { attempt } from "../parts/notice.js";
import { Progress } from "../parts/progress.js";
import { differenceView } from "./difference.js";
import { fileName } from "./export.js";
import { imagesView } from "./images.js";
import { keysIn, titleOf } from "./kinds.js";
import { chartOptions } from "./options.js";
import { parallelView } from "./parallel.js";
import { linesView, plottedView } from "./plotted.js";

/** How far from the visible part of the page a chart is drawn. */
const MARGIN = "200px";

/**
 * A view of a chart, whatever draws it. `draw` shows the scene as it is now, `rows` is what is
 * shown as a table, `picture` makes a file of it, and `whole` one of all that the server has of it.
 * @typedef {{root: Element, draw: (isFollowing?: boolean) => any, leave?: () => void,
 *   rows?: () => any[][], picture?: (format: string) => Promise<Blob>,
 *   whole?: (progress: import("../parts/progress.js").Progress) => Promise<Blob | undefined>
 * }} ChartView
 * @type {Record<string, (chart: any, scene: any, changed: () => void) => ChartView>}
 */
const VIEWS = {
  line: linesView,
  parallel: parallelView,
  difference: differenceView,
  images: imagesView,
};

/**
 * @param {import("./kinds.js").Chart} chart what is drawn; its options change in place
 * @param {import("./kinds.js").Scene} scene
 * @param {{onChange?: Function, actions?: (close: Function) => any[]}} options
 */
export function chartCard(chart, scene, { onChange, actions }) {
  const heading = h("h2", { class: "text" });
  const name = () => {
    heading.textContent = titleOf(chart);
    heading.title = titleOf(chart);
    root.setAttribute("aria-label", titleOf(chart));
  };
  const changed = () => {
    name();
    seen.draw();
    onChange?.();
  };
  const view = (VIEWS[chart.kind] ?? plottedView)(chart, scene, changed);
  const larger = toggle("expand", "Larger or smaller");
  const full = toggle("fullscreen", "Full screen");
  // No landmark: a board has a hundred of them, some with one title.
  const root = h(
    "article",
    { class: "card chart", "aria-label": titleOf(chart) },
    h(
      "header",
      {},
      heading,
      larger,
      full,
      popup({
        iconName: "dots",
        title: `Options of ${titleOf(chart)}`,
        kind: "plain",
        content: (close) =>
          h(
            "div",
            { class: "chart-options" },
            chartOptions(chart, scene, changed),
            files(chart, scene, view, close),
            actions?.(close),
          ),
      }),
    ),
    view.root,
  );
  root.classList.toggle("large", Boolean(chart.large));
  larger.addEventListener("click", () => {
    chart.large = !chart.large;
    root.classList.toggle("large", chart.large);
    changed();
  });
  full.addEventListener("click", () => fullScreen(root, chart, seen));
  const seen = whenVisible(root, view);
  name();
  return {
    root,
    update: seen.draw,
    leave: () => {
      seen.stop();
      view.leave?.();
    },
  };
}

/**
 * @param {string} picture
 * @param {string} label
 */
function toggle(picture, label) {
  return h("button", { class: "plain", title: label, "aria-label": label }, icon(picture));
}

/**
 * Draws what is near the visible part of the page, and the rest when it comes there.
 * @param {HTMLElement} root
 * @param {any} view
 */
function whenVisible(root, view) {
  let isNear = false;
  let isStale = true;
  let isFollowing = false;
  const drawNow = () => {
    isStale = false;
    const follows = isFollowing;
    isFollowing = false;
    view.draw(follows);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      isNear = entries.at(-1)?.isIntersecting ?? false;
      if (isNear && isStale) drawNow();
    },
    { rootMargin: MARGIN },
  );
  observer.observe(root);
  const draw = (follows = false) => {
    isStale = true;
    isFollowing ||= follows;
    if (isNear) drawNow();
  };
  return { draw, stop: () => observer.disconnect() };
}

/**
 * A dialog holds the chart alone; what stood behind it keeps its height meanwhile.
 * @param {HTMLElement} root
 * @param {import("./kinds.js").Chart} chart
 * @param {{draw: () => void}} seen
 */
function fullScreen(root, chart, seen) {
  const alone = root.closest("dialog");
  if (alone) {
    alone.close();
    return;
  }
  const space = h("div", { class: "card chart", style: { height: `${root.offsetHeight}px` } });
  space.classList.toggle("large", Boolean(chart.large));
  space.style.gridColumn = root.style.gridColumn;
  const dialog = h("dialog", { class: "full", "aria-label": titleOf(chart) });
  root.replaceWith(space);
  dialog.append(root);
  document.body.append(dialog);
  const back = () => {
    if (!dialog.isConnected) return;
    space.replaceWith(root);
    dialog.remove();
    removeEventListener("hashchange", back);
    seen.draw();
  };
  dialog.addEventListener("close", back);
  addEventListener("hashchange", back);
  dialog.showModal();
  seen.draw();
}

/**
 * Saves what is shown as files.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {any} view
 * @param {() => void} close
 */
function files(chart, scene, view, close) {
  /**
   * @param {string} label
   * @param {(...values: any[]) => any} act
   */
  const entry = (label, act) =>
    h(
      "button",
      {
        class: "item",
        onclick: () => {
          close();
          attempt("", act);
        },
      },
      icon("download"),
      label,
    );
  /**
   * @param {string} format
   * @param {string | undefined} type
   */
  const picture = (format, type) => async () =>
    save(await view.picture(format), fileName(titleOf(chart), format), type);
  return h(
    "div",
    { class: "files" },
    view.picture && [
      entry("Save as SVG", picture("svg", "image/svg+xml")),
      entry("Save as PNG", picture("png", "image/png")),
    ],
    view.whole && entry("Save all points as CSV", () => saveWhole(chart, view.whole)),
    entry(view.whole ? "Save what is drawn as CSV" : "Save as CSV", async () => {
      const rows = view.rows?.() ?? valueRows(chart, scene);
      const title = titleOf(chart) + (view.whole ? " as drawn" : "");
      save(toCsv(rows), fileName(title, "csv"));
    }),
  );
}

/**
 * Fetches first what the chart has only a sample of.
 * @param {import("./kinds.js").Chart} chart
 * @param {any} whole
 */
async function saveWhole(chart, whole) {
  const progress = new Progress();
  try {
    const file = await whole(progress);
    if (file) save(file, fileName(titleOf(chart), "csv"));
  } finally {
    progress.end();
  }
}

/**
 * The values of runs that a chart shows, a row for each run.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 */
function valueRows(chart, scene) {
  const keys = keysIn(chart);
  const rows = scene.runs.map((run) => [
    run.id,
    run.name,
    ...keys.map((key) => textUnder(run, key)),
  ]);
  return [["run_id", "run", ...keys], ...rows];
}

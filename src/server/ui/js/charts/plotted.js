// The charts that Plotly draws: lines over the histories of metrics, and those of the runs' values.

import { h, show } from "../dom.js";
import * as format from "../format.js";
import { failed } from "../parts/notice.js";
import { isBlank, tracesOf } from "./kinds.js";
import * as lines from "./lines.js";
import { paint } from "./paint.js";
import { on, plot } from "./plotly.js";
import { pointsOf } from "./points.js";
import { tooltip } from "./tooltip.js";

/**
 * A chart of values that the runs hold.
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 * @returns {import("./card.js").ChartView}
 */
export function plottedView(chart, scene) {
  const { above, picture, root, leave } = frame(scene);
  let isHeard = false;
  const draw = async () => {
    const { traces, layout, ...legend } = tracesOf(chart, scene);
    show(above, isBlank(traces) ? NOTHING : legendNodes(legend), chart.note);
    await picture.draw(traces, layout).catch((error) => fail(picture, error, draw));
    if (isHeard || !picture.root.classList.contains("js-plotly-plot")) return;
    isHeard = true;
    on(picture.root, "plotly_hover", ({ points }) => scene.highlight.set(points[0]?.customdata));
    on(picture.root, "plotly_unhover", () => scene.highlight.set(undefined));
  };
  return { root, draw, leave, picture: picture.picture };
}

/**
 * A chart of histories.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @returns {import("./card.js").ChartView}
 */
export function linesView(chart, scene) {
  /** @type {Awaited<ReturnType<typeof lines.loadNear>>} */
  let near;
  /** @type {object | undefined} */
  let asked;
  /** @type {lines.Line[]} */
  let drawn = [];
  /** @param {[number, number]} [range] */
  const zoom = async (range) => {
    if ((lines.chosen(chart, scene, "axis") ?? "step") !== "step") return;
    const ask = {};
    asked = ask;
    const had = near;
    near = undefined;
    const [start, end] = range ? limits(chart, scene, range) : [];
    const found = range && (await lines.loadNear(chart, scene, start, end).catch(() => undefined));
    if (ask !== asked) return;
    near = found;
    if (had || found) drawNow();
  };
  const { above, picture, root, leave } = frame(scene, zoom);
  const tip = tooltip(picture.root, scene.highlight, (x) => position(chart, scene, x));
  const drawNow = async () => {
    drawn = lines.linesOf(chart, scene, near);
    const { traces, layout } = lines.lineTraces(chart, scene, drawn);
    show(above, isBlank(traces) ? NOTHING : dashNodes(lines.dashesOf(chart)));
    await picture.draw(traces, layout);
    tip.set(drawn);
  };
  /** @param {boolean} [isFollowing] */
  const draw = async (isFollowing) => {
    try {
      await lines.loadLines(chart, scene, isFollowing);
      await drawNow();
    } catch (error) {
      fail(picture, error, draw);
    }
  };
  const rows = () => lines.lineRows(drawn, Boolean(scene.groups));
  /** @param {import("../parts/progress.js").Progress} progress */
  const whole = (progress) => pointsOf(chart, scene, progress);
  return { root, draw, leave, rows, whole, picture: picture.picture };
}

const NOTHING = "No run that is shown has a value that could be drawn.";

/**
 * A plot that shows which run is pointed at.
 * @param {import("./kinds.js").Scene} scene
 * @param {(range?: [number, number]) => void} [onZoom]
 */
function frame(scene, onZoom) {
  const above = h("div", { class: "scale" });
  const picture = plot({ onZoom, onDrawn: (root) => paint(root, scene.highlight) });
  const deaf = scene.highlight.listen(() => paint(picture.root, scene.highlight));
  const leave = () => {
    deaf();
    picture.leave();
  };
  return { above, picture, root: h("div", {}, above, picture.root), leave };
}

/**
 * @param {ReturnType<typeof plot>} picture
 * @param {any} error
 * @param {() => void} again
 */
function fail(picture, error, again) {
  picture.root.classList.remove("waiting");
  picture.root.removeAttribute("aria-busy");
  show(
    picture.root,
    failed(error, () => {
      picture.root.classList.add("waiting");
      show(picture.root);
      again();
    }),
  );
}

/**
 * A range of a logarithmic axis is one of exponents.
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {[number, number]} range
 */
function limits(chart, scene, range) {
  const ends = lines.chosen(chart, scene, "logx") ? range.map((end) => 10 ** end) : range;
  return [Math.floor(ends[0]), Math.ceil(ends[1])];
}

/**
 * @param {import("./kinds.js").Chart} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {number} x
 */
function position(chart, scene, x) {
  const axis = lines.chosen(chart, scene, "axis") ?? "step";
  if (axis === "time") return format.time(x);
  if (axis === "relative") return `after ${format.duration(x * 1000)}`;
  if (axis === "metric") return format.number(x);
  return `step ${x.toLocaleString("en")}`;
}

/** @param {{scale: any, legend: any, legendName: string}} options */
function legendNodes({ scale, legend, legendName }) {
  if (scale) {
    return [
      h("b", {}, scale.name),
      format.number(scale.low),
      h("span", { class: "ramp", "aria-hidden": "true" }),
      format.number(scale.high),
    ];
  }
  if (!legend?.length) return null;
  return [
    h("b", {}, legendName),
    legend.map((/** @type {{name: string, colour: string}} */ { name, colour }) =>
      h("span", { class: "key" }, h("span", { class: "dot", style: { background: colour } }), name),
    ),
  ];
}

/** @param {string[][]} dashes */
function dashNodes(dashes) {
  return dashes.map(([name, dash]) =>
    h("span", { class: "key" }, h("span", { class: `dash ${dash}`, "aria-hidden": "true" }), name),
  );
}

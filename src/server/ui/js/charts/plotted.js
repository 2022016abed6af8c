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

/** A chart of values that the runs hold. @returns {import("./card.js").ChartView} */
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

/** A chart of histories. @returns {import("./card.js").ChartView} */
export function linesView(chart, scene) {
  let near;
  let asked;
  let drawn = [];
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
  const draw = async (isFollowing) => {
    try {
      await lines.loadLines(chart, scene, isFollowing);
      await drawNow();
    } catch (error) {
      fail(picture, error, draw);
    }
  };
  const rows = () => lines.lineRows(drawn, Boolean(scene.groups));
  const whole = (progress) => pointsOf(chart, scene, progress);
  return { root, draw, leave, rows, whole, picture: picture.picture };
}

const NOTHING = "No run that is shown has a value that could be drawn.";

// A plot that shows which run is pointed at.
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

// A range of a logarithmic axis is one of exponents.
function limits(chart, scene, range) {
  const ends = lines.chosen(chart, scene, "logx") ? range.map((end) => 10 ** end) : range;
  return [Math.floor(ends[0]), Math.ceil(ends[1])];
}

function position(chart, scene, x) {
  const axis = lines.chosen(chart, scene, "axis") ?? "step";
  if (axis === "time") return format.time(x);
  if (axis === "relative") return `after ${format.duration(x * 1000)}`;
  if (axis === "metric") return format.number(x);
  return `step ${x.toLocaleString("en")}`;
}

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
    legend.map(({ name, colour }) =>
      h("span", { class: "key" }, h("span", { class: "dot", style: { background: colour } }), name),
    ),
  ];
}

function dashNodes(dashes) {
  return dashes.map(([name, dash]) =>
    h("span", { class: "key" }, h("span", { class: `dash ${dash}`, "aria-hidden": "true" }), name),
  );
}

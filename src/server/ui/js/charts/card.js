// One chart of a board: its title, its options, its picture.

import { metrics as api } from "../api.js";
import { h, show } from "../dom.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { popup } from "../parts/menu.js";
import { failed } from "../parts/notice.js";
import { whenSeen } from "../parts/seen.js";
import { LINE_AXES, lineTraces, titleOf, tracesOf } from "./kinds.js";
import { parallel } from "./parallel.js";
import { plot } from "./plotly.js";
import { nameOf } from "./values.js";

/** A chart of all runs together has about this many points. */
const POINTS = 40_000;
const LEAST_POINTS = 80;
const MOST_POINTS = 2500;

/**
 * @param {object} chart what is drawn; its options change in place
 * @param {import("../entity.js").Run[]} runs
 * @param {{onChange?: Function, actions?: (close: Function) => any[]}} options
 */
export function chartCard(chart, runs, { onChange, actions }) {
  const view = chart.kind === "parallel" ? parallel(chart.keys, runs) : plotted(chart, runs);
  const redraw = () => {
    view.redraw();
    onChange?.();
  };
  const options = popup({
    iconName: "dots",
    title: `Options of ${titleOf(chart)}`,
    kind: "plain",
    content: (close) =>
      h("div", { class: "chart-options" }, fields(chart, redraw), actions?.(close)),
  });
  const zoom = h(
    "button",
    { class: "plain", title: "Larger or smaller", "aria-label": "Larger or smaller" },
    icon("plus"),
  );
  const root = h(
    "section",
    { class: "card chart", "aria-label": titleOf(chart) },
    h(
      "header",
      {},
      h("h2", { class: "text", title: titleOf(chart) }, titleOf(chart)),
      zoom,
      options,
    ),
    view.root,
  );
  root.classList.toggle("large", Boolean(chart.large));
  zoom.addEventListener("click", () => {
    chart.large = !chart.large;
    root.classList.toggle("large", chart.large);
    view.redraw?.();
    dispatchEvent(new Event("resize"));
    onChange?.();
  });
  return { root, leave: view.leave, update: view.update };
}

function plotted(chart, runs) {
  const picture = plot();
  const legend = h("div", { class: "scale" });
  const isLine = chart.kind === "line";
  let points;
  const redraw = () => {
    const { traces, layout, scale } = isLine
      ? lineTraces(chart, runs, points)
      : tracesOf(chart, runs);
    show(
      legend,
      scale && [
        h("b", {}, scale.name),
        format.number(scale.low),
        h("span", { class: "ramp", "aria-hidden": "true" }),
        format.number(scale.high),
      ],
    );
    return picture.draw(traces, layout);
  };
  const fetch = async () => {
    const each = Math.floor(POINTS / Math.max(1, runs.length));
    const ids = runs.filter((run) => run.metrics.has(nameOf(chart.y))).map((run) => run.id);
    points = await api.histories(
      ids,
      nameOf(chart.y),
      Math.max(LEAST_POINTS, Math.min(MOST_POINTS, each)),
    );
  };
  const start = async () => {
    try {
      if (isLine) await fetch();
      await redraw();
    } catch (error) {
      show(picture.root, failed(error, start));
    }
  };
  whenSeen(picture.root, start);
  const update = () => points && start();
  return {
    root: h("div", {}, legend, picture.root),
    leave: picture.leave,
    redraw: () => (isLine && !points ? undefined : redraw()),
    update,
  };
}

function fields(chart, redraw) {
  const set = (name, read) => (event) => {
    chart[name] = read(event.target);
    redraw();
  };
  const log = h(
    "label",
    {},
    h("input", {
      type: "checkbox",
      checked: Boolean(chart.log),
      onchange: set("log", (input) => input.checked),
    }),
    "Logarithmic scale",
  );
  if (chart.kind === "parallel" || chart.kind === "contour") return [];
  if (chart.kind !== "line") return [log];
  const axes = Object.entries(LINE_AXES).map(([value, text]) =>
    h("option", { value, selected: (chart.axis ?? "step") === value }, text),
  );
  return [
    h(
      "label",
      {},
      "Across ",
      h("select", { onchange: set("axis", (select) => select.value) }, axes),
    ),
    log,
    h(
      "label",
      {},
      "Smoothing",
      h("input", {
        type: "range",
        min: 0,
        max: 0.99,
        step: 0.01,
        value: chart.smooth ?? 0,
        oninput: set("smooth", (input) => Number(input.value)),
      }),
    ),
  ];
}

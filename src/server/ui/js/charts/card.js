// One chart of a board: its title, its options, its picture.

import { h, show } from "../dom.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { popup } from "../parts/menu.js";
import { failed } from "../parts/notice.js";
import { whenSeen } from "../parts/seen.js";
import { isBlank, LINE_AXES, lineTraces, titleOf, tracesOf } from "./kinds.js";
import { lineSource } from "./linesource.js";
import { parallel } from "./parallel.js";
import { plot } from "./plotly.js";

/**
 * @param {import("./kinds.js").Chart} chart what is drawn; its options change in place
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
    icon("expand"),
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
  const lines = chart.kind === "line" ? lineSource(chart, runs) : undefined;
  const zoom = async (range) => {
    if (!lines || (chart.axis ?? "step") !== "step") return;
    if (await lines.lookAt(range).catch(() => false)) redraw();
  };
  const picture = plot(lines ? zoom : undefined);
  const above = h("div", { class: "scale" });
  const redraw = () => {
    const { traces, layout, scale } = lines
      ? lineTraces(chart, runs, lines.points())
      : tracesOf(chart, runs);
    show(above, isBlank(traces) ? "No run has a value that could be drawn." : scaleNodes(scale));
    return picture.draw(traces, layout);
  };
  const start = async () => {
    try {
      if (lines) await lines.fetch();
      await redraw();
    } catch (error) {
      picture.root.classList.remove("waiting");
      show(picture.root, failed(error, start));
    }
  };
  whenSeen(picture.root, start);
  return {
    root: h("div", {}, above, picture.root),
    leave: picture.leave,
    redraw: () => (lines && !lines.points() ? undefined : redraw()),
    update: () => lines?.points() && start(),
  };
}

function scaleNodes(scale) {
  return (
    scale && [
      h("b", {}, scale.name),
      format.number(scale.low),
      h("span", { class: "ramp", "aria-hidden": "true" }),
      format.number(scale.high),
    ]
  );
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

// Parallel coordinates: an axis per key, a line per run, coloured by the last axis. A drag along an
// axis keeps the lines that cross it there, and one of its name changes the order. It is drawn here,
// since Plotly's needs the browser to compile code from text, which the Content-Security-Policy
// forbids.

import { h, show, svg } from "../dom.js";
import * as format from "../format.js";
import { go, link } from "../router.js";
import { pngBlob, svgBlob } from "./export.js";
import { byValue, isDrawable, nameOf, valueUnder } from "./values.js";

const HEIGHT = 300;
const HEIGHT_FULL = 560;
const TOP = 34;
const BOTTOM = 16;
const SIDE = 64;
const LONGEST_LABEL = 18;

/**
 * @param {any} chart
 * @param {import("./kinds.js").Scene} scene
 * @param {() => void} changed
 * @returns {import("./card.js").ChartView}
 */
export function parallelView(chart, scene, changed) {
  const root = h("div", { class: "parallel" });
  const note = h("div", { class: "parallel-note", role: "status" });
  const state = { brushes: new Map(), note };
  /**
   * @param {string} key
   * @param {number} index
   */
  const move = (key, index) => {
    const keys = chart.keys.filter((/** @type {any} */ each) => each !== key);
    keys.splice(Math.max(0, index), 0, key);
    chart.keys = keys;
    changed();
    draw();
    root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  const draw = () => {
    const { keys } = chart;
    const { runs } = scene;
    const height = root.closest("dialog") ? HEIGHT_FULL : HEIGHT;
    const width = Math.max(320, keys.length * 96, root.clientWidth);
    const axes = keys.map((/** @type {string} */ key, /** @type {number} */ index) =>
      axisOf(key, runs, SIDE + (index * (width - 2 * SIDE)) / Math.max(1, keys.length - 1), height),
    );
    const picture = svg(
      "svg",
      {
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: "group",
        "aria-label": nameAll(keys),
      },
      runs.map((run) => lineOf(run, axes, state)).filter(Boolean),
      axes.map((/** @type {any} */ axis) => axisNode(axis, axes, state, draw, move)),
    );
    show(root, picture, note);
    mark();
  };
  const sizes = new ResizeObserver(() => root.clientWidth > 0 && draw());
  sizes.observe(root);
  const { mark, leave: deaf } = scene.highlight.attach(root);
  const leave = () => {
    sizes.disconnect();
    deaf();
  };
  /** @param {string} format */
  const picture = async (format) => {
    const node = root.querySelector("svg");
    if (!node) throw new Error("the chart is not drawn yet");
    const blob = svgBlob(node);
    return format === "svg" ? blob : pngBlob(blob, node.clientWidth, node.clientHeight);
  };
  return { root, draw, leave, picture };
}

/** @param {string[]} keys */
function nameAll(keys) {
  return `Parallel coordinates of ${keys.map(nameOf).join(", ")}`;
}

/**
 * @param {string} key
 * @param {import("../entity.js").Run[]} runs
 * @param {number} x
 * @param {number} height
 */
function axisOf(key, runs, x, height) {
  const values = runs.map((run) => valueUnder(run, key)).filter(isShown);
  const isNumeric = values.length > 0 && values.every((value) => typeof value === "number");
  const domain = isNumeric
    ? [Math.min(...values.map(Number)), Math.max(...values.map(Number))]
    : [...new Set(values.map(String))].sort(byValue);
  const length = height - TOP - BOTTOM;
  return {
    key,
    x,
    length,
    isNumeric,
    domain,
    /** @param {any} value */
    at: (value) => TOP + (1 - share(value, isNumeric, domain)) * length,
  };
}

/**
 * Whether a value has a height on its axis: a text, or a number that a chart can show.
 * @param {any} value
 */
function isShown(value) {
  return typeof value === "string" || isDrawable(value);
}

/**
 * How far up the axis a value lies, from 0 to 1.
 * @param {any} value
 * @param {boolean} isNumeric
 * @param {any[]} domain
 */
function share(value, isNumeric, domain) {
  if (!isNumeric)
    return domain.length < 2 ? 0.5 : domain.indexOf(String(value)) / (domain.length - 1);
  const [low, high] = domain;
  return high === low ? 0.5 : (value - low) / (high - low);
}

/**
 * @param {import("../entity.js").Run} run
 * @param {any[]} axes
 * @param {{brushes: Map<string, [number, number]>, note: HTMLElement}} state
 */
function lineOf(run, axes, { brushes, note }) {
  const last = axes.at(-1);
  const points = axes.map((axis) => ({ axis, value: valueUnder(run, axis.key) }));
  if (points.some(({ value }) => !isShown(value))) return null;
  const corners = points.map(({ axis, value }) => [axis.x, axis.at(value)]);
  const isKept = points.every(({ axis }, index) => {
    const brush = brushes.get(axis.key);
    return !brush || (corners[index][1] >= brush[0] && corners[index][1] <= brush[1]);
  });
  const height = share(points.at(-1)?.value, last.isNumeric, last.domain);
  const path = svg("path", {
    class: isKept ? "line" : "line off",
    d: `M${corners.map((corner) => corner.join(" ")).join("L")}`,
    stroke: `hsl(${230 - height * 190} 70% 52%)`,
    "data-run": run.id,
  });
  path.addEventListener("pointerenter", () =>
    show(
      note,
      h("b", {}, run.name),
      " ",
      points
        .map(
          ({ axis, value }) =>
            `${nameOf(axis.key)} ${typeof value === "number" ? format.number(value) : value}`,
        )
        .join(", "),
    ),
  );
  path.addEventListener("click", () => go(link.run(run.experimentId, run.id)));
  return path;
}

/**
 * @param {any} axis
 * @param {any[]} axes
 * @param {{brushes: Map<string, [number, number]>}} state
 * @param {() => void} redraw
 * @param {any} move
 */
function axisNode(axis, axes, { brushes }, redraw, move) {
  const ticks = axis.isNumeric
    ? [0, 0.25, 0.5, 0.75, 1].map(
        (part) => axis.domain[0] + part * (axis.domain[1] - axis.domain[0]),
      )
    : axis.domain.slice(0, 12);
  const labels = [...new Set(ticks)].map((value) =>
    svg(
      "text",
      { x: axis.x - 5, y: axis.at(value) + 4, class: "tick" },
      axis.isNumeric ? format.number(Number(value.toPrecision(3))) : cut(value),
    ),
  );
  const brush = brushes.get(axis.key);
  const handle = svg("rect", {
    class: "handle",
    x: axis.x - 10,
    width: 20,
    y: TOP - 4,
    height: axis.length + 8,
  });
  handle.addEventListener("pointerdown", (/** @type {any} */ event) =>
    brushing(event, axis, brushes, redraw),
  );
  return svg(
    "g",
    { class: "axis" },
    svg("line", { x1: axis.x, x2: axis.x, y1: TOP, y2: TOP + axis.length }),
    labels,
    brush &&
      svg("rect", {
        class: "brush",
        x: axis.x - 7,
        width: 14,
        y: brush[0],
        height: brush[1] - brush[0],
      }),
    handle,
    nameNode(axis, axes, move),
  );
}

/**
 * The name of an axis takes it to another position: by a drag, or by the arrow keys.
 * @param {any} axis
 * @param {any[]} axes
 * @param {any} move
 */
function nameNode(axis, axes, move) {
  const at = axes.indexOf(axis);
  const name = svg(
    "text",
    {
      x: axis.x,
      y: 16,
      class: "axis-name",
      tabindex: "0",
      role: "button",
      "data-key": axis.key,
      "aria-label": `${nameOf(axis.key)}: move the axis by the arrow keys`,
    },
    svg("title", {}, `${nameOf(axis.key)}: drag to another position`),
    cut(nameOf(axis.key)),
  );
  name.addEventListener("keydown", (/** @type {any} */ event) => {
    const step = /** @type {Record<string, any>} */ ({ ArrowLeft: -1, ArrowRight: 1 })[event.key];
    if (!step || !axes[at + step]) return;
    event.preventDefault();
    move(axis.key, at + step);
  });
  name.addEventListener("pointerdown", (/** @type {PointerEvent} */ down) => {
    down.preventDefault();
    /** @param {any} event */
    const shift = (event) => event.clientX - down.clientX;
    /** @param {any} event */
    const drag = (event) => name.setAttribute("transform", `translate(${shift(event)} 0)`);
    /** @param {any} event */
    const up = (event) => {
      removeEventListener("pointermove", drag);
      const end = axis.x + shift(event);
      /** @param {any} each */
      const distance = (each) => Math.abs(each.x - end);
      const nearest = axes.reduce((/** @type {any} */ best, /** @type {any} */ each) =>
        distance(each) < distance(best) ? each : best,
      );
      if (nearest === axis) name.removeAttribute("transform");
      else move(axis.key, axes.indexOf(nearest));
    };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", up, { once: true });
  });
  return name;
}

/** @param {string} text */
function cut(text) {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}

/**
 * A drag sets the brush of an axis; a click without one removes it.
 * @param {any} down
 * @param {any} axis
 * @param {any} brushes
 * @param {() => void} redraw
 */
function brushing(down, axis, brushes, redraw) {
  const top = down.target.ownerSVGElement.getBoundingClientRect().top;
  const start = down.clientY - top;
  /** @param {any} event */
  const up = (event) => {
    const end = event.clientY - top;
    if (Math.abs(end - start) < 4) brushes.delete(axis.key);
    else brushes.set(axis.key, [Math.min(start, end), Math.max(start, end)]);
    redraw();
  };
  addEventListener("pointerup", up, { once: true });
}

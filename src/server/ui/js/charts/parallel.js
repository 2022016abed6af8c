// Parallel coordinates: an axis per key, a line per run, coloured by the last axis. A drag along an
// axis keeps the lines that cross it there. It is drawn here, since Plotly's needs the browser to
// compile code from text, which the Content-Security-Policy forbids.

import { h, show, svg } from "../dom.js";
import * as format from "../format.js";
import { go, link } from "../router.js";
import { nameOf, valueUnder } from "./values.js";

const HEIGHT = 300;
const TOP = 34;
const BOTTOM = 16;
const SIDE = 64;
const LONGEST_LABEL = 18;

/** Makes the chart of these keys. */
export function parallel(keys, runs) {
  const root = h("div", { class: "parallel" });
  const note = h("div", { class: "parallel-note", role: "status" });
  const brushes = new Map();
  const draw = () => {
    const width = Math.max(320, keys.length * 96, root.clientWidth);
    const axes = keys.map((key, index) =>
      axisOf(key, runs, SIDE + (index * (width - 2 * SIDE)) / Math.max(1, keys.length - 1)),
    );
    const last = axes.at(-1);
    const lines = runs.map((run) => lineOf(run, axes, last, brushes, note)).filter(Boolean);
    const picture = svg(
      "svg",
      {
        width,
        height: HEIGHT,
        viewBox: `0 0 ${width} ${HEIGHT}`,
        role: "img",
        "aria-label": `Parallel coordinates of ${keys.map(nameOf).join(", ")}`,
      },
      lines,
      axes.map((axis) => axisNode(axis, brushes, draw)),
    );
    show(root, picture, note);
  };
  new ResizeObserver(draw).observe(root);
  return { root, leave: () => undefined };
}

function axisOf(key, runs, x) {
  const values = runs
    .map((run) => valueUnder(run, key))
    .filter((value) => value !== undefined && !Number.isNaN(value));
  const isNumeric = values.length > 0 && values.every(Number.isFinite);
  const domain = isNumeric
    ? [Math.min(...values), Math.max(...values)]
    : [...new Set(values.map(String))].sort();
  return {
    key,
    x,
    isNumeric,
    domain,
    at: (value) => TOP + (1 - share(value, isNumeric, domain)) * (HEIGHT - TOP - BOTTOM),
  };
}

// How far up the axis a value lies, from 0 to 1.
function share(value, isNumeric, domain) {
  if (!isNumeric)
    return domain.length < 2 ? 0.5 : domain.indexOf(String(value)) / (domain.length - 1);
  const [low, high] = domain;
  return high === low ? 0.5 : (value - low) / (high - low);
}

function lineOf(run, axes, last, brushes, note) {
  const points = axes.map((axis) => ({ axis, value: valueUnder(run, axis.key) }));
  if (points.some(({ value }) => value === undefined || Number.isNaN(value))) return null;
  const corners = points.map(({ axis, value }) => [axis.x, axis.at(value)]);
  const isKept = points.every(({ axis }, index) => {
    const brush = brushes.get(axis.key);
    return !brush || (corners[index][1] >= brush[0] && corners[index][1] <= brush[1]);
  });
  const height = share(points.at(-1).value, last.isNumeric, last.domain);
  const path = svg("path", {
    class: isKept ? "line" : "line off",
    d: `M${corners.map((corner) => corner.join(" ")).join("L")}`,
    stroke: `hsl(${230 - height * 190} 70% 52%)`,
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

function axisNode(axis, brushes, redraw) {
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
  const node = svg(
    "g",
    { class: "axis" },
    svg("line", { x1: axis.x, x2: axis.x, y1: TOP, y2: HEIGHT - BOTTOM }),
    labels,
    svg(
      "text",
      { x: axis.x, y: 16, class: "axis-name" },
      svg("title", {}, nameOf(axis.key)),
      cut(nameOf(axis.key)),
    ),
    brush &&
      svg("rect", {
        class: "brush",
        x: axis.x - 7,
        width: 14,
        y: brush[0],
        height: brush[1] - brush[0],
      }),
    svg("rect", {
      class: "handle",
      x: axis.x - 10,
      width: 20,
      y: TOP - 4,
      height: HEIGHT - TOP - BOTTOM + 8,
    }),
  );
  node.lastChild.addEventListener("pointerdown", (event) => brushing(event, axis, brushes, redraw));
  return node;
}

function cut(text) {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
}

// A drag sets the brush of an axis; a click without one removes it.
function brushing(down, axis, brushes, redraw) {
  const top = down.target.ownerSVGElement.getBoundingClientRect().top;
  const start = down.clientY - top;
  const up = (event) => {
    const end = event.clientY - top;
    if (Math.abs(end - start) < 4) brushes.delete(axis.key);
    else brushes.set(axis.key, [Math.min(start, end), Math.max(start, end)]);
    redraw();
  };
  addEventListener("pointerup", up, { once: true });
}

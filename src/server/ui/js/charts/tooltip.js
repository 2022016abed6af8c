// The tooltip of a line chart: all runs at the step below the pointer, with their names and values;
// the nearest line is the one pointed at, here and everywhere else.

import { h, oncePerFrame, show } from "../dom.js";
import * as format from "../format.js";

/** As many lines as a tooltip names: those nearest to the pointer. */
const MOST_NAMED = 14;

/** A line without a point so near to the pointer, in pixels, is not named. */
const NEAR = 40;

/** A line so near to the pointer is the one that is pointed at. */
const TOUCHED = 24;

const EDGE = 14;

/**
 * Gives a plot a tooltip.
 * @param {HTMLElement & {_fullLayout?: any}} root the plot
 * @param {import("./highlight.js").Highlight} highlight
 * @param {(x: number) => string} written how a position is written
 */
export function tooltip(root, highlight, written) {
  const tip = h("div", { class: "chart-tip", role: "status", hidden: true });
  const guide = h("div", { class: "chart-guide", hidden: true });
  /** @type {import("./lines.js").Line[]} */
  let lines = [];
  /** @type {{x: number, y: number} | undefined} */
  let pointer;

  const hide = () => {
    pointer = undefined;
    tip.hidden = true;
    guide.hidden = true;
    highlight.set(undefined);
  };

  const draw = oncePerFrame(() => {
    const axes = root._fullLayout;
    if (!pointer || !axes?.xaxis) return;
    const box = root.getBoundingClientRect();
    const at = { x: pointer.x - box.left, y: pointer.y - box.top };
    const found = nearest(lines, axes, at);
    if (found.length === 0) {
      hide();
      return;
    }
    const [first] = found;
    highlight.set(first.distance <= TOUCHED ? first.line.id : undefined);
    fill(tip, written(first.x), found, highlight.id);
    guide.hidden = false;
    guide.style.left = `${axes.xaxis._offset + axes.xaxis.c2p(first.x)}px`;
    guide.style.top = `${axes.yaxis._offset}px`;
    guide.style.height = `${axes.yaxis._length}px`;
    place(tip, at, box);
  });

  root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons !== 0) return;
    pointer = { x: event.clientX, y: event.clientY };
    draw();
  });
  root.addEventListener("pointerleave", hide);

  /**
   * Takes the lines that are drawn now; Plotly empties what it draws in.
   * @param {any} now
   */
  const set = (now) => {
    lines = now;
    if (tip.parentNode !== root) root.append(guide, tip);
  };
  return { set };
}

/**
 * The lines near the pointer, the nearest first, each with its point below the pointer.
 * @param {import("./lines.js").Line[]} lines
 * @param {{xaxis: any, yaxis: any}} axes
 * @param {{x: number, y: number}} at
 */
function nearest(lines, { xaxis, yaxis }, at) {
  const [left, top] = [at.x - xaxis._offset, at.y - yaxis._offset];
  if (left < 0 || left > xaxis._length || top < 0 || top > yaxis._length) return [];
  const wanted = xaxis.p2c(left);
  /**
   * @param {number} x
   * @param {number} y
   */
  const distanceTo = (x, y) => Math.hypot(xaxis.c2p(x) - left, yaxis.c2p(y) - top);
  const found = [];
  for (const line of lines) {
    const index = line.isOrdered ? indexNear(line, wanted) : indexAround(line, distanceTo);
    if (index < 0) continue;
    const [x, y] = [line.x[index], line.y[index]];
    const [across, up] = [Math.abs(xaxis.c2p(x) - left), Math.abs(yaxis.c2p(y) - top)];
    if (across <= NEAR) found.push({ line, x, y, index, across, distance: up });
  }
  return found.sort((a, b) => a.distance - b.distance);
}

/**
 * The index of the point with a value that is nearest to a position.
 * @param {import("./lines.js").Line} line
 * @param {number} wanted
 */
function indexNear({ x, y }, wanted) {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  const candidates = [low - 1, low].filter((at) => at >= 0 && Number.isFinite(y[at]));
  if (candidates.length === 0) return -1;
  return candidates.reduce((best, at) =>
    Math.abs(x[at] - wanted) < Math.abs(x[best] - wanted) ? at : best,
  );
}

/**
 * A line that goes to and fro has several points at a position: the index of the one that is nearest
 * to the pointer.
 * @param {import("./lines.js").Line} line
 * @param {(x: number, y: number) => number} distanceTo
 */
function indexAround({ x, y }, distanceTo) {
  let [best, least] = [-1, Infinity];
  for (let at = 0; at < x.length; at += 1) {
    const distance = distanceTo(x[at], y[at]);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

/**
 * @param {HTMLElement} tip
 * @param {string} where
 * @param {any[]} found
 * @param {string | undefined} touched
 */
function fill(tip, where, found, touched) {
  const shown = found.slice(0, MOST_NAMED).sort((a, b) => b.y - a.y);
  const hasMetrics = new Set(shown.map(({ line }) => line.metric)).size > 1;
  const rows = shown.map(({ line, y, index }) =>
    h(
      "div",
      { class: line.id === touched ? "touched" : "" },
      h("span", { class: "dot", style: { background: line.colour } }),
      h("span", { class: "text" }, hasMetrics ? `${line.name} · ${line.metric}` : line.name),
      h("b", {}, format.number(y)),
      line.low &&
        h("small", {}, `${format.number(line.low[index])} to ${format.number(line.high?.[index])}`),
    ),
  );
  const rest = found.length - shown.length;
  show(tip, h("small", {}, where), rows, rest > 0 && h("small", {}, `and ${rest} more`));
  tip.hidden = false;
}

/**
 * Beside the pointer, on the side where there is room.
 * @param {HTMLElement} tip
 * @param {{x: number, y: number}} at
 * @param {DOMRect} box
 */
function place(tip, at, box) {
  const { offsetWidth: width, offsetHeight: height } = tip;
  const isLeft = box.left + at.x + EDGE + width > innerWidth - 8;
  const top = Math.max(
    8 - box.top,
    Math.min(at.y - height / 2, innerHeight - box.top - height - 8),
  );
  tip.style.left = `${isLeft ? at.x - EDGE - width : at.x + EDGE}px`;
  tip.style.top = `${top}px`;
}

// A curve small enough for a line of text.

import { svg } from "../dom.js";

const WIDTH = 96;
const HEIGHT = 20;
const MARGIN = 2;

/** At most this many points are drawn: two for each pixel of the width. */
const MOST_POINTS = WIDTH * 2;

/**
 * Draws values, which may hold gaps that are not finite, from left to right.
 * @param {any} values
 */
export function sparkline(values) {
  const shown = thinned(values.map(drawable));
  const finite = shown.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  /** @param {number} index */
  const x = (index) => MARGIN + (index / Math.max(1, shown.length - 1)) * (WIDTH - 2 * MARGIN);
  /** @param {any} value */
  const y = (value) =>
    HEIGHT - MARGIN - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * MARGIN);
  let path = "";
  let pen = "M";
  for (const [index, value] of shown.entries()) {
    if (!Number.isFinite(value)) {
      pen = "M";
      continue;
    }
    path += `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  }
  return svg(
    "svg",
    {
      class: "sparkline",
      width: WIDTH,
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      "aria-hidden": "true",
    },
    svg("path", { d: path }),
  );
}

/**
 * Databases keep the infinities as the greatest number, beside which all others are one line.
 * @param {any} value
 */
function drawable(value) {
  return Math.abs(value) < Number.MAX_VALUE ? value : Number.NaN;
}

/** @param {any} values */
function thinned(values) {
  if (values.length <= MOST_POINTS) return values;
  const step = (values.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, index) => values[Math.round(index * step)]);
}

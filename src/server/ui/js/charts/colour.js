// The colours of runs, groups and categories. A run has one colour everywhere: that of its id, or
// the one that somebody has chosen for it, which the run keeps in a tag, as in MLflow.

import { runs as api } from "../api.js";

/** The tag in which MLflow's page keeps the colour of a run, too. */
export const COLOUR_TAG = "mlflow.runColor";

/** Colours that are told apart when they are few. */
const CATEGORIES = [
  "#3b7ddd",
  "#e07a1f",
  "#2c9a63",
  "#c9483f",
  "#8a63d2",
  "#b08a00",
  "#d05c9f",
  "#2a9db0",
  "#7a8794",
  "#6b8e23",
];

/** Lightness and chroma of the colours of runs: each has a contrast of 3 to either theme. */
const TIERS = [
  [0.54, 0.15],
  [0.65, 0.16],
];
const HUES = 24;

const palette = TIERS.flatMap(([lightness, chroma], tier) =>
  Array.from({ length: HUES }, (_, index) =>
    hex(lightness, chroma, ((index + tier / 2) * 2 * Math.PI) / HUES),
  ),
);

/** The colour of a run. @param {{id: string, tags: Map<string, string>}} run */
export function colourOf(run) {
  const chosen = run.tags.get(COLOUR_TAG) ?? "";
  return /^#[0-9a-f]{6}$/i.test(chosen) ? chosen : palette[hash(run.id) % palette.length];
}

/**
 * The colour of the category at this index of a list.
 * @param {number} index
 */
export function categoryColour(index) {
  return CATEGORIES[index % CATEGORIES.length];
}

/**
 * Gives a run another colour, for everybody who looks at it.
 * @param {import("../entity.js").Run} run
 * @param {string} colour
 */
export async function setColour(run, colour) {
  run.tags.set(COLOUR_TAG, colour);
  await api.setTag(run.id, COLOUR_TAG, colour);
}

/**
 * FNV-1a: ids that differ in one letter have colours that have nothing to do with each other.
 * @param {string} text
 */
function hash(text) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum ^ (sum >>> 15)) >>> 0;
}

/**
 * A colour of OKLCH as the browser's fields for colours want it.
 * @param {number} lightness
 * @param {number} chroma
 * @param {number} hue
 */
function hex(lightness, chroma, hue) {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map((part) => channel(part).toString(16).padStart(2, "0")).join("")}`;
}

/** @param {number} linear */
function channel(linear) {
  const value = Math.max(0, Math.min(1, linear));
  return Math.round(
    255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055),
  );
}

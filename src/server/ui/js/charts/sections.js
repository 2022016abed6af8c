// The sections of a board: charts whose metrics share a prefix, such as `train/`, stand together.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { metricsOf } from "./lines.js";
import { nameOf } from "./values.js";

/** Metrics without a prefix. */
const PLAIN = "Metrics";

/** Charts of the runs' values rather than of one metric. */
const ACROSS = "Across runs";

/**
 * The section of a chart: its reader's, or the prefix of its metric.
 * @param {import("./kinds.js").Chart} chart
 */
export function sectionOf(chart) {
  if (chart.section) return chart.section;
  if (chart.kind === "images") return "Images";
  if (chart.kind !== "line" && chart.kind !== "bar") return ACROSS;
  const name = nameOf(metricsOf(chart)[0] ?? "");
  return name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : PLAIN;
}

/**
 * The charts by section, in the order in which sections first appear.
 * @param {import("./kinds.js").Chart[]} charts
 */
export function sectionsOf(charts) {
  return Map.groupBy(charts, sectionOf);
}

/**
 * A section with its heading, which folds it.
 * @param {string} name
 * @param {{count: number, isFolded: boolean, fold: () => void}} options
 */
export function section(name, { count, isFolded, fold }) {
  const grid = h("div", { class: "board", hidden: isFolded });
  const heading = h(
    "h2",
    {},
    h(
      "button",
      { class: "plain section-head", "aria-expanded": String(!isFolded), onclick: fold },
      icon(isFolded ? "chevron-right" : "chevron-down"),
      h("span", { class: "text" }, name),
      h("span", { class: "badge" }, count),
    ),
  );
  const root = h("section", { class: "board-section", "aria-label": name }, heading, grid);
  return { root, grid };
}

/**
 * Lets the chart before a large one fill its row, so that no hole is left before it, now and
 * whenever the grid has another size.
 * @param {HTMLElement} grid
 */
export function fillRows(grid) {
  const arrange = () => {
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    let at = 0;
    /** @type {HTMLElement | undefined} */
    let last;
    for (const card of /** @type {Iterable<HTMLElement>} */ (grid.children)) {
      card.style.removeProperty("grid-column");
      const isLarge = card.classList.contains("large");
      if (isLarge && at > 0) last?.style.setProperty("grid-column", `span ${columns - at + 1}`);
      at = isLarge ? 0 : (at + 1) % columns;
      last = card;
    }
  };
  // A chart that becomes large changes the height of its grid.
  const sizes = new ResizeObserver(arrange);
  sizes.observe(grid);
  return { arrange, stop: () => sizes.disconnect() };
}

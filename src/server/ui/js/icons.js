// The page's icons: paths on a grid of 16, drawn with the colour of the text around them.

import { svg } from "./dom.js";

/** @type {Record<string, string>} */
const PATHS = {
  "arrow-down": "M8 3v10M4 9l4 4 4-4",
  "arrow-up": "M8 13V3M4 7l4-4 4 4",
  "arrow-left": "M13 8H3M7 4 3 8l4 4",
  "arrow-right": "M3 8h10M9 4l4 4-4 4",
  bookmark: "M4 2.5h8v11l-4-3-4 3z",
  beaker: "M6 2v4L2.5 13.5h11L10 6V2M5 2h6M4.5 10h7",
  chart: "M2.5 2.5v11h11M5 10l2.5-3 2 1.5L13 5",
  check: "M3 8.5 6.5 12 13 4.5",
  "chevron-down": "m4 6 4 4 4-4",
  "chevron-right": "m6 4 4 4-4 4",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 5v3.5l2 1.5",
  close: "m4 4 8 8M12 4l-8 8",
  columns: "M2.5 3h11v10h-11zM6.5 3v10M10 3v10",
  compare: "M5.5 3v10M10.5 3v10M2.5 6l3-3M13.5 10l-3 3M2.5 13h3M10.5 3h3",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  cube: "M8 2 13.5 5v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
  database: "M3 4c0-2.5 10-2.5 10 0s-10 2.5-10 0M3 4v8c0 2.5 10 2.5 10 0V4M3 8c0 2.5 10 2.5 10 0",
  dots: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  download: "M8 2.5v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  edit: "M3 13l.7-3L11 2.7 13.3 5 6 12.3z",
  expand: "M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9",
  eye: "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  "eye-off": "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8M3 13 13 3",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  folder: "M2 4h4l1.5 1.5H14V13H2z",
  fullscreen: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  group: "M2.5 3h7M2.5 8h11M5 12.5h8.5",
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5",
  image: "M2.5 3h11v10h-11zM2.5 11l3-3 2.5 2 2-2.5 3.5 3M5.5 6h.01",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.01M6.5 6.5h.01M9 6.5h.01M11.5 6.5h.01M5 9.5h6",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5",
  pin: "M6 2h4M6.5 2v4L4 9h8L9.5 6V2M8 9v5",
  plus: "M8 3v10M3 8h10",
  refresh: "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5",
  restore: "M3 8a5 5 0 1 0 1.5-3.5L3 6M3 2.5V6h3.5",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5l3 3",
  stop: "M5 5h6v6H5z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
  table: "M2.5 3h11v10h-11zM2.5 6.5h11M2.5 10h11M6.5 6.5V13",
  tag: "M2.5 2.5h5l6 6-5 5-6-6zM5.5 5.5h.01",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9",
  user: "M8 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M3 13.5c0-5 10-5 10 0",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01",
};

/**
 * Makes the icon of this name; it is decoration, so the text beside it must say the same.
 * @param {string} name
 */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}

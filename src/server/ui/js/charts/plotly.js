// Plotly: fetched when the first chart is drawn, and told the page's colours and its rules.

import { h, show } from "../dom.js";
import { failed } from "../parts/notice.js";

const COLOURS = [
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

let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "static-files/plotly.min.js";
    script.addEventListener("load", () => resolve(globalThis.Plotly));
    script.addEventListener("error", () => {
      loading = undefined;
      script.remove();
      reject(new Error("the charts' library could not be fetched from the server"));
    });
    document.head.append(script);
  });
  return loading;
}

/** The colour of the run at this index of a list. */
export function colourAt(index) {
  return COLOURS[index % COLOURS.length];
}

/** A text as Plotly takes it: it would read tags in what users wrote. */
export function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(extra) {
  const line = colour("--line");
  return {
    gridcolor: line,
    linecolor: line,
    zerolinecolor: colour("--line-strong"),
    automargin: true,
    nticks: 8,
    ...extra,
    title: { standoff: 8, ...extra?.title },
  };
}

function layoutOf({ xaxis, yaxis, ...rest }) {
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour("--font"), size: 12, color: colour("--soft") },
    margin: { l: 48, r: 12, t: 8, b: xaxis?.title?.text ? 40 : 24 },
    hoverlabel: {
      bgcolor: colour("--raised"),
      bordercolor: colour("--line-strong"),
      font: { color: colour("--text") },
      namelength: -1,
    },
    modebar: {
      bgcolor: "rgba(0,0,0,0)",
      color: colour("--faint"),
      activecolor: colour("--accent"),
    },
    showlegend: false,
    autosize: true,
    ...rest,
    xaxis: axis(xaxis),
    yaxis: axis(yaxis),
  };
}

const CONFIG = {
  displaylogo: false,
  responsive: true,
  showTips: false,
  modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
};

function tellZoom(change, onZoom) {
  const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (range.every(Number.isFinite)) onZoom(range);
  else if (change["xaxis.autorange"]) onZoom();
}

/**
 * Makes a plot that follows the theme.
 * @param {(range?: [number, number]) => void} [onZoom] is told the part of the horizontal axis
 *   that the reader has chosen to see; without it all
 * @returns {{root: Element, draw: (traces: object[], layout: object) => Promise<void>,
 *   leave: () => void}}
 */
export function plot(onZoom) {
  const root = h("div", { class: "plot waiting", "aria-busy": "true" });
  let last;
  const render = async () => {
    if (!last || !root.isConnected) return;
    const Plotly = await load();
    if (!root.isConnected) return;
    const isFirst = root.classList.contains("waiting");
    await Plotly.react(root, last.traces, layoutOf(last.layout), CONFIG);
    root.classList.remove("waiting");
    root.removeAttribute("aria-busy");
    if (isFirst && onZoom) root.on("plotly_relayout", (change) => tellZoom(change, onZoom));
  };
  const draw = async (traces, layout) => {
    last = { traces, layout };
    try {
      await render();
    } catch (error) {
      root.classList.remove("waiting");
      show(
        root,
        failed(error, () => draw(traces, layout)),
      );
    }
  };
  const leave = () => {
    document.removeEventListener("themechange", render);
    globalThis.Plotly?.purge(root);
  };
  document.addEventListener("themechange", render);
  return { root, draw, leave };
}

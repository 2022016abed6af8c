// Plotly: fetched when the first chart is drawn, and told the page's colours and its rules.

import { h } from "../dom.js";

/** @type {Promise<any> | undefined} */
let loading;

const globals = /** @type {{Plotly?: any}} */ (globalThis);

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "static-files/plotly.min.js";
    script.addEventListener("load", () => resolve(globals.Plotly));
    script.addEventListener("error", () => {
      loading = undefined;
      script.remove();
      reject(new Error("the charts' library could not be fetched from the server"));
    });
    document.head.append(script);
  });
  return loading;
}

/**
 * A text as Plotly takes it: it would read tags in what users wrote.
 * @param {string} text
 */
export function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {string} name */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @param {any} extra */
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

/** @param {any} options */
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
  showTips: false,
  modeBarButtons: [["zoom2d", "pan2d", "resetScale2d"]],
};

/** What waits to be drawn: one plot a frame, so that many of them do not stop the page. */
const waiting = new Set();
let isDrawing = false;

/**
 * Draws in one of the next frames; what is asked for twice meanwhile is drawn once.
 * @param {() => any} render
 */
function soon(render) {
  waiting.add(render);
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(next);
}

async function next() {
  const [render] = waiting;
  // What changes while this is drawn is drawn again.
  waiting.delete(render);
  await render();
  isDrawing = waiting.size > 0;
  if (isDrawing) requestAnimationFrame(next);
}

/**
 * @param {Record<string, any>} change
 * @param {any} onZoom
 */
function tellZoom(change, onZoom) {
  const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
  if (range.every(Number.isFinite)) onZoom(range);
  else if (change["xaxis.autorange"]) onZoom();
}

/**
 * Makes a plot that follows the theme and the width of the page.
 * @param {{onZoom?: (range?: [number, number]) => void, onDrawn?: (root: any) => void}} events
 *   `onZoom` is told the part of the horizontal axis that the reader has chosen to see, without it
 *   all; `onDrawn` hears of each picture
 * @returns {{root: HTMLElement, draw: (traces: object[], layout: object) => Promise<void>,
 *   picture: (format: string) => Promise<Blob>, leave: () => void}}
 */
export function plot({ onZoom, onDrawn }) {
  const root = h("div", { class: "plot waiting", "aria-busy": "true" });
  /** @type {any} */
  let last;
  /** @type {{resolve: (value: any) => void, reject: (error: unknown) => void}[]} */
  let done = [];
  const render = async () => {
    const waiters = done;
    done = [];
    try {
      await drawNow();
      for (const { resolve } of waiters) resolve(undefined);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    }
  };
  const drawNow = async () => {
    if (!last || !root.isConnected) return;
    const Plotly = await load();
    if (!root.isConnected) return;
    const isFirst = root.classList.contains("waiting");
    await Plotly.react(root, last.traces, layoutOf(last.layout), CONFIG);
    root.classList.remove("waiting");
    root.removeAttribute("aria-busy");
    if (isFirst && onZoom) on(root, "plotly_relayout", (change) => tellZoom(change, onZoom));
    onDrawn?.(root);
  };
  /**
   * @param {any[]} traces
   * @param {any} layout
   */
  const draw = (traces, layout) => {
    last = { traces, layout };
    soon(render);
    return new Promise((resolve, reject) => done.push({ resolve, reject }));
  };
  /** @param {string} format */
  const picture = async (format) => {
    const { width, height } = root.getBoundingClientRect();
    const { data, layout } = exported(last, { width, height });
    const image = { format, width, height: layout.height, scale: format === "png" ? 2 : 1 };
    const Plotly = await load();
    return toBlob(await Plotly.toImage({ data, layout, config: CONFIG }, image));
  };
  const redraw = () => last && soon(render);
  const leave = () => {
    document.removeEventListener("themechange", redraw);
    sizes.disconnect();
    globals.Plotly?.purge(root);
  };
  let width = 0;
  const sizes = new ResizeObserver(([{ contentRect }]) => {
    const isOther = width !== 0 && Math.abs(contentRect.width - width) > 1;
    width = contentRect.width;
    if (isOther) redraw();
  });
  sizes.observe(root);
  document.addEventListener("themechange", redraw);
  return { root, draw, picture, leave };
}

/**
 * Hears an event of Plotly's, which it sends by a method that it adds to the element.
 * @param {any} root
 * @param {any} event
 * @param {(event: any) => void} hear
 */
export function on(root, event, hear) {
  root.on(event, hear);
}

/** As many lines as a picture names below itself. */
const MOST_NAMED = 40;
const NAME_HEIGHT = 20;

/**
 * The picture for a file names its lines, since no list stands beside it, and has a background.
 * @param {{traces: any[], layout: any}} drawn
 * @param {{width: number, height: number}} size
 */
function exported({ traces, layout }, { width, height }) {
  const named = traces.filter((trace) => trace.name && trace.showlegend !== false);
  const isNamed = named.length > 1 && named.length <= MOST_NAMED;
  const below = isNamed ? Math.ceil(named.length / Math.max(1, width / 180)) * NAME_HEIGHT + 24 : 0;
  const whole = layoutOf(layout);
  return {
    data: traces,
    layout: {
      ...whole,
      width,
      height: height + below,
      margin: { ...whole.margin, b: whole.margin.b + below },
      paper_bgcolor: colour("--raised"),
      showlegend: isNamed,
      legend: { orientation: "h", y: -0.2 },
    },
  };
}

/**
 * The policy of the page allows no request of a `data:` address.
 * @param {string} address
 */
function toBlob(address) {
  const comma = address.indexOf(",");
  const isBase64 = address.slice(0, comma).endsWith(";base64");
  const type = /^data:([^;,]+)/.exec(address)?.[1];
  if (!isBase64) return new Blob([decodeURIComponent(address.slice(comma + 1))], { type });
  const text = atob(address.slice(comma + 1));
  return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type });
}

// What holds for all charts of a board, until a chart chooses otherwise.

import { h } from "../dom.js";
import { popup } from "../parts/menu.js";
import { axisField, checkbox, smoothing } from "./options.js";
import { nameOf } from "./values.js";

/**
 * `show` says which runs are drawn, `eyes` which are drawn nevertheless (1) or not (0); `folded`
 * names sections, `target` the metric that the first charts are about.
 * @typedef {{show?: string, eyes?: Record<string, number>, smooth?: number, axis?: string,
 *   logx?: boolean, outliers?: boolean, folded?: string[], target?: string,
 *   noList?: boolean}} Settings
 */

/**
 * The button with the settings of all charts.
 * @param {Settings} settings
 * @param {{set: (name: string, value: any) => void, metrics?: () => string[]}} options `metrics`
 *   are those that the first charts may be about
 */
export function settingsMenu(settings, { set, metrics }) {
  return popup({
    label: "All charts",
    iconName: "chart",
    title: "Smoothing and axes of all charts",
    content: () =>
      h(
        "div",
        { class: "chart-options board-settings" },
        axisField(settings.axis, (value) => set("axis", value)),
        smoothing(settings.smooth, (value) => set("smooth", value)),
        checkbox("Logarithmic scale across", Boolean(settings.logx), (on) => set("logx", on)),
        checkbox("Leave outliers out of sight", Boolean(settings.outliers), (on) =>
          set("outliers", on),
        ),
        metrics && targetField(metrics(), settings.target, set),
      ),
  });
}

/**
 * @param {string[]} metrics
 * @param {string | undefined} target
 * @param {(name: string, value: any) => void} set
 */
function targetField(metrics, target, set) {
  if (metrics.length < 2) return null;
  const options = metrics.map((key) =>
    h("option", { value: key, selected: key === target }, nameOf(key)),
  );
  const select = h(
    "select",
    { onchange: (/** @type {any} */ event) => set("target", event.target.value) },
    options,
  );
  return h("label", {}, "Result ", select);
}

/**
 * The settings as the address keeps them; undefined if none is other than at first.
 * @param {import("./settings.js").Settings} settings
 */
export function written(settings) {
  const kept = Object.fromEntries(Object.entries(settings).filter(([, value]) => !isFirst(value)));
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** @param {any} value */
function isFirst(value) {
  if (value === undefined || value === false || value === 0) return true;
  return typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

/**
 * Settings that an address or a browser kept, without what is none.
 * @param {any} value
 * @returns {Settings}
 */
export function settingsFrom(value) {
  const { show, eyes, smooth, axis, folded, target, ...rest } = Object(value);
  /** @param {any} each */
  const text = (each) => (typeof each === "string" ? each : undefined);
  const found = {
    show: text(show),
    eyes: Object(eyes) === eyes ? eyes : undefined,
    smooth: typeof smooth === "number" ? Math.min(0.99, Math.max(0, smooth)) : undefined,
    axis: text(axis),
    target: text(target),
    folded: Array.isArray(folded) ? folded.map(String) : undefined,
    logx: rest.logx === true || undefined,
    outliers: rest.outliers === true || undefined,
    noList: rest.noList === true || undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined));
}

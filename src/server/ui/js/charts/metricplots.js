// The curves of one run's metrics, or of the system's metrics, each in a chart of its own.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { command, empty } from "../parts/notice.js";
import { chartCard } from "./card.js";
import { Highlight } from "./highlight.js";
import { Histories } from "./histories.js";
import { section, sectionOf } from "./sections.js";
import { settingsMenu } from "./settings.js";
import { hasHistory } from "./values.js";

const SYSTEM = "system/";

/**
 * Makes the charts; `update(run)` fetches what a running run has logged since.
 * @param {import("../entity.js").Run} run
 * @param {boolean} isSystem
 */
export function metricPlots(run, isSystem) {
  // A step of the system's metrics is but the number of a measurement.
  /** @type {import("./settings.js").Settings} */
  const settings = { axis: isSystem ? "relative" : "step" };
  const scene = {
    runs: [run],
    settings,
    histories: new Histories(),
    highlight: new Highlight(),
  };
  const filter = h("input", {
    type: "search",
    placeholder: "Find a metric",
    "aria-label": "Find a metric",
  });
  const body = h("div", { class: "board-sections" });
  const folded = new Set();
  let cards = new Map();

  const leave = () => {
    for (const { card } of cards.values()) card.leave();
  };

  const draw = () => {
    const wanted = filter.value.toLowerCase();
    const names = [...run.metrics.keys()]
      .filter((name) => name.startsWith(SYSTEM) === isSystem && name.toLowerCase().includes(wanted))
      .sort();
    const kept = new Map(names.map((name) => [name, cards.get(name) ?? cardOf(run, name, scene)]));
    for (const [name, { card }] of cards) if (!kept.has(name)) card.leave();
    cards = kept;
    show(body, cards.size > 0 ? sections() : nothing(isSystem, wanted));
  };

  const sections = () => {
    const found = Map.groupBy(cards.values(), ({ chart }) => sectionOf(chart));
    return [...found].map(([name, members]) => {
      const fold = () => {
        if (!folded.delete(name)) folded.add(name);
        draw();
      };
      const isFolded = folded.has(name);
      const { root, grid } = section(name, { count: members.length, isFolded, fold });
      show(grid, isFolded ? [] : members.map(({ card }) => card.root));
      return found.size > 1 ? root : grid;
    });
  };

  /** @param {any} now */
  const update = (now) => {
    const isNew = [...now.metrics.keys()].some((name) => !run.metrics.has(name));
    Object.assign(run, now);
    if (isNew) draw();
    for (const { card } of cards.values()) card.update(true);
  };

  /**
   * @param {string} name
   * @param {any} value
   */
  const set = (name, value) => {
    Object.assign(settings, { [name]: value });
    for (const { chart, card } of cards.values()) {
      Reflect.deleteProperty(chart, name);
      card.update();
    }
  };

  filter.addEventListener("input", draw);
  draw();
  const root = h(
    "div",
    { class: "board-page" },
    h(
      "div",
      { class: "board-tools" },
      h("div", { class: "search" }, icon("search"), filter),
      settingsMenu(settings, { set }),
    ),
    body,
  );
  return { root, update, leave };
}

/**
 * @param {import("../entity.js").Run} run
 * @param {string} name
 * @param {import("./kinds.js").Scene} scene
 */
function cardOf(run, name, scene) {
  const key = `metrics.${name}`;
  const chart = { kind: hasHistory([run], key) ? "line" : "bar", y: key };
  return { chart, card: chartCard(chart, scene, {}) };
}

/**
 * @param {boolean} isSystem
 * @param {string} wanted
 */
function nothing(isSystem, wanted) {
  if (wanted) return empty("No metric has such a name");
  if (isSystem)
    return empty(
      "No system metrics",
      h("p", {}, "A program logs them when this is set before it starts a run:"),
      command("export MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING=true"),
    );
  return empty(
    "No metrics",
    h("p", {}, "A program logs one so:"),
    command('mlflow.log_metric("loss", 0.5, step=1)'),
  );
}

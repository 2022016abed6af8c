// The charts over a list of runs: added, changed, arranged and removed by the reader.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { dragging } from "../parts/drag.js";
import { command, empty } from "../parts/notice.js";
import { link } from "../router.js";
import { chartCard } from "./card.js";
import { chartDialog } from "./dialog.js";
import { colourAt } from "./plotly.js";
import { differs, hasDrawable, hasHistory, keysOf } from "./values.js";

/** As many charts as a board has before its reader adds some. */
const FIRST_CHARTS = 12;

/** As many runs as are named above the charts; a plot names the others where one points. */
const MOST_NAMED = 12;

/** As many axes as parallel coordinates have at first. */
const FIRST_AXES = 6;

/**
 * @param {{runs: import("../entity.js").Run[], charts?: import("./kinds.js").Chart[],
 *   onChange: (charts: import("./kinds.js").Chart[] | undefined) => void}} options
 *   `charts` are those of the address, if it names some
 */
export function board(options) {
  const view = new Board(options);
  return { root: view.root, leave: () => view.leave() };
}

class Board {
  /** @param {Parameters<typeof board>[0]} options */
  constructor({ runs, charts, onChange }) {
    this.runs = runs;
    this.keys = keysOf(runs);
    this.charts = charts ?? firstCharts(runs, this.keys);
    this.onChange = onChange;
    this.cards = [];
    this.grid = h("div", { class: "board" });
    this.root = h("div", { class: "board-page" }, this.toolbar(), legend(runs), this.grid);
    this.draw();
  }

  toolbar() {
    return h(
      "div",
      { class: "board-tools" },
      h("button", { onclick: () => this.add() }, icon("plus"), "Add a chart"),
      h(
        "button",
        { class: "plain", onclick: () => this.reset() },
        icon("restore"),
        "Back to the first charts",
      ),
    );
  }

  draw() {
    this.leave();
    if (this.charts.length === 0) {
      show(
        this.grid,
        empty(
          "Nothing to draw yet",
          h("p", {}, "Charts appear when runs have logged metrics:"),
          command('mlflow.log_metric("loss", 0.5, step=1)'),
        ),
      );
      return;
    }
    this.cards = this.charts.map((chart, index) => {
      const card = this.card(chart);
      dragging({
        node: card.root,
        handle: card.root.querySelector("header"),
        kind: "chart",
        key: String(index),
        onDrop: (from) => this.moveTo(this.charts[from], index),
      });
      return card;
    });
    show(
      this.grid,
      this.cards.map((card) => card.root),
    );
  }

  card(chart) {
    const action = (label, picture, act, close) =>
      h(
        "button",
        {
          class: "item",
          onclick: () => {
            close();
            act();
          },
        },
        icon(picture),
        label,
      );
    return chartCard(chart, this.runs, {
      onChange: () => this.onChange(this.charts),
      actions: (close) => [
        action("Change", "edit", () => this.edit(chart), close),
        action("Move earlier", "arrow-up", () => this.move(chart, -1), close),
        action("Move later", "arrow-down", () => this.move(chart, 1), close),
        action(
          "Remove",
          "trash",
          () => this.set(this.charts.filter((each) => each !== chart)),
          close,
        ),
      ],
    });
  }

  set(charts) {
    this.charts = charts;
    this.onChange(charts);
    this.draw();
  }

  reset() {
    this.onChange(undefined);
    this.charts = firstCharts(this.runs, this.keys);
    this.draw();
  }

  move(chart, step) {
    this.moveTo(chart, this.charts.indexOf(chart) + step);
  }

  moveTo(chart, index) {
    const charts = this.charts.filter((each) => each !== chart);
    charts.splice(Math.max(0, index), 0, chart);
    this.set(charts);
  }

  async add() {
    const chart = await chartDialog("Add a chart", { kind: "scatter" }, this.keys);
    if (chart) this.set([chart, ...this.charts]);
  }

  async edit(chart) {
    const changed = await chartDialog("Change the chart", chart, this.keys);
    if (changed) this.set(this.charts.map((each) => (each === chart ? changed : each)));
  }

  leave() {
    for (const card of this.cards) card.leave?.();
    this.cards = [];
  }
}

// Which colour is which run.
function legend(runs) {
  const shown = runs
    .slice(0, MOST_NAMED)
    .map((run, index) =>
      h(
        "a",
        { href: link.run(run.experimentId, run.id), title: run.name },
        h("span", { class: "dot", style: { background: colourAt(index) } }),
        run.name,
      ),
    );
  const rest = runs.length - shown.length;
  return h("div", { class: "legend" }, shown, rest > 0 && h("small", {}, `and ${rest} more`));
}

/** The charts of runs whose reader has chosen none: each metric, then what the params do to one. */
function firstCharts(runs, { metrics, params }) {
  const own = metrics.filter((key) => !key.startsWith("metrics.system/") && hasDrawable(runs, key));
  const charts = own
    .slice(0, FIRST_CHARTS)
    .map((y) => ({ kind: hasHistory(runs, y) ? "line" : "bar", y }));
  const axes = params.filter((key) => differs(runs, key)).slice(0, FIRST_AXES);
  const result = own.find((key) => differs(runs, key));
  if (axes.length > 0 && result)
    charts.push({ kind: "parallel", keys: [...axes, result], large: true });
  return charts;
}

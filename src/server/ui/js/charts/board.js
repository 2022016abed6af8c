// The charts over a list of runs: added, changed, arranged and removed by the reader, beside the
// list of the runs that they draw.

import { debounce, h, show } from "../dom.js";
import { textUnder } from "../entity.js";
import { icon } from "../icons.js";
import { dragging } from "../parts/drag.js";
import { command, empty } from "../parts/notice.js";
import { chartCard } from "./card.js";
import { categoryColour } from "./colour.js";
import { chartDialog } from "./dialog.js";
import { firstCharts } from "./first.js";
import { Highlight } from "./highlight.js";
import { Histories } from "./histories.js";
import { chartsFrom, titleOf } from "./kinds.js";
import { runList, shownRuns } from "./runlist.js";
import { fillRows, section, sectionOf, sectionsOf } from "./sections.js";
import { settingsFrom, settingsMenu, written } from "./settings.js";
import { byValue, keysOf } from "./values.js";

/** What a search of charts waits for, in milliseconds. */
const TYPING = 150;

/** The section that is folded until the reader opens it. */
const FOLDED = ["system"];

/**
 * @param {object} options
 * @param {import("../entity.js").Run[]} options.runs in the order of the table
 * @param {string} [options.groupBy] the key by which the table groups them
 * @param {import("./kinds.js").Chart[]} [options.charts] those of the address, if it names some
 * @param {import("./settings.js").Settings} [options.settings] those of the address
 * @param {string} [options.show] which runs are drawn until the reader chooses
 * @param {(run: import("../entity.js").Run) => boolean} [options.isSelected]
 * @param {(charts: import("./kinds.js").Chart[] | undefined,
 *   settings: import("./settings.js").Settings | undefined) => void} options.onChange
 */
export function board(options) {
  const view = new Board(options);
  return {
    root: view.root,
    /** @param {import("../entity.js").Run[]} runs */
    update: (runs) => view.update(runs),
    leave: () => view.leave(),
  };
}

class Board {
  /** @param {Parameters<typeof board>[0]} options */
  constructor({ runs, groupBy, charts, settings, show: first, isSelected, onChange }) {
    this.groupBy = groupBy;
    this.isSelected = isSelected ?? (() => false);
    this.onChange = onChange;
    this.settings = { show: first, folded: FOLDED, ...settingsFrom(settings) };
    this.highlight = new Highlight();
    /** @type {import("./kinds.js").Scene} */
    this.scene = {
      runs: [],
      settings: this.settings,
      histories: new Histories(),
      highlight: this.highlight,
    };
    this.runs = runs;
    this.keys = keysOf(runs);
    const chosen = chartsFrom(charts);
    this.isFirst = !chosen;
    this.charts = chosen ?? this.firstCharts();
    /** @type {Map<import("./kinds.js").Chart, ReturnType<typeof chartCard>>} */
    this.cards = new Map();
    /** The charts by the names under which they are dragged. */
    this.dragged = new Map();
    /** @type {ReturnType<typeof fillRows>[]} */
    this.fillers = [];
    this.wanted = "";
    this.list = runList(this.highlight, {
      choose: (shown) => this.choose({ show: shown, eyes: undefined }),
      look: (some, isShown) => this.look(some, isShown),
      recolour: () => this.redraw(),
      fold: () => this.foldList(true),
    });
    this.sections = h("div", { class: "board-sections" });
    this.root = h(
      "div",
      { class: "charts-page" },
      this.list.root,
      h("div", { class: "board-page" }, this.toolbar(), this.sections),
    );
    this.foldList(Boolean(this.settings.noList), false);
    this.look([], true, false);
    this.draw();
  }

  toolbar() {
    const find = h("input", {
      type: "search",
      placeholder: "Find a chart",
      "aria-label": "Find a chart",
      oninput: debounce(TYPING, () => {
        this.wanted = find.value.trim().toLowerCase();
        this.draw();
      }),
    });
    this.listButton = h(
      "button",
      { title: "Show the list of runs", onclick: () => this.foldList(false) },
      icon("eye"),
      "Runs",
    );
    return h(
      "div",
      { class: "board-tools" },
      this.listButton,
      h("div", { class: "search" }, icon("search"), find),
      settingsMenu(this.settings, {
        set: (name, value) => this.setForAll(name, value),
        metrics: () => this.keys.metrics,
      }),
      h("button", { onclick: () => this.add() }, icon("plus"), "Add a chart"),
      h(
        "button",
        { class: "plain", onclick: () => this.reset() },
        icon("restore"),
        "Back to the first charts",
      ),
    );
  }

  firstCharts() {
    return firstCharts(this.runs, this.keys, this.settings.target);
  }

  /**
   * Sets what holds for all charts, for those, too, that have chosen otherwise.
   * @param {string} name
   * @param {any} value
   */
  setForAll(name, value) {
    Object.assign(this.settings, { [name]: value });
    if (name === "target") {
      if (this.isFirst) this.charts = this.firstCharts();
      this.draw();
    } else {
      for (const chart of this.charts) Reflect.deleteProperty(chart, name);
      this.redraw();
    }
    this.changed();
  }

  /**
   * Takes other settings of which runs are drawn.
   * @param {import("./settings.js").Settings} settings
   */
  choose(settings) {
    Object.assign(this.settings, settings);
    this.look([], true);
  }

  /**
   * Shows or hides some runs.
   * @param {import("../entity.js").Run[]} some
   * @param {boolean} isShown
   */
  look(some, isShown, isChange = true) {
    const eyes = { ...this.settings.eyes };
    for (const run of some) eyes[run.id] = isShown ? 1 : 0;
    this.settings.eyes = eyes;
    const shown = shownRuns(this.runs, this.settings, this.isSelected);
    this.scene.runs = shown;
    this.groups = groupsOf(this.runs, this.groupBy);
    this.highlight.setGroups(this.groups);
    const ids = new Set(shown.map((run) => run.id));
    this.scene.groups = this.groups
      ?.map((group) => ({ ...group, runs: group.runs.filter((run) => ids.has(run.id)) }))
      .filter((group) => group.runs.length > 0);
    this.list.draw({ runs: this.runs, shown: ids, groups: this.groups, show: this.settings.show });
    if (!isChange) return;
    this.redraw();
    this.changed();
  }

  /** @param {boolean} isFolded */
  foldList(isFolded, isChange = true) {
    this.settings.noList = isFolded;
    this.root.classList.toggle("no-list", isFolded);
    this.listButton.hidden = !isFolded;
    if (isChange) this.changed();
  }

  changed() {
    /** @type {import("./settings.js").Settings} */
    const settings = { ...this.settings };
    if (String(settings.folded) === String(FOLDED)) delete settings.folded;
    this.onChange(this.isFirst ? undefined : this.charts, written(settings));
  }

  /** Draws the charts that are there with what has become of runs and settings. */
  redraw(isFollowing = false) {
    for (const card of this.cards.values()) card.update(isFollowing);
    if (!isFollowing) {
      const ids = new Set(this.scene.runs.map((run) => run.id));
      const { runs, groups, settings } = this;
      this.list.draw({ runs, shown: ids, groups, show: settings.show });
    }
  }

  /**
   * Takes what has become of the runs, new ones too.
   * @param {import("../entity.js").Run[]} runs
   */
  update(runs) {
    this.runs = runs;
    const before = this.keys;
    this.keys = keysOf(runs);
    this.look([], true, false);
    if (this.isFirst && String(before.metrics) !== String(this.keys.metrics)) this.grow();
    this.redraw(true);
  }

  // Charts of metrics that are new join the first ones, which stay as they are.
  grow() {
    const known = new Set(this.charts.map(titleOf));
    const added = this.firstCharts().filter((chart) => !known.has(titleOf(chart)));
    this.charts = [...this.charts, ...added];
    this.draw();
  }

  draw() {
    for (const filler of this.fillers) filler.stop();
    this.fillers = [];
    const visible = this.charts.filter((chart) =>
      titleOf(chart).toLowerCase().includes(this.wanted),
    );
    for (const [chart, card] of this.cards) {
      if (this.charts.includes(chart)) continue;
      card.leave();
      this.cards.delete(chart);
    }
    if (visible.length === 0) {
      show(this.sections, this.nothing());
      return;
    }
    const sections = [...sectionsOf(visible)].map(([name, charts]) => this.section(name, charts));
    show(this.sections, sections);
    for (const filler of this.fillers) filler.arrange();
  }

  /**
   * @param {string} name
   * @param {import("./kinds.js").Chart[]} charts
   */
  section(name, charts) {
    const isFolded = !this.wanted && (this.settings.folded ?? []).includes(name);
    const { root, grid } = section(name, {
      count: charts.length,
      isFolded,
      fold: () => this.fold(name, !isFolded),
    });
    if (!isFolded) {
      show(
        grid,
        charts.map((chart) => this.card(chart).root),
      );
      this.fillers.push(fillRows(grid));
    }
    return root;
  }

  /**
   * @param {string} name
   * @param {boolean} isFolded
   */
  fold(name, isFolded) {
    const others = (this.settings.folded ?? []).filter((each) => each !== name);
    this.settings.folded = isFolded ? [...others, name] : others;
    this.draw();
    this.changed();
    const heading = this.sections.querySelector(`[aria-label="${CSS.escape(name)}"] button`);
    if (heading instanceof HTMLElement) heading.focus();
  }

  nothing() {
    if (this.wanted) return empty("No chart has such a title");
    return empty(
      "Nothing to draw yet",
      h("p", {}, "Charts appear when runs have logged metrics:"),
      command('mlflow.log_metric("loss", 0.5, step=1)'),
    );
  }

  /** @param {import("./kinds.js").Chart} chart */
  card(chart) {
    const known = this.cards.get(chart);
    if (known) return known;
    /**
     * @param {string} label
     * @param {string} picture
     * @param {(...values: any[]) => any} act
     * @param {Function} close
     */
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
    const card = chartCard(chart, this.scene, {
      onChange: () => this.own(),
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
    const key = String(this.dragged.size);
    this.dragged.set(key, chart);
    dragging({
      node: card.root,
      handle: card.root.querySelector("header"),
      kind: "chart",
      key,
      onDrop: (from) => this.moveTo(this.dragged.get(from), chart),
    });
    this.cards.set(chart, card);
    return card;
  }

  // The charts are the reader's from the first change of one on.
  own() {
    this.isFirst = false;
    this.changed();
  }

  /** @param {import("./kinds.js").Chart[]} charts */
  set(charts) {
    this.charts = charts;
    this.own();
    this.draw();
  }

  reset() {
    this.isFirst = true;
    this.charts = this.firstCharts();
    this.changed();
    this.draw();
  }

  /**
   * Moves a chart past its neighbour in its section.
   * @param {import("./kinds.js").Chart} chart
   * @param {number} step
   */
  move(chart, step) {
    const own = this.charts.filter((each) => sectionOf(each) === sectionOf(chart));
    const other = own[own.indexOf(chart) + step];
    if (other) this.swap(chart, other);
  }

  /**
   * @param {import("./kinds.js").Chart} chart
   * @param {import("./kinds.js").Chart} other
   */
  swap(chart, other) {
    const charts = this.charts.filter((each) => each !== chart);
    const isLater = this.charts.indexOf(chart) < this.charts.indexOf(other);
    charts.splice(charts.indexOf(other) + Number(isLater), 0, chart);
    this.set(charts);
  }

  /**
   * A chart that is dropped on one of another section goes to that section.
   * @param {import("./kinds.js").Chart} chart
   * @param {import("./kinds.js").Chart} target
   */
  moveTo(chart, target) {
    if (!this.charts.includes(chart) || chart === target) return;
    if (sectionOf(chart) !== sectionOf(target)) chart.section = sectionOf(target);
    this.swap(chart, target);
  }

  async add() {
    const chart = await chartDialog("Add a chart", { kind: "scatter" }, ...this.known());
    if (!chart) return;
    this.set([chart, ...this.charts]);
    this.cards.get(chart)?.root.scrollIntoView({ block: "nearest" });
  }

  /** @param {import("./kinds.js").Chart} chart */
  async edit(chart) {
    const changed = await chartDialog("Change the chart", chart, ...this.known());
    if (changed) this.set(this.charts.map((each) => (each === chart ? changed : each)));
  }

  /** @returns {[{metrics: string[], params: string[]}, string[]]} */
  known() {
    return [this.keys, [...sectionsOf(this.charts).keys()]];
  }

  leave() {
    for (const card of this.cards.values()) card.leave();
    for (const filler of this.fillers) filler.stop();
    this.list.leave();
  }
}

/**
 * The groups of a table, as its rows have them: by the value under a key.
 * @param {import("../entity.js").Run[]} runs
 * @param {string | undefined} groupBy
 */
function groupsOf(runs, groupBy) {
  if (!groupBy) return undefined;
  const found = Map.groupBy(runs, (run) => textUnder(run, groupBy));
  const values = [...found.keys()].sort((a, b) => byValue(a ?? "", b ?? ""));
  return [...found].map(([value, members]) => ({
    id: `group:${value ?? ""}`,
    name: value ?? "no value",
    colour: categoryColour(values.indexOf(value)),
    runs: members,
  }));
}

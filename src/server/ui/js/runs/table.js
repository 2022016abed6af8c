// The table of runs: a grid, with what its cells show and how its headings act on the view.

import { colourOf } from "../charts/colour.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { Grid } from "../parts/grid.js";
import { status } from "../parts/status.js";
import { go, link } from "../router.js";
import { column, knownColumn, SELECT } from "./columns.js";
import { mean, rowsOf } from "./rows.js";

const NARROW_SCREEN = 640;
const NARROW_NAME = 150;

export class RunTable {
  /**
   * @param {import("./view.js").View} view
   * @param {{onView: (isSearch: boolean) => void, onRows: () => void, onNearEnd: () => void,
   *   onSelection: (runs: import("../entity.js").Run[], hidden: number) => void, isNumeric: (key: string) => boolean}} events
   */
  constructor(view, events) {
    this.view = view;
    this.events = events;
    /** @type {import("../entity.js").Run[]} */
    this.runs = [];
    /** @type {any[]} */
    this.rows = [];
    /** @type {string[]} */
    this.firstKeys = [];
    this.closed = new Set();
    this.opened = new Set();
    this.selected = view.selected;
    this.lastToggled = -1;
    this.grid = new Grid({
      label: "Runs",
      /**
       * @param {any} row
       * @param {any} at
       */
      cell: (row, at) => this.cell(row, at),
      /** @param {any} row */
      rowClass: (row) => this.rowClass(row),
      isSame,
      onOpen: (/** @type {any} */ row) =>
        row.run ? go(link.run(row.run.experimentId, row.run.id)) : this.fold(row),
      onToggle: (
        /** @type {any} */ row,
        /** @type {number} */ index,
        /** @type {boolean} */ isRange,
      ) => this.toggle(row, index, isRange),
      onNearEnd: events.onNearEnd,
      head: this.headActions(),
    });
    this.root = this.grid.root;
  }

  /**
   * Shows these runs. `firstKeys` are the columns to show while the reader has chosen none.
   * @param {import("../entity.js").Run[]} runs
   * @param {string[]} firstKeys
   */
  show(runs, firstKeys) {
    this.runs = runs;
    for (const run of runs) if (this.selected.has(run.id)) this.selected.set(run.id, run);
    this.drawSelection();
    const changed = firstKeys.join() !== this.firstKeys.join();
    this.firstKeys = firstKeys;
    // The rows first: a grid that draws before it knows them would ask for more.
    this.arrange();
    if (changed || this.grid.columns.length === 0) this.layOut();
  }

  /**
   * The columns that are shown, as `[key, width, pinned]`.
   * @returns {[string, number, boolean][]}
   */
  chosen() {
    if (this.view.columns) return this.view.columns;
    return this.firstKeys.map(knownColumn).map(({ key, width, pinned }) => [key, width, pinned]);
  }

  /**
   * Takes another choice of columns; a column that is new to it comes into sight.
   * @param {import("./view.js").View["columns"]} columns
   * @param {string} [added] the key of that column
   */
  choose(columns, added) {
    this.view.columns = columns;
    this.layOut();
    if (added) this.grid.revealColumn(added);
    this.events.onView(false);
  }

  layOut() {
    const isNarrow = innerWidth < NARROW_SCREEN;
    const columns = this.chosen().flatMap(([key, width, pinned]) => {
      const found = column(key);
      if (!found) return [];
      const fits = isNarrow && key === "attributes.name" ? Math.min(width, NARROW_NAME) : width;
      return [
        {
          ...found,
          width: fits,
          pinned: pinned && (!isNarrow || key === "attributes.name"),
          numeric: found.numeric || this.events.isNumeric(key),
        },
      ];
    });
    this.grid.setColumns([SELECT, ...columns]);
  }

  arrange() {
    this.rows = rowsOf(this.runs, {
      groupBy: this.view.groupBy,
      closed: this.closed,
      opened: this.opened,
    });
    this.grid.setRows(this.rows);
    this.events.onRows();
  }

  /** How many runs are hidden below their parents. */
  get folded() {
    return this.view.groupBy ? 0 : this.runs.length - this.rows.length;
  }

  /**
   * Unfolds all parents, or folds them.
   * @param {boolean} isOpen
   */
  foldAll(isOpen) {
    this.opened = new Set(isOpen ? this.runs.map((run) => run.id) : []);
    this.arrange();
  }

  /** @returns {import("../parts/gridhead.js").HeadActions} */
  headActions() {
    /** @param {(...values: any[]) => any} act */
    const change =
      (act) =>
      (/** @type {any[]} */ ...values) =>
        this.choose(
          act(
            this.chosen().map((entry) => [...entry]),
            ...values,
          ),
        );
    return {
      content: () => this.selectAll(),
      sorted: ({ order }) => {
        if (order !== this.view.orderBy) return undefined;
        return this.view.ascending ? "asc" : "desc";
      },
      onSort: ({ order }, ascending) => {
        Object.assign(this.view, { orderBy: order, ascending });
        this.grid.clear();
        this.events.onView(true);
      },
      onResize: change((list, { key }, width) =>
        list.map((/** @type {any} */ each) => (each[0] === key ? [key, width, each[2]] : each)),
      ),
      onPin: change((list, { key }) =>
        list.map((/** @type {any} */ each) => (each[0] === key ? [key, each[1], !each[2]] : each)),
      ),
      onHide: change((list, { key }) => list.filter((/** @type {any} */ each) => each[0] !== key)),
      onMove: change(moved),
      more: (at) => [
        { label: "Move left", icon: "arrow-left", act: () => this.shift(at.key, -1) },
        { label: "Move right", icon: "arrow-right", act: () => this.shift(at.key, 1) },
        ...(/^(params|tags)\./.test(at.key)
          ? [{ label: "Group by this", icon: "group", act: () => this.group(at.key) }]
          : []),
      ],
    };
  }

  /**
   * @param {string} key
   * @param {number} step
   */
  shift(key, step) {
    const list = [...this.chosen()];
    const at = list.findIndex((each) => each[0] === key);
    /**
     * Past the neighbour on the screen: pinned columns stand apart from the others.
     * @param {any} each
     */
    const isNeighbour = (each) => each?.[2] === list[at][2];
    let to = at + step;
    while (list[to] && !isNeighbour(list[to])) to += step;
    if (!list[to]) return;
    list.splice(to, 0, ...list.splice(at, 1));
    this.choose(list);
  }

  /** @param {string} key */
  group(key) {
    this.view.groupBy = key;
    this.events.onView(false);
    this.root.scrollTop = 0;
    this.arrange();
  }

  /** @param {{run: import("../entity.js").Run, group: import("../charts/kinds.js").Group}} options */
  rowClass({ run, group }) {
    if (group) return "group";
    return this.selected.has(run.id) ? "selected" : "";
  }

  /**
   * @param {any} row
   * @param {any} at
   */
  cell(row, at) {
    if (at.key === "select") return this.checkbox(row);
    if (row.group) return groupCell(row, at, this);
    if (at.key === "attributes.name") return this.nameCell(row);
    if (at.key === "attributes.status") return status(row.run.status);
    const text = at.text(row.run);
    return h("span", { class: "text", title: titleOf(row.run, at, text) }, text);
  }

  /** @param {any} row */
  nameCell(row) {
    const { run, depth, children } = row;
    const isDeleted = run.stage === "deleted";
    return [
      this.twist(row, depth),
      h("span", { class: "dot", style: { background: colourOf(run) } }),
      h(
        "a",
        {
          class: isDeleted ? "text name gone" : "text name",
          href: link.run(run.experimentId, run.id),
          title: run.name,
          tabindex: "-1",
          draggable: "false",
        },
        run.name,
      ),
      children > 0 &&
        h("span", { class: "badge", title: `${format.count(children, "child run")}` }, children),
    ];
  }

  /**
   * @param {any} row
   * @param {number} depth
   */
  twist(row, depth) {
    if (row.children === 0)
      return h("span", { class: "twist", style: { "margin-left": `${depth * 16}px` } });
    const label = `${row.open ? "Fold" : "Unfold"} ${format.count(row.children, "run")}`;
    const button = h(
      "button",
      {
        class: `twist plain${row.open ? " open" : ""}`,
        style: { "margin-left": `${depth * 16}px` },
        "aria-label": label,
        "aria-expanded": String(row.open),
        tabindex: "-1",
      },
      icon("chevron-right"),
    );
    button.addEventListener("click", () => this.fold(row));
    return button;
  }

  /** @param {any} row */
  fold(row) {
    const set = row.group ? this.closed : this.opened;
    if (set.has(row.key)) set.delete(row.key);
    else set.add(row.key);
    this.arrange();
  }

  /** @param {any} row */
  checkbox(row) {
    const runs = row.group ? row.group.runs : [row.run];
    const checked = runs.every((/** @type {import("../entity.js").Run} */ run) =>
      this.selected.has(run.id),
    );
    const label = row.group
      ? `Select the group ${row.group.value ?? "without a value"}`
      : `Select ${row.run.name}`;
    const box = h("input", { type: "checkbox", checked, "aria-label": label, tabindex: "-1" });
    box.addEventListener("click", (/** @type {any} */ event) =>
      this.toggle(
        row,
        this.rows.findIndex((each) => each.key === row.key),
        event.shiftKey,
      ),
    );
    return box;
  }

  selectAll() {
    const box = h("input", {
      type: "checkbox",
      "aria-label": "Select all loaded runs",
      tabindex: "-1",
    });
    this.headBox = box;
    this.drawHeadBox();
    box.addEventListener("click", () => this.select(box.checked ? this.runs : []));
    return box;
  }

  /** The box in the heading tells whether all runs of the table are selected, or some. */
  drawHeadBox() {
    if (!this.headBox) return;
    const count = this.chosenRuns().length;
    this.headBox.checked = count > 0 && count === this.runs.length;
    this.headBox.indeterminate = count > 0 && count < this.runs.length;
  }

  /** The selected runs that are in the table. A filter may have taken others out of it. */
  chosenRuns() {
    return this.runs.filter((run) => this.selected.has(run.id));
  }

  drawSelection() {
    const runs = this.chosenRuns();
    this.drawHeadBox();
    this.events.onSelection(runs, this.selected.size - runs.length);
  }

  /**
   * Selects exactly these runs.
   * @param {import("../entity.js").Run[]} runs
   */
  select(runs) {
    this.selected.clear();
    for (const run of runs) this.selected.set(run.id, run);
    this.grid.redrawRows();
    this.drawSelection();
  }

  /**
   * @param {any} row
   * @param {number} index
   * @param {boolean} isRange
   */
  toggle(row, index, isRange) {
    const from = isRange && this.lastToggled >= 0 ? Math.min(this.lastToggled, index) : index;
    const to = isRange && this.lastToggled >= 0 ? Math.max(this.lastToggled, index) : index;
    const runs = this.rows
      .slice(from, to + 1)
      .flatMap((each) => (each.group ? each.group.runs : [each.run]));
    const add = !(row.group ? row.group.runs : [row.run]).every(
      (/** @type {import("../entity.js").Run} */ run) => this.selected.has(run.id),
    );
    for (const run of runs) {
      if (add) this.selected.set(run.id, run);
      else this.selected.delete(run.id);
    }
    this.lastToggled = index;
    this.grid.redrawRows();
    this.drawSelection();
  }
}

/**
 * @param {any} a
 * @param {any} b
 */
function isSame(a, b) {
  return (
    a.key === b.key &&
    a.run === b.run &&
    a.depth === b.depth &&
    a.children === b.children &&
    a.open === b.open
  );
}

/**
 * @param {any[]} list
 * @param {string} key
 * @param {string} beforeKey
 */
function moved(list, key, beforeKey) {
  const from = list.findIndex((each) => each[0] === key);
  const to = list.findIndex((each) => each[0] === beforeKey);
  if (from < 0 || to < 0 || from === to) return list;
  list.splice(to, 0, ...list.splice(from, 1));
  return list;
}

/**
 * @param {import("../entity.js").Run} run
 * @param {any} at
 * @param {string} text
 */
function titleOf(run, at, text) {
  if (at.key === "attributes.start") return format.time(run.start);
  if (at.family === "metrics" && text) return String(run.metrics.get(at.name)?.value);
  return text;
}

/**
 * @param {any} row
 * @param {any} at
 * @param {any} table
 */
function groupCell(row, at, table) {
  const { value, runs } = row.group;
  if (at.key === "attributes.name") {
    return [
      table.twist(row, 0),
      h("span", { class: "text" }, value ?? "no value"),
      h("span", { class: "badge" }, runs.length),
    ];
  }
  if (at.family !== "metrics") return "";
  const average = mean(runs, at.name);
  return h("span", { class: "text mean", title: "Mean over the group" }, format.number(average));
}

// A table of which only the visible rows and columns exist, so that its size does not matter.
// It knows positions, scrolling, focus and the headings' gestures; what a cell holds is given.

import { h, oncePerFrame, show } from "../dom.js";
import { headCell } from "./gridhead.js";
import { Span, spans } from "./gridspan.js";

const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 44;
const SPARE_ROWS = 8;

/** How many rows before the end the next ones are asked for. */
const NEAR_END = 60;

let grids = 0;

/**
 * @typedef {{key: string, label: string, kind: string, width: number, pinned: boolean,
 *   numeric: boolean, sortable: boolean, fixed: boolean, order?: string}} Column
 *   `order` is what the server knows it by
 */
export class Grid {
  /**
   * @param {{label: string, cell: Function, rowClass: Function, isSame: Function,
   *   onOpen: Function, onToggle: Function, onNearEnd: Function,
   *   head: import("./gridhead.js").HeadActions}} options
   *   `cell(row, column)` makes a cell's content; `isSame(a, b)` tells whether two rows look
   *   alike; `head` holds the headings' actions
   */
  constructor(options) {
    this.options = options;
    grids += 1;
    this.id = `grid${grids}`;
    /** @type {any[]} */
    this.columns = [];
    this.layout = spans([]);
    /** @type {any[]} */
    this.rows = [];
    this.active = { row: -1, column: 0 };
    this.at = { top: 0, left: 0 };
    this.made = new Map();
    this.span = new Span();
    this.build();
  }

  build() {
    this.headRow = h("div", { class: "grid-row head", role: "row", "aria-rowindex": "1" });
    this.body = h("div", { class: "grid-body", role: "rowgroup" });
    this.sheet = h(
      "div",
      { class: "grid-sheet", role: "presentation" },
      h("div", { class: "grid-head", role: "rowgroup" }, this.headRow),
      this.body,
    );
    this.root = h(
      "div",
      {
        class: "grid",
        role: "grid",
        tabindex: "0",
        "aria-label": this.options.label,
        "aria-multiselectable": "true",
      },
      this.sheet,
    );
    this.redraw = oncePerFrame(() => this.draw());
    this.root.addEventListener("scroll", this.redraw, { passive: true });
    this.root.addEventListener("keydown", (/** @type {any} */ event) => this.key(event));
    this.root.addEventListener("pointerdown", (/** @type {any} */ event) => this.point(event));
    new ResizeObserver(this.redraw).observe(this.root);
  }

  /** Scrolls back to where it was, after it was out of the page for a while. */
  restore() {
    this.root.scrollTo(this.at.left, this.at.top);
    this.draw();
  }

  /**
   * Shows other columns.
   * @param {any[]} columns
   */
  setColumns(columns) {
    this.columns = columns;
    this.layout = spans(columns);
    this.root.setAttribute("aria-colcount", columns.length);
    this.sheet.style.width = `${this.layout.width}px`;
    this.clear();
  }

  /**
   * Shows other rows. What is on the screen stays there, with its focus, wherever it stands among
   * the rows now; only what looks otherwise is made anew.
   * @param {any[]} rows
   */
  setRows(rows) {
    const before = this.rows;
    const indexes = new Map(rows.map((row, index) => [row.key, index]));
    const shift = this.shiftOf(indexes);
    const made = [...this.made];
    this.made.clear();
    this.rows = rows;
    for (const [index, node] of made) {
      const to = indexes.get(before[index].key);
      if (to === undefined) node.remove();
      else if (this.options.isSame(before[index], rows[to]))
        this.made.set(to, this.place(node, to));
      else this.remake(to, node);
    }
    this.active.row = indexes.get(before[this.active.row]?.key) ?? -1;
    this.root.setAttribute("aria-rowcount", rows.length + 1);
    this.body.style.height = `${rows.length * ROW_HEIGHT}px`;
    if (shift !== 0) this.root.scrollTop += shift * ROW_HEIGHT;
    this.draw();
  }

  /**
   * By how many rows the first row on the screen moves; none at the top, where new rows are seen.
   * @param {Map<string, number>} indexes
   */
  shiftOf(indexes) {
    const { scrollTop } = this.root;
    if (scrollTop < ROW_HEIGHT) return 0;
    const first = Math.ceil(scrollTop / ROW_HEIGHT);
    for (let index = first; index < first + SPARE_ROWS; index += 1) {
      const to = indexes.get(this.rows[index]?.key);
      if (to !== undefined) return to - index;
    }
    return 0;
  }

  /**
   * Moves a row that was made to another position.
   * @param {HTMLElement} node
   * @param {number} index
   */
  place(node, index) {
    node.style.top = `${index * ROW_HEIGHT}px`;
    node.setAttribute("aria-rowindex", String(index + 2));
    node.dataset.row = String(index);
    for (const cell of node.querySelectorAll("[data-column]"))
      cell.id = `${this.id}-${index}-${cell.getAttribute("data-column")}`;
    return node;
  }

  /**
   * Makes a row anew in the stead of `node`; what had the focus in it has it again.
   * @param {number} index
   * @param {HTMLElement} node
   */
  remake(index, node) {
    const focused = node.contains(document.activeElement) ? document.activeElement : undefined;
    const column = focused?.closest("[data-column]")?.getAttribute("data-column");
    const fresh = this.makeRow(index);
    node.replaceWith(fresh);
    this.made.set(index, fresh);
    const again = focused && column && `[data-column="${column}"] ${focused.localName}`;
    if (again) fresh.querySelector(again)?.focus({ preventScroll: true });
  }

  /** Draws rows again, after what their cells show has changed. */
  redrawRows(isWanted = (/** @type {any} */ _row) => true) {
    for (const [index, node] of [...this.made])
      if (isWanted(this.rows[index])) this.remake(index, node);
  }

  /** Draws everything again, after what cells and headings show has changed. */
  clear() {
    this.span = new Span();
    this.clearRows();
  }

  clearRows() {
    this.made.clear();
    this.stale = true;
    this.draw();
  }

  draw() {
    if (this.columns.length === 0 || !this.root.isConnected) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.root;
    this.at = { top: scrollTop, left: scrollLeft };
    const span = this.layout.visible(scrollLeft, clientWidth);
    if (!span.equals(this.span)) {
      this.span = span;
      this.made.clear();
      this.stale = true;
      this.drawHead();
    }
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const last = Math.min(
      this.rows.length,
      Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + SPARE_ROWS,
    );
    this.drawRows(first, last);
    if (last > this.rows.length - NEAR_END) this.options.onNearEnd?.();
  }

  drawHead() {
    /** @param {number} index */
    const cell = (index) => {
      const column = this.columns[index];
      const node = headCell(column, this.options.head, this);
      node.setAttribute("aria-colindex", index + 1);
      return node;
    };
    show(this.headRow, this.fillRow(cell));
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  drawRows(first, last) {
    for (const [index, node] of this.made) {
      if (index >= first && index < last) continue;
      node.remove();
      this.made.delete(index);
    }
    const fresh = [];
    for (let index = first; index < last; index += 1) {
      if (this.made.has(index)) continue;
      const node = this.makeRow(index);
      this.made.set(index, node);
      fresh.push(node);
    }
    if (this.stale) this.body.replaceChildren(...fresh);
    else this.body.append(...fresh);
    this.stale = false;
  }

  /** @param {number} index */
  makeRow(index) {
    const row = this.rows[index];
    const kind = this.options.rowClass(row);
    /** @param {number} at */
    const cell = (at) => this.makeCell(row, index, at);
    const node = h(
      "div",
      {
        class: `grid-row ${kind}`,
        role: "row",
        "aria-selected": String(kind === "selected"),
        "aria-rowindex": index + 2,
        "data-row": index,
      },
      this.fillRow(cell),
    );
    node.style.top = `${index * ROW_HEIGHT}px`;
    return node;
  }

  /**
   * The pinned cells stand in a box of their own, which stays at the left edge.
   * @param {any} cell
   */
  fillRow(cell) {
    const pinned = h(
      "div",
      { class: "pinned", role: "presentation" },
      this.layout.pinned.map(cell),
    );
    pinned.style.width = `${this.layout.pinnedWidth}px`;
    const rest = this.layout.loose.slice(this.span.first, this.span.last).map((index) => {
      const node = cell(index);
      node.style.left = `${this.layout.left[index]}px`;
      return node;
    });
    return [pinned, ...rest];
  }

  /**
   * @param {any} row
   * @param {number} index
   * @param {number} at
   */
  makeCell(row, index, at) {
    const column = this.columns[at];
    const isActive = this.active.row === index && this.active.column === at;
    const node = h(
      "div",
      {
        class: `cell${column.numeric ? " number" : ""}${isActive ? " active" : ""}`,
        role: "gridcell",
        "aria-colindex": at + 1,
        "data-column": at,
        id: `${this.id}-${index}-${at}`,
      },
      this.options.cell(row, column, index),
    );
    node.style.width = `${column.width}px`;
    return node;
  }

  /** @param {any} event */
  point(event) {
    const cell = event.target.closest("[data-column]");
    const row = event.target.closest("[data-row]");
    if (!cell || !row) return;
    this.activate(Number(row.dataset.row), Number(cell.dataset.column));
  }

  /**
   * @param {any} row
   * @param {any} column
   */
  activate(row, column) {
    document
      .getElementById(this.root.getAttribute("aria-activedescendant"))
      ?.classList.remove("active");
    this.active = { row, column };
    const id = `${this.id}-${row}-${column}`;
    this.root.setAttribute("aria-activedescendant", id);
    document.getElementById(id)?.classList.add("active");
  }

  /** @param {any} event */
  key(event) {
    if (event.target !== this.root || event.ctrlKey || event.metaKey) return;
    const move = /** @type {Record<string, number[]>} */ (this.moves())[event.key];
    if (move) {
      event.preventDefault();
      this.moveTo(this.active.row + move[0], this.active.column + move[1]);
      return;
    }
    const row = this.rows[this.active.row];
    if (!row) return;
    if (event.key === "Enter") this.options.onOpen?.(row);
    if (event.key === " ") {
      event.preventDefault();
      this.options.onToggle?.(row, this.active.row, event.shiftKey);
    }
  }

  moves() {
    const page = Math.max(1, Math.floor((this.root.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
    return {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [page, 0],
      PageUp: [-page, 0],
      Home: [-this.active.row, 0],
      End: [this.rows.length, 0],
    };
  }

  /**
   * @param {any} row
   * @param {any} column
   */
  moveTo(row, column) {
    if (this.rows.length === 0) return;
    const to = Math.max(0, Math.min(this.rows.length - 1, row));
    const at = Math.max(0, Math.min(this.columns.length - 1, column));
    this.reveal(to, at);
    this.draw();
    this.activate(to, at);
  }

  /**
   * @param {any} row
   * @param {any} column
   */
  reveal(row, column) {
    const { root } = this;
    const top = row * ROW_HEIGHT;
    const height = root.clientHeight - HEAD_HEIGHT;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (top + ROW_HEIGHT > root.scrollTop + height) root.scrollTop = top + ROW_HEIGHT - height;
    this.revealSideways(column);
  }

  /** @param {any} column */
  revealSideways(column) {
    const { root } = this;
    const { left, width } = { left: this.layout.left[column], width: this.columns[column].width };
    if (left === undefined) return;
    if (left - this.layout.pinnedWidth < root.scrollLeft)
      root.scrollLeft = left - this.layout.pinnedWidth;
    else if (left + width > root.scrollLeft + root.clientWidth)
      root.scrollLeft = left + width - root.clientWidth;
  }

  /**
   * Scrolls sideways until a column is seen, if there is one of this key.
   * @param {string} key
   */
  revealColumn(key) {
    const column = this.columns.findIndex((each) => each.key === key);
    if (column >= 0) this.revealSideways(column);
    this.draw();
  }
}

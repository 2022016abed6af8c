// A heading of a grid: its name, a click to sort, an edge to resize, a drag to reorder, and a menu
// with all of that for the keyboard.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { dragging } from "./drag.js";
import { menu } from "./menu.js";

const LEAST_WIDTH = 48;

/**
 * Makes the heading of a column.
 * @param {Column} column
 * @param {HeadActions} actions
 * @param {{root: HTMLElement}} grid
 *
 * @typedef {import("./grid.js").Column} Column
 * @typedef {{sorted: (column: Column) => "asc" | "desc" | undefined,
 *   onSort: (column: Column, ascending: boolean) => void,
 *   onResize: (column: Column, width: number) => void,
 *   onMove: (key: string, beforeKey: string) => void,
 *   onPin: (column: Column) => void, onHide: (column: Column) => void,
 *   content?: (column: Column) => Node | undefined,
 *   more?: (column: Column) => import("./menu.js").Action[]}} HeadActions
 */
export function headCell(column, actions, grid) {
  const node = h("div", { class: `cell${column.numeric ? " number" : ""}`, role: "columnheader" });
  node.style.width = `${column.width}px`;
  if (column.fixed) {
    node.append(actions.content?.(column) ?? "");
    return node;
  }
  const sorted = actions.sorted(column);
  node.setAttribute("aria-sort", sorted === undefined ? "none" : `${sorted}ending`);
  node.append(
    title(column, sorted, actions),
    columnMenu(column, actions),
    edge(column, actions, grid),
  );
  /** @param {string} key */
  const onDrop = (key) => actions.onMove(key, column.key);
  dragging({ node, handle: node, kind: "column", key: column.key, onDrop });
  return node;
}

/**
 * @param {any} column
 * @param {any} sorted
 * @param {any} actions
 */
function title(column, sorted, actions) {
  const sort = () => column.sortable && actions.onSort(column, sorted === "desc");
  return h(
    "button",
    { class: "head-title", title: column.label, tabindex: "-1", onclick: sort },
    h("small", {}, column.kind),
    h(
      "span",
      { class: "head-name" },
      h("span", {}, column.label),
      sorted && icon(sorted === "asc" ? "arrow-up" : "arrow-down"),
    ),
  );
}

/**
 * @param {any} column
 * @param {any} actions
 */
function columnMenu(column, actions) {
  const list = () => [
    column.sortable && {
      label: "Sort ascending",
      icon: "arrow-up",
      act: () => actions.onSort(column, true),
    },
    column.sortable && {
      label: "Sort descending",
      icon: "arrow-down",
      act: () => actions.onSort(column, false),
    },
    {
      label: column.pinned ? "Unpin" : "Pin to the left",
      icon: "pin",
      act: () => actions.onPin(column),
    },
    { label: "Wider", icon: "columns", act: () => actions.onResize(column, column.width + 60) },
    {
      label: "Narrower",
      icon: "columns",
      act: () => actions.onResize(column, Math.max(LEAST_WIDTH, column.width - 60)),
    },
    ...(actions.more?.(column) ?? []),
    { label: "Hide", icon: "close", act: () => actions.onHide(column) },
  ];
  return menu({
    iconName: "chevron-down",
    title: `Options of ${column.label}`,
    kind: "plain head-menu",
    actions: list,
  });
}

/**
 * @param {any} column
 * @param {any} actions
 * @param {any} grid
 */
function edge(column, actions, grid) {
  const handle = h("div", { class: "edge", "aria-hidden": "true" });
  handle.addEventListener("pointerdown", (/** @type {PointerEvent} */ down) => {
    down.preventDefault();
    down.stopPropagation();
    handle.setPointerCapture(down.pointerId);
    grid.root.classList.add("resizing");
    let width = column.width;
    /** @param {any} event */
    const move = (event) => {
      width = Math.max(LEAST_WIDTH, column.width + event.clientX - down.clientX);
      handle.style.transform = `translateX(${width - column.width}px)`;
    };
    const up = () => {
      grid.root.classList.remove("resizing");
      handle.removeEventListener("pointermove", move);
      actions.onResize(column, Math.round(width));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", up, { once: true });
  });
  return handle;
}

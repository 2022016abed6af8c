// A small panel below a button: a list of actions, or any content.

import { h } from "../dom.js";
import { icon } from "../icons.js";

const EDGE = 8;

/**
 * What a button is like that opens a panel: what it shows, and what it is called.
 * @typedef {{label?: string, iconName?: string, title: string, kind?: string}} Button
 *
 * @typedef {{label: string, icon?: string, danger?: boolean, disabled?: boolean,
 *   act?: () => unknown}} Action
 */

/**
 * Makes a button that opens a panel; `content(close)` makes what the panel holds.
 * @param {Button & {content: (close: () => void) => Node}} options
 */
export function popup({ label, iconName, title, kind = "", content }) {
  const button = h(
    "button",
    {
      class: kind,
      type: "button",
      "aria-haspopup": "true",
      "aria-expanded": "false",
      "aria-label": title,
      title,
    },
    iconName && icon(iconName),
    label && h("span", {}, label),
  );
  button.addEventListener("click", () => open(button, content));
  return button;
}

/**
 * Opens a panel below `anchor`; it closes on Escape, a click outside and `close()`.
 * @param {HTMLElement} anchor
 * @param {any} content
 */
export function open(anchor, content) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const panel = h("div", { class: "panel", popover: "auto" });
  const close = () => panel.hidePopover();
  panel.append(content(close));
  panel.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    panel.remove();
  });
  document.body.append(panel);
  panel.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  position(panel, anchor.getBoundingClientRect());
  panel.querySelector("input, button, [tabindex]")?.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} panel
 * @param {DOMRect} anchor
 */
function position(panel, anchor) {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(EDGE, Math.min(anchor.left, innerWidth - width - EDGE));
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - EDGE ? Math.max(EDGE, anchor.top - height - 4) : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}

/**
 * A button with a list of actions; what is `false`, `null`, `undefined` or "" is left out.
 * @typedef {(Action | false | null | undefined | "")[]} Actions
 * @param {Button & {actions: Actions | (() => Actions)}} options
 */
export function menu({ actions, ...button }) {
  return popup({ ...button, content: (close) => list(actions, close) });
}

/**
 * @param {Actions | (() => Actions)} actions
 * @param {() => void} close
 */
function list(actions, close) {
  const all = typeof actions === "function" ? actions() : actions;
  const entries = all.filter((entry) => typeof entry === "object" && entry !== null);
  const items = entries.map((entry) =>
    h(
      "button",
      {
        role: "menuitem",
        class: entry.danger ? "item bad" : "item",
        disabled: entry.disabled,
        onclick: () => {
          close();
          entry.act?.();
        },
      },
      icon(entry.icon ?? "chevron-right"),
      entry.label,
    ),
  );
  const panel = h("div", { role: "menu", class: "menu" }, items);
  panel.addEventListener("keydown", (/** @type {any} */ event) => walk(event, items));
  return panel;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
function walk(event, items) {
  const step = /** @type {Record<string, any>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  items[(at + step + items.length) % items.length].focus();
}

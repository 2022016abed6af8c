// The box for MLflow's filter language: it completes keys while one types, and shows the server's
// error below, with the caret at the place that the server names.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { column } from "./columns.js";

const MOST_SUGGESTIONS = 12;
const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "IS NULL"];

/**
 * @param {{value: string, keys: () => string[], submit: (text: string) => void}} options
 * @returns {{root: Element, fail: (error?: Error) => void}}
 */
export function filterBox({ value, keys, submit }) {
  const list = h("ul", { class: "suggestions", role: "listbox", id: "filter-list", hidden: true });
  const input = h("input", {
    type: "search",
    value,
    id: "filter",
    role: "combobox",
    "aria-label": "Filter runs",
    "aria-autocomplete": "list",
    "aria-controls": "filter-list",
    "aria-expanded": "false",
    placeholder: "Filter, as in: metrics.loss < 0.5 and params.lr = '0.1'",
    autocomplete: "off",
    spellcheck: "false",
  });
  const problem = h("div", { class: "filter-problem", role: "alert" });
  const root = h(
    "div",
    { class: "filter" },
    h("div", { class: "search" }, icon("filter"), input, list),
    problem,
  );

  let chosen = -1;
  let offers = [];

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
  };

  const take = (offer) => {
    const { before, after } = offer;
    input.value = before + offer.text + after;
    input.setSelectionRange(before.length + offer.text.length, before.length + offer.text.length);
    input.focus();
    suggest();
  };

  const suggest = () => {
    offers = suggestions(input.value, input.selectionStart, keys());
    chosen = -1;
    show(
      list,
      offers.map((offer, index) => option(offer, index, take)),
    );
    list.hidden = offers.length === 0;
    input.setAttribute("aria-expanded", String(offers.length > 0));
  };

  const mark = (step) => {
    chosen = (chosen + step + offers.length) % offers.length;
    for (const [index, node] of [...list.children].entries()) {
      node.setAttribute("aria-selected", String(index === chosen));
    }
    input.setAttribute("aria-activedescendant", `filter-option-${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };

  const onKey = (event) => {
    const isOpen = !list.hidden;
    if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (isOpen && (event.key === "Tab" || event.key === "Enter") && chosen >= 0) {
      event.preventDefault();
      take(offers[chosen]);
    } else if (event.key === "Enter") {
      close();
      submit(input.value);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  };

  input.addEventListener("input", suggest);
  input.addEventListener("focus", () => input.value === "" && suggest());
  input.addEventListener("click", suggest);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  input.addEventListener("search", () => input.value === "" && submit(""));

  /** Shows an error, or removes the last one. */
  const fail = (error) => {
    input.setAttribute("aria-invalid", String(Boolean(error)));
    show(problem, error && [icon("warning"), h("pre", {}, error.message)]);
    const place = /at character (\d+)/.exec(error?.message ?? "");
    if (place) input.setSelectionRange(Number(place[1]) - 1, input.value.length);
  };

  return { root, fail };
}

function option(offer, index, take) {
  const node = h(
    "li",
    { role: "option", id: `filter-option-${index}`, "aria-selected": "false" },
    h("b", {}, offer.text.trim()),
    offer.note && h("small", {}, offer.note),
  );
  node.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(offer);
  });
  return node;
}

/** What may stand at the caret: a key, an operator after a key, a conjunction after a value. */
export function suggestions(text, caret, keys) {
  const before = text.slice(0, caret);
  if (inString(before)) return [];
  const word = /[^\s()<>=!]*$/.exec(before)[0];
  const start = before.slice(0, before.length - word.length);
  const after = text.slice(caret);
  const offer = (each, note) => ({
    text: `${each} `,
    note,
    before: start,
    after: after.replace(/^ /, ""),
  });
  const clause = start
    .split(/\b(?:and|or|not)\b|\(/i)
    .pop()
    .trim();
  if (clause === "") return keysFor(word, keys).map(({ text: key, note }) => offer(key, note));
  if (/^[^\s<>=!]+$|^[\w.]*[`"][^`"]+[`"]$/.test(clause)) {
    return OPERATORS.filter((each) => each.startsWith(word.toUpperCase())).map((each) =>
      offer(each),
    );
  }
  const isEnded = /('[^']*'|[\d.]|null)$/i.test(clause) && /\s$/.test(before);
  return isEnded ? ["and", "or"].map((each) => offer(each)) : [];
}

function inString(text) {
  return (text.match(/'/g) ?? []).length % 2 === 1;
}

function keysFor(word, keys) {
  const wanted = word.toLowerCase();
  const offers = keys
    .map(column)
    .filter((each) => each?.filter)
    .map((each) => ({ text: each.filter, note: each.kind || "attribute" }));
  const starts = offers.filter((each) => each.text.toLowerCase().startsWith(wanted));
  const holds = offers.filter(
    (each) => !starts.includes(each) && each.text.toLowerCase().includes(wanted),
  );
  const found = [...starts, ...holds].slice(0, MOST_SUGGESTIONS);
  return found.length === 1 && found[0].text === word ? [] : found;
}

// The box for MLflow's filter language: it completes keys while one types, and shows the server's
// error below, with the caret at the character that the server names.

import { h, show } from "../dom.js";
import { quotedText } from "../filter.js";
import { icon } from "../icons.js";
import { combobox } from "./combobox.js";

const MOST_SUGGESTIONS = 12;
const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "IN", "IS NULL"];

/**
 * A key that may be filtered by, what it is, and which texts it is known to have.
 * @typedef {{text: string, note?: string, values?: () => string[]}} Key
 */

/**
 * @param {object} options
 * @param {string} options.value
 * @param {string} options.label
 * @param {string} options.placeholder
 * @param {() => Key[]} options.keys
 * @param {(text: string) => void} options.submit
 * @param {(text: string) => void} [options.typed] hears of every change of the text
 * @returns {{root: Element, fail: (error?: Error) => void, set: (text: string) => void}}
 */
export function filterBox({ value, label, placeholder, keys, submit, typed }) {
  const input = h("input", {
    type: "search",
    value,
    id: "filter",
    "aria-label": label,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
  });
  const box = combobox({
    input,
    id: "filter",
    kind: "suggestions",
    offers: (text, caret) => suggestions(text, caret, keys()),
    content: (offer) => [h("b", {}, offer.text.trim()), offer.note && h("small", {}, offer.note)],
    take: ({ before, text, after }) => {
      const caret = before.length + text.length;
      input.value = before + text + after;
      input.setSelectionRange(caret, caret);
      input.focus();
      box.refresh();
    },
  });
  const problem = h("div", { class: "filter-problem", role: "alert" });
  const root = h(
    "div",
    { class: "filter" },
    h("div", { class: "search" }, icon("filter"), input, box.list),
    problem,
  );

  /** @param {any} event */
  const onKey = (event) => {
    if (box.onKey(event)) return;
    if (event.key === "Enter") {
      box.close();
      submit(input.value);
    } else if (event.key === "Escape" && box.isOpen()) {
      event.preventDefault();
      box.close();
    }
  };

  input.addEventListener("input", box.refresh);
  input.addEventListener("input", () => typed?.(input.value));
  input.addEventListener("focus", () => input.value === "" && box.refresh());
  input.addEventListener("click", box.refresh);
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", box.close);
  input.addEventListener("search", () => input.value === "" && submit(""));

  /**
   * Shows an error, or removes the last one.
   * @param {any} error
   */
  const fail = (error) => {
    input.setAttribute("aria-invalid", String(Boolean(error)));
    show(problem, error && [icon("warning"), h("pre", {}, error.message)]);
    const position = /at character (\d+)/.exec(error?.message ?? "");
    if (position) input.setSelectionRange(Number(position[1]) - 1, input.value.length);
  };

  /** @param {string} text */
  const set = (text) => {
    input.value = text;
  };

  return { root, fail, set };
}

/**
 * What may stand at the caret: a key, an operator after a key, a value after an operator, a
 * conjunction after a value.
 * @param {Key[]} keys
 * @param {string} text
 * @param {number} caret
 */
export function suggestions(text, caret, keys) {
  const before = text.slice(0, caret);
  const value = VALUE.exec(before);
  if (value) return valuesFor(value[1], value[2] ?? "", before, text.slice(caret), keys);
  if (inString(before)) return [];
  const word = /[^\s()<>=!]*$/.exec(before)?.[0] ?? "";
  const start = before.slice(0, before.length - word.length);
  const after = text.slice(caret);
  /**
   * @param {string} each
   * @param {string} [note]
   */
  const offer = (each, note) => ({
    text: `${each} `,
    note,
    before: start,
    after: after.replace(/^ /, ""),
  });
  const clause = start
    .split(/\b(?:and|or|not)\b|\(/i)
    .reduce((_before, part) => part)
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

/** The end of a text after which a value follows: key, operator, and what is there of the value. */
const VALUE =
  /(?:^|[\s(])([\w.]+(?:`[^`]+`|"[^"]+")?)\s*(?:!?=|\bi?like\b|\bin\s*\((?:\s*'[^']*'\s*,)*)\s*('[^']*)?$/i;

/**
 * The texts that a key is known to have and that hold what is typed, in quotes.
 * @param {string} key
 * @param {string} typed
 * @param {string} before
 * @param {string} after
 * @param {Key[]} keys
 */
function valuesFor(key, typed, before, after, keys) {
  const values = keys.find((each) => each.text === key)?.values?.() ?? [];
  const wanted = typed.slice(1).toLowerCase();
  const start = before.slice(0, before.length - typed.length);
  return values
    .filter((value) => value.toLowerCase().includes(wanted))
    .slice(0, MOST_SUGGESTIONS)
    .map((value) => ({
      text: `${quotedText(value)} `,
      note: undefined,
      before: /\s$|\($/.test(start) ? start : `${start} `,
      after: after.replace(/^[^'\s]*'? ?/, ""),
    }));
}

/** @param {string} text */
function inString(text) {
  return (text.match(/'/g) ?? []).length % 2 === 1;
}

/**
 * @param {Key[]} keys
 * @param {string} word
 */
function keysFor(word, keys) {
  const wanted = word.toLowerCase();
  const starts = keys.filter((each) => each.text.toLowerCase().startsWith(wanted));
  const holds = keys.filter(
    (each) => !starts.includes(each) && each.text.toLowerCase().includes(wanted),
  );
  const found = [...starts, ...holds].slice(0, MOST_SUGGESTIONS);
  return found.length === 1 && found[0].text === word ? [] : found;
}

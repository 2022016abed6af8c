// Shows a text with line numbers, and colours what most languages have in common: comments,
// strings, numbers and a few words. It does not parse any of them.

import { h } from "../dom.js";

/** A longer text stays plain: each coloured word is a node. */
const LONGEST_COLOURED = 100_000;

/** So does one with a longer line: where a string has no end, each quote is looked at anew. */
const LONGEST_LINE = 5000;

const WORDS =
  /^(?:and|as|async|await|break|class|const|continue|def|do|elif|else|except|export|false|False|finally|fn|for|from|function|if|import|in|is|lambda|let|None|not|null|or|pass|raise|return|self|static|struct|True|true|try|use|var|while|with|yield)$/;

const HASH =
  /("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(#[^\n]*)|(\b\d[\w.]*\b)|([A-Za-z_]\w*)/g;
const SLASH =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(\b\d[\w.]*\b)|([A-Za-z_]\w*)/g;
const DASH = /('(?:[^']|'')*'|"[^"]*")|(--[^\n]*)|(\b\d[\w.]*\b)|([A-Za-z_]\w*)/g;
const JSON_TOKENS =
  /("(?:\\.|[^"\\\n])*"(?=\s*:))|($^)|(-?\b\d[\w.+-]*\b)|("(?:\\.|[^"\\\n])*"|true|false|null)/g;
const YAML =
  /("(?:\\.|[^"\\\n])*"|'(?:''|[^'\n])*')|(#[^\n]*)|(\b\d[\w.]*\b)|(^[ \t-]*[\w./][\w./ -]*(?=:(?:\s|$)))/gm;

/** @type {Record<string, RegExp>} */
const LANGUAGES = {
  json: JSON_TOKENS,
  jsonl: JSON_TOKENS,
  ipynb: JSON_TOKENS,
  yaml: YAML,
  yml: YAML,
  mlproject: YAML,
  mlmodel: YAML,
  sql: DASH,
};
for (const end of ["py", "sh", "r", "toml", "cfg", "ini", "dockerfile"]) LANGUAGES[end] = HASH;
for (const end of ["js", "ts", "rs", "java", "c", "h", "cpp", "go", "css"]) LANGUAGES[end] = SLASH;

/**
 * Makes the view of a text whose file's name ends so.
 * @param {string} text
 * @param {string} end
 */
export function code(text, end) {
  const shown = text.replace(/\r\n/g, "\n").replace(/\n$/, "");
  const lines = shown.split("\n");
  const numbers = lines.map((_, index) => index + 1).join("\n");
  const isShort =
    shown.length <= LONGEST_COLOURED && lines.every((line) => line.length <= LONGEST_LINE);
  const language = isShort && LANGUAGES[end];
  return h(
    "div",
    { class: "code" },
    h("pre", { class: "line-numbers", "aria-hidden": "true" }, numbers),
    h("pre", { tabindex: "0" }, h("code", {}, language ? coloured(shown, language) : shown)),
  );
}

/**
 * @param {string} text
 * @param {RegExp} language
 */
function coloured(text, language) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(language)) {
    const kind = kindOf(match, language);
    if (!kind) continue;
    nodes.push(text.slice(at, match.index), h("span", { class: kind }, match[0]));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/**
 * @param {string[]} match
 * @param {RegExp} language
 */
function kindOf([, first, comment, number, word], language) {
  if (comment) return "comment";
  if (number) return "literal";
  if (language === JSON_TOKENS) return first ? "word" : "string";
  if (first) return "string";
  if (language === YAML) return "word";
  return WORDS.test(word) ? "word" : "";
}

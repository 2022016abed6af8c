// Renders Markdown as nodes. Nothing is ever parsed as HTML, and a link or an image leads only to
// an address of a harmless scheme, so a description cannot run anything.

import { h } from "../dom.js";

const SAFE_LINK = /^(https?:|mailto:|#|\/(?!\/)|\.{0,2}\/|[\w-]+(\/|$|\.))/i;

/**
 * How deep quotes, lists and emphasis may lie in each other. What lies deeper is shown as it is
 * written: nobody reads it otherwise, and each level takes room on the call stack.
 */
const DEEPEST = 16;

/** A longer line is shown as it is written: to look for marks in it would take too long. */
const LONGEST_LINE = 5000;

/**
 * What may stand in a line, the first match winning.
 * @type {[RegExp, (match: RegExpExecArray, depth: number) => Node | string][]}
 */
const INLINE = [
  [/^`([^`]+)`/, (match) => h("code", {}, match[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => picture(match[1], match[2])],
  [
    /^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/,
    (match, depth) => anchor(inline(match[1], depth + 1), match[2]),
  ],
  [/^<(https?:\/\/[^>\s]+)>/, (match) => anchor([match[1]], match[1])],
  [/^https?:\/\/[^\s<>)]+[^\s<>).,;:!?]/, (match) => anchor([match[0]], match[0])],
  [/^(\*\*|__)(?=\S)(.+?)\1/, (match, depth) => h("strong", {}, inline(match[2], depth + 1))],
  [/^(\*|_)(?=\S)(.+?)\1(?!\w)/, (match, depth) => h("em", {}, inline(match[2], depth + 1))],
  [/^~~(.+?)~~/, (match, depth) => h("del", {}, inline(match[1], depth + 1))],
  [/^\\([\\`*_{}[\]()#+\-.!|<>~])/, (match) => match[1]],
];

/**
 * @param {any[]} children
 * @param {string} address
 */
function anchor(children, address) {
  if (!SAFE_LINK.test(address)) return h("span", {}, children);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, children);
}

/**
 * Pictures from elsewhere are not loaded: the page makes no request that leaves its server.
 * @param {string} text
 * @param {string} address
 */
function picture(text, address) {
  return anchor([text || address], address);
}

/**
 * @param {string} text
 * @param {number} depth
 */
function inline(text, depth) {
  if (depth > DEEPEST || text.length > LONGEST_LINE) return [text];
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = inlineAt(text, at, depth);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(found.node);
    at += found.length;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 */
function inlineAt(text, at, depth) {
  if (!/[`![<h*_~\\]/.test(text[at])) return undefined;
  if (/[_h]/.test(text[at]) && /\w/.test(text[at - 1] ?? "")) return undefined;
  const rest = text.slice(at);
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(rest);
    if (match) return { node: make(match, depth), length: match[0].length };
  }
  return undefined;
}

/** Lines, taken from the front. */
class Lines {
  /** @param {string[]} list */
  constructor(list) {
    this.list = list;
    this.at = 0;
  }

  get isEmpty() {
    return this.at >= this.list.length;
  }

  get first() {
    return this.list[this.at];
  }

  get second() {
    return this.list[this.at + 1];
  }

  take() {
    this.at += 1;
    return this.list[this.at - 1];
  }

  /** @param {(each: any) => boolean} test */
  takeWhile(test) {
    const start = this.at;
    while (!this.isEmpty && test(this.first)) this.at += 1;
    return this.list.slice(start, this.at);
  }
}

/**
 * What may begin at a line; each takes its lines from the front of `lines`.
 * @type {[RegExp, (lines: Lines, depth: number) => Node][]}
 */
const BLOCKS = [
  [/^\s*(```|~~~)/, fence],
  [/^#{1,6}\s+\S/, heading],
  [/^ {0,3}([-*_])( *\1){2,} *$/, rule],
  [/^\s*>/, quote],
  [/^\s*([-*+]|\d+[.)])\s+/, list],
  [/^\s*\|.*\|/, table],
];

/**
 * Renders a text as a block of nodes.
 * @param {string} text
 */
export function markdown(text) {
  return h("div", { class: "markdown" }, blocks(text.replace(/\r\n?/g, "\n").split("\n"), 0));
}

/**
 * @param {any[]} list
 * @param {number} depth
 */
function blocks(list, depth) {
  if (depth > DEEPEST) return [h("pre", {}, list.join("\n"))];
  const lines = new Lines(list);
  const nodes = [];
  while (!lines.isEmpty) {
    if (lines.first.trim() === "") lines.take();
    else nodes.push(block(lines, depth));
  }
  return nodes;
}

/** @param {string} line */
function blockAt(line) {
  return BLOCKS.find(([pattern]) => pattern.test(line))?.[1];
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function block(lines, depth) {
  return (blockAt(lines.first) ?? paragraph)(lines, depth);
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function paragraph(lines, depth) {
  const first = lines.take();
  const taken = [first, ...lines.takeWhile((line) => line.trim() !== "" && !blockAt(line))];
  const parts = taken.flatMap((line, index) => [
    ...inline(line.trim(), depth),
    index < taken.length - 1 ? (line.endsWith("  ") ? h("br") : " ") : "",
  ]);
  return h("p", {}, parts);
}

/** @param {Lines} lines */
function fence(lines) {
  const mark = lines.take().trim().slice(0, 3);
  const taken = lines.takeWhile((line) => !line.trim().startsWith(mark));
  lines.take();
  return h("pre", {}, h("code", {}, taken.join("\n")));
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function heading(lines, depth) {
  const [, marks = "", text = ""] = /^(#+)\s+(.*?)\s*#*$/.exec(lines.take()) ?? [];
  // The page's own headings are above a description's, which start at the third level.
  return h(`h${Math.min(6, marks.length + 2)}`, {}, inline(text, depth));
}

/** @param {Lines} lines */
function rule(lines) {
  lines.take();
  return h("hr");
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function quote(lines, depth) {
  const inner = lines
    .takeWhile((line) => /^\s*>/.test(line))
    .map((line) => line.replace(/^\s*> ?/, ""));
  return h("blockquote", {}, blocks(inner, depth + 1));
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function list(lines, depth) {
  const kind = kindOf(lines.first);
  if (!kind) return paragraph(lines, depth);
  const items = [];
  while (!lines.isEmpty && isItem(lines.first, kind)) items.push(item(lines, kind, depth));
  return h(kind.tag, {}, items);
}

/**
 * What kind of list a line belongs to; items of another kind begin another list.
 * @param {string} line
 */
function kindOf(line) {
  const match = /^(\s*)([-*+]|\d+[.)])\s+/.exec(line);
  return match && { indent: match[1].length, tag: /\d/.test(match[2]) ? "ol" : "ul" };
}

/**
 * @param {string} line
 * @param {{indent: number, tag: string}} kind
 */
function isItem(line, kind) {
  const found = kindOf(line);
  return found !== null && found.indent === kind.indent && found.tag === kind.tag;
}

/**
 * @param {Lines} lines
 * @param {{indent: number, tag: string}} kind
 * @param {number} depth
 */
function item(lines, kind, depth) {
  const first = lines.take().replace(/^\s*([-*+]|\d+[.)])\s+/, "");
  const inner = lines.takeWhile(
    (line) => line.trim() !== "" && line.length - line.trimStart().length > kind.indent,
  );
  if (lines.first?.trim() === "" && isItem(lines.second ?? "", kind)) lines.take();
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const box =
    task &&
    h("input", {
      type: "checkbox",
      disabled: true,
      checked: task[1] !== " ",
      "aria-label": "Done",
    });
  return h("li", {}, box, inline(task ? task[2] : first, depth), blocks(inner, depth + 1));
}

/**
 * @param {Lines} lines
 * @param {number} depth
 */
function table(lines, depth) {
  const rows = lines.takeWhile((line) => /^\s*\|/.test(line)).map(cells);
  const hasHead = rows.length > 1 && rows[1].every((cell) => /^:?-+:?$/.test(cell));
  /** @param {string} tag */
  const row = (tag) => (/** @type {any} */ texts) =>
    h(
      "tr",
      {},
      texts.map((/** @type {string} */ text) => h(tag, {}, inline(text, depth))),
    );
  const head = hasHead ? h("thead", {}, row("th")(rows[0])) : null;
  const body = rows.slice(hasHead ? 2 : 0).map(row("td"));
  return h("div", { class: "scroll" }, h("table", {}, head, h("tbody", {}, body)));
}

/** @param {string} line */
function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

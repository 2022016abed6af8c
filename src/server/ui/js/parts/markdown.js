// Renders Markdown as nodes. Nothing is ever parsed as HTML, and a link or an image leads only to
// an address of a harmless scheme, so a description cannot run anything.

import { h } from "../dom.js";

const SAFE_LINK = /^(https?:|mailto:|#|\/(?!\/)|\.{0,2}\/|[\w-]+(\/|$|\.))/i;

/** What may stand in a line, the first match winning. */
const INLINE = [
  [/^`([^`]+)`/, (match) => h("code", {}, match[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => picture(match[1], match[2])],
  [/^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (match) => anchor(inline(match[1]), match[2])],
  [/^<(https?:\/\/[^>\s]+)>/, (match) => anchor([match[1]], match[1])],
  [/^https?:\/\/[^\s<>)]+[^\s<>).,;:!?]/, (match) => anchor([match[0]], match[0])],
  [/^(\*\*|__)(?=\S)(.+?)\1/, (match) => h("strong", {}, inline(match[2]))],
  [/^(\*|_)(?=\S)(.+?)\1(?!\w)/, (match) => h("em", {}, inline(match[2]))],
  [/^~~(.+?)~~/, (match) => h("del", {}, inline(match[1]))],
  [/^\\([\\`*_{}[\]()#+\-.!|<>~])/, (match) => match[1]],
];

function anchor(children, address) {
  if (!SAFE_LINK.test(address)) return h("span", {}, children);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, children);
}

// Pictures from elsewhere are not loaded: the page makes no request that leaves its server.
function picture(text, address) {
  return anchor([text || address], address);
}

function inline(text) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = inlineAt(text, at);
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

function inlineAt(text, at) {
  if (!/[`![<h*_~\\]/.test(text[at])) return undefined;
  if (/[_h]/.test(text[at]) && /\w/.test(text[at - 1] ?? "")) return undefined;
  const rest = text.slice(at);
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(rest);
    if (match) return { node: make(match), length: match[0].length };
  }
  return undefined;
}

/** What may begin at a line; each takes its lines from the front of `lines`. */
const BLOCKS = [
  [/^\s*(```|~~~)/, fence],
  [/^#{1,6}\s+\S/, heading],
  [/^ {0,3}([-*_])( *\1){2,} *$/, rule],
  [/^\s*>/, quote],
  [/^\s*([-*+]|\d+[.)])\s+/, list],
  [/^\s*\|.*\|/, table],
];

/** Renders a text as a block of nodes. */
export function markdown(text) {
  return h("div", { class: "markdown" }, blocks(text.replace(/\r\n?/g, "\n").split("\n")));
}

function blocks(lines) {
  const nodes = [];
  while (lines.length > 0) {
    if (lines[0].trim() === "") lines.shift();
    else nodes.push(block(lines));
  }
  return nodes;
}

function blockAt(line) {
  return BLOCKS.find(([pattern]) => pattern.test(line))?.[1];
}

function block(lines) {
  return (blockAt(lines[0]) ?? paragraph)(lines);
}

function paragraph(lines) {
  const taken = [lines.shift()];
  while (lines.length > 0 && lines[0].trim() !== "" && !blockAt(lines[0]))
    taken.push(lines.shift());
  const parts = taken.flatMap((line, index) => [
    ...inline(line.trim()),
    index < taken.length - 1 ? (line.endsWith("  ") ? h("br") : " ") : "",
  ]);
  return h("p", {}, parts);
}

function fence(lines) {
  const mark = lines.shift().trim().slice(0, 3);
  const taken = [];
  while (lines.length > 0 && !lines[0].trim().startsWith(mark)) taken.push(lines.shift());
  lines.shift();
  return h("pre", {}, h("code", {}, taken.join("\n")));
}

function heading(lines) {
  const [, marks, text] = /^(#+)\s+(.*?)\s*#*$/.exec(lines.shift());
  // The page's own headings are above a description's, which start at the third level.
  return h(`h${Math.min(6, marks.length + 2)}`, {}, inline(text));
}

function rule(lines) {
  lines.shift();
  return h("hr");
}

function quote(lines) {
  const inner = takeWhile(lines, (line) => /^\s*>/.test(line)).map((line) =>
    line.replace(/^\s*> ?/, ""),
  );
  return h("blockquote", {}, blocks(inner));
}

function list(lines) {
  const kind = kindOf(lines[0]);
  const items = [];
  while (lines.length > 0 && isItem(lines[0], kind)) items.push(item(lines, kind));
  return h(kind.tag, {}, items);
}

// What kind of list a line belongs to; items of another kind begin another list.
function kindOf(line) {
  const match = /^(\s*)([-*+]|\d+[.)])\s+/.exec(line);
  return match && { indent: match[1].length, tag: /\d/.test(match[2]) ? "ol" : "ul" };
}

function isItem(line, kind) {
  const found = kindOf(line);
  return found?.indent === kind.indent && found.tag === kind.tag;
}

function item(lines, kind) {
  const first = lines.shift().replace(/^\s*([-*+]|\d+[.)])\s+/, "");
  const inner = takeWhile(
    lines,
    (line) => line.trim() !== "" && /^\s*/.exec(line)[0].length > kind.indent,
  );
  if (lines[0]?.trim() === "" && isItem(lines[1] ?? "", kind)) lines.shift();
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const box =
    task &&
    h("input", {
      type: "checkbox",
      disabled: true,
      checked: task[1] !== " ",
      "aria-label": "Done",
    });
  return h("li", {}, box, inline(task ? task[2] : first), blocks(inner));
}

function table(lines) {
  const rows = takeWhile(lines, (line) => /^\s*\|/.test(line)).map(cells);
  const hasHead = rows.length > 1 && rows[1].every((cell) => /^:?-+:?$/.test(cell));
  const head = hasHead
    ? h(
        "thead",
        {},
        h(
          "tr",
          {},
          rows[0].map((cell) => h("th", {}, inline(cell))),
        ),
      )
    : null;
  const body = rows.slice(hasHead ? 2 : 0).map((row) =>
    h(
      "tr",
      {},
      row.map((cell) => h("td", {}, inline(cell))),
    ),
  );
  return h("div", { class: "scroll" }, h("table", {}, head, h("tbody", {}, body)));
}

function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

function takeWhile(lines, test) {
  const taken = [];
  while (lines.length > 0 && test(lines[0])) taken.push(lines.shift());
  return taken;
}

// Shows a Jupyter notebook: its cells in their order, with what they printed and drew. Nothing in it
// runs; HTML that a cell made is shown in the sandbox of HTML files.

import { h } from "../dom.js";
import { markdown } from "../parts/markdown.js";
import { code } from "./code.js";
import { htmlDocument } from "./document.js";

const MOST_CELLS = 400;

/** As much of what a cell printed is shown. */
const LONGEST_OUTPUT = 20_000;

/** Pictures that a cell may have drawn, and how their data is written. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** Colours of terminals, which tracebacks are full of. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with.
const COLOURS = /\u001b\[[\d;]*m/g;

/**
 * The cells of a notebook; undefined where the text is none.
 * @param {string} text
 */
export function cellsOf(text) {
  try {
    const notebook = JSON.parse(text);
    // Before the fourth format, cells lay in sheets.
    const cells =
      notebook.cells ?? notebook.worksheets?.flatMap((/** @type {any} */ sheet) => sheet.cells);
    return Array.isArray(cells) ? cells : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes the view of a notebook's cells.
 * @param {any} cells
 */
export function notebookView(cells) {
  const rest = cells.length - MOST_CELLS;
  return h(
    "div",
    { class: "notebook" },
    cells.slice(0, MOST_CELLS).map(cellView),
    rest > 0 && h("p", { class: "faint" }, `and ${rest} more cells; download the file to see them`),
  );
}

/** @param {any} cell */
function cellView(cell) {
  const source = joined(cell.source ?? cell.input);
  if (cell.cell_type === "markdown") return h("section", { class: "cell-text" }, markdown(source));
  if (cell.cell_type !== "code") return h("pre", {}, source);
  const number = cell.execution_count ?? cell.prompt_number ?? " ";
  return h(
    "section",
    { class: "cell-code" },
    h("small", { class: "mono" }, `[${number}]`),
    h("div", {}, source && code(source, "py"), (cell.outputs ?? []).map(outputView)),
  );
}

/**
 * Texts are lists of lines, or one.
 * @param {string} text
 */
function joined(text) {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}

/** @param {any} output */
function outputView(output) {
  if (output.output_type === "stream") return printed(joined(output.text));
  if (output.output_type === "error" || output.output_type === "pyerr")
    return h("pre", { class: "output bad" }, trimmed(joined((output.traceback ?? []).join("\n"))));
  const data = output.data ?? output;
  const picture = PICTURES.find((type) => data[type]);
  if (picture) return drawn(picture, joined(data[picture]));
  if (data["text/html"]) return htmlDocument(joined(data["text/html"]));
  if (data["text/markdown"]) return markdown(joined(data["text/markdown"]));
  return printed(joined(data["text/plain"] ?? data.text));
}

/** @param {string} text */
function printed(text) {
  return text && h("pre", { class: "output" }, trimmed(text));
}

/** @param {string} text */
function trimmed(text) {
  const plain = text.replace(COLOURS, "");
  return plain.length > LONGEST_OUTPUT ? `${plain.slice(0, LONGEST_OUTPUT)}…` : plain;
}

/**
 * @param {string | undefined} type
 * @param {any} data
 */
function drawn(type, data) {
  return h("img", {
    class: "picture",
    alt: "What the cell drew",
    src: `data:${type};base64,${data.replace(/\s/g, "")}`,
  });
}

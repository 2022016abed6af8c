// Shows the contents of a file, by the kind that its name tells.

import { fileBlob } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { fromCsv } from "../parts/csv.js";
import { markdown } from "../parts/markdown.js";
import { failed } from "../parts/notice.js";
import { code } from "./code.js";
import { htmlDocument } from "./document.js";
import { mapView, shapesOf } from "./geojson.js";
import { modelCard } from "./mlmodel.js";
import { cellsOf, notebookView } from "./notebook.js";

/** A text longer than this is shown in part: more would make the page slow. */
const LONGEST_TEXT = 1_000_000;

/** A file larger than this is not fetched for a look at it. */
const LARGEST = 50_000_000;

const MOST_ROWS = 500;

/** JSON that is nested deeper is shown as it is written: an indent would be most of the text. */
const DEEPEST = 100;

/** @type {Record<string, string>} */
const IMAGES = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  svg: "image/svg+xml",
  ico: "image/x-icon",
};
/** @type {Record<string, string>} */
const VIDEOS = { mp4: "video/mp4", webm: "video/webm", ogv: "video/ogg", mov: "video/quicktime" };
/** @type {Record<string, string>} */
const SOUNDS = { mp3: "audio/mpeg", wav: "audio/wav", ogg: "audio/ogg", flac: "audio/flac" };
const TEXTS = new Set(
  "txt log py js ts sh r sql toml cfg ini json jsonl yaml yml xml md rst tex env gitignore lock rs java c h cpp go ipynb conf properties mlproject mlmodel css patch diff dockerfile".split(
    " ",
  ),
);

/** The kinds of files, the first that fits winning: a test of the name, and how it is shown. */
/** @type {[(name: string, end: string) => boolean,
 *   (blob: Blob, end: string, name: string) => unknown][]} */
const KINDS = [
  [(name) => name === "mlmodel", async (blob) => modelCard(await textOf(blob))],
  [
    (_name, end) => end === "csv" || end === "tsv",
    async (blob, end) => table(await textOf(blob), end),
  ],
  [
    (_name, end) => end === "html" || end === "htm",
    async (blob) => htmlDocument(await blob.text()),
  ],
  [(_name, end) => end === "pdf", pdf],
  [(_name, end) => end in IMAGES, (blob, end, name) => picture(addressOf(blob, IMAGES[end]), name)],
  [
    (_name, end) => end in VIDEOS,
    (blob, end) => h("video", { controls: true, src: addressOf(blob, VIDEOS[end]) }),
  ],
  [
    (_name, end) => end in SOUNDS,
    (blob, end) => h("audio", { controls: true, src: addressOf(blob, SOUNDS[end]) }),
  ],
  [(_name, end) => end === "md", async (blob) => markdown(await textOf(blob))],
  [(_name, end) => end === "json", async (blob) => json(await textOf(blob))],
  [(_name, end) => end === "geojson", async (blob) => geojson(await blob.text())],
  [(_name, end) => end === "ipynb", async (blob) => notebook(await blob.text())],
  [(_name, end) => TEXTS.has(end), async (blob, end) => text(blob, end)],
];

/**
 * Makes the preview of a file; a failure becomes a notice.
 * @param {any} source
 * @param {any} file
 */
export async function preview(source, file) {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1).toLowerCase();
  const end = name.slice(name.lastIndexOf(".") + 1);
  if (Number(file.file_size ?? 0) > LARGEST)
    return h(
      "p",
      { class: "faint" },
      `A file of ${format.size(file.file_size)} is too large for a look at it here; download it.`,
    );
  try {
    const blob = await fileBlob(source.address(file.path));
    const kind = KINDS.find(([fits]) => fits(name, end));
    return await (kind ? kind[1](blob, end, name) : unknown(blob));
  } catch (error) {
    return failed(error);
  }
}

/** @param {Blob} blob */
async function textOf(blob) {
  return blob.slice(0, LONGEST_TEXT).text();
}

/**
 * The type is ours: what the server says of a file is what its owner wanted it to say.
 * @param {Blob} blob
 * @param {string | undefined} type
 */
function addressOf(blob, type) {
  return URL.createObjectURL(blob.slice(0, blob.size, type));
}

/**
 * @param {string} address
 * @param {string} name
 */
function picture(address, name) {
  const release = () => URL.revokeObjectURL(address);
  return h("img", { class: "picture", src: address, alt: name, onload: release, onerror: release });
}

/**
 * @param {Blob} blob
 * @param {string} end
 */
async function text(blob, end) {
  const shown = code(await textOf(blob), end);
  return blob.size > LONGEST_TEXT
    ? [h("p", { class: "faint" }, "The first million characters:"), shown]
    : shown;
}

/** @param {Blob} blob */
async function unknown(blob) {
  const start = new Uint8Array(await blob.slice(0, 8000).arrayBuffer());
  if (!start.includes(0)) return text(blob, "txt");
  return h(
    "p",
    { class: "faint" },
    "There is no preview of such a file; download it to open it elsewhere.",
  );
}

/** @param {Blob} blob */
function pdf(blob) {
  return h("iframe", {
    class: "document",
    title: "The file as a document",
    src: addressOf(blob, "application/pdf"),
  });
}

/**
 * @param {any} content
 * @param {string} end
 */
function table(content, end) {
  const [head = [], ...rows] = fromCsv(content, end === "tsv" ? "\t" : ",", MOST_ROWS + 1);
  return rowsTable(head, rows);
}

/**
 * A table of texts, its numbers at the right.
 * @param {any[]} head
 * @param {any[]} rows
 */
export function rowsTable(head, rows) {
  /** @param {any} value */
  const isNumber = (value) => value === "" || Number.isFinite(Number(value));
  // A column stands at the right as a whole, or not at all.
  const kinds = head.map((_, index) => {
    const values = rows.map((row) => row[index] ?? "");
    return values.every(isNumber) && values.some((value) => value !== "") ? "number" : null;
  });
  /**
   * @param {any} value
   * @param {number} index
   */
  const cell = (value, index) => h("td", { class: kinds[index] }, value);
  const note =
    rows.length >= MOST_ROWS && h("p", { class: "faint" }, `The first ${MOST_ROWS} rows:`);
  const body = rows.map((row) => h("tr", {}, row.map(cell)));
  return [
    note,
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        { class: "values sheet" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((name, index) => h("th", { scope: "col", class: kinds[index] }, name)),
          ),
        ),
        h("tbody", {}, body),
      ),
    ),
  ];
}

/**
 * A file that is not what its name says is shown as the text that it is.
 * @param {any} content
 */
function notebook(content) {
  const cells = nesting(content) > DEEPEST ? undefined : cellsOf(content);
  return cells ? notebookView(cells) : code(content.slice(0, LONGEST_TEXT), "json");
}

/** @param {any} content */
function geojson(content) {
  const shapes = nesting(content) > DEEPEST ? undefined : shapesOf(content);
  const text = code(content.slice(0, LONGEST_TEXT), "json");
  return shapes ? [mapView(shapes), text] : text;
}

/**
 * What `mlflow.log_table` wrote is shown as a table; other JSON with an indent of its own.
 * @param {any} content
 */
function json(content) {
  if (nesting(content) > DEEPEST) return code(content, "json");
  try {
    const value = JSON.parse(content);
    if (isTable(value))
      return rowsTable(
        value.columns.map(String),
        value.data.slice(0, MOST_ROWS).map((/** @type {any} */ row) => row.map(cellText)),
      );
    return code(JSON.stringify(value, null, 2), "json");
  } catch {
    return code(content, "json");
  }
}

/**
 * How deep the lists and objects of a JSON text lie in each other.
 * @param {any} content
 */
export function nesting(content) {
  let depth = 0;
  let deepest = 0;
  for (const [token] of content.matchAll(/"(?:\\.|[^"\\])*"?|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** @param {any} value */
function isTable(value) {
  return (
    Array.isArray(value?.columns) && Array.isArray(value.data) && value.data.every(Array.isArray)
  );
}

/** @param {any} value */
function cellText(value) {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

// Reads and writes comma-separated values.

/** Writes a table as CSV, quoting what has to be quoted. @param {any[][]} rows */
export function toCsv(rows) {
  return rows.map((row) => row.map(quote).join(",")).join("\r\n");
}

/** @param {unknown} text */
function quote(text) {
  const value = String(text ?? "");
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * Reads CSV (or TSV, by its separator) into rows, at most `limit` of them.
 * @param {string} text
 */
export function fromCsv(text, separator = ",", limit = Infinity) {
  const rows = [];
  let row = [];
  let at = 0;
  let hasMore = text.length > 0;
  while (hasMore && rows.length < limit) {
    const { value, end } =
      text[at] === '"' ? quotedField(text, at) : plainField(text, at, separator);
    row.push(value);
    at = end + 1;
    if (text[end] === separator) continue;
    if (text[end] === "\r" && text[end + 1] === "\n") at += 1;
    rows.push(row);
    row = [];
    hasMore = at < text.length;
  }
  return rows;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {string} separator
 */
function plainField(text, start, separator) {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r")
    end += 1;
  return { value: text.slice(start, end), end };
}

/**
 * @param {string} text
 * @param {number} start
 */
function quotedField(text, start) {
  let value = "";
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '"' && text[at + 1] === '"') at += 1;
    else if (text[at] === '"') return { value, end: at + 1 };
    value += text[at];
    at += 1;
  }
  return { value, end: at };
}

/**
 * Lets the browser save a text or a blob under a name.
 * @param {BlobPart} content
 * @param {string} name
 */
export function save(content, name, type = "text/csv") {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

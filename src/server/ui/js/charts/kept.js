// What a reader has made of an experiment's board, kept by the browser, so that the list of
// experiments leads to the same charts again. An address that names charts comes first.

const KEY = "mlflow.boards";

/** The boards of more experiments than these are not kept; the oldest goes first. */
const MOST_KEPT = 60;

// Storage may be forbidden or full; a board then lasts as long as its address.
function all() {
  try {
    return Object(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

/** What is kept for these experiments. @returns {{charts?: any, board?: any}} */
export function keptBoard(experiments) {
  return Object(all()[experiments] ?? {});
}

/** Keeps charts and settings; what is undefined is as at first. */
export function keepBoard(experiments, { charts, board }) {
  const { [experiments]: _, ...others } = all();
  const entries = Object.entries(others);
  if (charts || board) entries.push([experiments, { charts, board }]);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries.slice(-MOST_KEPT))));
  } catch {
    // See `all`.
  }
}

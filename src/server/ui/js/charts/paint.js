// Shows in a plot of Plotly's which run is pointed at: all others are dimmed. The nodes are marked
// in place, since drawing anew would take too long for a pointer that moves.

/**
 * Dims what does not belong to the run or group that is pointed at.
 * @param {Element} root
 * @param {import("./highlight.js").Highlight} highlight
 */
export function paint(root, highlight) {
  for (const node of root.querySelectorAll(".trace")) {
    const trace = traceOf(node);
    if (trace?.meta !== undefined) node.classList.toggle("dimmed", highlight.dims(trace.meta));
    else if (trace?.customdata) paintPoints(node, trace.customdata, highlight);
  }
}

/**
 * @param {Element} node
 * @param {string[]} ids
 * @param {import("./highlight.js").Highlight} highlight
 */
function paintPoints(node, ids, highlight) {
  for (const point of /** @type {Iterable<any>} */ (node.querySelectorAll(".point"))) {
    const at = point.__data__?.i;
    if (at !== undefined) point.classList.toggle("dimmed", highlight.dims(ids[at]));
  }
}

// Plotly binds what it draws to the nodes, as D3 does.
function traceOf(/** @type {any} */ node) {
  const data = node.__data__;
  return data?.[0]?.trace ?? data?.trace;
}

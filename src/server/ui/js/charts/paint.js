// Shows in a plot of Plotly's which run is pointed at: all others are dimmed. The nodes are marked
// in place, since drawing anew would take too long for a pointer that moves.

/** Dims what does not belong to this run or group; nothing without an id. */
export function paint(root, id) {
  for (const node of root.querySelectorAll(".trace")) {
    const trace = traceOf(node);
    if (trace?.meta !== undefined) node.classList.toggle("dimmed", isOther(trace.meta, id));
    else if (trace?.customdata) paintPoints(node, trace.customdata, id);
  }
}

function paintPoints(node, ids, id) {
  for (const point of node.querySelectorAll(".point")) {
    const at = point.__data__?.i;
    if (at !== undefined) point.classList.toggle("dimmed", isOther(ids[at], id));
  }
}

function isOther(each, id) {
  return id !== undefined && each !== id;
}

// Plotly binds what it draws to the nodes, as D3 does.
function traceOf(node) {
  const data = node.__data__;
  return data?.[0]?.trace ?? data?.trace;
}

// Things of one kind, such as headings or charts, dragged to the position of another.

/**
 * Lets `handle` be dragged, and `node` take what is dragged of the same kind.
 * @param {{node: HTMLElement, handle: HTMLElement, kind: string, key: string,
 *   onDrop: (dragged: string) => void}} options `key` tells this one from the others
 */
export function dragging({ node, handle, kind, key, onDrop }) {
  const type = `text/${kind}`;
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => event.dataTransfer?.setData(type, key));
  node.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes(type)) return;
    event.preventDefault();
    node.classList.add("drop");
  });
  node.addEventListener("dragleave", () => node.classList.remove("drop"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    node.classList.remove("drop");
    const dragged = event.dataTransfer?.getData(type);
    if (!dragged) return;
    // After the drag has ended, since what is dragged may be drawn anew.
    setTimeout(() => onDrop(dragged));
  });
}

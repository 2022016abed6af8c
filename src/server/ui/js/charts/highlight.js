// Which run the reader points at: the list of runs and all charts show the same one.

/** Tells everybody who listens when another run, or group, is pointed at. */
export class Highlight {
  constructor() {
    /** @type {string | undefined} */
    this.id = undefined;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Map<string, string>} the id of a run's group, by that of the run */
    this.groupOf = new Map();
  }

  /** Points at a run or a group by its id; at none without one. @param {string} [id] */
  set(id) {
    if (id === this.id) return;
    this.id = id;
    for (const hear of this.listeners) hear();
  }

  /** Takes the groups that there are. @param {import("./kinds.js").Group[]} [groups] */
  setGroups(groups) {
    const members = (groups ?? []).flatMap(({ id, runs }) => runs.map((run) => [run.id, id]));
    this.groupOf = new Map(/** @type {[string, string][]} */ (members));
  }

  /**
   * Whether a run or a group is pointed at, by itself or since its group or one of its runs is: a
   * chart has either.
   * @param {string | undefined} id
   */
  touches(id) {
    if (this.id === undefined || id === undefined) return false;
    return id === this.id || this.groupOf.get(id) === this.id || this.groupOf.get(this.id) === id;
  }

  /** Whether something else is pointed at. @param {string | undefined} id */
  dims(id) {
    return this.id !== undefined && !this.touches(id);
  }

  /** Calls `hear` with each change; answers how to stop that. @param {() => void} hear */
  listen(hear) {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }

  /**
   * Lets the pointer and the focus choose among the nodes below a root that have the id of a run in
   * `data-run`, and marks those of what is pointed at. Answers what marks them anew, and how to stop.
   * @param {HTMLElement} root
   */
  attach(root) {
    /** @param {Event} event */
    const point = ({ target }) => {
      const node = target instanceof Element ? target.closest("[data-run]") : undefined;
      this.set(node?.getAttribute("data-run") ?? undefined);
    };
    const none = () => this.set(undefined);
    const events = ["pointerover", "focusin"];
    for (const event of events) root.addEventListener(event, point);
    root.addEventListener("pointerleave", none);
    const mark = () => {
      for (const node of root.querySelectorAll("[data-run]")) {
        const id = node.getAttribute("data-run") ?? "";
        node.classList.toggle("touched", this.touches(id));
        node.classList.toggle("dimmed", this.dims(id));
      }
    };
    return { mark, leave: this.listen(mark) };
  }
}

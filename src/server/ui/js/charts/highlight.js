// Which run the reader points at: the list of runs and all charts show the same one.

/** Tells everybody who listens when another run, or group, is pointed at. */
export class Highlight {
  constructor() {
    this.id = undefined;
    this.listeners = new Set();
  }

  /** Points at a run or a group by its id; at none without one. @param {string} [id] */
  set(id) {
    if (id === this.id) return;
    this.id = id;
    for (const hear of this.listeners) hear(id);
  }

  /** Calls `hear` with each change; answers how to stop that. */
  listen(hear) {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }
}

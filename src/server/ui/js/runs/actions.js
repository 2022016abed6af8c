// What can be done to the selected runs.

import { runs as api } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { askTag, askText, confirm } from "../parts/dialog.js";
import { attempt, toast } from "../parts/notice.js";

/**
 * Does something to each run, one after the other, and says what it came to.
 * @param {import("../entity.js").Run[]} runs
 * @param {any} done
 * @param {(...values: any[]) => any} act
 */
async function each(runs, done, act) {
  for (const run of runs) await act(run);
  toast(`${format.count(runs.length, "run")} ${done}`);
}

/**
 * Asks for a run's new name. Answers whether it was renamed.
 * @param {import("../entity.js").Run} run
 */
export function rename(run) {
  return askText({
    title: "Rename the run",
    label: "Name",
    value: run.name,
    action: "Rename",
    /** @param {string} name */
    submit: async (name) => {
      await api.rename(run.id, name);
      run.name = name;
    },
  });
}

/**
 * Asks for a tag and sets it on all of these runs.
 * @param {import("../entity.js").Run[]} runs
 */
export function tag(runs) {
  return askTag({
    title: `Tag ${format.count(runs.length, "run")}`,
    /**
     * @param {string} key
     * @param {any} value
     */
    submit: (key, value) =>
      each(runs, "tagged", async (run) => {
        await api.setTag(run.id, key, value);
        run.tags.set(key, value);
      }),
  });
}

/** As many runs as a question names one by one. */
const MOST_NAMED = 8;

/**
 * Asks whether to delete these runs, and does; `onUndo` is told when they are back again.
 * @param {import("../entity.js").Run[]} runs
 * @param {any} onUndo
 */
export function remove(runs, onUndo) {
  const names = runs.slice(0, MOST_NAMED).map((run) => h("li", {}, h("bdi", {}, run.name)));
  const rest = runs.length - names.length;
  const undo = () =>
    attempt("", async () => {
      await restore(runs);
      onUndo?.();
    });
  return confirm({
    title: `Delete ${format.count(runs.length, "run")}?`,
    text: [
      h("ul", { class: "named" }, names, rest > 0 && h("li", {}, `and ${rest} more`)),
      "Deleted runs can be restored from the list of deleted runs, until `mlflow gc` removes them for good.",
    ],
    action: "Delete",
    submit: async () => {
      for (const run of runs) await api.delete(run.id);
      const done = `${format.count(runs.length, "run")} deleted`;
      toast(done, false, { label: "Undo", act: undo });
    },
  });
}

/**
 * Restores these deleted runs.
 * @param {import("../entity.js").Run[]} runs
 */
export function restore(runs) {
  return each(runs, "restored", (run) => api.restore(run.id));
}

// What can be done to the selected runs.

import { runs as api } from "../api.js";
import * as format from "../format.js";
import { askTag, askText, confirm } from "../parts/dialog.js";
import { toast } from "../parts/notice.js";

/** Does something to each run, one after the other, and says what it came to. */
async function each(runs, done, act) {
  for (const run of runs) await act(run);
  toast(`${format.count(runs.length, "run")} ${done}`);
}

/** Asks for a run's new name. Answers whether it was renamed. */
export function rename(run) {
  return askText({
    title: "Rename the run",
    label: "Name",
    value: run.name,
    action: "Rename",
    submit: async (name) => {
      await api.rename(run.id, name);
      run.name = name;
    },
  });
}

/** Asks for a tag and sets it on all of these runs. */
export function tag(runs) {
  return askTag({
    title: `Tag ${format.count(runs.length, "run")}`,
    submit: (key, value) =>
      each(runs, "tagged", async (run) => {
        await api.setTag(run.id, key, value);
        run.tags.set(key, value);
      }),
  });
}

/** Asks whether to delete these runs, and does. */
export function remove(runs) {
  return confirm({
    title: `Delete ${format.count(runs.length, "run")}?`,
    text: "Deleted runs can be restored from the list of deleted runs, until `mlflow gc` removes them for good.",
    action: "Delete",
    submit: () => each(runs, "deleted", (run) => api.delete(run.id)),
  });
}

/** Restores these deleted runs. */
export function restore(runs) {
  return each(runs, "restored", (run) => api.restore(run.id));
}

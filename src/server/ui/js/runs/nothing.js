// What the table says where it has no runs.

import { h } from "../dom.js";
import { command, empty } from "../parts/notice.js";

/**
 * Why there are no runs, and what to do about it.
 * @param {any} view
 * @param {string[]} ids
 * @param {boolean} isDeleted
 */
export function nothing(view, ids, isDeleted) {
  if (view.filter) {
    return empty(
      "No run matches the filter",
      h("p", {}, "Change the filter above, or remove it to see all runs."),
    );
  }
  if (view.lifecycle === "Deleted")
    return empty("No deleted runs", h("p", {}, "Runs that are deleted can be restored here."));
  if (isDeleted)
    return empty(
      "This experiment is deleted",
      h("p", {}, "Restore it from the menu beside its name to see its runs and to log others."),
    );
  const line = `mlflow run . --experiment-id ${ids[0]}`;
  return empty(
    "No runs yet",
    h("p", {}, "Start one from a folder with an MLproject file:"),
    command(line),
    h("p", {}, "Or log from a program:"),
    command(
      `export MLFLOW_TRACKING_URI=${location.origin}${location.pathname.replace(/\/$/, "")}\nexport MLFLOW_EXPERIMENT_ID=${ids[0]}\npython train.py`,
    ),
  );
}

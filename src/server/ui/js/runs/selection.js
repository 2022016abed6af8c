// What can be done to the selected runs. Those that are not in the table are told apart, and nothing
// is done to them.

import { h } from "../dom.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { attempt } from "../parts/notice.js";
import { go, link } from "../router.js";
import * as actions from "./actions.js";

/**
 * @param {object} options
 * @param {import("../entity.js").Run[]} options.runs the selected runs of the table
 * @param {number} options.hidden how many others are selected
 * @param {string} [options.all] what selecting the others of the view is called, if there are any
 * @param {() => void} options.selectAll
 * @param {() => void} options.clear
 * @param {(gone: import("../entity.js").Run[]) => Promise<void>} options.changed hears of what was
 *   done, and which runs are not of the view any more
 * @param {() => Promise<void>} options.refresh
 * @param {string} options.lifecycle which stages the view shows
 */
export function selectionBar(options) {
  const { runs, hidden, all } = options;
  const clear = h("button", { class: "plain", onclick: options.clear }, icon("close"), "Clear");
  const others = hidden > 0 && h("span", { class: "faint" }, `${hidden} more not in this list`);
  if (runs.length === 0) return hidden > 0 && [others, clear];
  const gone = options.lifecycle === "All" ? [] : runs;
  /**
   * @param {Promise<unknown>} act
   * @param {any} [without]
   */
  const after = async (act, without = []) => {
    if ((await act) !== undefined) await options.changed(without);
  };
  const restore = () =>
    after(
      actions.restore(runs).then(() => true, failing),
      gone,
    );
  return [
    h("b", {}, `${format.count(runs.length, "run")} selected`),
    others,
    all && button(all, "check", options.selectAll),
    button("Compare", "compare", () => go(link.compare(runs)), {
      class: "primary",
      disabled: runs.length < 2,
    }),
    runs.length === 1 && button("Rename", "edit", () => after(actions.rename(runs[0]))),
    button("Tag", "tag", () => after(actions.tag(runs))),
    runs.every((run) => run.stage === "deleted")
      ? button("Restore", "restore", restore)
      : button("Delete", "trash", () => after(actions.remove(runs, options.refresh), gone), {
          class: "bad",
        }),
    clear,
  ];
}

/**
 * @param {string} text
 * @param {string} picture
 * @param {() => unknown} act
 */
function button(text, picture, act, extra = {}) {
  return h("button", { onclick: act, ...extra }, icon(picture), text);
}

/** @param {any} error */
function failing(error) {
  attempt("", () => Promise.reject(error));
}

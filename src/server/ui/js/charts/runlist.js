// The list of runs beside the charts: which are drawn, in which colour, and where one points.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { attempt } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { link } from "../router.js";
import { colourOf, setColour } from "./colour.js";

/** Which runs are drawn: a word of the address and what the list calls it. */
export const SHOWN = {
  first10: "The first 10",
  first20: "The first 20",
  all: "All",
  unfinished: "Only unfinished",
  selected: "Only the selection",
};

/**
 * The runs that are drawn.
 * @param {import("../entity.js").Run[]} runs in the order of the table
 * @param {import("./settings.js").Settings} settings
 * @param {(run: import("../entity.js").Run) => boolean} isSelected
 */
export function shownRuns(runs, settings, isSelected) {
  /** @type {Record<string, (run: import("../entity.js").Run, at: number) => boolean>} */
  const tests = {
    first10: (_, at) => at < 10,
    first20: (_, at) => at < 20,
    all: () => true,
    unfinished: (run) => ["RUNNING", "SCHEDULED"].includes(run.status),
    selected: isSelected,
  };
  const is = tests[settings.show ?? "first10"];
  const eyes = settings.eyes ?? {};
  return runs.filter((run, at) => (run.id in eyes ? eyes[run.id] === 1 : (is?.(run, at) ?? true)));
}

/**
 * @param {import("./highlight.js").Highlight} highlight
 * @param {{choose: (show: string) => void, look: (runs: import("../entity.js").Run[], isShown: boolean) => void,
 *   recolour: () => void, fold: () => void}} events
 */
export function runList(highlight, events) {
  const rows = h("div", { class: "run-rows" });
  const select = h(
    "select",
    { "aria-label": "Which runs are drawn", onchange: () => events.choose(select.value) },
    Object.entries(SHOWN).map(([value, text]) => h("option", { value }, text)),
  );
  const count = h("small", {});
  const fold = h(
    "button",
    { class: "plain", title: "Hide the list", "aria-label": "Hide the list", onclick: events.fold },
    icon("close"),
  );
  const root = h(
    "aside",
    { class: "run-list", "aria-label": "Runs in the charts" },
    h("header", {}, select, count, fold),
    rows,
  );

  const { mark, leave } = highlight.attach(rows);

  /**
   * @param {{runs: import("../entity.js").Run[], shown: Set<string>, groups?: import("./kinds.js").Group[],
   *   show?: string}} state
   */
  const draw = ({ runs, shown, groups, show: mode }) => {
    select.value = mode ?? "first10";
    show(count, `${shown.size} of ${runs.length}`);
    const focused = rows.contains(document.activeElement)
      ? /** @type {HTMLElement} */ (document.activeElement).dataset.focus
      : undefined;
    /** @param {any} each */
    const run = (each) => runRow(each, shown.has(each.id), events);
    show(
      rows,
      groups ? groups.map((group) => groupRows(group, shown, events, run)) : runs.map(run),
    );
    mark();
    if (focused) {
      const again = rows.querySelector(`[data-focus="${CSS.escape(focused)}"]`);
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
  };
  return { root, draw, leave };
}

/**
 * @param {string} name
 * @param {boolean} isShown
 * @param {string} key
 * @param {(...values: any[]) => any} act
 */
function eye(name, isShown, key, act) {
  const label = `${isShown ? "Hide" : "Show"} ${name}`;
  return h(
    "button",
    {
      class: "plain eye",
      title: label,
      "aria-label": label,
      "aria-pressed": String(isShown),
      "data-focus": `eye ${key}`,
      onclick: act,
    },
    icon(isShown ? "eye" : "eye-off"),
  );
}

/**
 * @param {import("../entity.js").Run} run
 * @param {boolean} isShown
 * @param {any} events
 */
function runRow(run, isShown, events) {
  const colour = h("input", {
    type: "color",
    value: colourOf(run),
    title: "Change the colour",
    "aria-label": `Colour of ${run.name}`,
    onchange: () =>
      attempt("", async () => {
        const done = setColour(run, colour.value);
        events.recolour();
        await done;
      }),
  });
  return h(
    "div",
    { class: isShown ? "run-row" : "run-row off", "data-run": run.id },
    eye(run.name, isShown, run.id, () => events.look([run], !isShown)),
    colour,
    h(
      "a",
      {
        class: "text",
        href: link.run(run.experimentId, run.id),
        title: run.name,
        "data-focus": `run ${run.id}`,
      },
      run.name,
    ),
    run.status !== "FINISHED" && status(run.status),
  );
}

/**
 * @param {import("./kinds.js").Group} group
 * @param {any} shown
 * @param {any} events
 * @param {(run: import("../entity.js").Run) => any} run
 */
function groupRows(group, shown, events, run) {
  const isShown = group.runs.some((each) => shown.has(each.id));
  const heading = h(
    "div",
    { class: isShown ? "run-row group" : "run-row group off", "data-run": group.id },
    eye(group.name, isShown, group.id, () => events.look(group.runs, !isShown)),
    h("span", { class: "dot", style: { background: group.colour } }),
    h("b", { class: "text", title: group.name }, group.name),
    h("span", { class: "badge" }, group.runs.length),
  );
  return [heading, ...group.runs.map(run)];
}

// The palette of Ctrl-K: jump to an experiment, a run or an action by typing a part of its name.

import { experiments, runs } from "../api.js";
import { debounce, h, show } from "../dom.js";
import { toExperiment, toRun } from "../entity.js";
import { icon } from "../icons.js";
import { go, link, place } from "../router.js";
import { toggle } from "../theme.js";

const DELAY = 120;
const MOST = 8;
const RUN_ID = /^[0-9a-f]{32}$/;

const ACTIONS = [
  { label: "All experiments", icon: "beaker", act: () => go(link.experiments()) },
  { label: "Change between light and dark", icon: "moon", act: toggle },
];

/** Where one can go from the page of the address. */
function actionsHere() {
  const { parts } = place();
  const to = (label, picture, address) => ({ label, icon: picture, act: () => go(address) });
  const { experiment, run } = parts;
  return [
    run && to("Metrics of this run", "chart", link.run(experiment ?? "-", run, "model-metrics")),
    run && to("Artifacts of this run", "folder", link.run(experiment ?? "-", run, "artifacts")),
    experiment && to("Runs of this experiment", "table", link.experiment(experiment)),
    experiment &&
      to(
        "Charts of this experiment",
        "chart",
        `${link.experiment(experiment)}?compareRunsMode=CHART`,
      ),
    experiment && to("Models of this experiment", "cube", link.tab(experiment, "models")),
  ].filter(Boolean);
}

/** Opens the palette, unless it is open. */
export function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  const input = h("input", {
    type: "search",
    role: "combobox",
    "aria-label": "Search or jump to",
    "aria-controls": "palette-list",
    "aria-expanded": "true",
    placeholder: "An experiment, a run of this experiment, a run ID, or an action",
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = h("ul", { role: "listbox", id: "palette-list" });
  const dialog = h(
    "dialog",
    { class: "palette", "aria-label": "Search" },
    h("div", { class: "search" }, icon("search"), input),
    list,
  );
  let entries = [];
  let chosen = 0;
  let asked = 0;

  const close = () => dialog.close();
  const take = (entry) => {
    close();
    entry?.act();
  };
  const mark = (index) => {
    chosen = Math.max(0, Math.min(entries.length - 1, index));
    for (const [at, node] of [...list.children].entries())
      node.setAttribute("aria-selected", String(at === chosen));
    input.setAttribute("aria-activedescendant", `palette-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const find = async () => {
    const ask = (asked += 1);
    const found = await search(input.value.trim());
    if (ask !== asked) return;
    entries = found;
    show(
      list,
      entries.map((entry, index) => item(entry, index, take)),
    );
    mark(0);
  };

  input.addEventListener("input", debounce(DELAY, find));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(chosen + step);
    else if (event.key === "Enter") take(entries[chosen]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  find();
}

function item(entry, index, take) {
  return h(
    "li",
    {
      role: "option",
      id: `palette-${index}`,
      "aria-selected": "false",
      onclick: () => take(entry),
    },
    icon(entry.icon),
    h("span", { class: "text" }, entry.label),
    entry.note && h("small", {}, entry.note),
  );
}

async function search(text) {
  const wanted = text.toLowerCase();
  const actions = [...actionsHere(), ...ACTIONS].filter((action) =>
    action.label.toLowerCase().includes(wanted),
  );
  const found = await Promise.all(
    [findExperiments(text), findRuns(text)].map((each) => each.catch(() => [])),
  );
  return text ? [...found.flat(), ...actions] : [...actions, ...found.flat()];
}

// Quotes cannot be written in a filter's text by every server, so what follows one is left out.
function pattern(text) {
  return `%${text.split("'")[0]}%`;
}

async function findExperiments(text) {
  const filter = text && `name ILIKE '${pattern(text)}'`;
  const answer = await experiments.search({ filter, max_results: MOST });
  return (answer.experiments ?? []).map(toExperiment).map((each) => ({
    label: each.name,
    note: "experiment",
    icon: "beaker",
    act: () => go(link.experiment(each.id)),
  }));
}

async function findRuns(text) {
  if (RUN_ID.test(text)) return [await runs.get(text)].map(runEntry);
  const { parts } = place();
  if (!parts.experiment || !text) return [];
  const filter = `attributes.run_name ILIKE '${pattern(text)}'`;
  const answer = await runs.search({
    experiment_ids: [parts.experiment],
    filter,
    max_results: MOST,
  });
  return (answer.runs ?? []).map(runEntry);
}

function runEntry(body) {
  const run = toRun(body);
  return {
    label: run.name,
    note: "run",
    icon: "chart",
    act: () => go(link.run(run.experimentId, run.id)),
  };
}

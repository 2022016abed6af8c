// The palette of Ctrl-K: jump to an experiment, a run or an action by typing a part of its name.

import { experiments, registeredModels, runs } from "./api.js";
import { debounce, h } from "./dom.js";
import { toExperiment, toRegisteredModel, toRun } from "./entity.js";
import { contains } from "./filter.js";
import { icon } from "./icons.js";
import { combobox } from "./parts/combobox.js";
import { go, link, route } from "./router.js";
import { toggle } from "./theme.js";

const DELAY = 120;
const MOST = 8;
/** Experiments whose runs are searched, the last changed of them. */
const MOST_SEARCHED = 500;
/** What looks like the beginning of a run's id rather than a name. */
const RUN_ID_START = /^(?=.*\d)[0-9a-f]{6,31}$/;
const RUN_ID = /^[0-9a-f]{32}$/;

const ACTIONS = [
  { label: "Home", icon: "home", act: () => go(link.home()) },
  { label: "All experiments", icon: "beaker", act: () => go(link.experiments()) },
  { label: "All registered models", icon: "cube", act: () => go(link.registeredModels()) },
  { label: "Change between light and dark", icon: "moon", act: toggle },
];

/** Where one can go from the page of the address. */
function actionsHere() {
  const { parts } = route();
  /**
   * @param {string} label
   * @param {string} picture
   * @param {string} address
   */
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
    "aria-label": "Search or jump to",
    placeholder: "An experiment, a model, a run, a run ID, or an action",
    autocomplete: "off",
    spellcheck: "false",
  });
  const box = combobox({
    input,
    id: "palette",
    choosesFirst: true,
    offers: (text) => search(text.trim()),
    content: (entry) => [
      icon(entry.icon),
      h("span", { class: "text" }, entry.label),
      entry.note && h("small", {}, entry.note),
    ],
    take: (entry) => {
      dialog.close();
      entry.act();
    },
  });
  const dialog = h(
    "dialog",
    { class: "palette", "aria-label": "Search" },
    h("div", { class: "search" }, icon("search"), input),
    box.list,
  );
  input.addEventListener("input", debounce(DELAY, box.refresh));
  input.addEventListener("keydown", box.onKey);
  dialog.addEventListener(
    "click",
    (/** @type {any} */ event) => event.target === dialog && dialog.close(),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  box.refresh();
}

/** @param {string} text */
async function search(text) {
  const wanted = text.toLowerCase();
  const actions = [...actionsHere(), ...ACTIONS].filter(
    (action) => action && String(action.label).toLowerCase().includes(wanted),
  );
  const found = await Promise.all(
    [findExperiments(text), findModels(text), findRuns(text)].map((each) => each.catch(() => [])),
  );
  return text ? [...found.flat(), ...actions] : [...actions, ...found.flat()];
}

/** @param {string} text */
async function findExperiments(text) {
  const filter = text && contains("name", text);
  const answer = await experiments.search({ filter, max_results: MOST });
  return (answer.experiments ?? []).map(toExperiment).map((/** @type {any} */ each) => ({
    label: each.name,
    note: "experiment",
    icon: "beaker",
    act: () => go(link.experiment(each.id)),
  }));
}

/** @param {string} text */
async function findModels(text) {
  if (!text) return [];
  const answer = await registeredModels.search({
    filter: contains("name", text),
    max_results: MOST,
  });
  return (answer.registered_models ?? [])
    .map(toRegisteredModel)
    .map((/** @type {{name: string}} */ { name }) => ({
      label: name,
      note: "model",
      icon: "cube",
      act: () => go(link.registeredModel(name)),
    }));
}

/**
 * Runs of this name, those of this experiment first; or of this id, or its beginning.
 * @param {string} text
 */
async function findRuns(text) {
  if (RUN_ID.test(text)) return [await runs.get(text)].map(runEntry);
  if (!text) return [];
  const here = route().parts.experiment;
  const { experiments: all = [] } = await experiments.search({ max_results: MOST_SEARCHED });
  const others = all.map(toExperiment).map((/** @type {{id: string}} */ { id }) => id);
  const filter = RUN_ID_START.test(text)
    ? `attributes.run_id LIKE '${text}%'`
    : contains("attributes.run_name", text);
  const found = await Promise.all(
    [here ? [here] : [], others.filter((/** @type {string} */ id) => id !== here)]
      .filter((ids) => ids.length > 0)
      .map((ids) => runs.search({ experiment_ids: ids, filter, max_results: MOST })),
  );
  return found
    .flatMap((answer) => answer.runs ?? [])
    .slice(0, MOST)
    .map(runEntry);
}

/** @param {any} body */
function runEntry(body) {
  const run = toRun(body);
  return {
    label: run.name,
    note: "run",
    icon: "chart",
    act: () => go(link.run(run.experimentId, run.id)),
  };
}

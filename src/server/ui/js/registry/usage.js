// How programs load a version: a piece of Python for each way, and a line for the shell.

import { h } from "../dom.js";
import { command } from "../parts/notice.js";

/** Flavours whose module of MLflow has a `load_model` of its own are loaded by it, too. */
const GENERAL = "python_function";

/**
 * How a version of a registered model is loaded.
 * @param {import("../entity.js").Version} version
 * @param {string[]} flavours
 */
export function usage({ name, version, aliases }, flavours) {
  const byAlias = aliases
    .slice(0, 1)
    .map(
      (alias) => `model = mlflow.pyfunc.load_model(${JSON.stringify(`models:/${name}@${alias}`)})`,
    );
  return card([
    ...loading(`models:/${name}/${version}`, flavours),
    ...byAlias,
    `mlflow models download ${shellWord(`${name}/${version}`)}`,
  ]);
}

/**
 * How a logged model is loaded.
 * @param {string} id
 * @param {string[]} flavours
 */
export function usageOfModel(id, flavours) {
  return card(loading(`models:/${id}`, flavours));
}

/**
 * A line of Python for each way to load what lies at a URI.
 * @param {string} uri
 * @param {string[]} flavours
 */
function loading(uri, flavours) {
  const own = flavours.filter((flavour) => flavour !== GENERAL && /^\w+$/.test(flavour));
  const general = flavours.includes(GENERAL) || flavours.length === 0 ? ["pyfunc"] : [];
  return [...general, ...own].map(
    (flavour) => `model = mlflow.${flavour}.load_model(${JSON.stringify(uri)})`,
  );
}

/** @param {any} lines */
function card(lines) {
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, "How to load it")),
    h("div", { class: "card-body stack" }, lines.map(command)),
  );
}

/**
 * A text as one word of a POSIX shell.
 * @param {string} text
 */
function shellWord(text) {
  return /^\w[\w./@%+=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// How programs load a version: a piece of Python for each way, and a line for the shell.

import { h } from "../dom.js";
import { command } from "../parts/notice.js";

/** Flavours whose module of MLflow has a `load_model` of its own are loaded by it, too. */
const GENERAL = "python_function";

/**
 * @param {import("../entity.js").Version} version
 * @param {string[]} flavours
 */
export function usage({ name, version, aliases }, flavours) {
  const uri = (end) => JSON.stringify(`models:/${name}${end}`);
  const own = flavours.filter((flavour) => flavour !== GENERAL && /^\w+$/.test(flavour));
  const lines = [
    ...(flavours.includes(GENERAL) || flavours.length === 0
      ? [`model = mlflow.pyfunc.load_model(${uri(`/${version}`)})`]
      : []),
    ...own.map((flavour) => `model = mlflow.${flavour}.load_model(${uri(`/${version}`)})`),
    ...aliases.slice(0, 1).map((alias) => `model = mlflow.pyfunc.load_model(${uri(`@${alias}`)})`),
  ];
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, "How to load it")),
    h(
      "div",
      { class: "card-body stack" },
      lines.map(command),
      command(`mlflow models download ${shellWord(`${name}/${version}`)}`),
    ),
  );
}

/** A text as one word of a POSIX shell. */
function shellWord(text) {
  return /^\w[\w./@%+=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

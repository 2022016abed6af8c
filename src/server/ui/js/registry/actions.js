// What can be done to a registered model and its versions. Each asks first, and answers whether it
// was done; what the server has against it is said in the dialog.

import { registeredModels as models, modelVersions as versions } from "../api.js";
import { h } from "../dom.js";
import * as format from "../format.js";
import { ask, askText, confirm, field } from "../parts/dialog.js";
import { ACTIVE, STAGES } from "./stage.js";

/** Asks for the name and the description of a new model; answers the name. */
export function createModel() {
  return ask({
    title: "New model",
    body: [
      field("Name", { name: "model", required: true }),
      h(
        "label",
        { class: "field" },
        h("span", {}, "Description, in Markdown"),
        h("textarea", { name: "description", rows: 4 }),
      ),
    ],
    action: "Create",
    /** @param {{elements: any}} options */
    submit: async ({ elements }) => {
      const name = elements.model.value.trim();
      await models.create(name, elements.description.value);
      return name;
    },
  });
}

/**
 * Asks for a model's new name, and answers it.
 * @param {{name: string}} options
 */
export function renameModel({ name }) {
  return askText({
    title: "Rename the model",
    label: "Name; addresses and programs that use the old one find nothing any more",
    value: name,
    action: "Rename",
    /** @param {string} text */
    submit: async (text) => {
      await models.rename(name, text);
      return text;
    },
  });
}

/**
 * Asks whether to delete a model.
 * @param {import("../entity.js").RegisteredModel} model
 */
export function deleteModel(model) {
  const count = Number(model.versions[0]?.version ?? 0);
  return confirm({
    title: "Delete this model?",
    text: [
      named(model.name),
      count > 0 ? ` goes with its versions (the last is ${count})` : " goes; it has no versions",
      lost([...model.aliases.keys()], model.versions),
      " This cannot be undone. Runs and files stay.",
    ],
    action: "Delete",
    submit: () => models.delete(model.name),
  });
}

/**
 * Asks whether to delete versions of a model.
 * @param {import("../entity.js").Version[]} list
 */
export function deleteVersions(list) {
  const numbers = list.map(({ version }) => version).join(", ");
  return confirm({
    title: `Delete ${format.count(list.length, "version")}?`,
    text: [
      list.length === 1 ? `Version ${numbers} of ` : `Versions ${numbers} of `,
      named(list[0].name),
      list.length === 1 ? " goes" : " go",
      lost(
        list.flatMap(({ aliases }) => aliases),
        list,
      ),
      " This cannot be undone. Runs and files stay.",
    ],
    action: "Delete",
    submit: async () => {
      for (const { name, version } of list) await versions.delete(name, version);
    },
  });
}

/** @param {string} name */
function named(name) {
  return h("b", {}, h("bdi", {}, name));
}

/**
 * The aliases that go, and the versions that somebody may be using.
 * @param {string[]} aliases
 * @param {any[]} list
 */
function lost(aliases, list) {
  const inUse = list.filter(({ stage }) => ACTIVE.includes(stage));
  return [
    aliases.length > 0 && [
      ", and so do ",
      h("bdi", {}, aliases.map((each) => `@${each}`).join(", ")),
    ],
    ".",
    inUse.map(({ version, stage }) => ` Version ${version} is in ${stage}.`),
  ];
}

/**
 * Asks for the stage to which a version goes.
 * @param {import("../entity.js").Version} version
 */
export function transition({ name, version, stage }) {
  const others = STAGES.filter((each) => each !== stage);
  const select = h(
    "select",
    { name: "stage" },
    others.map((each) => h("option", { value: each }, each)),
  );
  const box = h("input", { type: "checkbox", name: "archive" });
  const line = h("label", { class: "check-line" }, box, h("span", {}));
  const update = () => {
    line.hidden = !ACTIVE.includes(select.value);
    line.lastChild?.replaceWith(`Archive the versions that are in ${select.value} now`);
  };
  select.addEventListener("change", update);
  update();
  return ask({
    title: `Move version ${version} to another stage`,
    body: [
      h("p", {}, stage === "None" ? "It has no stage now." : `It is in ${stage} now.`),
      h("label", { class: "field" }, h("span", {}, "Stage"), select),
      line,
    ],
    action: "Move",
    submit: () => versions.transition(name, version, select.value, box.checked && !line.hidden),
  });
}

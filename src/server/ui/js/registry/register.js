// Registers a model as a version: asks which one, and of which registered model.

import { registeredModels, modelVersions as versions } from "../api.js";
import { h } from "../dom.js";
import { toVersion } from "../entity.js";
import { isMissing } from "../failure.js";
import { ask } from "../parts/dialog.js";
import { go, link } from "../router.js";
import { modelBox } from "./modelbox.js";

/**
 * What can be registered.
 * @typedef {{label: string, source: string, runId?: string, modelId?: string}} Candidate
 */

/** Asks for a registered model, and makes a version of one of the candidates in it. Shows the
 * new version. @param {Candidate[]} candidates */
export async function register(candidates) {
  const select = h(
    "select",
    { name: "candidate" },
    candidates.map(({ label }, index) => h("option", { value: String(index) }, label)),
  );
  const model = modelBox();
  const made = await ask({
    title: "Register a model",
    body: [
      candidates.length > 1
        ? h("label", { class: "field" }, h("span", {}, "Which one"), select)
        : h("p", {}, "Of ", h("code", {}, candidates[0].label)),
      model.root,
    ],
    action: "Register",
    submit: () => create(model.name(), candidates[Number(select.value)]),
  });
  if (made) go(link.version(made.name, made.version));
}

/**
 * @param {string} name
 * @param {any} candidate
 */
async function create(name, candidate) {
  const { source, runId, modelId } = candidate;
  await ensure(name);
  return toVersion(
    await versions.create({ name, source, run_id: runId, model_id: modelId || undefined }),
  );
}

/**
 * The new model of a version that is refused then stays, without versions, as in MLflow.
 * @param {string} name
 */
async function ensure(name) {
  try {
    await registeredModels.get(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await registeredModels.create(name);
  }
}

// Finds what a run has logged that can be registered: logged models, as clients make them since
// MLflow 3, and folders of its artifacts that hold a file `MLmodel`.

import { models, runArtifacts } from "../api.js";
import { toModel } from "../entity.js";

const MARK = "MLmodel";

/** A model lies near the top of a run's artifacts, and a run may have very many of these. */
const MOST_FOLDERS = 60;
const MOST_MODELS = 100;

/**
 * @param {import("../entity.js").Run} run
 * @returns {Promise<import("./register.js").Candidate[]>}
 */
export async function candidatesOf(run) {
  const [logged, folders] = await Promise.all([loggedModels(run), modelFolders(run)]);
  return [...logged, ...folders];
}

/**
 * How a logged model is registered.
 * @param {any} model
 */
export function candidateOf(model) {
  return {
    label: `${model.name} (${model.id})`,
    source: `models:/${model.id}`,
    runId: model.sourceRun,
    modelId: model.id,
  };
}

/**
 * A server without logged models has none of this run.
 * @param {import("../entity.js").Run} run
 */
async function loggedModels(run) {
  const answer = await models
    .search({
      experiment_ids: [run.experimentId],
      filter: `source_run_id = '${run.id}'`,
      max_results: MOST_MODELS,
    })
    .catch(() => ({}));
  return (answer.models ?? []).map(toModel).map(candidateOf);
}

/** @param {import("../entity.js").Run} run */
async function modelFolders(run) {
  const source = runArtifacts(run.id);
  const found = [];
  const folders = [""];
  for (let asked = 0; folders.length > 0 && asked < MOST_FOLDERS; asked += 1) {
    const folder = folders.shift() ?? "";
    const { files = [] } = await source.list(folder);
    if (
      files.some(
        (/** @type {{path: string}} */ { path }) => path === (folder ? `${folder}/${MARK}` : MARK),
      )
    )
      found.push(folder);
    else
      folders.push(
        ...files
          .filter((/** @type {any} */ file) => file.is_dir)
          .map((/** @type {any} */ file) => file.path),
      );
  }
  return found.map((path) => ({
    label: path || "the run's artifacts",
    source: path ? `${run.artifactUri}/${path}` : run.artifactUri,
    runId: run.id,
  }));
}

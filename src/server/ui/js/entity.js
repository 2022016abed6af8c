// Turns the API's bodies into what the pages work with: maps instead of lists of pairs, numbers
// instead of the words that JSON has for NaN and the infinities.

/** The tag that names the run above a run. */
const PARENT = "mlflow.parentRunId";

/** The tag that holds a description. */
export const NOTE = "mlflow.note.content";

/**
 * Whether a tag is one of MLflow's own, which pages show by other means.
 * @param {string} key
 */
export function isSystemTag(key) {
  return key.startsWith("mlflow.");
}

/** @param {{key: string, value?: string}[] | undefined} list */
function pairs(list) {
  return new Map((list ?? []).map(({ key, value }) => [key, value ?? ""]));
}

/**
 * A run as the pages know it.
 * @typedef {{id: string, experimentId: string, name: string, status: string, start: number,
 *   end: number, user: string, stage: string, artifactUri: string,
 *   metrics: Map<string, {value: number, step: number, timestamp: number}>,
 *   params: Map<string, string>, tags: Map<string, string>, parent: string | undefined,
 *   datasets: any[], modelsIn: any[], modelsOut: any[]}} Run
 */

/**
 * @param {{info: any, data: any, inputs: any, outputs: any}} options
 * @returns {Run}
 */
export function toRun({ info, data, inputs, outputs }) {
  const tags = pairs(data?.tags);
  const metrics = (data?.metrics ?? []).map(
    (
      /** @type {{key: string, value: any, step: number, timestamp: number}} */ {
        key,
        value,
        step,
        timestamp,
      },
    ) => [key, { value: Number(value), step: step ?? 0, timestamp }],
  );
  return {
    id: info.run_id,
    experimentId: info.experiment_id,
    name: info.run_name ?? tags.get("mlflow.runName") ?? info.run_id,
    status: info.status,
    start: info.start_time,
    end: info.end_time,
    // Clients that are not asked to say who they are name the user in the tag alone.
    user: tags.get("mlflow.user") || info.user_id || "",
    stage: info.lifecycle_stage,
    artifactUri: info.artifact_uri ?? "",
    metrics: new Map(metrics),
    params: pairs(data?.params),
    tags,
    parent: tags.get(PARENT),
    datasets: inputs?.dataset_inputs ?? [],
    modelsIn: inputs?.model_inputs ?? [],
    modelsOut: outputs?.model_outputs ?? [],
  };
}

/**
 * The text of a run under a key such as `params.lr`; for a metric, its value as it is written.
 * @param {Run} run
 * @param {string} key
 */
export function textUnder(run, key) {
  const dot = key.indexOf(".");
  const [family, name] = [key.slice(0, dot), key.slice(dot + 1)];
  if (family === "params") return run.params.get(name);
  if (family === "tags") return run.tags.get(name);
  const value = family === "metrics" ? run.metrics.get(name)?.value : undefined;
  return value === undefined ? undefined : String(value);
}

/** Whether nothing that pages show of a run has changed. @param {Run} a @param {Run} b */
export function isSameRun(a, b) {
  /**
   * @param {{value: number, step: number, timestamp: number}} one
   * @param {{value: number, step: number, timestamp: number} | undefined} other
   */
  const isSamePoint = (one, other) =>
    Object.is(one.value, other?.value) &&
    one.step === other?.step &&
    one.timestamp === other?.timestamp;
  const plain = /** @type {const} */ (["name", "status", "start", "end", "stage", "user"]);
  return (
    plain.every((field) => a[field] === b[field]) &&
    isSameMap(a.metrics, b.metrics, isSamePoint) &&
    isSameMap(a.params, b.params, Object.is) &&
    isSameMap(a.tags, b.tags, Object.is) &&
    a.datasets.length === b.datasets.length &&
    a.modelsOut.length === b.modelsOut.length
  );
}

/**
 * @param {Map<string, any>} a
 * @param {Map<string, any>} b
 * @param {(a: any, b: any) => boolean} isSame
 */
function isSameMap(a, b, isSame) {
  return a.size === b.size && [...a].every(([key, value]) => isSame(value, b.get(key)));
}

/**
 * How long a run took, or has taken so far.
 * @param {import("./entity.js").Run} run
 */
export function runDuration(run) {
  if (!run.start) return undefined;
  if (run.end) return run.end - run.start;
  return run.status === "RUNNING" ? Date.now() - run.start : undefined;
}

/**
 * An experiment as the pages know it.
 * @param {any} body
 */
export function toExperiment(body) {
  return {
    id: body.experiment_id,
    name: body.name,
    stage: body.lifecycle_stage,
    location: body.artifact_location ?? "",
    created: body.creation_time,
    updated: body.last_update_time,
    tags: pairs(body.tags),
  };
}

/**
 * A logged model as the pages know it.
 * @param {{info: any, data: any}} options
 */
export function toModel({ info, data }) {
  return {
    id: info.model_id,
    experimentId: info.experiment_id,
    name: info.name,
    type: info.model_type ?? "",
    status: (info.status ?? "").replace("LOGGED_MODEL_", ""),
    created: info.creation_timestamp_ms,
    location: info.artifact_uri ?? "",
    sourceRun: info.source_run_id ?? "",
    tags: pairs(info.tags),
    params: pairs(data?.params),
    metrics: (data?.metrics ?? []).map((/** @type {any} */ metric) => ({
      ...metric,
      value: Number(metric.value),
    })),
  };
}

/** The tag that makes a registered model a prompt. */
const IS_PROMPT = "mlflow.prompt.is_prompt";

/** A source that names a logged model. */
const LOGGED_MODEL_SOURCE = /^models:\/(m-[^/]+)$/;

/**
 * A version of a registered model as the pages know it.
 * @typedef {{name: string, version: string, stage: string, description: string, created: number,
 *   updated: number, user: string, source: string, runId: string, modelId: string,
 *   status: string, statusMessage: string, tags: Map<string, string>, aliases: string[]}} Version
 */

/**
 * @param {any} body
 * @returns {Version}
 */
export function toVersion(body) {
  const source = body.source ?? "";
  return {
    name: body.name,
    version: body.version,
    stage: body.current_stage || "None",
    description: body.description ?? "",
    created: body.creation_timestamp,
    updated: body.last_updated_timestamp,
    user: body.user_id ?? "",
    source,
    runId: body.run_id ?? "",
    modelId: body.model_id || (LOGGED_MODEL_SOURCE.exec(source)?.[1] ?? ""),
    status: (body.status ?? "")
      .replace("PENDING_REGISTRATION", "PENDING")
      .replace("_REGISTRATION", ""),
    statusMessage: body.status_message ?? "",
    tags: pairs(body.tags),
    aliases: body.aliases ?? [],
  };
}

/**
 * A registered model as the pages know it; `versions` are the latest of each stage.
 * @typedef {{name: string, description: string, created: number, updated: number,
 *   tags: Map<string, string>, aliases: Map<string, string>, versions: Version[],
 *   isPrompt: boolean}} RegisteredModel
 */

/**
 * @param {any} body
 * @returns {RegisteredModel}
 */
export function toRegisteredModel(body) {
  const tags = pairs(body.tags);
  return {
    name: body.name,
    description: body.description ?? "",
    created: body.creation_timestamp,
    updated: body.last_updated_timestamp,
    tags,
    aliases: new Map(
      (body.aliases ?? []).map(
        (/** @type {{alias: string, version: string}} */ { alias, version }) => [alias, version],
      ),
    ),
    versions: (body.latest_versions ?? [])
      .map(toVersion)
      .sort((/** @type {any} */ a, /** @type {any} */ b) => Number(b.version) - Number(a.version)),
    isPrompt: tags.has(IS_PROMPT),
  };
}

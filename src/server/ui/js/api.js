// Speaks MLflow's REST API, relative to the page's own address, so that a path prefix or a proxy
// at a sub-path changes nothing.

const ROOT = "ajax-api/2.0/mlflow/";

/** An answer longer than this is a page of a proxy rather than what went wrong. */
const LONGEST_SENTENCE = 400;

/** What the server answered instead of a result. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get isMissing() {
    return this.status === 404;
  }
}

async function call(path, options) {
  const answer = await fetch(path, options).catch((cause) => {
    if (cause.name === "AbortError") throw cause;
    throw new ApiError(
      0,
      "UNREACHABLE",
      "the server does not answer; is `mlflow ui` still running?",
    );
  });
  if (answer.ok) return answer;
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("loggedout"));
  throw await failure(answer);
}

// A proxy or a middleware may answer with a plain sentence in place of JSON.
async function failure(answer) {
  const text = await answer.text().catch(() => "");
  const body = fieldsOf(text);
  const isSentence = text.length > 0 && text.length < LONGEST_SENTENCE && !text.startsWith("<");
  const plain = isSentence ? text : `the server answered ${answer.status} ${answer.statusText}`;
  return new ApiError(answer.status, body.error_code ?? "", body.message ?? plain);
}

function fieldsOf(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function queryOf(fields) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== "") query.append(name, each);
    }
  }
  return query.toString();
}

async function get(path, fields, signal) {
  const answer = await call(`${ROOT}${path}?${queryOf(fields)}`, { signal });
  return answer.json();
}

async function send(method, path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const answer = await call(ROOT + path, { method, headers, body: JSON.stringify(body), signal });
  return answer.json();
}

/**
 * Asks an endpoint below `ajax-api/`, whatever its version: `3.0/mlflow/tokens/list`.
 * @param {Record<string, any>} [fields]
 * @param {Record<string, string>} [headers]
 */
export async function request(method, path, fields = {}, headers = {}) {
  const address = `ajax-api/${path}`;
  if (method === "GET") return (await call(`${address}?${queryOf(fields)}`, {})).json();
  const all = { "Content-Type": "application/json", ...headers };
  return (await call(address, { method, headers: all, body: JSON.stringify(fields) })).json();
}

const post = (path, body, signal) => send("POST", path, body, signal);
const patch = (path, body) => send("PATCH", path, body);
const remove = (path, body) => send("DELETE", path, body);

export const experiments = {
  search: (body, signal) => post("experiments/search", { max_results: 1000, ...body }, signal),
  get: async (id) => (await get("experiments/get", { experiment_id: id })).experiment,
  create: async (name, tags) => (await post("experiments/create", { name, tags })).experiment_id,
  rename: (id, name) => post("experiments/update", { experiment_id: id, new_name: name }),
  delete: (id) => post("experiments/delete", { experiment_id: id }),
  restore: (id) => post("experiments/restore", { experiment_id: id }),
  setTag: (id, key, value) =>
    post("experiments/set-experiment-tag", { experiment_id: id, key, value }),
  deleteTag: (id, key) => post("experiments/delete-experiment-tag", { experiment_id: id, key }),
  /** How many active runs these experiments have, and when the last started, by their ids. */
  summaries: async (ids, signal) => {
    const answer = await post("experiments/summaries", { experiment_ids: ids }, signal);
    const list = answer.summaries ?? [];
    return new Map(
      list.map((each) => [
        each.experiment_id,
        { runs: each.run_count, running: each.running_count, last: each.last_start_time },
      ]),
    );
  },
};

export const runs = {
  search: (body, signal) => post("runs/search", body, signal),
  get: async (id, signal) => (await get("runs/get", { run_id: id }, signal)).run,
  rename: (id, name) => post("runs/update", { run_id: id, run_name: name }),
  delete: (id) => post("runs/delete", { run_id: id }),
  restore: (id) => post("runs/restore", { run_id: id }),
  setTag: (id, key, value) => post("runs/set-tag", { run_id: id, key, value }),
  deleteTag: (id, key) => post("runs/delete-tag", { run_id: id, key }),
};

/** At most this many runs may be asked for in one request for histories. */
const RUNS_PER_HISTORY = 100;

/** Samples of one metric's history in several runs, at most `points` for each, between two steps
 * if these are given. */
async function histories(runIds, key, points, start, end) {
  const found = [];
  for (let first = 0; first < runIds.length; first += RUNS_PER_HISTORY) {
    const answer = await get("metrics/get-history-bulk-interval", {
      run_ids: runIds.slice(first, first + RUNS_PER_HISTORY),
      metric_key: key,
      max_results: points,
      start_step: start,
      end_step: end,
    });
    found.push(...(answer.metrics ?? []));
  }
  return found.map((point) => ({ ...point, value: Number(point.value) }));
}

/** At most this many points of a history are sent at once. */
const POINTS_PER_PAGE = 25_000;

/**
 * All points of a metric in a run, page by page, as the server has them.
 * @param {string} runId
 * @param {string} key
 */
async function* history(runId, key) {
  let token;
  do {
    const answer = await get("metrics/get-history", {
      run_id: runId,
      metric_key: key,
      max_results: POINTS_PER_PAGE,
      page_token: token,
    });
    yield answer.metrics ?? [];
    token = answer.next_page_token;
  } while (token);
}

/** At most this many metrics may be summarised in one request. */
const METRICS_PER_SUMMARY = 100;

/**
 * What metrics of a run came to: how many points, the least and greatest value (undefined where all
 * are NaN), and some values that are spread over the history.
 * @returns {Promise<{key: string, count: number, min: number | undefined,
 *   max: number | undefined, values: number[]}[]>}
 */
async function summaries(runId, keys) {
  const found = [];
  for (let first = 0; first < keys.length; first += METRICS_PER_SUMMARY) {
    const part = keys.slice(first, first + METRICS_PER_SUMMARY);
    const answer = await post("metrics/summaries", { run_id: runId, metric_keys: part });
    found.push(...(answer.summaries ?? []));
  }
  const number = (value) => (value === undefined ? undefined : Number(value));
  return found.map(({ key, count = 0, min, max, values = [] }) => ({
    key,
    count,
    min: number(min),
    max: number(max),
    values: values.map(Number),
  }));
}

export const metrics = { histories, history, summaries };

export const models = {
  get: async (id) => (await get(`logged-models/${encodeURIComponent(id)}`, {})).model,
  search: (body) => post("logged-models/search", body),
  setTag: (id, key, value) =>
    patch(`logged-models/${encodeURIComponent(id)}/tags`, { tags: [{ key, value }] }),
  deleteTag: (id, key) =>
    remove(`logged-models/${encodeURIComponent(id)}/tags/${encodeURIComponent(key)}`, {}),
};

export const registeredModels = {
  search: (fields) => get("registered-models/search", fields),
  get: async (name) => (await get("registered-models/get", { name })).registered_model,
  create: (name, description) => post("registered-models/create", { name, description }),
  rename: (name, newName) => post("registered-models/rename", { name, new_name: newName }),
  describe: (name, description) => patch("registered-models/update", { name, description }),
  delete: (name) => remove("registered-models/delete", { name }),
  setTag: (name, key, value) => post("registered-models/set-tag", { name, key, value }),
  deleteTag: (name, key) => remove("registered-models/delete-tag", { name, key }),
  setAlias: (name, alias, version) => post("registered-models/alias", { name, alias, version }),
  deleteAlias: (name, alias) => remove("registered-models/alias", { name, alias }),
};

export const modelVersions = {
  search: (fields) => get("model-versions/search", fields),
  get: async (name, version) => (await get("model-versions/get", { name, version })).model_version,
  create: async (body) => (await post("model-versions/create", body)).model_version,
  describe: (name, version, description) =>
    patch("model-versions/update", { name, version, description }),
  transition: (name, version, stage, archive) =>
    post("model-versions/transition-stage", {
      name,
      version,
      stage,
      archive_existing_versions: archive,
    }),
  delete: (name, version) => remove("model-versions/delete", { name, version }),
  setTag: (name, version, key, value) =>
    post("model-versions/set-tag", { name, version, key, value }),
  deleteTag: (name, version, key) => remove("model-versions/delete-tag", { name, version, key }),
  file: async (name, version, path) =>
    (await call(`model-versions/get-artifact?${queryOf({ name, version, path })}`)).text(),
};

/** The artifacts of a run. A logged model has the same interface: see `modelArtifacts`. */
export function runArtifacts(runId) {
  return {
    list: (path, token) => get("artifacts/list", { run_id: runId, path, page_token: token }),
    address: (path) => `get-artifact?${queryOf({ run_id: runId, path })}`,
  };
}

/** The artifacts of a logged model. */
export function modelArtifacts(modelId) {
  const root = `logged-models/${encodeURIComponent(modelId)}/artifacts`;
  return {
    list: (path) => get(`${root}/directories`, { artifact_directory_path: path }),
    address: (path) => `${ROOT}${root}/files?${queryOf({ artifact_file_path: path })}`,
  };
}

/** The contents of a file, as a blob. */
export async function fileBlob(address, signal) {
  return (await call(address, { signal })).blob();
}

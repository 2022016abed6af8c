// Speaks MLflow's REST API, relative to the page's own address, so that a path prefix or a proxy
// at a sub-path changes nothing.

const ROOT = "ajax-api/2.0/mlflow/";

/** An answer longer than this is a page of a proxy rather than what went wrong. */
const LONGEST_SENTENCE = 400;

/** What the server answered instead of a result. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get isMissing() {
    return this.status === 404;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
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

/**
 * A proxy or a middleware may answer with a plain sentence in place of JSON.
 * @param {Response} answer
 */
async function failure(answer) {
  const text = await answer.text().catch(() => "");
  const body = fieldsOf(text);
  const isSentence = text.length > 0 && text.length < LONGEST_SENTENCE && !text.startsWith("<");
  const plain = isSentence ? text : `the server answered ${answer.status} ${answer.statusText}`;
  return new ApiError(answer.status, body.error_code ?? "", body.message ?? plain);
}

/** @param {string} text */
function fieldsOf(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** @param {Record<string, any>} fields */
function queryOf(fields) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== "") query.append(name, each);
    }
  }
  return query.toString();
}

/**
 * @param {string} path
 * @param {Record<string, any>} fields
 * @param {AbortSignal} [signal]
 */
async function get(path, fields, signal) {
  const answer = await call(`${ROOT}${path}?${queryOf(fields)}`, { signal });
  return answer.json();
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
async function send(method, path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const answer = await call(ROOT + path, { method, headers, body: JSON.stringify(body), signal });
  return answer.json();
}

/**
 * Asks an endpoint below `ajax-api/`, whatever its version: `3.0/mlflow/tokens/list`.
 * @param {Record<string, any>} [fields]
 * @param {Record<string, string>} [headers]
 * @param {string} method
 * @param {string} path
 */
export async function request(method, path, fields = {}, headers = {}) {
  const address = `ajax-api/${path}`;
  if (method === "GET") return (await call(`${address}?${queryOf(fields)}`, {})).json();
  const all = { "Content-Type": "application/json", ...headers };
  return (await call(address, { method, headers: all, body: JSON.stringify(fields) })).json();
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
const post = (path, body, signal) => send("POST", path, body, signal);
/**
 * @param {string} path
 * @param {unknown} body
 */
const patch = (path, body) => send("PATCH", path, body);
/**
 * @param {string} path
 * @param {unknown} body
 */
const remove = (path, body) => send("DELETE", path, body);

export const experiments = {
  /**
   * @param {any} body
   * @param {AbortSignal} [signal]
   */
  search: (body, signal) => post("experiments/search", { max_results: 1000, ...body }, signal),
  /** @param {string} id */
  get: async (id) => (await get("experiments/get", { experiment_id: id })).experiment,
  /**
   * @param {string} name
   * @param {{key: string, value: string}[]} [tags]
   */
  create: async (name, tags) => (await post("experiments/create", { name, tags })).experiment_id,
  /**
   * @param {string} id
   * @param {string} name
   */
  rename: (id, name) => post("experiments/update", { experiment_id: id, new_name: name }),
  /** @param {string} id */
  delete: (id) => post("experiments/delete", { experiment_id: id }),
  /** @param {string} id */
  restore: (id) => post("experiments/restore", { experiment_id: id }),
  /**
   * @param {string} id
   * @param {string} key
   * @param {any} value
   */
  setTag: (id, key, value) =>
    post("experiments/set-experiment-tag", { experiment_id: id, key, value }),
  /**
   * @param {string} id
   * @param {string} key
   */
  deleteTag: (id, key) => post("experiments/delete-experiment-tag", { experiment_id: id, key }),
  /**
   * How many active runs these experiments have, and when the last started, by their ids.
   * @param {string[]} ids
   * @param {AbortSignal} [signal]
   */
  summaries: async (ids, signal) => {
    const answer = await post("experiments/summaries", { experiment_ids: ids }, signal);
    const list = answer.summaries ?? [];
    return new Map(
      list.map((/** @type {any} */ each) => [
        each.experiment_id,
        { runs: each.run_count, running: each.running_count, last: each.last_start_time },
      ]),
    );
  },
};

export const runs = {
  /**
   * @param {any} body
   * @param {AbortSignal} [signal]
   */
  search: (body, signal) => post("runs/search", body, signal),
  /**
   * @param {string} id
   * @param {AbortSignal} [signal]
   */
  get: async (id, signal) => (await get("runs/get", { run_id: id }, signal)).run,
  /**
   * @param {string} id
   * @param {string} name
   */
  rename: (id, name) => post("runs/update", { run_id: id, run_name: name }),
  /** @param {string} id */
  delete: (id) => post("runs/delete", { run_id: id }),
  /** @param {string} id */
  restore: (id) => post("runs/restore", { run_id: id }),
  /**
   * @param {string} id
   * @param {string} key
   * @param {any} value
   */
  setTag: (id, key, value) => post("runs/set-tag", { run_id: id, key, value }),
  /**
   * @param {string} id
   * @param {string} key
   */
  deleteTag: (id, key) => post("runs/delete-tag", { run_id: id, key }),
};

/** At most this many runs may be asked for in one request for histories. */
const RUNS_PER_HISTORY = 100;

/** Samples of one metric's history in several runs, at most `points` for each, between two steps
 * if these are given.
 * @param {string[]} runIds
 * @param {string} key
 * @param {number} points
 * @param {number} [start]
 * @param {number} [end]
 */
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
 * @param {string} runId
 * @param {string[]} keys
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
  /** @param {any} value */
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
  /** @param {string} id */
  get: async (id) => (await get(`logged-models/${encodeURIComponent(id)}`, {})).model,
  /** @param {any} body */
  search: (body) => post("logged-models/search", body),
  /**
   * @param {string} id
   * @param {string} key
   * @param {any} value
   */
  setTag: (id, key, value) =>
    patch(`logged-models/${encodeURIComponent(id)}/tags`, { tags: [{ key, value }] }),
  /**
   * @param {string} id
   * @param {string} key
   */
  deleteTag: (id, key) =>
    remove(`logged-models/${encodeURIComponent(id)}/tags/${encodeURIComponent(key)}`, {}),
};

export const registeredModels = {
  /** @param {Record<string, any>} fields */
  search: (fields) => get("registered-models/search", fields),
  /** @param {string} name */
  get: async (name) => (await get("registered-models/get", { name })).registered_model,
  /**
   * @param {string} name
   * @param {string} [description]
   */
  create: (name, description) => post("registered-models/create", { name, description }),
  /**
   * @param {string} name
   * @param {string} newName
   */
  rename: (name, newName) => post("registered-models/rename", { name, new_name: newName }),
  /**
   * @param {string} name
   * @param {string} description
   */
  describe: (name, description) => patch("registered-models/update", { name, description }),
  /** @param {string} name */
  delete: (name) => remove("registered-models/delete", { name }),
  /**
   * @param {string} name
   * @param {string} key
   * @param {any} value
   */
  setTag: (name, key, value) => post("registered-models/set-tag", { name, key, value }),
  /**
   * @param {string} name
   * @param {string} key
   */
  deleteTag: (name, key) => remove("registered-models/delete-tag", { name, key }),
  /**
   * @param {string} name
   * @param {string} alias
   * @param {string} version
   */
  setAlias: (name, alias, version) => post("registered-models/alias", { name, alias, version }),
  /**
   * @param {string} name
   * @param {string} alias
   */
  deleteAlias: (name, alias) => remove("registered-models/alias", { name, alias }),
};

export const modelVersions = {
  /** @param {Record<string, any>} fields */
  search: (fields) => get("model-versions/search", fields),
  /**
   * @param {string} name
   * @param {string} version
   */
  get: async (name, version) => (await get("model-versions/get", { name, version })).model_version,
  /** @param {any} body */
  create: async (body) => (await post("model-versions/create", body)).model_version,
  /**
   * @param {string} name
   * @param {string} version
   * @param {string} description
   */
  describe: (name, version, description) =>
    patch("model-versions/update", { name, version, description }),
  /**
   * @param {string} name
   * @param {string} version
   * @param {string} stage
   * @param {boolean} archive
   */
  transition: (name, version, stage, archive) =>
    post("model-versions/transition-stage", {
      name,
      version,
      stage,
      archive_existing_versions: archive,
    }),
  /**
   * @param {string} name
   * @param {string} version
   */
  delete: (name, version) => remove("model-versions/delete", { name, version }),
  /**
   * @param {string} name
   * @param {string} version
   * @param {string} key
   * @param {any} value
   */
  setTag: (name, version, key, value) =>
    post("model-versions/set-tag", { name, version, key, value }),
  /**
   * @param {string} name
   * @param {string} version
   * @param {string} key
   */
  deleteTag: (name, version, key) => remove("model-versions/delete-tag", { name, version, key }),
  /**
   * @param {string} name
   * @param {string} version
   * @param {string} path
   */
  file: async (name, version, path) =>
    (await call(`model-versions/get-artifact?${queryOf({ name, version, path })}`)).text(),
};

/**
 * The artifacts of a run. A logged model has the same interface: see `modelArtifacts`.
 * @param {string} runId
 */
export function runArtifacts(runId) {
  return {
    /**
     * @param {string} path
     * @param {string} [token]
     */
    list: (path, token) => get("artifacts/list", { run_id: runId, path, page_token: token }),
    /** @param {string} path */
    address: (path) => `get-artifact?${queryOf({ run_id: runId, path })}`,
  };
}

/**
 * The artifacts of a logged model.
 * @param {string} modelId
 */
export function modelArtifacts(modelId) {
  const root = `logged-models/${encodeURIComponent(modelId)}/artifacts`;
  return {
    /** @param {string} path */
    list: (path) => get(`${root}/directories`, { artifact_directory_path: path }),
    /** @param {string} path */
    address: (path) => `${ROOT}${root}/files?${queryOf({ artifact_file_path: path })}`,
  };
}

/**
 * The contents of a file, as a blob.
 * @param {string} address
 * @param {AbortSignal} [signal]
 */
export async function fileBlob(address, signal) {
  return (await call(address, { signal })).blob();
}

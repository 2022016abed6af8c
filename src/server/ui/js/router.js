// Reads and writes the part of the address after `#`, in MLflow's own shapes, since clients print
// such links and people keep them.

const id = "([^/]+)";
/**
 * A pattern of the path, the name of its page, and what its groups are called.
 * @type {[RegExp, string, string[]][]}
 */
const ROUTES = [
  [new RegExp(`^/experiments/${id}/runs/${id}(?:/(.*))?$`), "run", ["experiment", "run", "rest"]],
  [new RegExp(`^/experiments/${id}/models/${id}(?:/.*)?$`), "model", ["experiment", "model"]],
  [new RegExp(`^/experiments/${id}/(models)/?$`), "experiment", ["experiment", "tab"]],
  [new RegExp(`^/experiments/${id}(?:/(?:runs|s|charts)?/?)?$`), "experiment", ["experiment"]],
  [/^\/$/, "home", []],
  [/^\/experiments\/?$/, "experiments", []],
  [/^\/compare-experiments(?:\/.*)?$/, "experiment", []],
  [/^\/compare-runs(?:\/.*)?$/, "compare", []],
  [/^\/metric(?:\/.*)?$/, "compare", []],
  [new RegExp(`^/runs/${id}$`), "run", ["run"]],
  [/^\/models\/?$/, "registeredModels", []],
  [new RegExp(`^/models/${id}/versions/${id}(?:/.*)?$`), "version", ["name", "version"]],
  [new RegExp(`^/models/${id}(?:/.*)?$`), "registeredModel", ["name"]],
  [/^\/compare-model-versions(?:\/.*)?$/, "compareVersions", []],
  [/^\/account\/?$/, "account", []],
  [/^\/admin(?:\/.*)?$/, "admin", []],
  [/^\/device\/?$/, "device", []],
];

/**
 * Parts of MLflow that have no page here: a pattern of their addresses, and what they show.
 * @type {[RegExp, string][]}
 */
const ABSENT = [
  [/^\/experiments\/[^/]+\/(runs\/[^/]+\/)?traces\b/, "traces"],
  [/^\/experiments\/[^/]+\/chat-sessions\b/, "chat sessions"],
  [/^\/experiments\/[^/]+\/(runs\/[^/]+\/evaluations|evaluation-runs)\b/, "evaluations"],
  [/^\/experiments\/[^/]+\/datasets\b/, "a list of data sets"],
  [
    /^\/experiments\/[^/]+\/(judges|label|review-queue|issues)/,
    "judges, labels, reviews and issues",
  ],
  [/^\/experiments\/[^/]+\/(overview|dashboard)\b/, "an overview of traces"],
  [/^\/(experiments\/[^/]+\/)?(prompts|playground)\b/, "a page of prompts"],
  [/^\/gateway\b/, "a gateway"],
  [/^\/(mcp-registry|skills)\b/, "a registry of servers and skills"],
  [/^\/settings\b/, "settings"],
];

/**
 * What the address asks for that has no page here; undefined where it is something else.
 * @param {string} path
 */
export function absent(path) {
  return ABSENT.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * Where the address points: `{name, parts, query}`; `name` is "unknown" for what no page answers.
 */
export function route(hash = location.hash) {
  const [path, search = ""] = split(hash.replace(/^#/, "") || "/");
  const query = new URLSearchParams(search);
  const known = absent(path) ? [] : ROUTES;
  for (const [pattern, name, names] of known) {
    const match = pattern.exec(path);
    if (!match) continue;
    const parts = Object.fromEntries(names.map((key, index) => [key, decode(match[index + 1])]));
    return { name, parts, query, path };
  }
  return { name: "unknown", parts: {}, query, path };
}

/** @param {string} address */
function split(address) {
  const mark = address.indexOf("?");
  return mark < 0 ? [address] : [address.slice(0, mark), address.slice(mark + 1)];
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text ?? "");
  } catch {
    return text ?? "";
  }
}

/**
 * A list written in the address as JSON, as in `runs=["a","b"]`; empty if it is not one.
 * @param {URLSearchParams} query
 * @param {string} name
 */
export function listFrom(query, name) {
  try {
    const list = JSON.parse(query.get(name) ?? "[]");
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

/**
 * An object written in the address as JSON, as in `runs={"a":"1"}`; empty if it is not one.
 * @param {URLSearchParams} query
 * @param {string} name
 */
function objectFrom(query, name) {
  try {
    return Object(JSON.parse(query.get(name) ?? "{}"));
  } catch {
    return {};
  }
}

/**
 * The versions that an address asks to compare. MLflow's addresses map runs to versions, which
 * cannot tell versions of one run apart, nor name one without a run: these are in `versions`.
 * @param {URLSearchParams} query
 */
export function versionsFrom(query) {
  const name = (query.get("name") ?? "").replace(/^"|"$/g, "");
  const versions = [...Object.values(objectFrom(query, "runs")), ...listFrom(query, "versions")];
  return { name, versions: [...new Set(versions.map(String))] };
}

export const link = {
  home: () => "#/",
  experiments: () => "#/experiments",
  /** @param {string} experiment */
  experiment: (experiment) => `#/experiments/${encodeURIComponent(experiment)}`,
  /**
   * @param {string} experiment
   * @param {string} tab
   */
  tab: (experiment, tab) => `#/experiments/${encodeURIComponent(experiment)}/${tab}`,
  /** @param {string[]} ids */
  together: (ids) =>
    `#/compare-experiments/s?experiments=${encodeURIComponent(JSON.stringify(ids))}`,
  /**
   * @param {string} experiment
   * @param {string} run
   * @param {string} [tab]
   */
  run: (experiment, run, tab) =>
    `#/experiments/${encodeURIComponent(experiment)}/runs/${encodeURIComponent(run)}${tab ? `/${tab}` : ""}`,
  /**
   * A run whose experiment is not known.
   * @param {string} run
   */
  anyRun: (run) => `#/runs/${encodeURIComponent(run)}`,
  /**
   * @param {string} experiment
   * @param {string} model
   */
  model: (experiment, model) =>
    `#/experiments/${encodeURIComponent(experiment)}/models/${encodeURIComponent(model)}`,
  account: () => "#/account",
  admin: () => "#/admin",
  registeredModels: () => "#/models",
  /** @param {string} name */
  registeredModel: (name) => `#/models/${encodeURIComponent(name)}`,
  /**
   * @param {string} name
   * @param {string} version
   */
  version: (name, version) =>
    `#/models/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`,
  /**
   * @param {string} name
   * @param {{version: string, runId: string}[]} versions
   */
  compareVersions: (name, versions) => {
    const runs = new Map();
    const others = [];
    for (const { version, runId } of versions) {
      if (runId && !runs.has(runId)) runs.set(runId, version);
      else others.push(version);
    }
    /** @param {any} value */
    const json = (value) => encodeURIComponent(JSON.stringify(value));
    const rest = others.length > 0 ? `&versions=${json(others)}` : "";
    const map = json(Object.fromEntries(runs));
    return `#/compare-model-versions?name="${encodeURIComponent(name)}"&runs=${map}${rest}`;
  },
  /** @param {{id: string, experimentId: string}[]} runs */
  compare: (runs) => {
    const experiments = [...new Set(runs.map((run) => run.experimentId))];
    const ids = runs.map((run) => run.id);
    /** @param {any[]} list */
    const json = (list) => encodeURIComponent(JSON.stringify(list));
    return `#/compare-runs?runs=${json(ids)}&experiments=${json(experiments)}`;
  },
};

/**
 * The address of a path with the query fields of today's address, save these.
 * @param {string} path
 * @param {Record<string, string | undefined>} fields
 */
export function addressOf(path, fields) {
  const { query } = route();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  const search = query.toString();
  return `#${path}${search && `?${search}`}`;
}

/**
 * Writes other query fields into the address without a new entry in the history.
 * @param {Record<string, string | undefined>} fields
 */
export function rewrite(fields) {
  history.replaceState(history.state, "", addressOf(route().path, fields));
}

/** @param {string} address */
export function go(address) {
  location.hash = address;
}

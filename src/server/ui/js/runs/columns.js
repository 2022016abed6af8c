// The columns that runs can have: attributes, and every metric, parameter and tag that was seen.

import { isSystemTag, runDuration, textUnder } from "../entity.js";
import { quoted } from "../filter.js";
import * as format from "../format.js";

/**
 * Attributes of a run: key, label, width, how it is written, and what it is ordered by: what the
 * server knows it by, or a function of the run, by which the page itself orders.
 * @typedef {import("../entity.js").Run} Run
 * @type {[string, string, number, (run: Run) => string, string | ((run: Run) => any)][]}
 */
const ATTRIBUTES = [
  ["name", "Run", 240, (run) => run.name, "run_name"],
  ["start", "Created", 132, (run) => format.age(run.start), "start_time"],
  ["status", "Status", 108, (run) => run.status, "status"],
  ["duration", "Duration", 104, (run) => format.duration(runDuration(run)), runDuration],
  ["datasets", "Data set", 140, datasetNames, datasetNames],
  ["source", "Source", 150, (run) => sourceName(run), "tags.`mlflow.source.name`"],
  ["models", "Models", 96, (run) => modelCount(run), (run) => modelCount(run)],
  ["user", "User", 104, (run) => run.user, "user_id"],
  ["end", "Ended", 150, (run) => format.time(run.end), "end_time"],
  [
    "commit",
    "Git commit",
    104,
    (run) => (run.tags.get("mlflow.source.git.commit") ?? "").slice(0, 8),
    "tags.`mlflow.source.git.commit`",
  ],
  ["id", "Run ID", 270, (run) => run.id, "run_id"],
  [
    "experiment",
    "Experiment ID",
    120,
    (run) => run.experimentId,
    (run) => Number(run.experimentId),
  ],
];

/** The attributes that a table shows until its reader chooses; the last three if a run has them. */
const FIRST_ATTRIBUTES = ["name", "start", "status", "duration"];
const FIRST_IF_ANY = ["source", "datasets", "models"];

/** @type {Record<string, string>} */
const KINDS = { metrics: "metric", params: "parameter", tags: "tag" };

/** A column is as wide as its heading, within these limits. */
const LEAST_WIDTH = 96;
const MOST_WIDTH = 220;
const LETTER = 7.6;
const AROUND_HEADING = 46;

export const SELECT = { key: "select", label: "", kind: "", width: 40, pinned: true, fixed: true };

/**
 * Where a run came from, without the folders before it.
 * @param {import("../entity.js").Run} run
 */
export function sourceName(run) {
  return (run.tags.get("mlflow.source.name") ?? "").split(/[\\/]/).at(-1) ?? "";
}

/** @param {import("../entity.js").Run} run */
function datasetNames(run) {
  return run.datasets.map((each) => each.dataset.name).join(", ");
}

/** @param {import("../entity.js").Run} run */
function modelCount(run) {
  const amount = run.modelsOut.length + loggedModelCount(run);
  return amount ? format.count(amount, "model") : "";
}

/**
 * Clients before MLflow 3 note their models in a tag, as a JSON list.
 * @param {import("../entity.js").Run} run
 */
function loggedModelCount(run) {
  if (run.modelsOut.length > 0) return 0;
  try {
    return JSON.parse(run.tags.get("mlflow.log-model.history") ?? "[]").length;
  } catch {
    return 0;
  }
}

/**
 * Makes the column of a key such as `attributes.start`, `metrics.loss` or `tags.team`.
 * @param {string} key
 */
export function column(key) {
  const dot = key.indexOf(".");
  const family = key.slice(0, dot);
  const name = key.slice(dot + 1);
  return family === "attributes" ? attribute(key, name) : logged(key, family, name);
}

/**
 * The column of a key that there is.
 * @param {string} key
 */
export function knownColumn(key) {
  const found = column(key);
  if (!found) throw new Error(`there is no column ${key}`);
  return found;
}

/**
 * @param {string} key
 * @param {string} name
 */
function attribute(key, name) {
  const found = ATTRIBUTES.find(([each]) => each === name);
  if (!found) return undefined;
  const [, label, width, text, order] = found;
  const isServers = typeof order === "string";
  const known = isServers && (order.includes(".") ? order : `attributes.${order}`);
  return {
    key,
    label,
    kind: "",
    width,
    text,
    sortable: true,
    order: known || key,
    filter: known,
    numeric: name === "duration",
    pinned: name === "name",
  };
}

/**
 * How the page itself orders runs where the server cannot: a comparison, or undefined.
 * @param {{orderBy: string, ascending: boolean}} options
 */
export function ownOrder({ orderBy, ascending }) {
  const found = ATTRIBUTES.find(([name]) => `attributes.${name}` === orderBy);
  if (typeof found?.[4] !== "function") return undefined;
  const value = found[4];
  /** @param {import("../entity.js").Run} run */
  const isMissing = (run) => value(run) === undefined || value(run) === "";
  return (/** @type {any} */ a, /** @type {any} */ b) => {
    // Runs without a value come last, as on the server.
    if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
    const order = value(a) < value(b) ? -1 : Number(value(a) > value(b));
    return ascending ? order : -order;
  };
}

/**
 * @param {string} key
 * @param {string} family
 * @param {string} name
 */
function logged(key, family, name) {
  if (!(family in KINDS)) return undefined;
  const isMetric = family === "metrics";
  const text = isMetric
    ? (/** @type {Run} */ run) => format.number(run.metrics.get(name)?.value)
    : (/** @type {Run} */ run) => textUnder(run, key) ?? "";
  return {
    key,
    name,
    family,
    label: name,
    kind: KINDS[family],
    width: Math.round(
      Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, name.length * LETTER + AROUND_HEADING)),
    ),
    text,
    sortable: true,
    order: `${family}.${quoted(name)}`,
    filter: `${family}.${quoted(name)}`,
    numeric: isMetric,
    pinned: false,
  };
}

/** What a run's status may be. */
const STATUSES = ["RUNNING", "FINISHED", "FAILED", "KILLED", "SCHEDULED"];

/** As many texts of a key are offered while one types a filter. */
const MOST_VALUES = 200;

/** The keys of the columns of these runs by which a filter can ask. @param {Seen} seen */
export function filterKeys(seen) {
  return seen.keys().flatMap((key) => {
    const { filter, kind } = knownColumn(key);
    const values = () => (key === "attributes.status" ? STATUSES : seen.valuesOf(key));
    return filter ? [{ text: filter, note: kind || "attribute", values }] : [];
  });
}

/** Collects the keys of the metrics, parameters and tags of the runs that were seen. */
export class Seen {
  constructor() {
    /** @type {Set<string>} */
    this.metrics = new Set();
    /** @type {Set<string>} */
    this.params = new Set();
    /** @type {Set<string>} */
    this.tags = new Set();
    /** @type {string[]} */
    this.first = [];
    /** Texts by the keys of their columns. @type {Map<string, Set<string>>} */
    this.values = new Map();
    /** The keys of params that are not always numbers. @type {Set<string>} */
    this.worded = new Set();
  }

  /**
   * Notes the keys of these runs.
   * @param {import("../entity.js").Run[]} runs
   */
  add(runs) {
    if (runs.length === 0) return;
    if (this.isEmpty) this.first.push(...firstAttributes(runs));
    for (const run of runs) {
      for (const key of run.metrics.keys()) this.metrics.add(key);
      for (const [key, value] of run.params) {
        this.params.add(key);
        this.note(`params.${key}`, value);
        if (!isNumeric(value)) this.worded.add(key);
      }
      for (const [key, value] of run.tags) {
        if (isSystemTag(key)) continue;
        this.tags.add(key);
        this.note(`tags.${key}`, value);
      }
      this.note("attributes.user", run.user);
      this.note("attributes.source", run.tags.get("mlflow.source.name"));
    }
    const shown = new Set(this.first);
    this.first.push(
      ...this.keys().filter((key) => /^(metrics|params)\./.test(key) && !shown.has(key)),
    );
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  note(key, value) {
    const known = this.values.get(key);
    if (!known) this.values.set(key, new Set([value ?? ""]));
    else if (known.size < MOST_VALUES) known.add(value ?? "");
  }

  /**
   * Texts that runs have under the key of a column, in order.
   * @param {string} key
   */
  valuesOf(key) {
    const values = [...(this.values.get(key) ?? [])].filter((value) => value !== "");
    return values.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  /**
   * Whether all that was seen of a column are numbers.
   * @param {string} key
   */
  isNumeric(key) {
    return key.startsWith("params.") && !this.worded.has(key.slice("params.".length));
  }

  /** Whether no run was seen. */
  get isEmpty() {
    return this.first.length === 0;
  }

  /** The keys of all columns there are, attributes first. */
  keys() {
    /** @param {"metrics" | "params" | "tags"} name */
    const family = (name) => [...this[name]].sort().map((key) => `${name}.${key}`);
    const attributes = ATTRIBUTES.map(([name]) => `attributes.${name}`);
    return [...attributes, ...family("metrics"), ...family("params"), ...family("tags")];
  }

  /**
   * The keys of the columns that are shown until the reader chooses. Those of a later page come
   * last, so that no column moves while one looks at it.
   */
  firstKeys() {
    return [...this.first];
  }
}

/**
 * Whether a text is a number, as params often are; an empty one says nothing.
 * @param {string} text
 */
function isNumeric(text) {
  return text === "" || Number.isFinite(Number(text));
}

/** @param {import("../entity.js").Run[]} runs */
function firstAttributes(runs) {
  /** @param {string} name */
  const has = (name) => runs.some((run) => knownColumn(`attributes.${name}`).text(run) !== "");
  return [...FIRST_ATTRIBUTES, ...FIRST_IF_ANY.filter(has)].map((name) => `attributes.${name}`);
}

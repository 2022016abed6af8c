// Finds the keys of a filter that no run has, and the ones that may be meant.

import { h } from "../dom.js";

/** A metric, a param or a tag in a filter. */
const KEY = /\b(metrics?|params?|parameters?|tags?)\.(?:`([^`]+)`|"([^"]+)"|([\w./-]+))/gi;

/** A key is meant if so many letters of it are wrong at most. */
const MOST_WRONG = 2;

/**
 * @typedef {{written: string, name: string, near?: string}} UnknownKey
 *   `written` is how the filter has it, `near` the name of the key that may be meant
 */

/**
 * The keys of a filter that none of the runs that were seen has.
 * @param {string} filter
 * @param {import("./columns.js").Seen} seen
 * @returns {UnknownKey[]}
 */
export function unknownKeys(filter, seen) {
  /** @type {Record<string, Set<string>>} */
  const families = { m: seen.metrics, p: seen.params, t: seen.tags };
  // What stands in quotes is a value, unless a dot stands before it.
  const keys = filter.replace(/(^|[^.])('[^']*'|"[^"]*")/g, "$1 ");
  return [...keys.matchAll(KEY)].flatMap(([written, family, first, second, third]) => {
    const name = first ?? second ?? third;
    const known = families[family[0].toLowerCase()];
    if (known.has(name) || name.startsWith("mlflow.")) return [];
    return [{ written, name, near: nearest(name, known) }];
  });
}

/**
 * The name that differs least, if it differs little.
 * @param {string} name
 * @param {any} known
 */
function nearest(name, known) {
  const wanted = name.toLowerCase();
  const ranked = [...known]
    .map((each) => ({ each, wrong: difference(wanted, each.toLowerCase()) }))
    .filter(({ each, wrong }) => wrong <= MOST_WRONG || each.toLowerCase().includes(wanted))
    .sort((a, b) => a.wrong - b.wrong);
  return ranked[0]?.each;
}

/**
 * How many letters have to be added, removed or changed to make one text of another.
 * @param {any} a
 * @param {any} b
 */
export function difference(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = row[j - 1] + Number(a[i - 1] !== b[j - 1]);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, change);
    }
    row = next;
  }
  return row[b.length];
}

/**
 * Says that no run has a key, with a button for the one that may be meant.
 * @param {UnknownKey} key
 * @param {string} filter
 * @param {(filter: string) => void} use
 */
export function keyHint({ written, name, near }, filter, use) {
  const meant = near && written.replace(name, near);
  return h(
    "p",
    {},
    "No run that was seen has ",
    h("code", {}, written),
    ". ",
    meant && h("button", { onclick: () => use(filter.replace(written, meant)) }, `Use ${meant}`),
  );
}

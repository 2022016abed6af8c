// What the page remembers from one visit to the next, in the browser. Storage may be forbidden or
// full: then it remembers nothing.

const PREFIX = "mlflow.";

/**
 * What was saved under this name, or undefined.
 * @param {string} name
 */
export function load(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Saves a value, or removes it where it is undefined.
 * @param {string} name
 * @param {unknown} value
 */
export function save(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // See above.
  }
}

// Light or dark: what the system says, unless the reader has chosen.

const KEY = "mlflow.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

// Storage may be forbidden; a choice then lasts as long as the page.
function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} theme */
function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See `chosen`.
  }
}

/** @param {string} theme */
function apply(theme) {
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event("themechange"));
}

function follow() {
  apply(chosen() ?? (dark.matches ? "dark" : "light"));
}

export function isDark() {
  return document.documentElement.dataset.theme === "dark";
}

/** Changes to the other theme and remembers it. */
export function toggle() {
  const next = isDark() ? "light" : "dark";
  remember(next);
  apply(next);
}

/** Applies the theme and follows the system from now on. */
export function start() {
  follow();
  dark.addEventListener("change", follow);
}

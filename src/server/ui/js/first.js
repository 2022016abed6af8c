// Runs before anything is painted: a theme that the reader chose must not flash in the other one.
// It is no module, since a module waits for the page to be read.

try {
  const theme = localStorage.getItem("mlflow.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Without storage there is no choice to apply.
}

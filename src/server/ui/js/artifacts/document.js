// Shows an HTML file in a sandbox: a frame with an origin of its own, in which the file keeps its
// looks. Its scripts stay still until the reader asks for them, as the charts of most reports need.

import { h, show } from "../dom.js";
import { icon } from "../icons.js";

/**
 * Makes the view of an HTML file.
 * @param {string} text
 */
export function htmlDocument(text) {
  const root = h("div", { class: "html-file" });
  /** @param {boolean} [scripts] */
  const draw = (scripts) =>
    show(root, !scripts && hasScript(text) && offer(draw), frame(text, scripts));
  draw(false);
  return root;
}

/** @param {string} text */
function hasScript(text) {
  return /<script\b/i.test(text);
}

/** @param {(scripts?: boolean) => void} draw */
function offer(draw) {
  return h(
    "p",
    { class: "hint" },
    icon("warning"),
    h(
      "span",
      {},
      "The scripts of this file do not run. In their sandbox they cannot reach this page, but they may fetch from the web.",
    ),
    h("button", { onclick: () => draw(true) }, "Run its scripts"),
  );
}

/**
 * @param {string} text
 * @param {boolean} [scripts]
 */
function frame(text, scripts) {
  const node = h("iframe", {
    class: "document",
    sandbox: "allow-scripts",
    title: "The file as a page",
    src: "static-files/frame.html",
  });
  // An origin of its own has no name by which a message could be addressed to it.
  node.addEventListener("load", () => node.contentWindow.postMessage({ text, scripts }, "*"), {
    once: true,
  });
  return node;
}

// Lets a command on some machine in, which shows a code in its terminal.

import { devices } from "../access/api.js";
import { h, show } from "../dom.js";
import { empty, failed, loading } from "../parts/notice.js";
import { link } from "../router.js";

/** @param {{query: URLSearchParams}} route */
export function devicePage({ query }) {
  const root = h("article", { class: "page" }, loading(3));
  load(root, query.get("code") ?? "");
  return { root, title: "Log in a machine" };
}

/**
 * @param {HTMLElement} root
 * @param {string} code
 */
async function load(root, code) {
  try {
    const { name } = await devices.get(code);
    /** @param {boolean} allow */
    const decide = (allow) => async () => {
      try {
        await devices.decide(code, allow);
        const home = h("a", { class: "button", href: link.experiments() }, "See all experiments");
        show(root, empty(allow ? "The machine is logged in as you" : "It was refused", home));
      } catch (error) {
        show(root, failed(error));
      }
    };
    show(
      root,
      empty(
        "Let a machine in?",
        h("p", {}, `“${name}” wants to do all that you may do.`),
        h(
          "p",
          {},
          "Only go on if you have started this yourself, and it shows the code ",
          h("b", {}, code),
          ".",
        ),
        h("button", { class: "primary", onclick: decide(true) }, "Let it in"),
        h("button", { onclick: decide(false) }, "Refuse"),
      ),
    );
  } catch (error) {
    show(root, failed(error));
  }
}

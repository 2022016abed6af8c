// Lets a command on some machine in, which shows a code in its terminal.

import { devices, users } from "../access/api.js";
import { h, show } from "../dom.js";
import { isMissing, messageOf } from "../failure.js";
import { field } from "../parts/dialog.js";
import { empty, failed, loading } from "../parts/notice.js";
import { link } from "../router.js";

/** @param {{query: URLSearchParams}} route */
export function devicePage({ query }) {
  const root = h("article", { class: "page device" });
  const code = query.get("code") ?? "";
  if (code) load(root, code);
  else askCode(root, "");
  return { root, title: "Log in a machine" };
}

/**
 * Asks for the code, and says what is wrong with the one before.
 * @param {HTMLElement} root
 * @param {string} problem
 */
function askCode(root, problem) {
  const form = h(
    "form",
    {},
    field("Code", { name: "code", required: true, placeholder: "XXXX-XXXX", class: "mono" }),
    h("p", { class: "problem", role: "alert" }, problem),
    h("button", { class: "primary", type: "submit" }, "Go on"),
  );
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    load(root, /** @type {any} */ (form).elements.code.value.trim());
  });
  show(
    root,
    empty(
      "Which code does the machine show?",
      h("p", {}, "The command ", h("code", {}, "mlflow login"), " writes it into its terminal."),
      form,
    ),
  );
}

/**
 * @param {HTMLElement} root
 * @param {string} code
 */
async function load(root, code) {
  show(root, loading(3));
  try {
    const [{ name }, { user }] = await Promise.all([devices.get(code), users.current()]);
    askWhether(root, code, name, user.username);
  } catch (error) {
    if (isMissing(error)) askCode(root, messageOf(error));
    else
      show(
        root,
        failed(error, () => load(root, code)),
      );
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} code
 * @param {string} name the machine
 * @param {string} username
 */
function askWhether(root, code, name, username) {
  /** @param {boolean} allow */
  const decide = (allow) => async () => {
    try {
      await devices.decide(code, allow);
      tell(root, allow, name, username);
    } catch (error) {
      show(
        root,
        failed(error, () => load(root, code)),
      );
    }
  };
  show(
    root,
    empty(
      `Let “${name}” in?`,
      h("p", { class: "code mono" }, code),
      h("p", {}, "It will be able to do all that ", h("b", {}, username), " may do."),
      h("p", {}, "Only go on if you have started this yourself, and the machine shows this code."),
      h(
        "p",
        { class: "choices" },
        h("button", { onclick: decide(false) }, "Refuse"),
        h("button", { class: "primary", onclick: decide(true) }, "Let it in"),
      ),
    ),
  );
}

/**
 * @param {HTMLElement} root
 * @param {boolean} isAllowed
 * @param {string} name the machine
 * @param {string} username
 */
function tell(root, isAllowed, name, username) {
  const said = isAllowed ? `“${name}” is logged in as ${username}` : `“${name}” was refused`;
  const next = isAllowed ? "Its command goes on by itself." : "Its command ends.";
  const home = h("a", { class: "button", href: link.home() }, "Home");
  show(root, empty(said, h("p", {}, next), home));
}

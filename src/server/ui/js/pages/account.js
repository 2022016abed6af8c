// The account of who has logged in: access tokens, the password, and what one may do.

import { logIn, tokens, users } from "../access/api.js";
import { choice } from "../access/holders.js";
import { h, show } from "../dom.js";
import { messageOf } from "../failure.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { ask, confirm, field } from "../parts/dialog.js";
import { listTable } from "../parts/list.js";
import { command, empty, failed, loading, toast } from "../parts/notice.js";

const DAY = 86_400_000;
/** @type {Record<string, number>} */
const LIFETIMES = { "30 days": 30, "90 days": 90, "1 year": 365, never: 0 };

export function accountPage() {
  const root = h("article", { class: "page account" }, loading(6));
  load(root);
  return { root, title: "Account" };
}

/** @param {HTMLElement} root */
async function load(root) {
  try {
    const { user, is_basic_auth: hasPassword } = await users.current();
    const list = h("div", { class: "list-body" }, loading(3));
    const create = async () => (await askToken()) && fillTokens(list);
    const head = h(
      "div",
      { class: "title-line" },
      h("h2", {}, "Access tokens"),
      h("button", { class: "primary", onclick: create }, icon("plus"), "New token"),
    );
    show(
      root,
      h("header", { class: "page-head" }, h("h1", {}, user.username)),
      h("section", {}, head, list),
      hasPassword && passwordForm(user.username),
      permissionList(await users.ownPermissions()),
    );
    await fillTokens(list);
  } catch (error) {
    show(
      root,
      failed(error, () => load(root)),
    );
  }
}

/** @param {any[]} list */
async function fillTokens(list) {
  try {
    const found = await tokens.list();
    /** @type {[string, string?][]} */
    const heads = [
      ["Name"],
      ["Permission"],
      ["Created", "roomy"],
      ["Expires"],
      ["Last used"],
      [""],
    ];
    const rows = found.map((/** @type {string | undefined} */ token) =>
      tokenRow(token, () => fillTokens(list)),
    );
    show(list, found.length > 0 ? listTable(heads, rows) : empty("No tokens yet"));
  } catch (error) {
    show(list, failed(error));
  }
}

/**
 * @param {any} token
 * @param {() => void} reload
 */
function tokenRow(token, reload) {
  const revoke = async () => {
    const isDone = await confirm({
      title: `End the token ${token.name}?`,
      text: "Programs that use it are refused from then on.",
      action: "End it",
      submit: () => tokens.revoke(token.token_id),
    });
    if (isDone) reload();
  };
  const end = token.expires_at ? format.time(token.expires_at) : "never";
  return h(
    "tr",
    {},
    h("td", {}, token.name || token.token_id),
    h("td", {}, token.scope),
    h("td", { class: "roomy" }, format.time(token.created_at)),
    h("td", {}, token.is_valid ? end : "void"),
    h("td", {}, token.last_used_at ? format.age(token.last_used_at) : "never"),
    h("td", {}, h("button", { class: "small bad", onclick: revoke }, "Revoke")),
  );
}

async function askToken() {
  const made = await ask({
    title: "New access token",
    body: [
      field("What it is for", { name: "label", required: true }),
      choice("It may", "scope", ["read", "write"]),
      choice("It ends after", "lifetime", Object.keys(LIFETIMES), "90 days"),
    ],
    action: "Make it",
    /** @param {any} form */
    submit: (form) => {
      const { label, scope, lifetime } = form.elements;
      const days = LIFETIMES[lifetime.value];
      const end = days > 0 ? Date.now() + days * DAY : undefined;
      return tokens.create(label.value.trim(), scope.value, end);
    },
  });
  if (!made) return false;
  await ask({
    title: "The token",
    body: [
      h("p", {}, "Copy it now: it is not shown again."),
      command(`export MLFLOW_TRACKING_TOKEN=${made.secret}`),
    ],
    action: "I have it",
    submit: () => true,
  });
  return true;
}

/** @param {string} username */
function passwordForm(username) {
  /**
   * @param {string} name
   * @param {string} autocomplete
   */
  const kind = (name, autocomplete) => ({ name, type: "password", autocomplete, required: true });
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h(
    "form",
    {},
    field("Current password", kind("current", "current-password")),
    field("New password", kind("password", "new-password")),
    problem,
    h("button", { type: "submit" }, "Change the password"),
  );
  form.addEventListener("submit", async (/** @type {any} */ event) => {
    event.preventDefault();
    const { current, password } = /** @type {any} */ (form).elements;
    try {
      await users.setPassword(username, password.value, current.value);
      // The change has ended all sessions and tokens, this one's, too.
      await logIn(username, password.value);
      /** @type {HTMLFormElement} */ (form).reset();
      show(problem);
      toast("The password is changed, and all tokens and other sessions have ended");
    } catch (error) {
      show(problem, messageOf(error));
    }
  });
  return h("section", {}, h("h2", {}, "Password"), form);
}

/** @param {any} permissions */
function permissionList(permissions) {
  /** @param {any} each */
  const row = (each) =>
    h(
      "tr",
      {},
      h("td", {}, each.resource_type),
      h("td", {}, each.resource_pattern),
      h("td", {}, each.permission),
      h("td", {}, each.role_name.startsWith("__user_") ? "" : each.role_name),
    );
  /** @type {[string, string?][]} */
  const heads = [["Kind"], ["Which"], ["Permission"], ["By role"]];
  const table = listTable(heads, permissions.map(row));
  return h(
    "section",
    {},
    h("h2", {}, "Permissions"),
    permissions.length > 0 ? table : h("p", { class: "faint" }, "None beside what everybody may."),
  );
}

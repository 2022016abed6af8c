// Users and roles, for administrators.

import { LEVELS, roles, users } from "../access/api.js";
import { choice } from "../access/holders.js";
import { h, show } from "../dom.js";
import { icon } from "../icons.js";
import { ask, askText, confirm, field } from "../parts/dialog.js";
import { listTable } from "../parts/list.js";
import { menu } from "../parts/menu.js";
import { attempt, empty, failed, loading } from "../parts/notice.js";

/** The kinds on which a role permits something. */
const KINDS = [
  "experiment",
  "registered_model",
  "prompt",
  "run",
  "logged_model",
  "registered_model_version",
  "prompt_version",
  "workspace",
];

export function adminPage() {
  const root = h("article", { class: "page account" }, loading(8));
  load(root);
  return { root, title: "Users and roles" };
}

/** @param {HTMLElement} root */
async function load(root) {
  try {
    const [people, all] = await Promise.all([users.list(), roles.list()]);
    const reload = () => load(root);
    show(
      root,
      h("header", { class: "page-head" }, h("h1", {}, "Users and roles")),
      section("Users", "New user", async () => (await askUser()) && reload(), [
        listTable(
          [["Name"], ["Roles"], [""]],
          people.map((user) => userRow(user, all, reload)),
        ),
      ]),
      section("Roles", "New role", async () => (await askRole()) && reload(), [
        all.length > 0
          ? listTable(
              [["Name"], ["Permits"], [""]],
              all.map((role) => roleRow(role, reload)),
            )
          : empty("No roles yet"),
      ]),
    );
  } catch (error) {
    show(
      root,
      failed(error, () => load(root)),
    );
  }
}

/**
 * @param {string} title
 * @param {any} action
 * @param {(...values: any[]) => any} act
 * @param {any} body
 */
function section(title, action, act, body) {
  const create = h("button", { class: "primary", onclick: act }, icon("plus"), action);
  return h("section", {}, h("div", { class: "title-line" }, h("h2", {}, title), create), body);
}

/**
 * @param {any} user
 * @param {any[]} all
 * @param {() => void} reload
 */
function userRow(user, all, reload) {
  const own = user.roles.filter((/** @type {any} */ role) => !role.name.startsWith("__user_"));
  const others = all.filter((role) => own.every((/** @type {any} */ each) => each.id !== role.id));
  const name = user.username;
  /** @param {(...values: any[]) => any} act */
  const then = (act) => async () => (await act()) && reload();
  const setAdmin = () => attempt("", () => users.setAdmin(name, !user.is_admin));
  const remove = () =>
    confirm({
      title: `Delete ${name}?`,
      text: "The user's permissions, tokens and sessions go with it.",
      action: "Delete",
      submit: () => users.delete(name),
    });
  const setPassword = () =>
    ask({
      title: `Another password for ${name}`,
      body: field("Password", { name: "password", type: "password", autocomplete: "new-password" }),
      action: "Set",
      /** @param {any} form */
      submit: (form) => users.setPassword(name, form.elements.password.value),
    });
  const give = () =>
    ask({
      title: `Assign a role to ${name}`,
      body: choice(
        "Role",
        "role",
        others.map((role) => role.name),
      ),
      action: "Assign",
      /** @param {any} form */
      submit: (form) => {
        const role = others.find((each) => each.name === form.elements.role.value);
        return roles.assign(name, role.id);
      },
    });
  /** @param {any} role */
  const take = (role) => attempt("", () => roles.unassign(name, role.id));
  return h(
    "tr",
    {},
    h("td", {}, name, user.is_admin && [" ", h("span", { class: "badge" }, "admin")]),
    h("td", {}, own.map((/** @type {any} */ role) => role.name).join(", ")),
    h(
      "td",
      { class: "end" },
      menu({
        iconName: "dots",
        title: `Actions on ${name}`,
        kind: "plain",
        actions: [
          others.length > 0 && { label: "Assign a role", icon: "plus", act: then(give) },
          ...own.map((/** @type {any} */ role) => ({
            label: `Unassign the role ${role.name}`,
            icon: "close",
            act: then(() => take(role)),
          })),
          {
            label: user.is_admin ? "Remove administrator rights" : "Make an administrator",
            icon: "group",
            act: then(setAdmin),
          },
          { label: "Set a password", icon: "edit", act: then(setPassword) },
          { label: "Delete", icon: "trash", danger: true, act: then(remove) },
        ],
      }),
    ),
  );
}

/**
 * @param {any} role
 * @param {() => void} reload
 */
function roleRow(role, reload) {
  /** @param {(...values: any[]) => any} act */
  const then = (act) => async () => (await act()) && reload();
  /** @param {any} each */
  const said = (each) => `${each.permission} on ${each.resource_type} ${each.resource_pattern}`;
  const permit = () =>
    ask({
      title: `Add a permission to ${role.name}`,
      body: [
        choice("Kind", "kind", KINDS),
        field("Which: an id, a name, or * for all", {
          name: "pattern",
          value: "*",
          required: true,
        }),
        choice("Permission", "level", LEVELS, "READ"),
      ],
      action: "Add",
      /** @param {any} form */
      submit: (form) => {
        const { kind, pattern, level } = form.elements;
        return roles.permit(role.id, kind.value, pattern.value.trim(), level.value);
      },
    });
  const remove = () =>
    confirm({
      title: `Delete the role ${role.name}?`,
      text: "Its users keep what they have by other roles.",
      action: "Delete",
      submit: () => roles.delete(role.id),
    });
  return h(
    "tr",
    {},
    h("td", {}, role.name),
    h("td", {}, role.permissions.map(said).join(", ")),
    h(
      "td",
      { class: "end" },
      menu({
        iconName: "dots",
        title: `Actions on the role ${role.name}`,
        kind: "plain",
        actions: [
          { label: "Add a permission", icon: "plus", act: then(permit) },
          ...role.permissions.map((/** @type {any} */ each) => ({
            label: `Remove ${said(each)}`,
            icon: "close",
            act: then(() => attempt("", () => roles.forbid(each.id))),
          })),
          { label: "Delete", icon: "trash", danger: true, act: then(remove) },
        ],
      }),
    ),
  );
}

function askUser() {
  return ask({
    title: "New user",
    body: [
      field("Name", { name: "username", required: true }),
      field("Password", {
        name: "password",
        type: "password",
        autocomplete: "new-password",
        required: true,
      }),
    ],
    action: "Create",
    /** @param {any} form */
    submit: (form) =>
      users.create(form.elements.username.value.trim(), form.elements.password.value),
  });
}

function askRole() {
  return askText({
    title: "New role",
    label: "Name",
    action: "Create",
    /** @param {string} name */
    submit: (name) => roles.create(name),
  });
}

// Who may do what with one experiment or model: a dialog for those who manage it.

import { h, show } from "../dom.js";
import { messageOf } from "../failure.js";
import { ask } from "../parts/dialog.js";
import { LEVELS, permissions, users } from "./api.js";

/**
 * A choice of one of several words.
 * @param {string} label
 * @param {string} name
 * @param {string[]} words
 * @param {string} [chosen]
 */
export function choice(label, name, words, chosen) {
  const options = words.map((word) =>
    h("option", { value: word, selected: word === chosen }, word),
  );
  return h("label", { class: "field" }, h("span", {}, label), h("select", { name }, options));
}

/**
 * Shows and changes who has permissions on a resource of a kind.
 * @param {string} kind
 * @param {string} id
 * @param {string} name
 */
export async function askPermissions(kind, id, name) {
  const [holders, all] = await Promise.all([permissions.on(kind, id), users.list()]);
  const list = h("div", { class: "stack" });
  const problem = h("p", { class: "problem", role: "alert" });
  const draw = () =>
    show(
      list,
      holders.length === 0
        ? h("p", { class: "faint" }, "No user has a permission of their own here.")
        : holders.map(row),
    );
  /** @param {any} holder */
  const row = (holder) => {
    const revoke = async () => {
      try {
        await permissions.revoke(holder.username, kind, id);
        holders.splice(holders.indexOf(holder), 1);
        show(problem);
        draw();
      } catch (error) {
        show(problem, messageOf(error));
      }
    };
    return h(
      "div",
      { class: "holder" },
      h("span", {}, holder.username ?? `role ${holder.role_name}`),
      h("span", { class: "badge" }, holder.permission),
      holder.username &&
        h(
          "button",
          {
            type: "button",
            class: "small",
            onclick: revoke,
            "aria-label": `Revoke the permission of ${holder.username}`,
          },
          "Revoke",
        ),
    );
  };
  draw();
  const names = all.map((user) => user.username);
  return ask({
    title: `Permissions on ${name}`,
    body: [
      list,
      problem,
      choice("User", "username", names),
      choice("Permission", "level", LEVELS, "READ"),
    ],
    action: "Grant",
    submit: async (form) => {
      const username = form.elements.username.value;
      if (holders.some((holder) => holder.username === username)) {
        await permissions.revoke(username, kind, id);
      }
      await permissions.grant(username, kind, id, form.elements.level.value);
    },
  });
}

/**
 * The entry of a menu that opens the dialog; nothing on a server without users.
 * @param {string} kind
 * @param {string} id
 * @param {string} name
 * @param {(done: string, act: () => unknown) => unknown} attempt
 */
export function permissionsAction(kind, id, name, attempt) {
  return (
    "users" in document.documentElement.dataset && {
      label: "Permissions",
      icon: "group",
      act: () => attempt("", () => askPermissions(kind, id, name)),
    }
  );
}

// The aliases of a registered model: shown, set and deleted.

import { registeredModels as api } from "../api.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { chip } from "../parts/chip.js";
import { ask, field } from "../parts/dialog.js";
import { attempt } from "../parts/notice.js";
import { link } from "../router.js";

/**
 * The mark of an alias, a link to its version.
 * @param {() => void} [onRemove]
 * @param {string} name
 * @param {string} alias
 * @param {string} version
 */
export function aliasMark(name, alias, version, onRemove) {
  return chip({
    content: h("bdi", {}, `@${alias}`),
    title: `@${alias}: version ${version}`,
    href: link.version(name, version),
    onRemove,
    removal: `Delete alias ${alias}`,
  });
}

/**
 * The aliases of a version, with the means to change them; `onChange` is told of each change.
 * @param {import("../entity.js").Version} version
 * @param {any} onChange
 */
export function aliasesOf({ name, version, aliases }, onChange) {
  /** @param {string} alias */
  const remove = (alias) =>
    attempt(`Alias ${alias} deleted`, async () => {
      await api.deleteAlias(name, alias);
      onChange();
    });
  return h(
    "div",
    { class: "tags" },
    aliases.map((alias) => aliasMark(name, alias, version, () => remove(alias))),
    h(
      "button",
      { class: "plain small", onclick: () => setAlias(name, version, onChange) },
      icon("plus"),
      "Add alias",
    ),
  );
}

/**
 * Asks for an alias of a version, and sets it.
 * @param {string} name
 * @param {string} version
 * @param {any} onChange
 */
export async function setAlias(name, version, onChange) {
  const set = await ask({
    title: `An alias of version ${version}`,
    body: [
      field("Alias", { name: "alias", required: true, placeholder: "champion" }),
      h(
        "p",
        { class: "faint" },
        "An alias names one version. If it names another one of this model, it moves here.",
      ),
    ],
    action: "Set alias",
    /** @param {any} form */
    submit: (form) => api.setAlias(name, form.elements.alias.value.trim(), version),
  });
  if (set) onChange();
}

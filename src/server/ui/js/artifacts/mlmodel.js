// The card of a model: its flavours and its signature, read from the file MLmodel.

import { h } from "../dom.js";
import { code } from "./code.js";

const PARTS = ["inputs", "outputs", "params"];

/**
 * Makes the card; the file itself follows below it.
 * @param {string} text
 */
export function modelCard(text) {
  return h("div", { class: "model-card" }, modelSummary(text), code(text, "yaml"));
}

/**
 * The types of the fields in a model's signature, by their names: `inputs amount`.
 * @param {string} text
 */
export function signatureOf(text) {
  const types = PARTS.flatMap((part) =>
    fields(text, part).map(
      (/** @type {{name: string, type: string | undefined}} */ { name, type }) => [
        `${part} ${name}`,
        type,
      ],
    ),
  );
  return new Map(types);
}

/**
 * What the file says of the model: its flavours and its signature.
 * @param {string} text
 */
export function modelSummary(text) {
  const flavours = flavoursOf(text);
  const signature = PARTS.map((part) => [part, fields(text, part)]);
  const known = signature.filter(([, list]) => list.length > 0);
  return [
    flavours.length > 0 &&
      h(
        "p",
        {},
        "Flavours: ",
        flavours.map((name) => h("span", { class: "chip" }, name)),
      ),
    known.length > 0
      ? h(
          "table",
          { class: "values" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ["Signature", "Name", "Type"].map((name) => h("th", {}, name)),
            ),
          ),
          h(
            "tbody",
            {},
            known.flatMap(([part, list]) =>
              list.map((/** @type {any} */ field) => row(part, field)),
            ),
          ),
        )
      : h("p", { class: "faint" }, "This model has no signature."),
  ];
}

/**
 * @param {any} part
 * @param {any} field
 */
function row(part, { name, type, required }) {
  return h(
    "tr",
    {},
    h("td", {}, part),
    h("th", { scope: "row" }, name),
    h("td", {}, type, required === false && h("small", {}, " optional")),
  );
}

/**
 * The flavours of a model: the ways in which it can be loaded.
 * @param {string} text
 */
export function flavoursOf(text) {
  const block = /^flavors:\n((?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? "";
  return [...block.matchAll(/^ {2}([\w.]+):/gm)].map(([, name]) => name);
}

/**
 * In MLmodel each part of the signature is a line of JSON in a YAML string, folded when long.
 * @param {string} text
 * @param {any} part
 */
function fields(text, part) {
  const block = /^signature:\n((?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? "";
  const value = new RegExp(`^ {2}${part}: '((?:[^']|'')*)'`, "m").exec(block)?.[1];
  if (!value) return [];
  try {
    return JSON.parse(value.replaceAll("''", "'").replace(/\n\s+/g, " ")).map(fieldOf);
  } catch {
    return [];
  }
}

/**
 * @param {any} spec
 * @param {number} index
 */
function fieldOf(spec, index) {
  const tensor = spec["tensor-spec"];
  const type = tensor
    ? `tensor of ${tensor.dtype}, shape (${(tensor.shape ?? []).join(", ")})`
    : spec.type;
  return { name: spec.name ?? String(index), type: String(type), required: spec.required };
}

// A line for the name of a registered model, which completes those that there are.

import { registeredModels as api } from "../api.js";
import { debounce, h } from "../dom.js";
import { toRegisteredModel } from "../entity.js";
import { contains, holds } from "../filter.js";
import { combobox } from "../parts/combobox.js";

const DELAY = 120;
const MOST = 8;

/** Makes the line. `name` and `exists()` tell what stands in it. */
export function modelBox() {
  const input = h("input", {
    type: "text",
    name: "model",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
  });
  const box = combobox({
    input,
    id: "model",
    kind: "suggestions",
    offers,
    content: (model) => [
      h("b", {}, model.name),
      h(
        "small",
        {},
        model.versions.length > 0 ? `version ${model.versions[0].version}` : "no versions",
      ),
    ],
    take: (model) => {
      input.value = model.name;
      box.close();
    },
  });
  const refresh = debounce(DELAY, () => document.activeElement === input && box.refresh());
  input.addEventListener("input", refresh);
  input.addEventListener("focus", refresh);
  input.addEventListener("blur", box.close);
  input.addEventListener("keydown", (/** @type {any} */ event) => {
    if (box.onKey(event) || event.key !== "Escape" || !box.isOpen()) return;
    event.preventDefault();
    box.close();
  });
  const root = h(
    "label",
    { class: "field completed" },
    h("span", {}, "Model: one that there is, or the name of a new one"),
    input,
    box.list,
  );
  return { root, name: () => input.value.trim() };
}

/** @param {string} text */
async function offers(text) {
  const wanted = text.trim();
  const filter = wanted && contains("name", wanted);
  const answer = await api.search({ filter, max_results: MOST }).catch(() => ({}));
  return (answer.registered_models ?? [])
    .map(toRegisteredModel)
    .filter((/** @type {any} */ model) => holds(model.name, wanted) && model.name !== wanted);
}

// Asks what a chart shows: its kind, and the metrics and parameters on its axes.

import { h, show } from "../dom.js";
import { ask } from "../parts/dialog.js";
import { KINDS } from "./kinds.js";

/** Asks; answers the chart, or undefined. */
export function chartDialog(title, chart, keys) {
  const kinds = Object.entries(KINDS).map(([kind, { label }]) =>
    h("option", { value: kind, selected: kind === chart.kind }, label),
  );
  const kind = h("select", { name: "kind" }, kinds);
  const fields = h("div", { class: "chart-fields" });
  const draw = () =>
    show(
      fields,
      KINDS[kind.value].fields.map((field, index) => fieldOf(field, index, chart, keys)),
    );
  kind.addEventListener("change", draw);
  draw();
  const body = [h("label", { class: "field" }, h("span", {}, "Kind"), kind), fields];
  return ask({ title, body, action: "Show", submit: (form) => read(form, kind.value, chart) });
}

function read(form, kind, before) {
  const chart = { ...(before.kind === kind ? before : {}), kind };
  for (const [name, label, which] of KINDS[kind].fields) {
    const select = form.elements[name];
    chart[name] =
      which === "many" ? [...select.selectedOptions].map((option) => option.value) : select.value;
    const isMissing =
      which === "many" ? chart[name].length < 2 : which !== "optional" && !chart[name];
    if (isMissing)
      throw new Error(
        which === "many" ? "choose two axes or more" : `choose something for “${label}”`,
      );
  }
  return chart;
}

function fieldOf([name, label, which], index, chart, { metrics, params }) {
  const isMany = which === "many";
  // Each field starts with a key of its own, since a chart of a key over itself says nothing.
  const chosen = [
    chart[name] ?? (which === "any" ? [...params, ...metrics].at(index) : []) ?? [],
  ].flat();
  const option = (key) =>
    h("option", { value: key, selected: chosen.includes(key) }, key.slice(key.indexOf(".") + 1));
  const group = (title, keys) =>
    keys.length > 0 && h("optgroup", { label: title }, keys.map(option));
  const select = h(
    "select",
    { name, multiple: isMany, size: isMany ? 10 : null },
    which === "optional" && h("option", { value: "" }, "none"),
    which !== "metrics" && group("Parameters", params),
    which !== "params" && group("Metrics", metrics),
  );
  return h("label", { class: "field" }, h("span", {}, label), select);
}

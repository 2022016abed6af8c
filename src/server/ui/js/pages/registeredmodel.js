// A registered model: its description and tags, and its versions, several of which can be compared
// or deleted.

import { permissionsAction } from "../access/holders.js";
import { registeredModels as api } from "../api.js";
import { h, show } from "../dom.js";
import { toRegisteredModel } from "../entity.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { description } from "../parts/description.js";
import { listTable, pagedList } from "../parts/list.js";
import { menu } from "../parts/menu.js";
import { attempt, command, copyText, empty, failed, loading, toast } from "../parts/notice.js";
import { tagList } from "../parts/tags.js";
import { deleteModel, deleteVersions, renameModel } from "../registry/actions.js";
import { HEADS, versionCells, versionPage } from "../registry/versiontable.js";
import { go, link } from "../router.js";

const PAGE = 100;

/** @param {{parts: any}} options */
export function registeredModelPage({ parts }) {
  const page = new RegisteredModelPage(parts.name);
  page.load();
  return { root: page.root, title: parts.name };
}

class RegisteredModelPage {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {Map<string, import("../entity.js").Version>} */
    this.selected = new Map();
    this.selection = h("div", { class: "selection" });
    this.body = h("div", { class: "list-body" }, loading(4));
    this.versions = pagedList({
      root: this.body,
      fetch: (token) => versionPage(name, token, PAGE),
      draw: (versions) =>
        listTable(
          [h("td"), ...HEADS],
          versions.map((each) => this.row(each)),
        ),
      nothing,
    });
    this.root = h("article", { class: "page" }, loading(8));
  }

  async load() {
    try {
      const model = toRegisteredModel(await api.get(this.name));
      const heading = h("h2", {}, "Versions");
      show(this.root, head(model), about(model), heading, this.selection, this.body);
      await this.versions.load();
    } catch (error) {
      const all = h("a", { class: "button", href: link.registeredModels() }, "See all models");
      show(
        this.root,
        failed(error, () => this.load()),
        h("div", { class: "notice" }, all),
      );
    }
  }

  /** @param {import("../entity.js").Version} version */
  row(version) {
    const isSelected = this.selected.has(version.version);
    const box = h("input", {
      type: "checkbox",
      "aria-label": `Select version ${version.version}`,
      checked: isSelected,
      onchange: () => {
        if (box.checked) this.selected.set(version.version, version);
        else this.selected.delete(version.version);
        line.classList.toggle("selected", box.checked);
        this.drawSelection();
      },
    });
    const line = h(
      "tr",
      { class: isSelected ? "selected" : "" },
      h("td", { class: "check" }, box),
      versionCells(version),
    );
    return line;
  }

  drawSelection() {
    const list = [...this.selected.values()].sort((a, b) => Number(a.version) - Number(b.version));
    const clear = () => {
      this.selected.clear();
      this.drawSelection();
      this.versions.redraw();
    };
    const remove = async () => {
      if (!(await deleteVersions(list))) return;
      toast(`${format.count(list.length, "version")} deleted`);
      clear();
      this.load();
    };
    show(
      this.selection,
      list.length > 0 && [
        h("b", {}, `${format.count(list.length, "version")} selected`),
        list.length > 1 &&
          h(
            "a",
            { class: "button primary", href: link.compareVersions(this.name, list) },
            icon("compare"),
            "Compare",
          ),
        h("button", { class: "bad", onclick: remove }, icon("trash"), "Delete"),
        h("button", { class: "plain", onclick: clear }, icon("close"), "Clear"),
      ],
    );
  }
}

/** @param {import("../entity.js").RegisteredModel} model */
function head(model) {
  const { name } = model;
  const rename = async () => {
    const renamed = await renameModel(model);
    if (renamed) go(link.registeredModel(renamed));
  };
  const remove = async () => (await deleteModel(model)) && go(link.registeredModels());
  return h(
    "header",
    { class: "page-head title-line" },
    h(
      "nav",
      { class: "crumbs", "aria-label": "Breadcrumb" },
      h("a", { href: link.registeredModels() }, "Models"),
      icon("chevron-right"),
    ),
    h("h1", { title: name }, name),
    model.isPrompt && h("span", { class: "badge" }, "prompt"),
    menu({
      iconName: "dots",
      title: "Actions on the model",
      kind: "plain",
      actions: [
        { label: "Rename", icon: "edit", act: rename },
        { label: "Copy its name", icon: "copy", act: () => copyText(name) },
        permissionsAction(model.isPrompt ? "prompt" : "registered_model", name, name, attempt),
        { label: "Delete", icon: "trash", danger: true, act: remove },
      ],
    }),
  );
}

/** @param {import("../entity.js").RegisteredModel} model */
function about({ name, description: text, tags, created, updated }) {
  return h(
    "div",
    { class: "stack about-model" },
    h(
      "p",
      { class: "faint" },
      `Created ${format.time(created)} · last changed ${format.time(updated)}`,
    ),
    h("h2", { class: "hidden" }, "Description"),
    description(text, (value) => api.describe(name, value)),
    tagList(tags, {
      set: (key, value) => api.setTag(name, key, value),
      remove: (key) => api.deleteTag(name, key),
    }),
  );
}

function nothing() {
  return empty(
    "No versions yet",
    h("p", {}, "Register one from the page of a run or a logged model, or from a shell:"),
    command("mlflow models register -m runs:/RUN_ID/model -n NAME"),
  );
}

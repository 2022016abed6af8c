// The list of experiments: searched, created, renamed, deleted, restored, several at once.

import { experiments as api } from "../api.js";
import { debounce, h, show } from "../dom.js";
import { isSystemTag, NOTE, toExperiment } from "../entity.js";
import { contains, holds } from "../filter.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { tagChip } from "../parts/chip.js";
import { noteLine } from "../parts/description.js";
import { askTag, askText, confirm } from "../parts/dialog.js";
import { listTable } from "../parts/list.js";
import { menu } from "../parts/menu.js";
import { attempt, command, copyText, empty, failed, loading, toast } from "../parts/notice.js";
import { go, link, rewrite, route } from "../router.js";

const PAGE = 100;
const DELAY = 180;

/**
 * The headings, and which of them a narrow screen leaves out.
 * @type {[string, string?][]}
 */
const HEADS = [["Name"], ["Created"], ["Last changed", "roomy"], ["Tags", "roomy"], [""]];
const STAGES = { ACTIVE_ONLY: "Active", DELETED_ONLY: "Deleted", ALL: "All" };

export function experimentsPage() {
  const page = new ExperimentsPage();
  page.load();
  return { root: page.root, title: "Experiments" };
}

class ExperimentsPage {
  constructor() {
    const { query } = route();
    this.text = query.get("searchFilter") ?? "";
    const stage = query.get("lifecycleFilter") ?? "";
    this.stage = stage in STAGES ? stage : "ACTIVE_ONLY";
    this.rows = [];
    this.selected = new Map();
    this.list = h("div", { class: "list-body" }, loading(8));
    this.selection = h("div", { class: "selection" });
    this.root = h("article", { class: "page" }, this.head(), this.selection, this.list);
  }

  head() {
    const input = h("input", {
      type: "search",
      value: this.text,
      placeholder: "Search by name",
      "aria-label": "Search experiments by name",
      spellcheck: "false",
    });
    const changed = debounce(DELAY, () => {
      this.text = input.value;
      this.load();
    });
    input.addEventListener("input", changed);
    const options = Object.entries(STAGES).map(([value, text]) =>
      h("option", { value, selected: value === this.stage }, text),
    );
    const choose = (event) => {
      this.stage = event.target.value;
      this.load();
    };
    return h(
      "header",
      { class: "page-head list-head" },
      h("h1", {}, "Experiments"),
      h(
        "div",
        { class: "toolbar" },
        h("div", { class: "search" }, icon("search"), input),
        h(
          "div",
          { class: "tools" },
          h("select", { "aria-label": "Which experiments", onchange: choose }, options),
          h(
            "button",
            { class: "primary", onclick: () => this.create() },
            icon("plus"),
            "New experiment",
          ),
        ),
      ),
    );
  }

  async load() {
    rewrite({
      searchFilter: this.text,
      lifecycleFilter: this.stage === "ACTIVE_ONLY" ? "" : this.stage,
    });
    this.rows = [];
    this.token = undefined;
    this.select(new Map());
    await this.fetch();
  }

  async fetch() {
    const ask = {};
    this.asked = ask;
    const wanted = this.text.trim();
    try {
      const answer = await api.search({
        filter: wanted && contains("name", wanted),
        view_type: this.stage,
        max_results: PAGE,
        page_token: this.token,
      });
      if (ask !== this.asked) return;
      const found = (answer.experiments ?? []).map(toExperiment);
      this.rows.push(...found.filter((each) => holds(each.name, wanted)));
      this.token = answer.next_page_token;
      this.draw();
    } catch (error) {
      if (ask === this.asked)
        show(
          this.list,
          failed(error, () => this.load()),
        );
    }
  }

  draw() {
    if (this.rows.length === 0) {
      show(this.list, this.nothing());
      return;
    }
    const all = h("input", {
      type: "checkbox",
      "aria-label": "Select all",
      checked: this.selected.size === this.rows.length,
    });
    all.addEventListener("change", () =>
      this.select(new Map(all.checked ? this.rows.map((each) => [each.id, each]) : [])),
    );
    const heads = [h("th", { class: "check" }, all), ...HEADS];
    const rows = this.rows.map((each) => this.row(each));
    const more = this.token && h("button", { onclick: () => this.fetch() }, "Load more");
    show(this.list, listTable(heads, rows), more);
  }

  row(experiment) {
    const box = h("input", {
      type: "checkbox",
      "aria-label": `Select ${experiment.name}`,
      checked: this.selected.has(experiment.id),
    });
    box.addEventListener("change", () => {
      const selected = new Map(this.selected);
      if (box.checked) selected.set(experiment.id, experiment);
      else selected.delete(experiment.id);
      this.select(selected);
    });
    const isDeleted = experiment.stage === "deleted";
    return h(
      "tr",
      { class: this.selected.has(experiment.id) ? "selected" : "" },
      h("td", { class: "check" }, box),
      h(
        "td",
        { class: "main" },
        h(
          "a",
          {
            class: isDeleted ? "gone" : "",
            href: link.experiment(experiment.id),
            title: experiment.name,
          },
          experiment.name,
        ),
        isDeleted && h("span", { class: "badge bad" }, "deleted"),
        noteLine(experiment.tags.get(NOTE)),
      ),
      h("td", { title: format.time(experiment.created) }, format.age(experiment.created)),
      h(
        "td",
        { class: "roomy", title: format.time(experiment.updated) },
        format.age(experiment.updated),
      ),
      h("td", { class: "tags-cell roomy" }, tagsOf(experiment)),
      h("td", { class: "end" }, this.actions(experiment)),
    );
  }

  actions(experiment) {
    const isDeleted = experiment.stage === "deleted";
    return menu({
      iconName: "dots",
      title: `Actions on ${experiment.name}`,
      kind: "plain",
      actions: [
        !isDeleted && { label: "Rename", icon: "edit", act: () => this.rename(experiment) },
        !isDeleted && { label: "Add tag", icon: "tag", act: () => this.tag([experiment]) },
        {
          label: "Copy its ID",
          icon: "copy",
          act: () => copyText(experiment.id),
        },
        isDeleted
          ? { label: "Restore", icon: "restore", act: () => this.restore([experiment]) }
          : { label: "Delete", icon: "trash", danger: true, act: () => this.remove([experiment]) },
      ],
    });
  }

  select(selected) {
    this.selected = selected;
    const list = [...selected.values()];
    const active = list.filter((each) => each.stage !== "deleted");
    const deleted = list.filter((each) => each.stage === "deleted");
    show(
      this.selection,
      list.length > 0 && [
        h("b", {}, `${format.count(list.length, "experiment")} selected`),
        h(
          "button",
          { class: "primary", onclick: () => go(link.together([...selected.keys()])) },
          icon("compare"),
          "See their runs together",
        ),
        active.length > 0 && h("button", { onclick: () => this.tag(active) }, icon("tag"), "Tag"),
        active.length > 0 &&
          h(
            "button",
            { class: "bad", onclick: () => this.remove(active) },
            icon("trash"),
            "Delete",
          ),
        deleted.length > 0 &&
          h("button", { onclick: () => this.restore(deleted) }, icon("restore"), "Restore"),
        h(
          "button",
          { class: "plain", onclick: () => this.select(new Map()) },
          icon("close"),
          "Clear",
        ),
      ],
    );
    if (this.rows.length > 0) this.draw();
  }

  async create() {
    const id = await askText({
      title: "New experiment",
      label: "Name",
      action: "Create",
      submit: (name) => api.create(name),
    });
    if (id) go(link.experiment(id));
  }

  async rename(experiment) {
    const submit = (name) => api.rename(experiment.id, name).then(() => true);
    if (
      await askText({
        title: "Rename the experiment",
        label: "Name",
        value: experiment.name,
        action: "Rename",
        submit,
      })
    )
      this.load();
  }

  async tag(list) {
    const submit = async (key, value) => {
      for (const each of list) await api.setTag(each.id, key, value);
      return true;
    };
    if (await askTag({ title: `Tag ${format.count(list.length, "experiment")}`, submit }))
      this.load();
  }

  async remove(list) {
    const submit = async () => {
      for (const each of list) await api.delete(each.id);
      toast(`${format.count(list.length, "experiment")} deleted`);
    };
    const text =
      "Their runs go with them. All can be restored from the list of deleted experiments, until `mlflow gc` removes them for good.";
    if (
      await confirm({
        title: `Delete ${format.count(list.length, "experiment")}?`,
        text,
        action: "Delete",
        submit,
      })
    )
      this.load();
  }

  async restore(list) {
    await attempt(`${format.count(list.length, "experiment")} restored`, async () => {
      for (const each of list) await api.restore(each.id);
    });
    this.load();
  }

  nothing() {
    if (this.text)
      return empty(
        "No experiment has such a name",
        h("p", {}, "Search for a part of its name, in any case."),
      );
    if (this.stage === "DELETED_ONLY")
      return empty(
        "No deleted experiments",
        h("p", {}, "Experiments that are deleted can be restored here."),
      );
    return empty(
      "No experiments yet",
      h("p", {}, "Create one here, or from a shell:"),
      command("mlflow experiments create --experiment-name first"),
    );
  }
}

function tagsOf(experiment) {
  return [...experiment.tags]
    .filter(([key]) => !isSystemTag(key))
    .map(([key, value]) => tagChip(key, value));
}

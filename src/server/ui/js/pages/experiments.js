// The list of experiments: searched, created, renamed, deleted, restored, several at once.

import { experiments as api } from "../api.js";
import { debounce, h, show } from "../dom.js";
import { isSystemTag, NOTE, toExperiment } from "../entity.js";
import { contains, holds } from "../filter.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { newExperiment } from "../newexperiment.js";
import { tagChip } from "../parts/chip.js";
import { noteLine } from "../parts/description.js";
import { askTag, askText, confirm } from "../parts/dialog.js";
import { listTable, sortHead } from "../parts/list.js";
import { menu } from "../parts/menu.js";
import { attempt, command, copyText, empty, failed, loading, toast } from "../parts/notice.js";
import { go, link, rewrite, route } from "../router.js";

const PAGE = 100;
const DELAY = 180;

/** As many experiments are fetched to be ordered by what their runs come to. */
const MOST_ORDERED = 1000;

const STAGES = { ACTIVE_ONLY: "Active", DELETED_ONLY: "Deleted", ALL: "All" };

/**
 * The columns by which the list can be ordered: MLflow's word for it or, where it has none, a
 * function of the summary of an experiment's runs.
 * @type {Record<string, string | ((summary: {runs?: number, last?: number}) => number)>}
 */
const ORDERS = {
  name: "name",
  created: "creation_time",
  updated: "last_update_time",
  runs: ({ runs }) => runs ?? -1,
  last: ({ last }) => last ?? 0,
};

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
    this.order = Object.keys(ORDERS).find((each) => each === query.get("orderByKey")) ?? "";
    this.isAscending = query.get("orderByAsc") === "true";
    /** What the runs of each experiment come to. */
    this.summaries = new Map();
    /** @type {any[]} */
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
    /** @param {any} event */
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
          h("button", { class: "primary", onclick: newExperiment }, icon("plus"), "New experiment"),
        ),
      ),
    );
  }

  async load() {
    rewrite({
      searchFilter: this.text,
      lifecycleFilter: this.stage === "ACTIVE_ONLY" ? "" : this.stage,
      orderByKey: this.order,
      orderByAsc: this.order && String(this.isAscending),
    });
    this.rows = [];
    /** @type {string | undefined} */
    this.token = undefined;
    this.select(new Map());
    await this.fetch();
  }

  async fetch() {
    const ask = {};
    this.asked = ask;
    try {
      const { found, token } = await this.find();
      if (ask !== this.asked) return;
      this.rows.push(...found);
      this.token = token;
      this.draw();
      await this.summarise(found);
      if (ask === this.asked) this.draw();
    } catch (error) {
      if (ask === this.asked)
        show(
          this.list,
          failed(error, () => this.load()),
        );
    }
  }

  /**
   * Asks for the next experiments: until there is one, since a pattern of the filter language may fit
   * more than what is typed.
   */
  async find() {
    const wanted = this.text.trim();
    const order = ORDERS[this.order];
    /** @type {string | undefined} */
    let token = this.token;
    for (;;) {
      const answer = await api.search({
        filter: wanted && contains("name", wanted),
        view_type: this.stage,
        order_by:
          typeof order === "string" ? [`${order} ${this.isAscending ? "ASC" : "DESC"}`] : [],
        max_results: typeof order === "function" ? MOST_ORDERED : PAGE,
        page_token: token,
      });
      const found = (answer.experiments ?? [])
        .map(toExperiment)
        .filter((/** @type {any} */ each) => holds(each.name, wanted));
      token = answer.next_page_token;
      if (found.length > 0 || !token) return { found, token };
    }
  }

  /**
   * Asks what the runs of these experiments come to; without an answer that stays open.
   * @param {any[]} found
   */
  async summarise(found) {
    const ids = found.map(({ id }) => id);
    const summaries = await api.summaries(ids).catch(() => new Map());
    for (const [id, summary] of summaries) this.summaries.set(id, summary);
    const value = ORDERS[this.order];
    if (typeof value !== "function") return;
    /** @param {{id: string}} options */
    const rank = ({ id }) => value(this.summaries.get(id) ?? {});
    const sign = this.isAscending ? 1 : -1;
    this.rows.sort((a, b) => sign * (rank(a) - rank(b)));
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
    const heads = [h("th", { class: "check" }, all), ...this.heads()];
    const rows = this.rows.map((each) => this.row(each));
    const more = this.token && h("button", { onclick: () => this.fetch() }, "Load more");
    show(this.list, listTable(heads, rows), more);
  }

  heads() {
    /** @type {(Node | [string, string?])[]} */
    const heads = [
      this.sortable("Name", "name", ""),
      this.sortable("Runs", "runs", "number"),
      this.sortable("Last run", "last", ""),
      this.sortable("Created", "created", "roomy"),
      this.sortable("Last changed", "updated", "roomy"),
      ["Tags", "roomy"],
      h("th", { scope: "col" }, h("span", { class: "hidden" }, "Actions")),
    ];
    return heads;
  }

  /**
   * A heading that orders the list: names from A to Z, what is more or later first.
   * @param {string} text
   * @param {string} order
   * @param {string} kind
   */
  sortable(text, order, kind) {
    const isChosen = this.order === order;
    const direction = this.isAscending ? "asc" : "desc";
    const onSort = () => {
      this.isAscending = isChosen ? !this.isAscending : order === "name";
      this.order = order;
      this.load();
    };
    return sortHead({ text, kind, order: isChosen ? direction : undefined, onSort });
  }

  /** @param {any} experiment */
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
      this.runCells(experiment),
      h(
        "td",
        { class: "roomy", title: format.time(experiment.created) },
        format.age(experiment.created),
      ),
      h(
        "td",
        { class: "roomy", title: format.time(experiment.updated) },
        format.age(experiment.updated),
      ),
      h("td", { class: "tags-cell roomy" }, tagsOf(experiment)),
      h("td", { class: "end" }, this.actions(experiment)),
    );
  }

  /** @param {{id: string}} options */
  runCells({ id }) {
    const { runs, running = 0, last } = this.summaries.get(id) ?? {};
    return [
      h(
        "td",
        { class: "number" },
        running > 0 && h("span", { class: "live", title: "Runs that are running" }, running),
        " ",
        runs?.toLocaleString("en"),
      ),
      h("td", { title: format.time(last) }, format.age(last)),
    ];
  }

  /** @param {any} experiment */
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

  /** @param {any} selected */
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

  /** @param {any} experiment */
  async rename(experiment) {
    /** @param {string} name */
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

  /** @param {any[]} list */
  async tag(list) {
    /**
     * @param {string} key
     * @param {any} value
     */
    const submit = async (key, value) => {
      for (const each of list) await api.setTag(each.id, key, value);
      return true;
    };
    if (await askTag({ title: `Tag ${format.count(list.length, "experiment")}`, submit }))
      this.load();
  }

  /** @param {any[]} list */
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

  /** @param {any[]} list */
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

/** @param {any} experiment */
function tagsOf(experiment) {
  return [...experiment.tags]
    .filter(([key]) => !isSystemTag(key))
    .map(([key, value]) => tagChip(key, value));
}

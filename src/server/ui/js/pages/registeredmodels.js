// The list of registered models: searched by name or by a filter, ordered, created.

import { registeredModels as api } from "../api.js";
import { debounce, h } from "../dom.js";
import { isSystemTag, toRegisteredModel } from "../entity.js";
import { contains, holds, quoted } from "../filter.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { tagChip } from "../parts/chip.js";
import { noteLine } from "../parts/description.js";
import { filterBox } from "../parts/filterbox.js";
import { listTable, pagedList, sortHead } from "../parts/list.js";
import { command, empty, loading } from "../parts/notice.js";
import { createModel } from "../registry/actions.js";
import { aliasMark } from "../registry/aliases.js";
import { stageMark } from "../registry/stage.js";
import { go, link, rewrite, route } from "../router.js";

const PAGE = 100;
const DELAY = 180;

/** What tells a condition of the filter language from a part of a name. */
const CONDITION = /(^|\s)(name|tags?\.\S+|tags?\.[`"].+[`"])\s*(=|!=|<>|i?like\b|is\b|in\b)/i;

/** What every model can be filtered by. */
const ATTRIBUTES = ["name", "creation_timestamp", "last_updated_timestamp"];

/** MLflow's words for the columns by which the list can be ordered. */
const ORDERS = { name: "name", updated: "last_updated_timestamp" };

export function registeredModelsPage() {
  const page = new RegisteredModelsPage();
  page.list.load();
  return { root: page.root, title: "Models" };
}

class RegisteredModelsPage {
  constructor() {
    const { query } = route();
    this.text =
      query.get("searchInput") ?? query.get("searchQuery") ?? query.get("nameSearchInput") ?? "";
    this.order = Object.values(ORDERS).find((each) => each === query.get("orderByKey")) ?? "name";
    this.isAscending = query.get("orderByAsc") !== "false";
    /** The tags of the models that were seen, for the filter. @type {Set<string>} */
    this.tags = new Set();
    const body = h("div", { class: "list-body" }, loading(8));
    this.list = pagedList({
      root: body,
      fetch: (token) => this.fetch(token),
      draw: (models) => listTable(this.heads(), models.map(row)),
      nothing: () => this.nothing(),
      onError: (error) => this.isFilter() && error.status === 400 && this.fail(error),
    });
    this.root = h("article", { class: "page" }, this.head(), body);
  }

  isFilter() {
    return CONDITION.test(this.text);
  }

  /**
   * Says what the server has against the filter; what is listed stays.
   * @param {any} [error]
   */
  fail(error) {
    this.filter?.fail(error);
    return true;
  }

  /** What a filter can ask for. */
  keys() {
    const tags = [...this.tags].sort().map((key) => ({ text: `tags.${quoted(key)}`, note: "tag" }));
    return [...ATTRIBUTES.map((text) => ({ text, note: "attribute" })), ...tags];
  }

  head() {
    /** @param {string} text */
    const search = (text) => {
      this.text = text;
      this.reload();
    };
    this.filter = filterBox({
      value: this.text,
      label: "Search models by name or by a filter",
      placeholder: "Search by name, or filter, as in: tags.team = 'risk'",
      keys: () => this.keys(),
      submit: search,
      // A name is searched while it is typed; a filter is right only once it is complete.
      typed: debounce(DELAY, (text) => {
        if (!CONDITION.test(text)) search(text);
      }),
    });
    const create = async () => {
      const name = await createModel();
      if (name) go(link.registeredModel(name));
    };
    return h(
      "header",
      { class: "page-head list-head" },
      h("h1", {}, "Models"),
      h(
        "div",
        { class: "toolbar" },
        this.filter.root,
        h("button", { class: "primary", onclick: create }, icon("plus"), "New model"),
      ),
    );
  }

  reload() {
    const isUsual = this.order === ORDERS.name && this.isAscending;
    rewrite({
      searchInput: this.text,
      nameSearchInput: "",
      searchQuery: "",
      orderByKey: isUsual ? "" : this.order,
      orderByAsc: isUsual ? "" : String(this.isAscending),
    });
    this.list.load();
  }

  /** @param {string} [token] */
  async fetch(token) {
    const text = this.text.trim();
    const isFilter = this.isFilter();
    const answer = await api.search({
      filter: isFilter || !text ? text : contains("name", text),
      order_by: `${this.order} ${this.isAscending ? "ASC" : "DESC"}`,
      max_results: PAGE,
      page_token: token,
    });
    this.fail();
    const found = (answer.registered_models ?? []).map(toRegisteredModel);
    for (const { tags } of found) {
      for (const key of tags.keys()) if (!isSystemTag(key)) this.tags.add(key);
    }
    const items = isFilter
      ? found
      : found.filter((/** @type {{name: string}} */ { name }) => holds(name, text));
    return { items, token: answer.next_page_token };
  }

  heads() {
    /** @type {(Node | [string, string?])[]} */
    const heads = [
      this.sortable("Name", ORDERS.name, ""),
      ["Latest"],
      ["Stages", "roomy"],
      ["Aliases", "roomy"],
      ["Tags", "roomy"],
      this.sortable("Last changed", ORDERS.updated, "roomy"),
    ];
    return heads;
  }

  /**
   * A heading that orders the list; the latest change comes first, names from A to Z.
   * @param {string} text
   * @param {string} order
   * @param {string} kind
   */
  sortable(text, order, kind) {
    const isChosen = this.order === order;
    const sort = () => {
      this.isAscending = isChosen ? !this.isAscending : order === ORDERS.name;
      this.order = order;
      this.reload();
    };
    const direction = this.isAscending ? "asc" : "desc";
    return sortHead({ text, kind, order: isChosen ? direction : undefined, onSort: sort });
  }

  nothing() {
    if (this.text.trim())
      return empty(
        "No model fits",
        h("p", {}, "Search for a part of a name, in any case, or filter by names and tags:"),
        command("name ILIKE '%fraud%' and tags.team = 'risk'"),
      );
    return empty(
      "No registered models yet",
      h("p", {}, "Register one from the page of a run or a logged model, or from a shell:"),
      command("mlflow models register -m runs:/RUN_ID/model -n fraud"),
    );
  }
}

/** @param {import("../entity.js").RegisteredModel} model */
function row(model) {
  const { name, versions, aliases, tags } = model;
  const latest = versions[0];
  const stages = versions.filter(({ stage }) => stage !== "None");
  return h(
    "tr",
    {},
    h(
      "td",
      { class: "main" },
      h("a", { href: link.registeredModel(name), title: name }, h("bdi", {}, name)),
      noteLine(model.description),
    ),
    h(
      "td",
      {},
      latest
        ? h("a", { href: link.version(name, latest.version) }, `Version ${latest.version}`)
        : h("span", { class: "faint" }, "–"),
    ),
    h(
      "td",
      { class: "roomy marks" },
      stages.map(({ stage, version }) =>
        h("a", { href: link.version(name, version) }, stageMark(stage, `${stage} ${version}`)),
      ),
    ),
    h(
      "td",
      { class: "tags-cell roomy" },
      [...aliases].map(([alias, version]) => aliasMark(name, alias, version)),
    ),
    h(
      "td",
      { class: "tags-cell roomy" },
      [...tags].filter(([key]) => !isSystemTag(key)).map(([key, value]) => tagChip(key, value)),
    ),
    h("td", { class: "roomy", title: format.time(model.updated) }, format.age(model.updated)),
  );
}

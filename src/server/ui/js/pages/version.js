// A version of a registered model: what it is, where it came from, how it is loaded; its stage,
// aliases, tags and description can be changed.

import { runs, modelVersions as versions } from "../api.js";
import { flavoursOf, modelSummary } from "../artifacts/mlmodel.js";
import { h, show } from "../dom.js";
import { toRun, toVersion } from "../entity.js";
import { messageOf } from "../failure.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { description } from "../parts/description.js";
import { menu } from "../parts/menu.js";
import { copyText, failed, loading, toast } from "../parts/notice.js";
import { status } from "../parts/status.js";
import { tagList } from "../parts/tags.js";
import { deleteVersions, transition } from "../registry/actions.js";
import { aliasesOf, setAlias } from "../registry/aliases.js";
import { register } from "../registry/register.js";
import { stageMark } from "../registry/stage.js";
import { usage } from "../registry/usage.js";
import { go, link } from "../router.js";

/** @param {{parts: any}} options */
export function versionPage({ parts }) {
  const page = new VersionPage(parts.name, parts.version);
  page.load();
  return { root: page.root, title: `${parts.name} ${parts.version}` };
}

class VersionPage {
  /**
   * @param {string} name
   * @param {string} version
   */
  constructor(name, version) {
    this.name = name;
    this.version = version;
    this.head = h("header", { class: "page-head title-line" });
    this.facts = h("div", {});
    this.usage = h("div", {});
    /** @type {string[]} */
    this.flavours = [];
    this.root = h("article", { class: "page" }, loading(8));
  }

  async load() {
    try {
      const version = await this.update();
      /**
       * @param {string} key
       * @param {any} value
       */
      const set = (key, value) => versions.setTag(this.name, this.version, key, value);
      /** @param {string} key */
      const remove = (key) => versions.deleteTag(this.name, this.version, key);
      const model = h("section", { class: "card" }, loading(4));
      const wide = h(
        "div",
        { class: "wide" },
        description(version.description, (text) =>
          versions.describe(this.name, this.version, text),
        ),
        model,
        this.usage,
      );
      const aside = h(
        "aside",
        { "aria-label": "About this version" },
        h("h2", {}, "About this version"),
        this.facts,
        h("h3", {}, "Tags"),
        tagList(version.tags, { set, remove }),
      );
      show(this.root, this.head, h("div", { class: "overview" }, wide, aside));
      await this.readModel(model, version);
    } catch (error) {
      const all = h(
        "a",
        { class: "button", href: link.registeredModel(this.name) },
        "See the model",
      );
      show(
        this.root,
        failed(error, () => this.load()),
        h("div", { class: "notice" }, all),
      );
    }
  }

  /** Asks for the version again, and shows what may have changed: its stage, aliases, times. */
  async update() {
    const version = toVersion(await versions.get(this.name, this.version));
    const run = version.runId && (await runs.get(version.runId).then(toRun, () => undefined));
    show(this.head, this.title(version));
    show(this.facts, this.factsOf(version, run || undefined));
    show(this.usage, usage(version, this.flavours));
    return version;
  }

  /**
   * Shows what the file `MLmodel` says. A version may name a place that cannot be read.
   * @param {any} card
   * @param {import("../entity.js").Version} version
   */
  async readModel(card, version) {
    const heading = h("header", {}, h("h2", {}, "Model"));
    try {
      const text = await versions.file(this.name, this.version, "MLmodel");
      this.flavours = flavoursOf(text);
      show(card, heading, h("div", { class: "card-body model-card" }, modelSummary(text)));
      show(this.usage, usage(version, this.flavours));
    } catch (error) {
      const body = [
        h("p", {}, "Its file MLmodel, which tells its flavours and signature, cannot be read:"),
        h("p", { class: "message faint" }, messageOf(error)),
      ];
      show(card, heading, h("div", { class: "card-body" }, body));
    }
  }

  /** @param {import("../entity.js").Version} version */
  title(version) {
    return [
      h(
        "nav",
        { class: "crumbs", "aria-label": "Breadcrumb" },
        h("a", { href: link.registeredModels() }, "Models"),
        icon("chevron-right"),
        h("a", { href: link.registeredModel(this.name), title: this.name }, this.name),
        icon("chevron-right"),
      ),
      h("h1", {}, `Version ${this.version}`),
      version.stage !== "None" && stageMark(version.stage),
      status(version.status),
      this.menu(version),
    ];
  }

  /** @param {import("../entity.js").Version} version */
  menu(version) {
    const { name, version: number } = version;
    const uri = `models:/${name}/${number}`;
    const change = () => this.update();
    const remove = async () => {
      if (!(await deleteVersions([version]))) return;
      toast(`Version ${number} deleted`);
      go(link.registeredModel(name));
    };
    return menu({
      iconName: "dots",
      title: "Actions on the version",
      kind: "plain",
      actions: [
        { label: "Move to a stage", icon: "arrow-right", act: () => this.move(version) },
        { label: "Set an alias", icon: "tag", act: () => setAlias(name, number, change) },
        {
          label: "Copy to another model",
          icon: "plus",
          act: () => register([{ label: uri, source: uri }]),
        },
        { label: "Copy its address", icon: "copy", act: () => copyText(uri) },
        { label: "Delete", icon: "trash", danger: true, act: remove },
      ],
    });
  }

  /** @param {import("../entity.js").Version} version */
  async move(version) {
    if (!(await transition(version))) return;
    await this.update();
    toast("Stage changed");
  }

  /**
   * @param {import("../entity.js").Run} [run]
   * @param {import("../entity.js").Version} version
   */
  factsOf(version, run) {
    const move = h(
      "button",
      { class: "plain small", onclick: () => this.move(version) },
      icon("arrow-right"),
      "Change",
    );
    const rows = [
      ["Stage", [stageMark(version.stage), " ", move]],
      ["Aliases", aliasesOf(version, () => this.update())],
      ["Message", version.statusMessage],
      ["Run", runLink(version, run)],
      [
        "Logged model",
        version.modelId &&
          h(
            "a",
            { class: "mono", href: link.model(run?.experimentId ?? "-", version.modelId) },
            version.modelId,
          ),
      ],
      ["Source", h("code", {}, version.source)],
      [
        "Created",
        [format.time(version.created), h("small", {}, ` ${format.age(version.created)}`)],
      ],
      ["Last changed", format.time(version.updated)],
      ["User", version.user],
    ];
    return h(
      "dl",
      { class: "facts" },
      rows
        .filter(([, value]) => value)
        .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    );
  }
}

/**
 * @param {{runId: string}} version
 * @param {import("../entity.js").Run | undefined} run
 */
function runLink({ runId }, run) {
  if (!runId) return "";
  const address = run ? link.run(run.experimentId, run.id) : link.anyRun(runId);
  return h("a", { href: address, title: `Run ${runId}` }, run?.name ?? h("code", {}, runId));
}

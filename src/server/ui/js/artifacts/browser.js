// The artifacts of a run or a model: a tree at the left, the chosen file at the right.

import { h, show } from "../dom.js";
import * as format from "../format.js";
import { icon } from "../icons.js";
import { seriesOf, seriesView } from "../parts/imageseries.js";
import { command, empty, failed, loading } from "../parts/notice.js";
import { downloadFolder } from "./folder.js";
import { preview } from "./preview.js";

/**
 * What a file's or a folder's name is, without the folders before it.
 * @param {string} path
 */
export function baseName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * What a folder lists: files in the order of their numbers, and images of one key as one entry.
 * @param {any[]} files
 * @returns {any[]}
 */
function listed(files) {
  const { series, others } = seriesOf(files);
  /**
   * @param {any} a
   * @param {any} b
   */
  const byName = (a, b) => a.path.localeCompare(b.path, "en", { numeric: true });
  return [...series, ...others].sort(byName);
}

/**
 * @param {{source: {list: Function, address: (path: string) => string}, path: string, onOpen: Function,
 *   root: string}} options `path` is opened at first; `onOpen(path)` is told what is opened
 */
export function browser(options) {
  const view = new Browser(options);
  view.start();
  return {
    root: view.root, // A refresh that fails is tried again soon.
    update: () => view.update().catch(() => undefined),
  };
}

class Browser {
  /** @param {{source: {list: Function, address: (path: string) => string}, path: string, onOpen: Function, root: string}} options */
  constructor({ source, path, onOpen, root }) {
    this.source = source;
    this.first = path;
    this.onOpen = onOpen;
    this.location = root;
    this.folders = new Map();
    this.tree = h("div", { class: "tree", role: "tree", "aria-label": "Artifacts" }, loading(4));
    this.pane = h("div", { class: "preview-pane" });
    this.root = h("div", { class: "artifacts" }, this.tree, this.pane);
    this.tree.addEventListener("keydown", (/** @type {any} */ event) => this.walk(event));
  }

  async start() {
    try {
      const files = (await this.source.list("")).files ?? [];
      if (files.length === 0) {
        show(this.root, this.nothing());
        return;
      }
      const group = h("div", { role: "group" });
      this.fill(group, "", files, 0);
      show(this.tree, group);
      this.showFolder("", files);
      if (this.first) await this.reveal(this.first);
    } catch (error) {
      show(
        this.root,
        failed(error, () => location.reload()),
      );
    }
  }

  /**
   * Shows the files of a folder in its part of the tree; those that are there stay as they are.
   * @param {HTMLElement} group
   * @param {string} path
   * @param {any[]} files
   * @param {number} depth
   */
  fill(group, path, files, depth) {
    const before = this.folders.get(path)?.entries ?? new Map();
    const entries = new Map(
      listed(files).map((file) => {
        const mark = `${file.path} ${file.images?.length ?? file.file_size}`;
        return [mark, before.get(mark) ?? this.entry(file, depth)];
      }),
    );
    this.folders.set(path, { group, depth, entries });
    const isSame = [...entries.keys()].join("\n") === [...before.keys()].join("\n");
    if (!isSame || group.childElementCount === 0) show(group, [...entries.values()]);
  }

  /** Asks again what the open folders hold, for a run that is still logging. */
  async update() {
    if (this.folders.size === 0) {
      const { files = [] } = await this.source.list("");
      if (files.length === 0) return;
      show(this.root, this.tree, this.pane);
      await this.start();
    }
    for (const [path, { group, depth }] of [...this.folders]) {
      if (group.hidden) continue;
      const { files = [] } = await this.source.list(path);
      this.fill(group, path, files, depth);
    }
  }

  nothing() {
    return empty(
      "No artifacts",
      h("p", {}, "A run logs files from a program or a shell:"),
      command("mlflow artifacts log-artifact --local-file FILE --run-id RUN_ID"),
      h("p", { class: "faint" }, "They are kept in ", h("code", {}, this.location)),
    );
  }

  /**
   * Opens the folders on the way to a path, and the path itself.
   * @param {string} path
   */
  async reveal(path) {
    const names = path.split("/");
    for (let depth = 1; depth <= names.length; depth += 1) {
      const node = this.nodeOf(names.slice(0, depth).join("/"));
      if (!node) return;
      await node.open(depth === names.length);
    }
  }

  /** @param {string} path */
  nodeOf(path) {
    return [...this.tree.querySelectorAll("[role=treeitem]")]
      .map((item) => item.node)
      .find((node) => node?.path === path);
  }

  /**
   * @param {any} file
   * @param {number} depth
   */
  entry(file, depth) {
    const isFolder = Boolean(file.is_dir);
    const group = h("div", { role: "group", hidden: true });
    const item = h(
      "button",
      {
        class: "tree-item",
        role: "treeitem",
        "aria-level": depth + 1,
        "aria-expanded": isFolder ? "false" : null,
        title: file.path,
        style: { "padding-left": `${8 + depth * 16}px` },
      },
      icon(isFolder ? "chevron-right" : iconOf(file)),
      isFolder && icon("folder"),
      h("span", { class: "text" }, nameOf(file)),
      !isFolder && h("small", {}, extent(file)),
    );
    /** @param {boolean} isTarget */
    const open = (isTarget) =>
      isFolder ? this.openFolder(file, item, group, depth, isTarget) : this.openFile(file, item);
    item.node = { path: file.path, open };
    item.addEventListener("click", () =>
      isFolder && item.ariaExpanded === "true" ? close() : open(true),
    );
    const close = () => {
      item.setAttribute("aria-expanded", "false");
      group.hidden = true;
    };
    return [item, isFolder && group];
  }

  /**
   * @param {any} file
   * @param {any} item
   * @param {HTMLElement} group
   * @param {number} depth
   * @param {boolean} isTarget
   */
  async openFolder(file, item, group, depth, isTarget) {
    try {
      const files = (await this.source.list(file.path)).files ?? [];
      this.fill(group, file.path, files, depth + 1);
      item.setAttribute("aria-expanded", "true");
      group.hidden = false;
      if (!isTarget) return;
      this.choose(item, file.path);
      const model = files.find((/** @type {any} */ each) => baseName(each.path) === "MLmodel");
      if (model) show(this.pane, this.title(file.path, true), await preview(this.source, model));
      else this.showFolder(file.path, files);
    } catch (error) {
      show(this.pane, failed(error));
    }
  }

  /**
   * @param {any} file
   * @param {any} item
   */
  async openFile(file, item) {
    this.choose(item, file.path);
    if (file.images) {
      const title = h("header", {}, h("h2", {}, file.name), h("small", {}, extent(file)));
      show(this.pane, title, seriesView([{ source: this.source, images: file.images }]));
      return;
    }
    const body = h("div", { class: "preview-body" }, loading(5));
    show(this.pane, this.title(file.path, false, file.file_size), body);
    show(body, await preview(this.source, file));
  }

  /**
   * @param {any} item
   * @param {string} path
   */
  choose(item, path) {
    for (const each of this.tree.querySelectorAll("[aria-selected=true]"))
      each.removeAttribute("aria-selected");
    item.setAttribute("aria-selected", "true");
    this.onOpen(path);
  }

  /**
   * @param {string} path
   * @param {any[]} files
   */
  showFolder(path, files) {
    const total = files.reduce((sum, file) => sum + Number(file.file_size ?? 0), 0);
    const text = `${format.count(files.length, "entry").replace("entrys", "entries")}, ${format.size(total)} in files`;
    show(
      this.pane,
      this.title(path, true),
      h("p", { class: "faint" }, text),
      files.length > 0 &&
        h(
          "ul",
          { class: "folder-list" },
          listed(files).map((file) => this.shortcut(file)),
        ),
    );
  }

  /** @param {any} file */
  shortcut(file) {
    return h(
      "li",
      {},
      h(
        "button",
        { onclick: () => this.nodeOf(file.path)?.open(true) },
        icon(file.is_dir ? "folder" : iconOf(file)),
        h("span", { class: "text" }, nameOf(file)),
        !file.is_dir && h("small", {}, extent(file)),
      ),
    );
  }

  /**
   * @param {string} path
   * @param {boolean} [isFolder]
   * @param {number} [size]
   */
  title(path, isFolder, size) {
    const name = baseName(path) || "Artifacts";
    const download = isFolder
      ? h(
          "button",
          { onclick: () => downloadFolder(this.source, path, name) },
          icon("download"),
          "Download the folder",
        )
      : h(
          "a",
          { class: "button", href: this.source.address(path), download: name },
          icon("download"),
          "Download",
        );
    return h(
      "header",
      {},
      h("h2", { title: path }, name),
      size !== undefined && h("small", {}, format.size(size)),
      download,
    );
  }

  /** @param {any} event */
  walk(event) {
    const items = [...this.tree.querySelectorAll("[role=treeitem]")].filter(
      (item) => item.offsetParent,
    );
    const at = items.indexOf(document.activeElement);
    const item = items[at];
    const isOpen = item?.ariaExpanded === "true";
    if (event.key === "ArrowDown") items[at + 1]?.focus();
    else if (event.key === "ArrowUp") items[at - 1]?.focus();
    else if (event.key === "ArrowRight" && item?.ariaExpanded === "false") item.click();
    else if (event.key === "ArrowLeft" && isOpen) item.click();
    else return;
    event.preventDefault();
  }
}

/** @param {any} file */
function nameOf(file) {
  return file.name ?? baseName(file.path);
}

/** @param {any} file */
function iconOf(file) {
  return file.images ? "image" : "file";
}

/**
 * How large a file is, or how many images a series has.
 * @param {any} file
 */
function extent(file) {
  return file.images ? format.count(file.images.length, "image") : format.size(file.file_size);
}

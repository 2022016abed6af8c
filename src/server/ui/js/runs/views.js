// Named views of an experiment's runs: filter, order, columns, groups and charts under a name. They
// are tags of the experiment, so that everybody who sees it has them.

import { experiments as api } from "../api.js";
import { h, show } from "../dom.js";
import { toExperiment } from "../entity.js";
import { icon } from "../icons.js";
import { askText } from "../parts/dialog.js";
import { popup } from "../parts/menu.js";
import { attempt, copyText, failed, loading, toast } from "../parts/notice.js";
import { go, link, route } from "../router.js";
import { keepArrangement } from "./view.js";

/** A tag that holds a view; it bears MLflow's prefix, so that lists of tags leave it out. */
const PREFIX = "mlflow.page.view.";

/**
 * A view: the key of its tag, its name and the fields of its address.
 * @typedef {{key: string, name: string, query: string}} NamedView
 */

/**
 * Makes the button with the views of an experiment.
 * @param {string} id
 */
export function viewMenu(id) {
  return popup({
    label: "Views",
    iconName: "bookmark",
    title: "Views of these runs",
    content: (close) => panel(id, close),
  });
}

/**
 * @param {string} id
 * @param {() => void} close
 */
function panel(id, close) {
  const list = h("div", { class: "view-list" }, loading(2));
  const draw = async () => {
    try {
      const views = await viewsOf(id);
      const none = h("p", { class: "faint" }, "A view keeps filter, order, columns and charts.");
      show(list, views.length > 0 ? views.map((view) => entry(id, view, close, draw)) : none);
    } catch (error) {
      show(list, failed(error, draw));
    }
  };
  draw();
  /**
   * @param {string} label
   * @param {string} picture
   * @param {(...values: any[]) => any} act
   */
  const action = (label, picture, act) =>
    h("button", { class: "item", onclick: act }, icon(picture), label);
  return h(
    "div",
    { class: "views menu" },
    list,
    h("hr"),
    action("Save this view", "plus", () => {
      close();
      saveView(id);
    }),
    action("Copy a link to this view", "copy", () => {
      close();
      copyText(location.href);
    }),
    action("Back to the default view", "restore", () => {
      close();
      open(id, "");
    }),
  );
}

/**
 * @param {string} id
 * @param {any} view
 * @param {() => void} close
 * @param {() => void} draw
 */
function entry(id, view, close, draw) {
  const remove = () =>
    attempt(`View ${view.name} removed`, async () => {
      await api.deleteTag(id, view.key);
      await draw();
    });
  const isShown = view.query === route().query.toString();
  return h(
    "div",
    { class: "view-entry" },
    h(
      "button",
      {
        class: "item",
        "aria-current": isShown ? "true" : null,
        onclick: () => {
          close();
          open(id, view.query);
        },
      },
      icon(isShown ? "check" : "bookmark"),
      h("span", { class: "text" }, view.name),
    ),
    h(
      "button",
      { class: "plain", "aria-label": `Remove the view ${view.name}`, onclick: remove },
      icon("close"),
    ),
  );
}

/**
 * @param {string} id
 * @returns {Promise<NamedView[]>}
 */
async function viewsOf(id) {
  const { tags } = toExperiment(await api.get(id));
  return [...tags]
    .filter(([key]) => key.startsWith(PREFIX))
    .flatMap(([key, value]) => {
      try {
        const { name, query } = JSON.parse(value);
        return [{ key, name: String(name), query: String(query) }];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Asks for a name and keeps the view of the address under it, in the stead of one of that name.
 * @param {string} id
 */
function saveView(id) {
  const query = route().query.toString();
  /** @param {string} name */
  const submit = async (name) => {
    const before = (await viewsOf(id)).find((view) => view.name === name);
    const key = before?.key ?? PREFIX + Date.now().toString(36);
    await api.setTag(id, key, JSON.stringify({ name, query }));
    toast(`View ${name} saved for everybody who sees this experiment`);
  };
  return askText({ title: "Save this view", label: "Name", action: "Save", submit });
}

/**
 * Another address of the same page makes the page anew; without any field it is the default view,
 * which must not be restored to what it was.
 * @param {string} id
 * @param {string} query
 */
function open(id, query) {
  if (query) {
    go(`${link.experiment(id)}?${query}`);
    return;
  }
  history.replaceState(null, "", link.experiment(id));
  keepArrangement();
  dispatchEvent(new HashChangeEvent("hashchange"));
}

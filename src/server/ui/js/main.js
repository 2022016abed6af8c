// Starts the page: the bar at the top, and below it the page that the address names.

import { h, show } from "./dom.js";
import { icon } from "./icons.js";
import { openPalette } from "./palette.js";
import { hasUnsaved } from "./parts/draft.js";
import { empty, failed, toast } from "./parts/notice.js";
import { absent, link, route } from "./router.js";
import * as theme from "./theme.js";

/**
 * The module and the function that make each page; a module is loaded when it is first shown.
 * @type {Record<string, () => Promise<(route: any) => any>>}
 */
const PAGES = {
  home: async () => (await import("./pages/home.js")).homePage,
  experiments: async () => (await import("./pages/experiments.js")).experimentsPage,
  experiment: async () => (await import("./pages/experiment.js")).experimentPage,
  run: async () => (await import("./pages/run.js")).runPage,
  model: async () => (await import("./pages/model.js")).modelPage,
  compare: async () => (await import("./pages/compare.js")).comparePage,
  registeredModels: async () => (await import("./pages/registeredmodels.js")).registeredModelsPage,
  registeredModel: async () => (await import("./pages/registeredmodel.js")).registeredModelPage,
  version: async () => (await import("./pages/version.js")).versionPage,
  compareVersions: async () => (await import("./pages/compareversions.js")).compareVersionsPage,
  account: async () => (await import("./pages/account.js")).accountPage,
  admin: async () => (await import("./pages/admin.js")).adminPage,
  device: async () => (await import("./pages/device.js")).devicePage,
  unknown: async () => unknownPage,
};

/** @type {any} */
let current;

/**
 * Pages that the browser's Back shows again as they were left, by the mark of their entry in the
 * history; the oldest goes first.
 */
const kept = new Map();
const MOST_KEPT = 4;
let marks = 0;

/** Leaves the page on the screen; one that can resume is kept for a while. */
function leave() {
  if (hasUnsaved()) toast("The text that is not saved is kept: it is there when you come back.");
  if (!current?.resume) {
    current?.leave?.();
    return;
  }
  kept.set(current.mark, current);
  current.title = document.title;
  if (kept.size <= MOST_KEPT) return;
  const [oldest, page] = [...kept][0];
  kept.delete(oldest);
  page.leave?.();
}

/** Shows a page that was kept, if there is one for this entry of the history. */
function resumed() {
  const page = kept.get(history.state?.mark);
  if (!page) return false;
  leave();
  kept.delete(page.mark);
  current = page;
  document.title = page.title;
  show(document.getElementById("main"), page.root);
  page.resume();
  return true;
}

/**
 * Shows the page of the address. A page answers its root, its title, how it is left and, if it
 * can be shown again, how it resumes.
 */
async function navigate() {
  if (resumed()) return;
  const target = route();
  const main = document.getElementById("main");
  try {
    const make = await PAGES[target.name]();
    if (location.hash && route().path !== target.path) return;
    leave();
    current = make(target);
    // Marks of an earlier visit must not be taken for today's.
    marks += 1;
    current.mark = `${performance.timeOrigin} ${marks}`;
    history.replaceState({ mark: current.mark }, "");
    document.title = `${current.title} · MLflow`;
    show(main, current.root);
    scrollTo(0, 0);
    // On a narrow screen the tabs scroll.
    main?.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "nearest" });
  } catch (error) {
    show(main, failed(error, navigate));
  }
}

/** @param {{path: string}} options */
function unknownPage({ path }) {
  const what = absent(path);
  const experiment = /^\/experiments\/([^/]+)\//.exec(path)?.[1];
  const [address, text] = experiment
    ? [`#/experiments/${experiment}`, "See the runs of the experiment"]
    : [link.experiments(), "See all experiments"];
  const root = h(
    "article",
    { class: "page" },
    empty(
      h("h1", {}, "There is no such page"),
      h("p", {}, what ? `This program does not have ${what}.` : `Nothing is known at ${path}.`),
      h("a", { class: "button", href: address }, text),
    ),
  );
  return { root, title: "Not found" };
}

function bar() {
  const themeButton = h("button", {
    class: "plain",
    title: "Light or dark",
    "aria-label": "Change between light and dark",
    onclick: theme.toggle,
  });
  const drawTheme = () => show(themeButton, icon(theme.isDark() ? "sun" : "moon"));
  document.addEventListener("themechange", drawTheme);
  drawTheme();
  show(
    document.getElementById("bar"),
    h(
      "a",
      { class: "brand", href: link.home() },
      h("img", { src: "static-files/icon.svg", alt: "", width: 22, height: 22 }),
      h("span", {}, "MLflow"),
    ),
    h(
      "nav",
      { "aria-label": "Main" },
      h("a", { href: link.home() }, icon("home"), "Home"),
      h("a", { href: link.experiments() }, icon("beaker"), "Experiments"),
      h("a", { href: link.registeredModels() }, icon("cube"), "Models"),
    ),
    h(
      "button",
      { class: "palette-button", "aria-label": "Search or jump to… Ctrl K", onclick: openPalette },
      icon("search"),
      h("span", {}, "Search or jump to…"),
      h("kbd", {}, "Ctrl K"),
    ),
    themeButton,
  );
}

/** On a server with users: the account in the bar, and what is said when the session is over. */
async function startAccount() {
  if (!("users" in document.documentElement.dataset)) return;
  let isSaid = false;
  document.addEventListener("loggedout", () => {
    if (isSaid) return;
    isSaid = true;
    const again = { label: "Log in", act: () => location.reload() };
    toast("You are not logged in any more.", true, again);
    setTimeout(() => {
      isSaid = false;
    }, 8000);
  });
  const { showAccountMenu } = await import("./access/menu.js");
  showAccountMenu(document.getElementById("bar"));
}

/** @param {any} event */
function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  }
}

theme.start();
bar();
startAccount();
addEventListener("hashchange", navigate);
addEventListener("keydown", onKey);
addEventListener("beforeunload", (event) => hasUnsaved() && event.preventDefault());
navigate();

// The page where one logs in. It stands at the address of what was asked for, whose part after `#`
// stays, or says in `next` what that was.

import { show } from "../dom.js";
import { isUnknown, messageOf } from "../failure.js";
import * as theme from "../theme.js";
import { logIn, sessions } from "./api.js";

/** @type {Record<string, string>} */
const PROBLEMS = {
  stale: "The log-in took too long, or was begun in another window. Try again.",
  refused: "You may not log in here. Whoever runs this server can tell why.",
  role: "A role that your groups give is not there. Whoever runs this server can tell which.",
  provider: "The log-in did not work. Whoever runs this server can tell why.",
};

const form = /** @type {any} */ (document.getElementById("log-in"));
const problem = document.getElementById("problem");
const query = new URLSearchParams(location.search);

/** Where the reader wanted to go, from this page on; nowhere else than on this server. */
function next() {
  const asked = query.get("next");
  if (asked?.startsWith("./")) {
    const target = new URL(asked, location.href);
    if (target.origin === location.origin) return target;
  }
  const target = new URL(location.href);
  target.search = "";
  return target;
}

function proceed() {
  const target = next();
  const isHere = target.href === location.href;
  if (isHere) location.reload();
  else location.replace(target);
  // An address that differs after `#` alone would load nothing.
  if (!isHere && target.pathname === location.pathname && target.search === location.search) {
    location.reload();
  }
}

/** @param {any} event */
async function submit(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await logIn(form.elements.username.value, form.elements.password.value);
    proceed();
  } catch (error) {
    const isWrong = isUnknown(error);
    show(problem, isWrong ? "This is not the name and the password of a user." : messageOf(error));
    button.disabled = false;
    form.elements.password.select();
  }
}

async function offerProvider() {
  const { provider } = await sessions.methods();
  if (!provider) return;
  const button = /** @type {HTMLElement} */ (document.getElementById("provider"));
  const asked = query.get("next") ?? `./${location.hash}`;
  button.setAttribute("href", `oidc/login?next=${encodeURIComponent(asked)}`);
  show(button, `Log in at ${provider}`);
  button.hidden = false;
}

theme.start();
show(problem, PROBLEMS[query.get("problem") ?? ""] ?? "");
form.addEventListener("submit", submit);
offerProvider().catch((error) => show(problem, messageOf(error)));

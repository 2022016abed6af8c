// A run's status: a coloured icon and the word, since colour alone tells not everybody.

import { h } from "../dom.js";
import { icon } from "../icons.js";

/** @type {Record<string, [string, string, string]>} */
const LOOKS = {
  FINISHED: ["good", "check", "Finished"],
  READY: ["good", "check", "Ready"],
  RUNNING: ["busy", "clock", "Running"],
  PENDING: ["busy", "clock", "Pending"],
  SCHEDULED: ["calm", "clock", "Scheduled"],
  FAILED: ["bad", "warning", "Failed"],
  UPLOAD_FAILED: ["bad", "warning", "Upload failed"],
  KILLED: ["calm", "stop", "Killed"],
};

/** @param {string} name */
export function status(name) {
  const [colour, picture, word] = LOOKS[name] ?? ["calm", "stop", name];
  return h(
    "span",
    { class: `status ${colour}` },
    icon(picture),
    h("span", { class: "word" }, word),
  );
}

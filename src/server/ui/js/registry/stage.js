// The stages of versions, which MLflow knew before aliases and still keeps.

import { h } from "../dom.js";

export const STAGES = ["None", "Staging", "Production", "Archived"];

/** The stages that a version takes over: the versions there may be archived in its favour. */
export const ACTIVE = ["Staging", "Production"];

/** @type {Record<string, string>} */
const LOOKS = { Staging: "busy", Production: "good", Archived: "" };

/**
 * The mark of a stage; of no stage a dash. `text` may say more than the stage's name.
 * @param {string} stage
 */
export function stageMark(stage, text = stage) {
  if (!(stage in LOOKS)) return h("span", { class: "faint", title: "No stage" }, "–");
  return h("span", { class: `badge ${LOOKS[stage]}` }, text);
}

// Asks for the name of a new experiment, and leads to it.

import { experiments as api } from "./api.js";
import { askText } from "./parts/dialog.js";
import { go, link } from "./router.js";

export async function newExperiment() {
  const id = await askText({
    title: "New experiment",
    label: "Name",
    action: "Create",
    /** @param {string} name */
    submit: (name) => api.create(name),
  });
  if (id) go(link.experiment(id));
}

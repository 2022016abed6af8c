// Tells at the lower edge of the page how far something is that takes a while, and can be stopped.

import { h } from "../dom.js";

export class Progress {
  constructor() {
    this.isStopped = false;
    this.bar = h("progress", { "aria-label": "How much is done" });
    this.text = h("span", {}, "…");
    const stop = () => {
      this.isStopped = true;
      this.end();
    };
    const button = h("button", { class: "small", onclick: stop }, "Stop");
    this.note = h("div", { class: "toast working" }, this.bar, this.text, button);
    document.getElementById("toasts")?.append(this.note);
  }

  /**
   * Says how far it is.
   * @param {number} done how many are done
   * @param {number} all of how many
   * @param {string} what what they are
   */
  say(done, all, what) {
    this.text.textContent = `${done.toLocaleString("en")} of ${all.toLocaleString("en")} ${what}`;
    this.bar.max = all;
    this.bar.value = done;
  }

  end() {
    this.note.remove();
  }
}

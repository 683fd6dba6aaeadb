/**
 * The strip at the foot of the sheet: where the work stands, undo and redo, saving, stopping, and notices about these.
 */

import { button, fill, h } from "../dom.js";
import { standing } from "./keeping.js";
import { troubleWords } from "./start.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./keeping.js").Keeping} Keeping */

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Keeping} parts.keeping
 * @param {(text: string) => void} parts.say
 * @param {() => void} parts.undo
 * @param {() => void} parts.redo
 * @param {() => void} parts.download
 * @param {() => void} parts.stop
 * @param {() => void} parts.takeOther takes over what another tab has kept
 */
export function bar({ session, keeping, say, undo, redo, download, stop, takeOther }) {
  const words = h("p", { class: "cw-bar-words" });
  const notice = h("div", { class: "cw-bar-notice", role: "region", "aria-label": "Notice", hidden: true });
  const undoButton = button("Undo", undo, { class: "cw-button cw-button-small" });
  const redoButton = button("Redo", redo, { class: "cw-button cw-button-small" });
  let about = "";

  /** @param {string} name what the notice is about @param {string} text @param {HTMLElement[]} [buttons] */
  function show(name, text, buttons = []) {
    if (about === name) return;
    about = name;
    const away = button("Close", () => hide(), { class: "cw-button cw-button-small" });
    fill(notice, h("p", null, text), h("div", { class: "cw-buttons" }, buttons, away));
    notice.hidden = false;
    say(text);
  }

  function hide() {
    const had = notice.contains(document.activeElement);
    notice.hidden = true;
    fill(notice);
    about = "";
    if (had) downloadButton.focus();
  }

  const downloadButton = button("Download my answers", download, { class: "cw-button cw-button-small" });
  const toOther = () => button("Show the other tab's work here", () => {
    hide();
    takeOther();
  }, { class: "cw-button cw-button-small" });
  const keepMine = () => button("Keep this tab's work instead", () => {
    hide();
    keeping.flush({ evenOverOther: true });
    say("This tab's work is kept on this computer now.");
  }, { class: "cw-button cw-button-small" });

  return {
    el: h("div", { class: "cw-bar", role: "group", "aria-label": "Your work" }, notice, h("div", { class: "cw-bar-row" }, words, undoButton, redoButton, downloadButton, button("Stop here", stop, { class: "cw-button cw-button-small" }))),
    show,
    focus: () => undoButton.focus(),
    late: () => show("late", "You have worked for ten minutes without saving. Download your answers now, so that nothing is lost if this page closes."),
    update() {
      words.textContent = standing(keeping, Date.now());
      for (const [one, what, name] of /** @type {const} */ ([
        [undoButton, session.undoes, "Undo"],
        [redoButton, session.redoes, "Redo"],
      ])) {
        one.setAttribute("aria-disabled", String(what === null));
        one.setAttribute("aria-label", what ? `${name}: ${what}` : name);
      }
      const { trouble } = keeping;
      if (trouble) show(trouble, `${troubleWords(trouble)} ${keeping.problem}`.trim(), trouble === "other-tab" ? [toOther(), keepMine()] : []);
      else if (["full", "refused", "other-tab", "not-written"].includes(about)) hide();
      if (about === "late" && !keeping.unsaved) hide();
      if (about === "restored" && session.undoes !== null) hide();
    },
  };
}

/**
 * The strip at the foot of the sheet: where the work stands, undo and redo, saving, stopping, and notices about these.
 */

import { button, fill, h } from "../dom.js";
import { standing } from "./keeping.js";
import { troubleWords } from "./start.js";

/** @typedef {import("./keeping.js").Keeping} Keeping */

/**
 * @param {object} parts
 * @param {{undoes: string | null, redoes: string | null}} parts.session
 * @param {Keeping} parts.keeping
 * @param {(text: string) => void} parts.say
 * @param {() => void} parts.undo
 * @param {() => void} parts.redo
 * @param {() => void} parts.download
 * @param {(() => void) | null} parts.stop the way out to the calm page, where there is one
 * @param {string} [parts.saves] what the button that saves says
 * @param {() => void} parts.takeOther takes over what another tab has kept
 */
export function bar({ session, keeping, say, undo, redo, download, stop, takeOther, saves = "Download my answers" }) {
  const words = h("p", { class: "cw-bar-words" });
  const notice = h("div", { class: "cw-bar-notice", role: "group", "aria-label": "Notice", hidden: true });
  const undoButton = button("Undo", undo, { class: "cw-button cw-button-small" });
  const redoButton = button("Redo", redo, { class: "cw-button cw-button-small" });
  notice.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget instanceof HTMLElement && !notice.contains(relatedTarget)) back = relatedTarget;
  });
  let about = "";
  /** Where the focus goes when the notice that has it is closed. @type {HTMLElement | null} */
  let back = null;

  /** @param {string} name what the notice is about @param {string} text @param {HTMLElement[]} [buttons] @param {{quiet?: boolean}} [how] `quiet` where it is said elsewhere */
  function show(name, text, buttons = [], { quiet = false } = {}) {
    if (about === name) return;
    about = name;
    const away = button("Close", () => hide(), { class: "cw-button cw-button-small" });
    fill(notice, h("p", { tabindex: "-1" }, text), h("div", { class: "cw-buttons" }, buttons, away));
    notice.hidden = false;
    if (!quiet) say(text);
  }

  function hide() {
    const had = notice.contains(document.activeElement);
    notice.hidden = true;
    fill(notice);
    about = "";
    if (had) (back?.isConnected ? back : downloadButton).focus();
    back = null;
  }

  /**
   * Asks something in the strip, which is in sight wherever somebody works. The focus goes to the question, never to an
   * answer, which the next key of whoever is at work would choose; and it comes back. Typing is not disturbed.
   * @param {string} name
   * @param {string} text
   * @param {[label: string, act: () => void][]} answers
   */
  function ask(name, text, answers) {
    const active = document.activeElement;
    const typing = active instanceof HTMLTextAreaElement || (active instanceof HTMLInputElement && active.type === "text");
    show(name, text, answers.map(([label, act]) => button(label, () => {
      hide();
      act();
    }, { class: "cw-button cw-button-small" })));
    if (!typing) notice.querySelector("p")?.focus();
  }

  const downloadButton = button(saves, download, { class: "cw-button cw-button-small" });
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
    el: h("div", { class: "cw-bar", role: "group", "aria-label": "Your work" }, notice, h("div", { class: "cw-bar-row" }, words, undoButton, redoButton, downloadButton, stop && button("Stop here", stop, { class: "cw-button cw-button-small" }))),
    show,
    hide,
    ask,
    focus: () => undoButton.focus(),
    late: () => show("late", "You have worked for ten minutes without saving. Save a file now, so that nothing is lost if this page closes."),
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
      if (about === "asked" && keeping.mode !== "unasked") hide();
      if (about === "restored" && session.undoes !== null) hide();
    },
  };
}

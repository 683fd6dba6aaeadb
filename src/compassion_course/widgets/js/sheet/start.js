/**
 * What stands before the questions: what this is, a number for the file, and where the work is to be kept.
 */

import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { TRAINEE } from "./answers.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {import("./types.js").Exercise} Exercise */

const STAKES = {
  practice: "Practice: the answers are in the page, nothing is marked.",
  formative: "Formative: you hand it in to get comments; nothing counts towards a result.",
  assessed: "Assessed: a person marks it, with a rubric.",
};

/** @param {Exercise} exercise @param {HTMLElement} title the exercise's, as a heading */
export function header(exercise, title) {
  const minutes = exercise.minutes ? ` About ${exercise.minutes} minutes.` : "";
  return h(
    "header",
    { class: "cw-sheet-head" },
    h("p", { class: "cw-title" }, "Exercise"),
    title,
    h("p", { class: "cw-stakes" }, `${STAKES[exercise.stakes]}${minutes}`),
    paragraphs(exercise.brief ?? ""),
    exercise.outcomes?.length ? h("details", null, h("summary", null, "What you will be able to do"), h("ul", null, exercise.outcomes.map((one) => h("li", null, one)))) : null,
    exercise.content_note ? h("div", { class: "cw-panel" }, h("p", null, h("strong", null, "Before you read. "), exercise.content_note)) : null,
    exercise.method_note ? h("p", { class: "cw-hint" }, h("strong", null, "The method. "), exercise.method_note) : null,
  );
}

/** @param {Session} session */
export function traineeField(session) {
  const [id, hintId, problemId] = ["cw-trainee", "cw-trainee-hint", "cw-trainee-problem"].map(freshId);
  const problem = h("p", { class: "cw-problem", id: problemId, role: "alert" });
  const input = h("input", {
    type: "text",
    id,
    maxlength: "32",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "data-own-undo": true,
    "aria-describedby": `${hintId} ${problemId}`,
    onchange: () => {
      const value = input.value.trim() || "me";
      const fits = TRAINEE.test(value);
      input.setAttribute("aria-invalid", String(!fits));
      problem.textContent = fits ? "" : "Use letters, digits, dots, hyphens or underscores, 32 at most, and begin with a letter or a digit.";
      if (fits) {
        input.value = value;
        session.setTrainee(value);
      }
    },
  });
  return {
    el: h(
      "div",
      { class: "cw-field" },
      h("label", { for: id }, "Your number for the file"),
      input,
      h("p", { class: "cw-hint", id: hintId }, "Use the number that your tutor gave you, never your name unless you are asked for it. If you work alone, leave it as “me”."),
      problem,
    ),
    update() {
      if (document.activeElement !== input) input.value = session.trainee;
    },
  };
}

/**
 * The one question that is asked before work is kept. It is asked here, and again beside the first answer if it was passed by.
 * @param {Keeping} keeping
 * @param {{say: (text: string) => void, deleted: () => void, what?: "answers" | "work"}} tell `what` is kept, in a word
 */
export function keepQuestion(keeping, { say, deleted, what = "answers" }) {
  const [asking, place] = what === "answers" ? ["Where should your answers be kept?", "Where your answers are kept"] : ["Where should your work be kept?", "Where your work is kept"];
  const headingId = freshId("cw-keep");
  const heading = h("h3", { id: headingId, tabindex: "-1" }, asking);
  const body = h("div", null);
  const el = h("div", { class: "cw-panel cw-keep", role: "group", "aria-labelledby": headingId }, heading, body);
  const home = h("div", { class: "cw-keep-home" }, el);
  /** @type {HTMLElement | null} */
  let cameFrom = null;
  let drawnFor = "";

  /** @param {"kept" | "files"} mode */
  function take(mode) {
    keeping.choose(mode);
    // One flush tells at once if this browser refuses; asking and failing later would be worse.
    if (mode === "kept") keeping.flush({ always: true });
    say(mode === "kept" ? (keeping.trouble ? troubleWords(keeping.trouble) : "Kept on this computer from now on.") : "Nothing is kept on this computer. Save files.");
  }

  /** @param {"kept" | "files"} mode */
  function choose(mode) {
    take(mode);
    if (el.parentElement !== home) home.append(el);
    if (cameFrom?.isConnected) cameFrom.focus();
    else heading.focus();
    cameFrom = null;
  }

  function forget() {
    const gone = keeping.forget();
    say(gone ? "Everything that this course kept on this computer was deleted. What is on the screen is still here." : "The browser did not let the page delete it. Clear this site's data in the browser's settings.");
    if (gone) deleted();
    heading.focus();
  }

  return {
    el: home,
    take,
    focus: () => heading.focus(),
    /**
     * Puts the question where the first answer was given. The focus follows only where nobody is typing.
     * @param {HTMLElement} place
     * @returns {boolean} whether it took the focus
     */
    ask(place) {
      const active = document.activeElement;
      const typing = active instanceof HTMLTextAreaElement || (active instanceof HTMLInputElement && /text|number/.test(active.type));
      place.before(el);
      cameFrom = active instanceof HTMLElement ? active : null;
      say(`That is in. Before you go on: ${asking.toLowerCase()} The question stands above this one.`);
      if (!typing) heading.focus();
      return !typing;
    },
    update() {
      const { mode } = keeping;
      const key = `${mode} ${keeping.trouble} ${keeping.holds}`;
      if (key === drawnFor) return;
      drawnFor = key;
      const had = body.contains(document.activeElement);
      const keep = button("Keep it on this computer", () => choose("kept"), mode === "unasked" ? {} : { class: "cw-button cw-button-quiet" });
      const files = button("I save files", () => choose("files"), { class: "cw-button cw-button-quiet" });
      const away = button("Delete everything kept here", forget, { class: "cw-button cw-button-quiet" });
      heading.textContent = mode === "unasked" ? asking : place;
      if (mode === "unasked") {
        fill(
          body,
          h("p", null, "Nothing leaves this page by itself, and nothing is kept unless you say so. On your own computer the browser can keep your work, so that it is here when you come back. On a shared one, save files: others could open what a browser keeps, and it may be wiped overnight."),
          h("div", { class: "cw-buttons" }, keep, files),
          h("p", { class: "cw-hint" }, "You can change this at any time. If you go straight to work, you are asked once, at your first change."),
        );
      } else if (mode === "notebook") {
        fill(body, h("p", null, "Beside the notebook, as a file that is written as you work. Nothing is kept in the browser."));
      } else if (mode === "kept") {
        fill(body, h("p", null, "In this browser, on this computer. Save a file as well before you leave a computer that is not yours."), h("div", { class: "cw-buttons" }, files, away));
      } else {
        fill(body, h("p", null, "Only in the files that you save. If you close this page without saving, what you did is gone."), keeping.holds ? h("p", null, "A copy from before is still kept on this computer, until you delete it.") : null, h("div", { class: "cw-buttons" }, keep, away));
      }
      if (had) heading.focus();
    },
  };
}

/** @param {import("./keeping.js").Trouble} trouble */
export function troubleWords(trouble) {
  if (trouble === "full") return "The browser's storage is full, so the latest changes are not kept on this computer. Save a file now.";
  if (trouble === "refused") return "This browser does not let the page keep anything (a private window, or a setting). Save a file to keep your work.";
  if (trouble === "other-tab") return "The same work was changed in another tab or window. To lose neither, this tab has stopped keeping its changes.";
  if (trouble === "not-written") return "The file beside the notebook could not be written. Save a file now.";
  return "";
}

/**
 * The form that stands under a turn once words are chosen: which codes, and why. The coding desk puts notes, a memo and
 * what its turns ask for into it.
 */

import { button, fill, freshId, h } from "../dom.js";
import { codeChooser } from "./code-chooser.js";
import { namesOf } from "./codebook-panel.js";

/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./span-work.js").Extra} Extra */
/** @typedef {"start-earlier" | "start-later" | "end-earlier" | "end-later"} Nudge */
/** @typedef {{codes: string[], why: string, notes?: Record<string, string>, memo?: string}} Draft */
/**
 * @typedef {object} FormActions
 * @property {(draft: Draft) => void} save
 * @property {() => void} close
 * @property {() => void} remove
 * @property {(nudge: Nudge) => void} nudge
 * @property {(id: string) => void} open another span that covers the same words
 * @property {(code: string) => string} keyOf
 */
/**
 * @typedef {object} MoreFields what the coding desk, or an exercise that asks for more than codes, puts into the form
 * @property {boolean} codes whether codes are given at all
 * @property {HTMLElement} above between the words and the codes
 * @property {HTMLElement} about after the codes
 * @property {HTMLElement} below after the reason
 * @property {((name: string) => void) | null} create
 * @property {() => Extra} value
 * @property {(held: Extra) => void} put
 * @property {boolean} [why] whether a reason is asked for; it is unless told
 * @property {string} [need] what is said when nothing was given
 */

export const WHY_LIMIT = 2000;
export const ONE_TURN = "A span stays within one turn. What you swept over in another turn can be a second span.";

/** @param {Codebook} codebook @param {FormActions} actions @param {MoreFields | null} [more] */
export function codingForm(codebook, actions, more = null) {
  const withCodes = more?.codes ?? true;
  const chooser = codeChooser(codebook, actions.keyOf, more?.create ?? null);
  const title = h("p", { class: "cw-form-title" });
  const quote = h("q", { class: "cw-form-quote" });
  const note = h("p", { class: "cw-hint", hidden: true });
  const others = h("div", { class: "cw-buttons", hidden: true });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const whyId = freshId("cw-why");
  const why = h("textarea", { id: whyId, rows: "2", maxlength: String(WHY_LIMIT), "data-own-undo": true });
  const submit = h("button", { type: "submit", class: "cw-button" }, "Code these words");
  const later = button("Not now", () => actions.close(), { class: "cw-button cw-button-quiet" });
  let given = "";
  const remove = button("Delete this span", () => actions.remove(), { class: "cw-button cw-button-quiet" });
  /** @param {string} label @param {Nudge} nudge @param {string} name */
  const step = (label, nudge, name) =>
    button(label, () => actions.nudge(nudge), { class: "cw-button cw-button-small", "aria-label": name });
  const toCode = withCodes ? "Code these words" : "Keep this note";

  const el = h(
    "form",
    {
      class: "cw-coding-form",
      "aria-label": withCodes ? "Code the chosen words" : "Note on the chosen words",
      novalidate: true,
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        save();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          save();
        }
        if (event.key !== "Escape") return;
        event.stopPropagation();
        actions.close();
      },
    },
    title,
    h("p", null, quote),
    note,
    more?.above,
    h(
      "div",
      { class: "cw-nudges", role: "group", "aria-label": "Move the ends by one word" },
      h("span", { class: "cw-hint" }, "Start"),
      step("←", "start-earlier", "Start one word earlier"),
      step("→", "start-later", "Start one word later"),
      h("span", { class: "cw-hint" }, "End"),
      step("←", "end-earlier", "End one word earlier"),
      step("→", "end-later", "End one word later"),
    ),
    others,
    withCodes ? chooser.el : null,
    more?.about,
    more?.why === false ? null : h("div", { class: "cw-field" }, h("label", { for: whyId }, withCodes ? "Why does this code fit these words?" : "Why stop at these words?"), why),
    more?.below,
    problem,
    h("div", { class: "cw-buttons" }, submit, later, remove),
  );

  /** What is ticked and typed, saved or not. @returns {Draft} */
  function draft() {
    return { codes: withCodes ? chooser.value() : [], why: why.value.trim(), ...more?.value() };
  }

  function save() {
    if (withCodes && !chooser.value().length) chooser.takeTyped();
    const held = draft();
    if (!held.codes.length && !hasNotes(held)) {
      problem.textContent = more?.need ?? (!more ? "Tick at least one code first." : withCodes ? "Give these words a code or a note first." : "Write a note first.");
      focus();
      return;
    }
    problem.textContent = "";
    actions.save(held);
  }

  function focus() {
    if (withCodes) chooser.focus();
    else (more?.below.querySelector("textarea") ?? why).focus();
  }

  return {
    el,
    focus,
    draft,
    chooser,
    /** Whether anything was ticked or typed since the form was filled. */
    touched: () => JSON.stringify(draft()) !== given,
    /**
     * @param {string} words
     * @param {Line | null} span the placed span that these words are
     * @param {Line[]} also other spans that cover them
     * @param {boolean} clipped whether more was swept over than one turn
     */
    show(words, span, also, clipped) {
      chooser.refresh();
      title.textContent = span ? "A span of yours" : "Words chosen";
      quote.textContent = words;
      note.hidden = !clipped;
      note.textContent = clipped ? ONE_TURN : "";
      submit.textContent = span ? "Keep these changes" : toCode;
      later.textContent = span ? "Leave it as it was" : "Not now";
      remove.hidden = !span;
      others.hidden = !also.length;
      fill(others, also.map((one) => button(`Open “${short(one.quote)}” (${namesOf(one.codes, codebook) || "a note"})`, () => actions.open(one.id), { class: "cw-button cw-button-small" })));
    },
    /** @param {Draft | null} held the codes and the reason to fill in; null empties the form */
    put(held) {
      chooser.put(held?.codes ?? []);
      why.value = held?.why ?? "";
      more?.put(held ?? {});
      given = JSON.stringify(draft());
      problem.textContent = "";
    },
  };
}

/** @param {{notes?: Record<string, string>}} line */
export function hasNotes({ notes = {} }) {
  return Object.values(notes).some((note) => note.trim() !== "");
}

/** @param {string} words */
export function short(words) {
  const characters = [...words];
  return characters.length > 42 ? `${characters.slice(0, 39).join("")}...` : words;
}

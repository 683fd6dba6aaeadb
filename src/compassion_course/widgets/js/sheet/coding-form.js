/**
 * The form that stands under a turn once words are chosen: which codes, and why.
 */

import { button, fill, freshId, h } from "../dom.js";
import { codeChooser } from "./code-chooser.js";
import { namesOf } from "./codebook-panel.js";

/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {"start-earlier" | "start-later" | "end-earlier" | "end-later"} Nudge */
/**
 * @typedef {object} FormActions
 * @property {(codes: string[], why: string) => void} save
 * @property {() => void} close
 * @property {() => void} remove
 * @property {(nudge: Nudge) => void} nudge
 * @property {(id: string) => void} open another span that covers the same words
 * @property {(code: string) => string} keyOf
 */

export const WHY_LIMIT = 2000;
export const ONE_TURN = "A span stays within one turn. What you swept over in another turn can be a second span.";

/** @param {Codebook} codebook @param {FormActions} actions */
export function codingForm(codebook, actions) {
  const chooser = codeChooser(codebook, actions.keyOf);
  const title = h("p", { class: "cw-form-title" });
  const quote = h("q", { class: "cw-form-quote" });
  const note = h("p", { class: "cw-hint", hidden: true });
  const others = h("div", { class: "cw-buttons", hidden: true });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const whyId = freshId("cw-why");
  const why = h("textarea", {
    id: whyId,
    rows: "2",
    maxlength: String(WHY_LIMIT),
    "data-own-undo": true,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    },
  });
  const submit = h("button", { type: "submit", class: "cw-button" }, "Code these words");
  const later = button("Not now", () => actions.close(), { class: "cw-button cw-button-quiet" });
  let given = "";
  const remove = button("Delete this span", () => actions.remove(), { class: "cw-button cw-button-quiet" });
  /** @param {string} label @param {Nudge} nudge @param {string} name */
  const step = (label, nudge, name) =>
    button(label, () => actions.nudge(nudge), { class: "cw-button cw-button-small", "aria-label": name });

  const el = h(
    "form",
    {
      class: "cw-coding-form",
      "aria-label": "Code the chosen words",
      novalidate: true,
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        save();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        actions.close();
      },
    },
    title,
    h("p", null, quote),
    note,
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
    chooser.el,
    h("div", { class: "cw-field" }, h("label", { for: whyId }, "Why does this code fit these words?"), why),
    problem,
    h("div", { class: "cw-buttons" }, submit, later, remove),
  );

  /** What is ticked and typed, saved or not. */
  function draft() {
    return { codes: chooser.value(), why: why.value.trim() };
  }

  function save() {
    const { codes, why: reason } = draft();
    if (!codes.length) {
      problem.textContent = "Tick at least one code first.";
      chooser.focus();
      return;
    }
    problem.textContent = "";
    actions.save(codes, reason);
  }

  return {
    el,
    focus: () => chooser.focus(),
    draft,
    /** Whether anything was ticked or typed since the form was filled. */
    touched: () => JSON.stringify(draft()) !== given,
    /**
     * @param {string} words
     * @param {Span | null} span the placed span that these words are
     * @param {Span[]} also other spans that cover them
     * @param {boolean} clipped whether more was swept over than one turn
     */
    show(words, span, also, clipped) {
      title.textContent = span ? "A span of yours" : "Words chosen";
      quote.textContent = words;
      note.hidden = !clipped;
      note.textContent = clipped ? ONE_TURN : "";
      submit.textContent = span ? "Keep these changes" : "Code these words";
      later.textContent = span ? "Leave it as it was" : "Not now";
      remove.hidden = !span;
      others.hidden = !also.length;
      fill(others, also.map((one) => button(`Open “${short(one.quote)}” (${namesOf(one.codes, codebook)})`, () => actions.open(one.id), { class: "cw-button cw-button-small" })));
    },
    /** @param {{codes: string[], why: string} | null} held the codes and the reason to fill in; null empties the form */
    put(held) {
      chooser.put(held?.codes ?? []);
      why.value = held?.why ?? "";
      given = JSON.stringify(draft());
      problem.textContent = "";
    },
  };
}

/** @param {string} words */
export function short(words) {
  const characters = [...words];
  return characters.length > 42 ? `${characters.slice(0, 39).join("")}...` : words;
}

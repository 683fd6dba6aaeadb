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

/** @param {Codebook} codebook @param {FormActions} actions */
export function codingForm(codebook, actions) {
  const chooser = codeChooser(codebook, actions.keyOf);
  const title = h("p", { class: "cw-form-title" });
  const quote = h("q", { class: "cw-form-quote" });
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
    h("div", { class: "cw-buttons" }, submit, button("Not now", () => actions.close(), { class: "cw-button cw-button-quiet" }), remove),
  );

  function save() {
    const codes = chooser.value();
    if (!codes.length) {
      problem.textContent = "Tick at least one code first.";
      chooser.focus();
      return;
    }
    problem.textContent = "";
    actions.save(codes, why.value.trim());
  }

  return {
    el,
    focus: () => chooser.focus(),
    /** Whether the form holds something that was typed or ticked and is not saved. */
    get drafted() {
      return Boolean(why.value.trim()) || chooser.value().length > 0;
    },
    /**
     * @param {string} words
     * @param {Span | null} span the placed span that these words are
     * @param {Span[]} also other spans that cover them
     */
    show(words, span, also) {
      title.textContent = span ? "A span of yours" : "Words chosen";
      quote.textContent = words;
      submit.textContent = span ? "Keep these changes" : "Code these words";
      remove.hidden = !span;
      others.hidden = !also.length;
      fill(others, also.map((one) => button(`Open “${short(one.quote)}” (${namesOf(one.codes, codebook)})`, () => actions.open(one.id), { class: "cw-button cw-button-small" })));
    },
    /** @param {Span | null} span whose codes and reason to fill in; null empties the form */
    put(span) {
      chooser.put(span?.codes ?? []);
      why.value = span?.why ?? "";
      problem.textContent = "";
    },
  };
}

/** @param {string} words */
export function short(words) {
  const characters = [...words];
  return characters.length > 42 ? `${characters.slice(0, 39).join("")}...` : words;
}

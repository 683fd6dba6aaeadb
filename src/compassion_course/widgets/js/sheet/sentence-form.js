/**
 * Choosing words without selecting any: a turn from a list, its sentences as checkboxes, and where that is too much,
 * a first and a last word. For screen readers in reading mode, for switches, and for whoever finds it easier.
 */

import { button, fill, freshId, h } from "../dom.js";
import { sentences, words } from "./offsets.js";
import { short } from "./coding-form.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./offsets.js").Extent} Extent */

/**
 * @param {Turn[]} turns
 * @param {(turn: string, extent: Extent, from: HTMLElement) => void} use `from` is where the focus comes back to
 * @param {string} label of the button
 */
export function sentenceForm(turns, use, label) {
  const [turnId, firstId, lastId] = ["cw-turn", "cw-first", "cw-last"].map(freshId);
  const boxes = h("div", null);
  const firstWord = h("select", { id: firstId });
  const lastWord = h("select", { id: lastId });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const turnSelect = h("select", { id: turnId, onchange: () => showTurn() });
  /** @type {{box: HTMLInputElement, extent: Extent}[]} */
  let choices = [];

  const current = () => turns.find(({ turn }) => turn === turnSelect.value) ?? turns[0];

  /** Fills the lists: most readers never open them, and they are long. */
  function begin() {
    if (turnSelect.length) return;
    const begins = (/** @type {Turn} */ { turn, speaker, text }) => `${turn.replace(/^.*-0*/, "")} ${speaker === "I" ? "Interviewer" : speaker}: ${short(text.slice(0, 120))}`;
    fill(turnSelect, turns.map((one) => h("option", { value: one.turn }, begins(one))));
    showTurn();
  }

  function showTurn() {
    const { text } = current();
    problem.textContent = "";
    choices = sentences(text).map((extent) => ({ box: h("input", { type: "checkbox", id: freshId("cw-sentence"), onchange: () => ticked() }), extent }));
    fill(boxes, choices.map(({ box, extent }) => h("div", { class: "cw-option" }, box, h("label", { for: box.id }, text.slice(extent.start, extent.end)))));
    const options = () => words(text).map(({ start, end }, index) => h("option", { value: String(index) }, `${index + 1}. ${text.slice(start, end)}`));
    fill(firstWord, h("option", { value: "" }, "Choose …"), options());
    fill(lastWord, h("option", { value: "" }, "Choose …"), options());
  }

  /** The words of the ticked sentences, and of what lies between them, fill the two lists. */
  function ticked() {
    const all = words(current().text);
    const chosen = choices.filter(({ box }) => box.checked).map(({ extent }) => extent);
    const inside = all.flatMap((word, index) => (chosen.some(({ start, end }) => word.start >= start && word.end <= end) ? [index] : []));
    firstWord.value = inside.length ? String(inside[0]) : "";
    lastWord.value = inside.length ? String(inside[inside.length - 1]) : "";
  }

  function submit() {
    const all = words(current().text);
    const first = firstWord.value === "" ? null : all[Number(firstWord.value)];
    const last = lastWord.value === "" ? null : all[Number(lastWord.value)];
    if (!first || !last || first.start > last.start) {
      problem.textContent = first && last ? "The last word stands before the first one." : "Tick a sentence, or choose a first and a last word.";
      return;
    }
    problem.textContent = "";
    use(current().turn, { start: first.start, end: last.end }, turnSelect);
  }

  return {
    el: h(
      "details",
      { class: "cw-by-sentence", ontoggle: begin },
      // By the click and not only by the toggle that comes of it later: the next key may be on its way already.
      h("summary", { onclick: begin }, "Choose by sentence, without selecting words"),
      h("div", { class: "cw-field" }, h("label", { for: turnId }, "Turn"), turnSelect),
      h("fieldset", null, h("legend", null, "Sentences of this turn"), h("p", { class: "cw-hint" }, "Several ticked sentences make one span, from the first to the last."), boxes),
      h(
        "div",
        { class: "cw-word-pair" },
        h("div", { class: "cw-field" }, h("label", { for: firstId }, "First word"), firstWord),
        h("div", { class: "cw-field" }, h("label", { for: lastId }, "Last word"), lastWord),
      ),
      problem,
      h("div", { class: "cw-buttons" }, button(label, submit)),
    ),
  };
}

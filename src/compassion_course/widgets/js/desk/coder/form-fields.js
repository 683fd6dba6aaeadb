/**
 * What a form has besides codes and a reason: at the coding desk the offer of one span over several turns, the definition
 * of a code just made, notes by their kind, and the memo on the span. An exercise takes of it what it asks for.
 */

import { button, freshId, h } from "../../dom.js";

/** @typedef {import("../../sheet/span-work.js").Extra} Extra */
/** @typedef {import("../types.js").Code} Code */
/**
 * @typedef {object} CodesMade what is known of the codes that can be made here
 * @property {(code: string) => boolean} isOwn
 * @property {(code: string) => Pick<Code, "name" | "definition"> | undefined} code
 * @property {() => void} settle ends a run of typing
 */
/**
 * @typedef {object} FieldSettings
 * @property {boolean} codes
 * @property {boolean} notes
 * @property {string} [spanMemo]
 * @property {string[]} [kinds] the kinds of note that are asked for; all of them unless told
 * @property {boolean} [sheet] in an exercise: no memo on a span, and nothing is folded
 */

/** @type {[string, string, string][]} */
export const KINDS = [
  ["descriptive", "Descriptive", "What is said: things, people, events, what matters to the speaker, near their own words."],
  ["linguistic", "Linguistic", "How it is said: a word that stands out, a repeat, a pause, a picture, a change of tense or person."],
  ["conceptual", "Conceptual", "What it may mean: a question put to the words, further from what was said, and open."],
];

/**
 * @param {object} parts
 * @param {CodesMade} parts.desk
 * @param {{define: (code: string, definition: string) => void}} parts.work
 * @param {FieldSettings} parts.settings
 */
export function formFields({ desk, work, settings }) {
  const join = button("Make it one span over all these turns", () => joined?.(), { class: "cw-button cw-button-small" });
  const above = h("div", { class: "cw-buttons", hidden: true }, h("span", { class: "cw-hint" }, "You swept over more than one turn. Only the words above are chosen."), join);
  /** @type {(() => void) | null} */
  let joined = null;

  const definitionId = freshId("cw-definition");
  const definitionLabel = h("label", { for: definitionId });
  const definition = h("textarea", {
    id: definitionId,
    rows: "2",
    maxlength: "2000",
    oninput: () => defining && work.define(defining, definition.value),
    onblur: () => desk.settle(),
  });
  const about = h("div", { class: "cw-field cw-define", hidden: true }, definitionLabel, h("p", { class: "cw-hint" }, "When does it fit, and when not? This can wait; until then it counts as missing."), definition);
  /** The code whose definition the field holds. */
  let defining = "";

  /** @param {string} label @param {string} hint @param {string} rows */
  const area = (label, hint, rows) => {
    const [id, hintId] = ["cw-note", "cw-note-hint"].map(freshId);
    const box = h("textarea", { id, rows, maxlength: "4000", "aria-describedby": hintId, "data-own-undo": true });
    return { box, el: h("div", { class: "cw-field" }, h("label", { for: id }, label), h("p", { class: "cw-hint", id: hintId }, hint), box) };
  };
  const asked = KINDS.filter(([kind]) => !settings.kinds || settings.kinds.includes(kind));
  const kinds = asked.map(([kind, label, hint]) => ({ kind, ...area(`${label} note`, hint, "2") }));
  const memo = area("Memo on this span", settings.spanMemo ?? "A thought to come back to: a question, a comparison, a doubt. It goes with the span.", "3");
  const notesFold = h("details", { class: "cw-notes", hidden: !settings.notes }, h("summary", null, "Notes by kind"), kinds.map(({ el }) => el));
  const memoFold = h("details", { class: "cw-span-memo" }, h("summary", null, "Memo on this span"), memo.el);
  /** Notes of a kind that has no field here; they are kept. @type {Record<string, string>} */
  let others = {};

  /** @param {string} code */
  function made(code) {
    const one = desk.isOwn(code) ? desk.code(code) : undefined;
    defining = one ? code : "";
    about.hidden = !one;
    if (!one) return;
    definitionLabel.textContent = `Definition of ${one.name}`;
    definition.value = one.definition;
  }

  return {
    codes: settings.codes,
    above,
    about,
    below: settings.sheet ? h("div", null, settings.notes ? kinds.map(({ el }) => el) : null) : h("div", null, notesFold, memoFold),
    create: settings.codes ? () => {} : null,
    made,
    /** @param {(() => void) | null} act makes one span of all that was swept over, where it was over several turns */
    offer(act) {
      joined = act;
      above.hidden = !act;
      // An undo may have taken the code away, or changed its definition.
      if (!defining) return;
      const one = desk.code(defining);
      if (!one) made("");
      else if (definition.value !== one.definition) definition.value = one.definition;
    },
    /** @param {"notes" | "memo"} which */
    open(which) {
      if (which === "notes" && !settings.notes) return;
      const fold = which === "notes" ? notesFold : memoFold;
      fold.open = true;
      const goal = which === "memo" ? memo.box : (kinds.find(({ box }) => !box.value) ?? kinds[0]).box;
      goal.focus();
    },
    /** @returns {Extra} */
    value() {
      const written = kinds.map(({ kind, box }) => [kind, box.value.trim()]).filter(([, note]) => note);
      return { notes: { ...Object.fromEntries(written), ...others }, memo: memo.box.value.trim() };
    },
    /** @param {Extra & {codes?: string[]}} held */
    put({ notes = {}, memo: text = "", codes = [] }) {
      for (const { kind, box } of kinds) box.value = notes[kind] ?? "";
      others = Object.fromEntries(Object.entries(notes).filter(([kind]) => !kinds.some((known) => known.kind === kind)));
      memo.box.value = text;
      const open = !settings.codes || kinds.some(({ box }) => box.value);
      if (notesFold.open !== open) notesFold.open = open;
      if (memoFold.open !== Boolean(text)) memoFold.open = Boolean(text);
      made(codes.find((code) => desk.isOwn(code) && !desk.code(code)?.definition) ?? "");
    },
  };
}

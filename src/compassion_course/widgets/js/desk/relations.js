/**
 * Axial relations: what stands in which slot of which category, with words of the transcripts at both ends; the core
 * category; and the storyline. The same rules as `compassion_course.corpus.faults.relations`. Pure, and tested as tables.
 */

import { extractsOf, spansCoded } from "./extracts.js";
import { listed } from "./phrases.js";
import { made } from "./themes.js";

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Slot} Slot */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Relation} Relation */
/** @typedef {import("./extracts.js").Extract} Extract */
/** @typedef {import("./theme-questions.js").Known} Known */
/** @typedef {Partial<Work>} Change */
/** @typedef {{id: Slot, letters: string, name: string, one: string, ask: string}} SlotInWords */

/** The paradigm's slots, in the order in which it is read; `name` as Python's SLOT_LABELS has it. @type {SlotInWords[]} */
export const SLOTS = [
  { id: "phenomenon", letters: "P", name: "phenomenon", one: "Phenomenon", ask: "What is going on here?" },
  { id: "causal", letters: "Ca", name: "causal conditions", one: "Causal condition", ask: "What leads into it?" },
  { id: "contextual", letters: "Cx", name: "contextual conditions", one: "Contextual condition", ask: "In what setting does it stand?" },
  { id: "intervening", letters: "In", name: "intervening conditions", one: "Intervening condition", ask: "What makes it easier or harder?" },
  { id: "actions", letters: "Ac", name: "actions and interactions", one: "Action or interaction", ask: "What do people do about it?" },
  { id: "consequences", letters: "Co", name: "consequences", one: "Consequence", ask: "What comes of it?" },
];

/** @param {string} id */
export function slotOf(id) {
  return SLOTS.find((slot) => slot.id === id) ?? SLOTS[0];
}

// --- changes ------------------------------------------------------------------------------------

/** @param {Work} work @param {{from: string, to: string, slot: Slot}} ends */
export function relationMade(work, { from, to, slot }) {
  const taken = new Set(work.relations.map(({ id }) => id));
  let number = 1;
  while (taken.has(`link${number}`)) number += 1;
  /** @type {Relation} */
  const relation = { id: `link${number}`, from, to, slot, evidence: [], why: "" };
  return { relation, change: { relations: [...work.relations, relation] } };
}

/** @param {Work} work @param {string} id @param {Partial<Omit<Relation, "id">>} change @returns {Change} */
export function relationChanged(work, id, change) {
  return { relations: work.relations.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

/** @param {Work} work @param {string} id @param {string} span @param {boolean} on @returns {Change} */
export function evidenceChanged(work, id, span, on) {
  return {
    relations: work.relations.map((one) => {
      if (one.id !== id) return one;
      const rest = one.evidence.filter((other) => other !== span);
      return { ...one, evidence: on ? [...rest, span] : rest };
    }),
  };
}

/** @param {Work} work @param {string} id @returns {Change} */
export function relationRemoved(work, id) {
  return { relations: work.relations.filter((one) => one.id !== id) };
}

/**
 * Begins the core category from a category: its name and what it says, and the category as the first one gathered in it.
 * @param {Work} work
 * @param {string} from a category
 * @param {Code[]} codes
 * @returns {{theme: Theme, change: Change} | null} null where there is a core already
 */
export function coreFrom(work, from, codes) {
  const category = work.themes.find(({ id, kind }) => id === from && kind === "category");
  if (!category || coreOf(work)) return null;
  return made(work, "core", { name: category.name, statement: category.statement, members: [from] }, codes);
}

/** @param {Work} work */
export function coreOf(work) {
  return work.themes.find(({ kind }) => kind === "core");
}

// --- what can be linked -------------------------------------------------------------------------

/** Categories and the core: round each a diagram can be drawn. @param {Work} work */
export function middles(work) {
  return work.themes.filter(({ kind }) => kind === "core" || kind === "category");
}

/** What can stand in a slot of a category: other categories, never the core, and codes. @param {Known} known @param {string} to */
export function fillers({ work, codes }, to) {
  return {
    categories: work.themes.filter(({ id, kind }) => kind === "category" && id !== to),
    codes,
  };
}

/** Which of these has most links, for a map to open on; the core where none has any. @param {Work} work */
export function mostLinked(work) {
  const all = middles(work);
  const links = (/** @type {string} */ id) => work.relations.filter(({ to }) => to === id).length;
  return [...all].sort((a, b) => links(b.id) - links(a.id) || Number(b.kind === "core") - Number(a.kind === "core"))[0];
}

// --- evidence -----------------------------------------------------------------------------------

/** The spans that could show one end. @param {Known} known @param {string} id */
export function spansFor({ work, codes }, id) {
  return spansCoded(id, work, codes);
}

/**
 * The evidence of a relation, end by end; a span that shows both stands at both.
 * @param {Known} known
 * @param {Relation} relation
 * @returns {{from: Extract[], to: Extract[], both: Set<string>, neither: Extract[]}}
 */
export function evidenceAtEnds(known, relation) {
  const atFrom = spansFor(known, relation.from);
  const atTo = spansFor(known, relation.to);
  const all = extractsOf(relation.evidence, known.work, known.transcripts);
  return {
    from: all.filter(({ id }) => atFrom.has(id)),
    to: all.filter(({ id }) => atTo.has(id)),
    both: new Set(all.filter(({ id }) => atFrom.has(id) && atTo.has(id)).map(({ id }) => id)),
    neither: all.filter(({ id }) => !atFrom.has(id) && !atTo.has(id)),
  };
}

/** What a relation still needs, to be said as “Still needs: …”. @param {Known} known @param {Relation} relation @param {(id: string) => string} nameOf */
export function relationNeeds(known, relation, nameOf) {
  const { from, to } = evidenceAtEnds(known, relation);
  const needs = [];
  if (!from.length) needs.push(`words that show “${nameOf(relation.from)}”`);
  if (!to.length) needs.push(`words that show “${nameOf(relation.to)}”`);
  if (!relation.why.trim()) needs.push("your reason: what shows the link?");
  return needs;
}

// --- sentences ----------------------------------------------------------------------------------

/** @type {Record<Slot, (from: string, to: string) => string>} */
const SENTENCES = {
  phenomenon: (from, to) => `${from} is what ${to} is about.`,
  causal: (from, to) => `${from} leads into ${to}.`,
  contextual: (from, to) => `${from} is the setting in which ${to} stands.`,
  intervening: (from, to) => `${from} makes ${to} easier or harder.`,
  actions: (from, to) => `${from} is what is done about ${to}.`,
  consequences: (from, to) => `${from} comes of ${to}.`,
};

/** A relation as a sentence, without its evidence. @param {Relation} relation @param {(id: string) => string} nameOf */
export function sentence({ from, to, slot }, nameOf) {
  const say = SENTENCES[slot] ?? SENTENCES.phenomenon;
  return `${slotOf(slot).one}: ${say(`“${nameOf(from)}”`, `“${nameOf(to)}”`)}`;
}

/** Where the evidence stands: “P02 turn 12; P05 turns 3 and 14”. @param {Extract[]} extracts */
export function places(extracts) {
  /** @type {Map<string, string[]>} */
  const byDoc = new Map();
  for (const { doc, where } of extracts) {
    const turn = where.replaceAll(`${doc}-`, "").replace(/\b0+(?=\d)/g, "");
    const turns = byDoc.get(doc) ?? [];
    if (!turns.includes(turn)) turns.push(turn);
    byDoc.set(doc, turns);
  }
  return [...byDoc].map(([doc, turns]) => `${doc} ${turns.length === 1 && !turns[0].includes(" ") ? "turn" : "turns"} ${listed(turns)}`).join("; ");
}

/** A relation written out: what leads where, on what words, and why. @param {Known} known @param {Relation} relation @param {(id: string) => string} nameOf */
export function written(known, relation, nameOf) {
  const evidence = extractsOf(relation.evidence, known.work, known.transcripts);
  const where = evidence.length ? `Evidence: ${places(evidence)}.` : "No evidence yet.";
  const why = relation.why.trim();
  return `${sentence(relation, nameOf)} ${where} ${why ? `Why: ${why}` : "No reason yet."}`;
}

// --- the storyline ------------------------------------------------------------------------------

/** @param {string} text */
function plain(text) {
  return ` ${text.normalize("NFC").toLowerCase().replace(/['’]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/**
 * The categories that a storyline does not name yet. A name of two parts, with a colon, counts with either.
 * @param {string} storyline
 * @param {Theme[]} themes
 */
export function notNamed(storyline, themes) {
  const words = plain(storyline);
  return themes.filter(({ kind, name }) => {
    if ((kind !== "category" && kind !== "core") || !name.trim()) return false;
    return ![name, ...name.split(":")].some((part) => part.trim() !== "" && words.includes(plain(part)));
  });
}

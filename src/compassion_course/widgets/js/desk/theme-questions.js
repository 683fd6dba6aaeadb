/**
 * What one can ask of the themes: what is not placed yet, who carries a theme and who does not, what it still needs, and
 * where to look again. The same rules as `compassion_course.corpus.faults.themes`, as prompts. Pure, and tested as tables.
 */

import { countByCase, spanIndex, spansUnder } from "./extracts.js";
import { listed } from "./phrases.js";
import { KINDS, mayHold, themesAt, withSubthemes } from "./themes.js";

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").ThemeKind} ThemeKind */
/** @typedef {import("./types.js").Statement} Statement */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {{work: Work, codes: Code[], transcripts: Transcript[]}} Known the work, and every code and case it may speak of */

/** A group theme draws on three cases; where two were read, on both. */
const GET_CASES = 3;

// --- what is where ------------------------------------------------------------------------------

/** Everything that could be a member at a level, in order. @param {Known} known @param {ThemeKind} kind @param {string | null} doc @returns {string[]} */
export function possibleMembers({ work, codes }, kind, doc) {
  switch (kind) {
    case "PET":
      return work.statements.filter((one) => one.doc === doc).map(({ id }) => id);
    case "GET":
      return work.themes.filter((theme) => theme.kind === "PET").map(({ id }) => id);
    case "category": {
      const { byCode } = spanIndex(work.spans);
      const own = new Set(work.codes.map(({ code }) => code));
      // Of a closed codebook only what was used; one's own codes also where a span is still to come.
      return codes.filter(({ code }) => own.has(code) || byCode.has(code)).map(({ code }) => code);
    }
    default:
      return themesAt(work, "category", null).map(({ id }) => id);
  }
}

/**
 * What is in no theme of a level yet. A code is placed with the code above it, a theme with the theme above it.
 * @param {Known} known
 * @param {ThemeKind} kind
 * @param {string | null} doc
 * @returns {string[]}
 */
export function notPlaced(known, kind, doc) {
  const { work, codes } = known;
  const placed = new Set(themesAt(work, kind, doc).flatMap(({ members }) => members));
  const above = new Map([...codes.map(({ code, parent }) => /** @type {const} */ ([code, parent])), ...work.themes.map(({ id, parent }) => /** @type {const} */ ([id, parent]))]);
  /** @param {string} id */
  const isPlaced = (id) => {
    const seen = new Set();
    for (let one = /** @type {string | null} */ (id); one !== null && !seen.has(one); one = above.get(one) ?? null) {
      if (placed.has(one)) return true;
      seen.add(one);
    }
    return false;
  };
  return possibleMembers(known, kind, doc).filter((id) => !isPlaced(id));
}

/** Themes as a tree, top first: each with its depth. @param {Theme[]} themes those of one level @returns {{theme: Theme, depth: number}[]} */
export function inTree(themes) {
  const ids = new Set(themes.map(({ id }) => id));
  /** @type {{theme: Theme, depth: number}[]} */
  const rows = [];
  const seen = new Set();
  /** @param {Theme} theme @param {number} depth */
  const add = (theme, depth) => {
    if (seen.has(theme.id)) return;
    seen.add(theme.id);
    rows.push({ theme, depth });
    for (const below of themes) if (below.parent === theme.id) add(below, depth + 1);
  };
  for (const theme of themes) if (theme.parent === null || !ids.has(theme.parent)) add(theme, 0);
  // A file can hold a circle; what stands in it is shown at the top rather than nowhere.
  for (const theme of themes) add(theme, 0);
  return rows;
}

/** The cases of the studies in which there are personal themes, as far as they were read. @param {Known} known @returns {string[]} */
export function casesRead({ work, transcripts }) {
  const ofThemes = new Set(work.themes.filter(({ kind }) => kind === "PET").map(({ doc }) => doc));
  const studies = new Set(transcripts.filter(({ doc }) => ofThemes.has(doc)).map(({ info }) => info.study));
  const read = new Set([...work.spans.map(({ doc }) => doc), ...ofThemes]);
  return transcripts.filter(({ doc, info }) => read.has(doc) && studies.has(info.study)).map(({ doc }) => doc);
}

/**
 * Case by case, who carries a theme, and through what: a group theme through personal themes, any other through spans.
 * @param {Known} known
 * @param {string} id
 * @returns {{doc: string, through: string[], spans: number}[]}
 */
export function carriers(known, id) {
  const { work, codes, transcripts } = known;
  const theme = work.themes.find((one) => one.id === id);
  if (!theme) return [];
  const spans = countByCase(spansUnder(id, work, codes), work);
  if (theme.kind !== "GET") {
    const read = new Set(work.spans.map(({ doc }) => doc));
    return transcripts.filter(({ doc }) => read.has(doc)).map(({ doc }) => ({ doc, through: [], spans: spans.get(doc) ?? 0 }));
  }
  const parts = withSubthemes(work.themes, id);
  const members = new Set(work.themes.filter((one) => parts.has(one.id)).flatMap((one) => one.members));
  const pets = work.themes.filter((one) => one.kind === "PET" && members.has(one.id));
  return casesRead(known).map((doc) => ({ doc, through: pets.filter((pet) => pet.doc === doc).map((pet) => pet.id), spans: spans.get(doc) ?? 0 }));
}

// --- prompts ------------------------------------------------------------------------------------

/** What a statement still needs, in words. @param {Work} work @param {Statement} statement @returns {string[]} */
export function statementNeeds(work, { text, spans }) {
  const { lines } = spanIndex(work.spans);
  const needs = [];
  if (!text.trim()) needs.push("words of its own");
  if (!spans.some((id) => lines.has(id))) needs.push("a span to rest on");
  return needs;
}

/** What a theme still needs, to be said as “Still needs: …”. @param {Known} known @param {Theme} theme @returns {string[]} */
export function themeNeeds(known, theme) {
  const { work, codes } = known;
  const { member, members } = KINDS[theme.kind];
  const needs = [];
  if (!theme.name.trim()) needs.push("a name");
  if (!theme.statement.trim()) needs.push("a statement: what does it say?");
  const parts = work.themes.filter(({ parent, kind }) => parent === theme.id && kind === theme.kind).length;
  const there = theme.members.filter((id) => mayHold(work, codes, theme, id)).length;
  if (there === 0 && parts === 0) needs.push(`two ${members}`);
  else if (there + parts === 1 && !theme.why.trim()) needs.push(`a second ${member}, or your reason why one is enough`);
  else if (theme.kind === "PET" && spansUnder(theme.id, work, codes).size === 1 && !theme.why.trim()) needs.push("a second extract, or your reason why one is enough");
  return needs;
}

/** What to look at again in a theme that has what it needs. @param {Known} known @param {Theme} theme @returns {string[]} */
export function lookAgain(known, theme) {
  if (theme.kind === "GET") return groupPrompts(known, theme);
  if (theme.kind !== "category") return [];
  const cases = carriers(known, theme.id);
  const without = cases.filter(({ spans }) => spans === 0).map(({ doc }) => doc);
  if (!without.length || without.length === cases.length) return [];
  return [`${listed(without)} ${without.length === 1 ? "has" : "have"} no span of any of its codes. Look again there: is it absent, told in another way, or does the case go against it?`];
}

/** @param {Known} known @param {Theme} theme */
function groupPrompts(known, theme) {
  const cases = carriers(known, theme.id);
  const carried = cases.filter(({ through }) => through.length > 0).length;
  const needed = Math.max(2, Math.min(GET_CASES, cases.length));
  const prompts = [];
  if (carried === 1) prompts.push("One case alone is not a group theme yet.");
  else if (carried > 1 && carried < needed) prompts.push(`It draws on ${carried} of ${cases.length} cases; here a group theme draws on ${needed} or more.`);
  if (carried > 1 && !theme.convergence.trim()) prompts.push("Where do the cases come together? Say it in convergence.");
  if (carried > 1 && !theme.divergence.trim()) prompts.push("Where does a case go another way? Say it in divergence.");
  return prompts;
}

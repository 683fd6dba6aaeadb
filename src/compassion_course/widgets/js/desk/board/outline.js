/**
 * All themes as an outline with their extracts, to read through from top to bottom.
 */

import { h } from "../../dom.js";
import { extractsOf, spansUnder } from "../extracts.js";
import { inTree } from "../theme-questions.js";
import { themesAt } from "../themes.js";
import { extractList } from "./parts.js";

/** @typedef {import("./board-panel.js").Board} Board */
/** @typedef {import("./levels.js").Level} Level */
/** @typedef {import("../types.js").Theme} Theme */

/** @param {Board} board @param {Level[]} levels */
export function outline(board, levels) {
  const { desk, heading } = board;
  const parts = levels.flatMap(({ kind, doc, right }) => {
    const rows = inTree(themesAt(desk.work, kind, doc));
    return rows.length ? [heading(right), h("ul", { class: "cw-outline" }, rows.map(({ theme, depth }) => themeInFull(board, theme, depth)))] : [];
  });
  return parts.length ? parts : h("p", { class: "cw-hint" }, "There is no theme yet.");
}

/** @param {Board} board @param {Theme} theme @param {number} depth */
function themeInFull(board, theme, depth) {
  const { desk } = board;
  /** @type {[string, string][]} */
  const words = [["", theme.statement], ["Convergence: ", theme.convergence], ["Divergence: ", theme.divergence], ["Why: ", theme.why]];
  return h(
    "li",
    { "data-depth": Math.min(depth, 3) },
    h("p", null, h("strong", null, theme.name || "No name yet"), depth > 0 && ` (part of “${desk.nameOf(theme.parent ?? "")}”)`),
    words.filter(([, text]) => text.trim()).map(([name, text]) => h("p", null, name, text)),
    h("ul", null, theme.members.map((member) => h("li", null, memberWords(board, member)))),
  );
}

/** @param {Board} board @param {string} member */
function memberWords({ desk, known, show }, member) {
  const statement = desk.work.statements.find(({ id }) => id === member);
  const theme = desk.theme(member);
  const { work, codes, transcripts } = known();
  const name = statement ? statement.text || "No words yet" : `${desk.nameOf(member) || "No name yet"}${theme?.doc ? ` (${theme.doc})` : ""}`;
  // Of a theme in a theme the extracts stand where it stands itself.
  return theme ? name : [name, extractList(extractsOf(spansUnder(member, work, codes), work, transcripts), show)];
}

/**
 * What can be done to statements, themes and categories: make, change, move, merge, split and remove. Each takes the work
 * and gives the parts of it that are other then, so that one undo takes the whole of it back. Pure, and tested as tables.
 */

import { withParts } from "./code-tree.js";
import { counted } from "./phrases.js";

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").ThemeKind} ThemeKind */
/** @typedef {import("./types.js").Statement} Statement */
/** @typedef {Partial<Work>} Change */

/** What a theme of each kind is called, and what its members are. @type {Record<ThemeKind, {one: string, member: string, members: string}>} */
export const KINDS = {
  PET: { one: "personal theme", member: "statement", members: "statements" },
  GET: { one: "group theme", member: "personal theme", members: "personal themes" },
  category: { one: "category", member: "code", members: "codes" },
  core: { one: "core category", member: "category", members: "categories" },
};

/** The first free id of the form pet1, get1, category1. @param {string} stem @param {string[]} others */
function freeId(stem, others) {
  const taken = new Set(others);
  let number = 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/** @param {Theme[]} themes @param {string} id @param {(theme: Theme) => Partial<Theme>} change @returns {Theme[]} */
function withTheme(themes, id, change) {
  return themes.map((theme) => (theme.id === id ? { ...theme, ...change(theme) } : theme));
}

// --- statements ---------------------------------------------------------------------------------

/** @param {Work} work @param {string} doc @param {string[]} spans @param {string} [text] */
export function statementMade(work, doc, spans, text = "") {
  /** @type {Statement} */
  const statement = { id: freeId(`${doc}-s`, work.statements.map(({ id }) => id)), doc, text, spans };
  return { statement, change: { statements: [...work.statements, statement] } };
}

/** @param {Work} work @param {string} id @param {Partial<Pick<Statement, "text" | "spans">>} change @returns {Change} */
export function statementChanged(work, id, change) {
  return { statements: work.statements.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

/** A statement goes from its themes too. @param {Work} work @param {string} id @returns {Change} */
export function statementRemoved(work, id) {
  return {
    statements: work.statements.filter((one) => one.id !== id),
    themes: work.themes.map((theme) => (theme.members.includes(id) ? { ...theme, members: theme.members.filter((one) => one !== id) } : theme)),
  };
}

// --- themes -------------------------------------------------------------------------------------

/**
 * A new theme.
 * @param {Work} work
 * @param {ThemeKind} kind
 * @param {{doc?: string | null, name?: string, statement?: string, parent?: string | null, members?: string[]}} [with_]
 * @param {Code[]} [codes] so that its id is no code's
 * @returns {{theme: Theme, change: Change}}
 */
export function made(work, kind, { doc = null, name = "", statement = "", parent = null, members = [] } = {}, codes = work.codes) {
  const id = freeId(kind.toLowerCase(), [...work.themes.map((theme) => theme.id), ...codes.map(({ code }) => code)]);
  const theme = { id, kind, doc, name, statement, parent, members, convergence: "", divergence: "", why: "" };
  return { theme, change: { themes: [...work.themes, theme] } };
}

/** @param {Work} work @param {string} id @param {Partial<Pick<Theme, "name" | "statement" | "convergence" | "divergence" | "why" | "members">>} change @returns {Change} */
export function themeChanged(work, id, change) {
  return { themes: withTheme(work.themes, id, () => change) };
}

/** Whether something is of the sort that a theme of this kind holds. @param {Work} work @param {Code[]} codes @param {Pick<Theme, "kind" | "doc">} theme @param {string} member */
export function mayHold(work, codes, theme, member) {
  switch (theme.kind) {
    case "PET":
      return work.statements.some(({ id, doc }) => id === member && doc === theme.doc);
    case "GET":
      return work.themes.some(({ id, kind }) => id === member && kind === "PET");
    case "category":
      return codes.some(({ code }) => code === member);
    default:
      return work.themes.some(({ id, kind }) => id === member && kind === "category");
  }
}

/**
 * Puts something into a theme, out of another one where that is named.
 * @param {Work} work
 * @param {Code[]} codes
 * @param {string} member
 * @param {string} into
 * @param {string | null} [from]
 * @returns {Change | null} null where it cannot go or is there already
 */
export function putInto(work, codes, member, into, from = null) {
  const theme = work.themes.find(({ id }) => id === into);
  if (!theme || from === into || theme.members.includes(member) || !mayHold(work, codes, theme, member)) return null;
  const rest = from === null ? work.themes : takenOut(work, member, from).themes ?? work.themes;
  return { themes: withTheme(rest, into, ({ members }) => ({ members: [...members, member] })) };
}

/** @param {Work} work @param {string} member @param {string} from @returns {Change} */
export function takenOut(work, member, from) {
  const themes = withTheme(work.themes, from, ({ members }) => ({ members: members.filter((one) => one !== member) }));
  // A category that named the core as its parent stands by itself once it is out of it.
  return { themes: themes.map((theme) => (theme.id === member && theme.parent === from ? { ...theme, parent: null } : theme)) };
}

/** A theme and all below it. @param {Theme[]} themes @param {string} id @returns {Set<string>} */
export function withSubthemes(themes, id) {
  return withParts(/** @type {any} */ (themes.map((theme) => ({ code: theme.id, parent: theme.parent }))), id);
}

/**
 * Stands a theme under another of its kind, or at the top.
 * @param {Work} work
 * @param {string} id
 * @param {string | null} parent
 * @returns {Change | null} null where it would stand under itself or under another kind
 */
export function standsUnder(work, id, parent) {
  const theme = work.themes.find((one) => one.id === id);
  if (!theme || theme.parent === parent) return null;
  if (parent !== null) {
    const above = work.themes.find((one) => one.id === parent);
    if (!above || above.kind !== theme.kind || above.doc !== theme.doc) return null;
    if (withSubthemes(work.themes, id).has(parent)) return null;
  }
  return { themes: withTheme(work.themes, id, () => ({ parent })) };
}

/**
 * The order in which things stand in a theme.
 * @param {Work} work
 * @param {string} theme
 * @param {string} member
 * @param {-1 | 1} by
 * @returns {Change | null} null at the end of the row
 */
export function memberShifted(work, theme, member, by) {
  const { members = [] } = work.themes.find(({ id }) => id === theme) ?? {};
  const at = members.indexOf(member);
  const other = members[at + by];
  if (at < 0 || other === undefined) return null;
  return { themes: withTheme(work.themes, theme, () => ({ members: swapped(members, member, other) })) };
}

/**
 * The order in which themes stand beside each other.
 * @param {Work} work
 * @param {string} id
 * @param {-1 | 1} by
 * @returns {Change | null} null at the end of the row
 */
export function themeShifted(work, id, by) {
  const theme = work.themes.find((one) => one.id === id);
  if (!theme) return null;
  const level = themesAt(work, theme.kind, theme.doc);
  const ids = new Set(level.map((one) => one.id));
  /** @param {Theme} one */
  const above = ({ parent }) => (parent !== null && ids.has(parent) ? parent : null);
  const beside = level.filter((one) => above(one) === above(theme));
  const other = beside[beside.indexOf(theme) + by];
  return other ? { themes: swapped(work.themes, theme, other) } : null;
}

/** @template T @param {T[]} row @param {T} one @param {T} other @returns {T[]} */
function swapped(row, one, other) {
  return row.map((each) => (each === one ? other : each === other ? one : each));
}

/**
 * Merges one theme into another of its kind. What was written in it is kept at the end of the other's.
 * @param {Work} work
 * @param {string} from
 * @param {string} into
 * @returns {Change | null}
 */
export function themesMerged(work, from, into) {
  const gone = work.themes.find(({ id }) => id === from);
  const kept = work.themes.find(({ id }) => id === into);
  if (!gone || !kept || gone === kept || gone.kind !== kept.kind || gone.doc !== kept.doc) return null;
  const below = withSubthemes(work.themes, from).has(into);
  /** @param {string} id */
  const now = (id) => (id === from ? into : id);
  const themes = work.themes
    .filter(({ id }) => id !== from)
    .map((theme) => {
      const members = theme.members.includes(from) ? unique(theme.members.map(now)) : theme.members;
      if (theme.id !== into) return { ...theme, members, parent: theme.parent === from ? into : theme.parent };
      return {
        ...theme,
        parent: below && theme.parent === from ? gone.parent : theme.parent,
        members: unique([...members, ...gone.members]),
        statement: joined(theme.statement, gone.statement, gone.name),
        convergence: joined(theme.convergence, gone.convergence),
        divergence: joined(theme.divergence, gone.divergence),
        why: joined(theme.why, gone.why),
      };
    });
  const mended = below ? withoutCircle(themes, into, gone.parent) : themes;
  const relations = work.relations.map((one) => (one.from === from || one.to === from ? { ...one, from: now(one.from), to: now(one.to) } : one));
  return {
    themes: mended,
    // A link between the two says nothing once they are one.
    relations: relations.filter((one) => one.from !== one.to),
    memos: work.memos.map((memo) => (memo.on === `theme:${from}` ? { ...memo, on: `theme:${into}` } : memo)),
  };
}

/** Where the kept theme stood deep below the one merged into it, it takes that one's place. @param {Theme[]} themes @param {string} id @param {string | null} parent */
function withoutCircle(themes, id, parent) {
  const theme = themes.find((one) => one.id === id);
  const circle = theme?.parent !== null && theme?.parent !== undefined && withSubthemes(themes, id).has(theme.parent);
  return circle ? withTheme(themes, id, () => ({ parent })) : themes;
}

/**
 * Puts some members of a theme into a new one beside it.
 * @param {Work} work
 * @param {string} from
 * @param {string[]} members
 * @param {string} name
 * @param {Code[]} [codes]
 * @returns {{theme: Theme, change: Change} | null} null where nothing was chosen
 */
export function themeSplit(work, from, members, name, codes = work.codes) {
  const old = work.themes.find(({ id }) => id === from);
  const chosen = old?.members.filter((member) => members.includes(member)) ?? [];
  if (!old || !chosen.length) return null;
  const rest = { ...work, themes: withTheme(work.themes, from, () => ({ members: old.members.filter((member) => !chosen.includes(member)) })) };
  return made(rest, old.kind, { doc: old.doc, name, parent: old.parent, members: chosen }, codes);
}

/**
 * Removes a theme. Its members are not placed then; what stood below it moves up; themes that held it lose it; links of
 * the axial map that end in it go; memos on it become memos on the project.
 * @param {Work} work
 * @param {string} id
 * @returns {Change}
 */
export function themeRemoved(work, id) {
  const gone = work.themes.find((theme) => theme.id === id);
  if (!gone) return {};
  const relations = work.relations.filter(({ from, to }) => from !== id && to !== id);
  return {
    themes: work.themes
      .filter((theme) => theme.id !== id)
      .map((theme) => {
        const up = theme.parent === id;
        const held = theme.members.includes(id);
        if (!up && !held) return theme;
        return { ...theme, parent: up ? gone.parent : theme.parent, members: held ? theme.members.filter((one) => one !== id) : theme.members };
      }),
    relations: relations.length === work.relations.length ? work.relations : relations,
    memos: work.memos.map((memo) => (memo.on === `theme:${id}` ? { ...memo, on: "project", text: `On the removed ${KINDS[gone.kind].one} “${gone.name}”: ${memo.text}` } : memo)),
  };
}

/** What goes or moves with a theme that is removed, in words. @param {Work} work @param {string} id */
export function lostWithTheme(work, id) {
  const gone = work.themes.find((theme) => theme.id === id);
  if (!gone) return "";
  const { members } = KINDS[gone.kind];
  const words = [];
  if (gone.members.length) words.push(`${counted(gone.members.length, KINDS[gone.kind].member, members)} in it ${gone.members.length === 1 ? "stays" : "stay"}.`);
  if (work.themes.some(({ parent }) => parent === id)) words.push("What stood under it moved up.");
  const links = work.relations.filter(({ from, to }) => from === id || to === id).length;
  if (links) words.push(`${counted(links, "link of the axial map", "links of the axial map")} went with it.`);
  const memos = work.memos.filter(({ on }) => on === `theme:${id}`).length;
  if (memos) words.push(`${counted(memos, "memo", "memos")} on it ${memos === 1 ? "is" : "are"} now on the project.`);
  if ([gone.statement, gone.convergence, gone.divergence, gone.why].some((text) => text.trim())) words.push("What you wrote in it went with it.");
  return words.join(" ");
}

/** The themes of one level: of a kind and, for personal themes, of a case. @param {Work} work @param {ThemeKind} kind @param {string | null} doc */
export function themesAt(work, kind, doc) {
  return work.themes.filter((theme) => theme.kind === kind && (kind !== "PET" || theme.doc === doc));
}

/** @param {string} text @param {string} added @param {string} [from] */
function joined(text, added, from) {
  if (!added.trim()) return text;
  const words = from ? `From “${from}”: ${added}` : added;
  return text.trim() ? `${text} ${words}` : words;
}

/** @param {string[]} ids */
function unique(ids) {
  return [...new Set(ids)];
}

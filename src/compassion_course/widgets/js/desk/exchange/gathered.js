/**
 * What an export holds: the texts, the closed codebooks, the reader's work as far as it rests on these texts, and a name
 * for each code that no other has. The same rules as `corpus/exchange/project.py` and `document.py`.
 */

import { slicePoints } from "../../sheet/offsets.js";
import { Refusal, addTo, fold, lengthOf, oneBlank } from "./plain-words.js";
import { checkedProject } from "./project-reading.js";

/** @typedef {import("../types.js").Project} Project */
/** @typedef {import("../types.js").Work} Work */
/** @typedef {import("../types.js").Shelf} Shelf */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").Codebook} Codebook */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("../types.js").Transcript} Transcript */
/** @typedef {{turn: string, start: number, end: number}} Piece words within one turn, in code points */
/** @typedef {ReturnType<typeof documentOf>} Document */
/** @typedef {{span: SpanLine, lines: SpanLine[], ranges: [number, number][]}} Marked one span, and where it stands in its document */
/** @typedef {{owner: string, id: string, code: Code, closed: boolean}} Owned a code with whose it is */
/** @typedef {{name: string, transcripts: Transcript[], documents: Map<string, Document>, books: Codebook[], work: Work,
 *   marked: Marked[], names: Map<string, string>, owned: Map<string, Owned>, left: string[]}} Gathered
 *   `names` by the key of `keyOf`, `owned` by the code's id; `left` says what was mended, or left out because it rests on what is not here. */

/** @param {string} owner @param {string} id */
export const keyOf = (owner, id) => `${owner}\x1f${id}`;

/** @param {string} id */
export const themeId = (id) => `theme:${id}`;

/** A transcript as one text for programs that know no turns: a line for each. @param {Transcript} transcript */
export function documentOf({ doc, turns }) {
  const lines = turns.map(({ speaker, text }) => `${speaker ? `${speaker}: ` : ""}${text}\n`);
  const points = Array.from(lines.join(""));
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const lineStarts = [];
  const lengths = turns.map(({ text }) => lengthOf(text));
  let position = 0;
  lines.forEach((line, index) => {
    lineStarts.push(position);
    position += lengthOf(line);
    starts.push(position - 1 - lengths[index]);
  });
  const indexOf = new Map(turns.map(({ turn }, index) => [turn, index]));
  return {
    doc,
    text: lines.join(""),
    length: points.length,
    /** @param {number} start @param {number} end */
    words: (start, end) => points.slice(start, end).join(""),
    /** The turns that a range touches; names and line ends fall away. @param {number} start @param {number} end @returns {Piece[]} */
    pieces(start, end) {
      return turns
        .map(({ turn }, index) => ({ turn, start: Math.max(start - starts[index], 0), end: Math.min(end - starts[index], lengths[index]) }))
        .filter((piece) => piece.start < piece.end);
    },
    /** Pieces that touch across a turn's end become one range. @param {Piece[]} pieces @returns {[number, number][]} */
    ranges(pieces) {
      /** @type {[number, number][]} */
      const joined = [];
      for (const piece of pieces) {
        const index = indexOf.get(piece.turn) ?? 0;
        const last = joined[joined.length - 1];
        const end = starts[index] + piece.end;
        if (piece.start === 0 && last && last[1] === lineStarts[index] - 1) last[1] = end;
        else joined.push([starts[index] + piece.start, end]);
      }
      return joined;
    },
  };
}

/**
 * What is exported is what the project's file would open as: a memo that compares a span which went is not left out for it.
 * @param {Project} project
 * @param {Shelf} shelf
 * @param {string[]} [docs] transcripts to take; without any, all that the project has
 * @returns {Gathered}
 */
export function gathered(project, shelf, docs) {
  const { project: whole, notices } = checkedProject(project, shelf);
  docs ??= Object.keys(whole.transcripts);
  const transcripts = shelf.transcripts.filter(({ doc }) => docs?.includes(doc)).sort((a, b) => (a.doc < b.doc ? -1 : 1));
  const books = shelf.codebooks.filter(({ id }) => whole.reader.codebooks.includes(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  /** @type {Map<string, Owned>} */
  const owned = new Map();
  for (const code of whole.codes) owned.set(code.code, { owner: whole.reader.id, id: code.code, code, closed: false });
  for (const { id: owner, codes } of books) {
    for (const code of codes) if (!owned.has(code.code)) owned.set(code.code, { owner, id: code.code, code, closed: true });
  }
  const { work, left } = only(whole, new Set(transcripts.map(({ doc }) => doc)), owned);
  const documents = new Map(transcripts.map((transcript) => [transcript.doc, documentOf(transcript)]));
  const named = [
    ...books.flatMap(({ id: owner, codes }) => codes.map(({ code: id, name }) => ({ owner, id, name }))),
    ...work.codes.map(({ code: id, name }) => ({ owner: work.reader.id, id, name })),
    ...work.themes.map(({ id, name }) => ({ owner: work.reader.id, id: themeId(id), name })),
  ];
  const names = uniqueNames(named, new Set(books.map(({ id }) => id)));
  return { name: "Compassion at Work", transcripts, documents, books, work, marked: marked(work, transcripts, documents), names, owned, left: [...notices, ...left] };
}

/** @param {Gathered} all @param {string} id @returns {Owned} */
export function ownerOf({ owned, work }, id) {
  const found = owned.get(id);
  if (!found) throw new Refusal(`There is no code ${id}, neither of ${work.reader.id}'s own nor in a codebook.`);
  return found;
}

/** @param {{name: string}} one @param {Gathered} all @param {string} owner @param {string} id */
export const shownName = (one, all, owner, id) => all.names.get(keyOf(owner, id)) ?? one.name;

/** @param {Work} work @param {Transcript[]} transcripts @param {Map<string, Document>} documents @returns {Marked[]} */
function marked(work, transcripts, documents) {
  const texts = new Map(transcripts.flatMap(({ turns }) => turns.map(({ turn, text }) => [turn, text])));
  /** @type {Map<string, SpanLine[]>} */
  const grouped = new Map();
  for (const line of work.spans) addTo(grouped, line.id, line);
  return [...grouped.values()].map((lines) => {
    for (const { id, doc, turn, start, end, quote } of lines) {
      if (slicePoints(texts.get(turn) ?? "", start, end) !== quote || !quote) {
        throw new Refusal(`Span ${id} of ${doc}: its quote is not what stands at its offsets. Open the file again, so that it is looked for.`);
      }
    }
    return { span: lines[0], lines, ranges: documents.get(lines[0].doc)?.ranges(lines) ?? [] };
  });
}

/**
 * What was made of some transcripts: what rests on anything left out is left out with it.
 * @param {Project} work
 * @param {Set<string>} taken
 * @param {Map<string, unknown>} codes
 * @returns {{work: Work, left: string[]}}
 */
function only(work, taken, codes) {
  const spans = work.spans.filter(({ doc }) => taken.has(doc));
  const here = new Set(spans.map(({ id }) => id));
  /** @param {{has(id: string): boolean}} set @param {string[]} ids */
  const all = (set, ids) => ids.every((id) => set.has(id));
  const statements = work.statements.filter(({ doc, spans: rests }) => taken.has(doc) && all(here, rests));
  let themes = work.themes.filter(({ doc }) => doc === null || taken.has(doc));
  for (let before = -1; before !== themes.length; ) {
    before = themes.length;
    const known = new Set([...statements.map(({ id }) => id), ...codes.keys(), ...themes.map(({ id }) => id)]);
    themes = themes.filter(({ members, parent }) => all(known, members) && (parent === null || known.has(parent)));
  }
  const ends = new Set([...codes.keys(), ...themes.map(({ id }) => id)]);
  const relations = work.relations.filter(({ from, to, evidence }) => ends.has(from) && ends.has(to) && all(here, evidence));
  const places = placesOf(codes, new Set(themes.map(({ id }) => id)), here);
  /** @param {string} on */
  const stands = (on) => {
    const [what, id] = parted(on);
    return places.get(what)?.has(id) ?? (on === "project" || taken.has(on) || here.has(on));
  };
  const memos = work.memos.filter(({ on, compares }) => stands(on) && all(here, compares));
  const kept = { spans, statements, themes, relations, memos };
  const left = Object.entries(kept)
    .filter(([part, rows]) => rows.length < work[/** @type {keyof typeof kept} */ (part)].length)
    .map(([part, rows]) => `${work[/** @type {keyof typeof kept} */ (part)].length - rows.length} of the ${part} rest on what is not in this export and were left out.`);
  return { work: { reader: work.reader, codes: work.codes, storyline: work.storyline, ...kept }, left };
}

/**
 * Where a memo can be on, by the word before the colon. A map, since a file may well say `constructor:x`.
 * @param {{has(id: string): boolean}} codes
 * @param {{has(id: string): boolean}} themes
 * @param {{has(id: string): boolean}} spans
 */
export const placesOf = (codes, themes, spans) => new Map([["code", codes], ["theme", themes], ["span", spans]]);

/** `code:x` in its two halves; what has no colon is all in the first. @param {string} on @returns {[string, string]} */
export function parted(on) {
  const at = on.indexOf(":");
  return at < 0 ? [on, ""] : [on.slice(0, at), on.slice(at + 1)];
}

/**
 * A name for each code and theme that no other has, whatever the case of its letters. A name that stands once stays as
 * it is; where two are alike, each gets whose it is in square brackets, and where that is not enough, its id as well.
 * @param {{owner: string, id: string, name: string}[]} named
 * @param {Set<string>} bare owners whose names stay without brackets, unless two of theirs are alike
 */
export function uniqueNames(named, bare) {
  const LAST = 3;
  const all = new Map(named.map(({ owner, id, name }) => [keyOf(owner, id), { owner, id, name: oneBlank(name) || id, level: 0 }]));
  /** @param {{owner: string, id: string, name: string, level: number}} one */
  const shown = ({ owner, id, name, level }) =>
    level === 0 || (level === 1 && bare.has(owner))
      ? name
      : [``, `${name} [${owner}]`, `${name} [${owner}: ${id.replace(/^theme:/, "")}]`, `${name} [${owner}: ${id}]`][level];
  for (;;) {
    const names = new Map([...all].map(([key, one]) => [key, shown(one)]));
    /** @type {Map<string, string[]>} */
    const seen = new Map();
    for (const [key, name] of names) addTo(seen, fold(name), key);
    const alike = [...seen.values()].filter((keys) => keys.length > 1).flat().flatMap((key) => all.get(key) ?? []);
    if (alike.every(({ level }) => level === LAST)) return names;
    for (const one of alike) one.level = Math.min(one.level + 1, LAST);
  }
}

/**
 * Codes so that each stands after its parent; one whose parent is not among them stands at the top.
 * @param {Code[]} codes
 */
export function parentsFirst(codes) {
  const known = new Set(codes.map(({ code }) => code));
  /** @type {Set<string | null>} */
  const done = new Set([null]);
  /** @type {Code[]} */
  const placed = [];
  for (let left = codes; left.length; left = left.filter((code) => !placed.includes(code))) {
    const ready = left.filter(({ parent }) => done.has(parent ?? null) || !known.has(parent ?? ""));
    if (!ready.length) throw new Refusal(`Code ${left[0].code} is its own ancestor. Move it to another place in the tree.`);
    placed.push(...ready);
    for (const { code } of ready) done.add(code);
  }
  return placed;
}

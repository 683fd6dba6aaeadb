/**
 * A project made of what one coder did in a file of another program, checked like a project file, with what was changed
 * or left out told in sentences. A source is known by its text alone: what was marked in any other text stays behind, since
 * the published page restores work on its own transcripts and opens nobody's interviews. See `corpus/exchange/receive.py`.
 */

import { documentOf } from "./gathered.js";
import { CODE_LABELS, firstOf, readCode, readFields } from "./labelled-lines.js";
import { placer } from "./placing.js";
import { Refusal, canonical, other } from "./plain-words.js";
import { NOTE_KINDS } from "./project-file.js";
import { THEME_KINDS, checkedProject } from "./project-reading.js";
import { SLOTS } from "./refi-qdpx.js";

/** @typedef {import("../types.js").Project} Project */
/** @typedef {import("../types.js").Shelf} Shelf */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("./arrival.js").Arrival} Arrival */
/** @typedef {import("./arrival.js").ForeignNote} ForeignNote */
/** @typedef {import("./arrival.js").ForeignSelection} ForeignSelection */
/** @typedef {import("./labelled-lines.js").Field} Field */
/** @typedef {import("./gathered.js").Document} Document */
/** @typedef {{document: Document, place: ReturnType<typeof placer>}} Known a source that is a transcript of the page */

const SPAN_LABELS = [...NOTE_KINDS, "why", "span"];
const NOTE_LABELS = ["about", "storyline", "statement", "relation", "memo", "doc", "spans", "slot", "evidence", "on", "kind", "compares", "reader"];
const SET_LABELS = ["statement", "convergence", "divergence", "why", "name", "kind", "doc", "parent", "theme", "reader"];
/** The categories that the export puts above a codebook's or a reader's codes. */
const HEAD = /^\[([^\]:]+)(?:: themes)?\]$/;

/** A name as an id: small letters, digits and hyphens. @param {string} name */
export const slugOf = (name) =>
  (name.normalize("NFKD").toLowerCase().replace(/[^\0-\x7f]/g, "").match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 60).replace(/-$/, "") || "unnamed";

/**
 * Who is in the file, for the reader of the page to choose one.
 * @param {Arrival} arrival
 * @returns {{key: string, id: string, name: string, marked: number}[]}
 */
export function codersOf({ coders, selections }) {
  /** @type {Set<string>} */
  const taken = new Set();
  return (coders.size ? [...coders] : [["", "me"]]).map(([key, name]) => {
    const id = other(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(name) ? name : slugOf(name).slice(0, 28), taken);
    taken.add(id);
    return { key, id, name, marked: selections.filter(({ coder }) => coder === key).length };
  });
}

/** @param {string} text */
const listOf = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);

/**
 * @param {Arrival} arrival
 * @param {Shelf} shelf
 * @param {string} [coder] whose work, by key; without it the first one's
 * @returns {import("./project-reading.js").Opened}
 */
export function received(arrival, shelf, coder = codersOf(arrival)[0].key) {
  const people = codersOf(arrival);
  const reader = people.find(({ key }) => key === coder);
  if (!reader) throw new Refusal("Nobody of that name is in the file.");
  const ids = new Set(people.map(({ id }) => id));
  /** Whose something is, if it says so and that coder is in the file. @param {Field[]} fields */
  const ownerIn = (fields) => (ids.has(firstOf(fields, "reader")) ? firstOf(fields, "reader") : "");
  /** @type {string[]} */
  const notices = [...arrival.notices];
  /** @param {string} notice */
  const tell = (notice) => void notices.push(notice);
  const known = knownSources(arrival, shelf, coder, tell);

  const { codeOf, codes, books } = codesFor(arrival, shelf, reader, ownerIn, tell);
  const { spans, spanOf } = spansFor(arrival, coder, reader.id, known, codeOf, tell);
  const spanIds = new Set(spans.map(({ id }) => id));
  const notes = arrival.notes
    .map((note) => ({ note, fields: readFields(note.description, NOTE_LABELS) }))
    .filter(({ note, fields }) => (ownerIn(fields) || (people.find(({ key }) => key === note.coder) ?? people[0]).id) === reader.id);

  const fieldsOf = new Map(arrival.codes.map(({ key, description }) => [key, readFields(description, CODE_LABELS)]));
  /** @type {Map<string, string>} */
  const themeOf = new Map();
  for (const { key, codable } of arrival.codes) {
    const fields = fieldsOf.get(key) ?? [];
    if (!codable && firstOf(fields, "theme") && ["", reader.id].includes(ownerIn(fields))) themeOf.set(key, firstOf(fields, "theme"));
  }
  const statementOf = notes.map(({ note, fields }) => /** @type {const} */ ([note.key, firstOf(fields, "statement")]));
  const themes = themesFor(arrival, reader.id, people[0].id, ownerIn, new Map([...codeOf, ...themeOf, ...statementOf]), tell);

  /** The spans that a note names, if all are there; otherwise those that refer to it. @param {ForeignNote} note @param {Field[]} fields @param {string} label */
  const spansOf = (note, fields, label) => {
    const named = listOf(firstOf(fields, label));
    return named.length && named.every((id) => spanIds.has(id)) ? named : [...new Set(note.on.flatMap((key) => spanOf.get(key) ?? []))];
  };
  /** What a memo is on. @param {ForeignNote} note @param {Field[]} fields */
  const placeOf = (note, fields) => {
    /** @type {[string, {get(key: string): string | undefined}][]} */
    const places = [["span:", spanOf], ["theme:", themeOf], ["code:", codeOf], ["", { get: (key) => known.get(key)?.document.doc }]];
    const [found] = note.on.flatMap((key) => places.flatMap(([what, of]) => (of.get(key) === undefined ? [] : `${what}${of.get(key)}`)));
    const said = firstOf(fields, "on");
    // The first memos name a span by its id alone; and what is said to be there and is not is told later on.
    return found === undefined || found === `span:${said}` ? said || "project" : found;
  };
  /** @type {Field[] | null} */
  let about = null;
  /** @type {any} */
  const made = { storyline: "", statements: [], memos: [] };
  const memoIds = new Set();
  for (const { note, fields } of notes) {
    if (firstOf(fields, "about")) about = readFields(note.text, ["name", "stance", "codebook", "made_by", ...Array.from(note.text.matchAll(/^(method [\w-]+): /gm), ([, label]) => label)]);
    else if (firstOf(fields, "storyline")) made.storyline = note.text;
    else if (firstOf(fields, "statement")) {
      const rests = spansOf(note, fields, "spans");
      const doc = firstOf(fields, "doc") || spans.find(({ id }) => rests.includes(id))?.doc;
      if (doc) made.statements.push({ id: firstOf(fields, "statement"), doc, text: note.text, spans: rests });
      else tell(`Statement ${firstOf(fields, "statement")} (“${note.text}”) rests on nothing that is here. It was left out.`);
    } else if (!firstOf(fields, "relation")) {
      const id = other(firstOf(fields, "memo") || `m${memoIds.size + 1}`, memoIds);
      memoIds.add(id);
      const text = [note.text, firstOf(fields, "")].filter(Boolean).join("\n");
      made.memos.push({ id, on: placeOf(note, fields), text, kind: firstOf(fields, "kind"), compares: firstOf(fields, "compares") ? spansOf(note, fields, "compares") : [] });
    }
  }
  const ends = new Map([...codeOf, ...themeOf]);
  const relations = arrival.links.flatMap(({ name, origin, target, notes: keys }) => {
    const held = notes.find(({ note, fields }) => keys.includes(note.key) && firstOf(fields, "relation"));
    if (!held) {
      if (!arrival.notes.some(({ key }) => keys.includes(key))) tell(`Link ${name} has no note with its reasons. It was left out.`);
      return [];
    }
    const slot = firstOf(held.fields, "slot") || Object.keys(SLOTS).find((one) => SLOTS[one] === name);
    const [from, to] = [ends.get(origin), ends.get(target)];
    if (from === undefined || to === undefined || !slot) return [];
    return { id: firstOf(held.fields, "relation"), from, to, slot, evidence: spansOf(held.note, held.fields, "evidence"), why: held.note.text };
  });
  const told = (about ?? []).filter(([label]) => label === "codebook").map(([, text]) => text);
  const opened = checkedProject(
    {
      format: "compassion-course/project",
      format_version: 1,
      reader: { id: reader.id, name: about ? firstOf(about, "name") : reader.name, stance: firstOf(about ?? [], "stance"), codebooks: [...new Set([...told, ...books])] },
      transcripts: Object.fromEntries(shelf.transcripts.filter(({ doc }) => [...known.values()].some(({ document }) => document.doc === doc)).map(({ doc, digest }) => [doc, digest])),
      codes,
      spans,
      themes,
      relations,
      ...made,
    },
    shelf,
  );
  return { ...opened, notices: [...new Set([...notices, ...opened.notices])] };
}

/** @param {Arrival} arrival @param {Shelf} shelf @param {string} coder @param {(notice: string) => void} tell */
function knownSources(arrival, shelf, coder, tell) {
  const byText = new Map(shelf.transcripts.map((transcript) => {
    const document = documentOf(transcript);
    return [canonical(document.text), document];
  }));
  /** @type {Map<string, Known>} */
  const known = new Map();
  for (const { key, name, text } of arrival.documents) {
    const selections = arrival.selections.filter(({ document }) => document === key);
    const document = text === null ? undefined : byText.get(canonical(text));
    if (document && text !== null) known.set(key, { document, place: placer(document, text, selections, tell) });
    else tell(`${name || "A source"} is not a transcript of this page, letter by letter: ${selections.filter((one) => one.coder === coder).length} coded passages in it were left out. The page restores work on its own transcripts, which it knows by their text.`);
  }
  return known;
}

/**
 * The ids of a coder's codes by key, the coder's own codes, and the codebooks used.
 * @param {Arrival} arrival
 * @param {Shelf} shelf
 * @param {{key: string, id: string}} reader
 * @param {(fields: Field[]) => string} ownerIn
 * @param {(notice: string) => void} tell
 */
function codesFor(arrival, shelf, reader, ownerIn, tell) {
  const byKey = new Map(arrival.codes.map((code) => [code.key, code]));
  const byAnybody = new Set(arrival.selections.flatMap(({ codes }) => codes));
  const used = new Set(arrival.selections.filter(({ coder }) => coder === reader.key).flatMap(({ codes }) => codes));
  for (const { key, description } of arrival.codes) {
    const owner = ownerIn(readFields(description, CODE_LABELS));
    if (owner === reader.id || (!owner && !byAnybody.has(key))) used.add(key);
  }
  for (const key of used) {
    const parent = byKey.get(key)?.parent;
    if (parent) used.add(parent); // a set that grows goes on to what was put in
  }
  /** @type {Map<string, string>} */
  const codeOf = new Map();
  const taken = new Set();
  /** @type {Code[]} */
  const codes = [];
  /** @type {Set<string>} */
  const books = new Set();
  for (const { key, name, parent, description, codable } of arrival.codes) {
    const fields = readFields(description, CODE_LABELS);
    const said = firstOf(fields, "code");
    const book = shelf.codebooks.find(({ id }) => id === firstOf(fields, "codebook"));
    const closed = book?.codes.find(({ code }) => code === said);
    const isTheme = !codable && (firstOf(fields, "theme") || (!description && HEAD.test(name)));
    if (book && closed) {
      codeOf.set(key, said);
      taken.add(said);
      if (!used.has(key)) continue;
      books.add(book.id);
      const renamed = name !== closed.name && !name.startsWith(`${closed.name} [`);
      const told = firstOf(fields, "definition");
      if (renamed || (told && told !== closed.definition)) tell(`Code ${name}: its name or definition is not that of ${said} in the codebook ${book.id}. It was taken for that code.`);
    } else if (used.has(key) && !isTheme) {
      const id = other(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(said) ? said : slugOf(name), taken);
      taken.add(id);
      codeOf.set(key, id);
      codes.push(readCode(fields, id, name, (parent !== null && codeOf.get(parent)) || null));
    }
  }
  return { codeOf, codes, books };
}

/**
 * A coder's selections as span lines, and the span's id by the selection's key.
 * @param {Arrival} arrival
 * @param {string} coder
 * @param {string} reader
 * @param {Map<string, Known>} known
 * @param {Map<string, string>} codeOf
 * @param {(notice: string) => void} tell
 */
function spansFor(arrival, coder, reader, known, codeOf, tell) {
  /** @type {SpanLine[]} */
  const spans = [];
  /** @type {Map<string, string>} */
  const spanOf = new Map();
  /** @type {Map<string, {says: string, codes: string, at: string, turns: Set<string>}>} */
  const there = new Map();
  const mine = arrival.selections.filter((one) => one.coder === coder).map((one) => ({ ...one, fields: readFields(one.description, SPAN_LABELS) }));
  const taken = new Set(mine.map(({ fields }) => firstOf(fields, "span")));
  for (const { key, document: source, start, end, fields, codes: given, ...selection } of mine) {
    const document = known.get(source)?.document;
    const range = known.get(source)?.place({ key, document: source, start, end, codes: given, ...selection });
    if (!document || !range) continue;
    const pieces = document.pieces(...range);
    const here = `${document.doc}, ${start} to ${end}`;
    if (!pieces.length) {
      tell(`${here}: it marks nobody's words. It was left out.`);
      continue;
    }
    if (JSON.stringify(document.ranges(pieces)) !== JSON.stringify([range])) tell(`${here}: a speaker's name or line end at its edge was cut off.`);
    const notes = Object.fromEntries(fields.filter(([label]) => NOTE_KINDS.includes(label)));
    const why = fields.filter(([label]) => label === "why" || label === "").map(([, text]) => text).join("\n");
    const codes = [...new Set(given.flatMap((one) => codeOf.get(one) ?? []))];
    const says = JSON.stringify([notes, why, document.doc]);
    const at = JSON.stringify(pieces);
    let id = firstOf(fields, "span");
    const before = there.get(id);
    if (before && before.says === says && before.at === at) {
      // Some programs write a selection for each code: they are one span.
      for (const line of spans) if (line.id === id) line.codes = [...new Set([...line.codes, ...codes])];
      spanOf.set(key, id);
      continue;
    }
    if (before && (before.says !== says || before.codes !== JSON.stringify(codes) || pieces.some(({ turn }) => before.turns.has(turn)))) {
      tell(`${here}: another passage has the id ${id}. It got one of its own.`);
      id = "";
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(id)) {
      let number = 1;
      while (taken.has((id = `${document.doc}${reader[0]}${String(number).padStart(2, "0")}`))) number += 1;
    }
    taken.add(id);
    there.set(id, { says, codes: JSON.stringify(codes), at, turns: new Set([...(there.get(id)?.turns ?? []), ...pieces.map(({ turn }) => turn)]) });
    spanOf.set(key, id);
    for (const piece of pieces) {
      const [[from, to]] = document.ranges([piece]);
      spans.push({ id, doc: document.doc, ...piece, quote: document.words(from, to), codes, notes, why });
    }
  }
  return { spans, spanOf };
}

/**
 * Sets as themes.
 * @param {Arrival} arrival
 * @param {string} reader
 * @param {string} first whose a set is that does not say
 * @param {(fields: Field[]) => string} ownerIn
 * @param {Map<string, string>} known ids by key
 * @param {(notice: string) => void} tell
 */
function themesFor(arrival, reader, first, ownerIn, known, tell) {
  const taken = new Set();
  return arrival.sets.flatMap(({ name, description, members }) => {
    const fields = readFields(description, SET_LABELS);
    if ((ownerIn(fields) || first) !== reader) return [];
    const kind = firstOf(fields, "kind") || "category";
    const found = members.flatMap((key) => known.get(key) || []);
    if (!THEME_KINDS.includes(kind) || found.length < members.length) tell(`Set ${name}: not all of it could be carried over.`);
    const id = other(firstOf(fields, "theme") || slugOf(name), taken);
    taken.add(id);
    const [convergence, divergence, why] = ["convergence", "divergence", "why"].map((label) => firstOf(fields, label));
    return {
      id,
      kind,
      doc: firstOf(fields, "doc") || null,
      name: firstOf(fields, "name") || name,
      statement: firstOf(fields, "statement") || firstOf(fields, ""),
      parent: firstOf(fields, "parent") || null,
      members: found,
      convergence,
      divergence,
      why,
    };
  });
}

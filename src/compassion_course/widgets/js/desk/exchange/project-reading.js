/**
 * Opening a project file. What comes in was on a desktop, in a mail or in a VLE. What makes it no project file is a
 * refusal that names the place; what can be mended is mended and told; what cannot be placed any more is set aside and
 * told with its words, so that nothing is lost silently. `corpus/exchange/project_file.py` says the same in Python.
 */

import { slicePoints, toCodePoints } from "../../sheet/offsets.js";
import { parted, placesOf } from "./gathered.js";
import { Refusal, lengthOf, other, utf8 } from "./plain-words.js";
import { EMPTY, FORMAT, FORMAT_VERSION, NOTE_KINDS, ROWS, SIZE_LIMIT, inOrder, mended } from "./project-file.js";
import { SLOTS } from "./refi-qdpx.js";
import { textOf } from "./xml.js";

/** @typedef {import("../types.js").Project} Project */
/** @typedef {import("../types.js").Shelf} Shelf */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("./project-file.js").Cell} Cell */
/** @typedef {{project: Project, problem: "", notices: string[], aside: SpanLine[]}} Opened
 *   `aside` are the span lines that could not be placed; each of them, and all else that was left out, is in the notices. */

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const DEPTH_LIMIT = 20;
export const THEME_KINDS = ["PET", "GET", "category", "core"];
const MEMO_KINDS = ["", "code", "theoretical", "method", "negative-case", "transcript"];

/**
 * @param {string | Uint8Array} content a file's text or bytes
 * @param {Shelf} shelf
 * @returns {Opened | {project: null, problem: string, notices: string[], aside: SpanLine[]}}
 */
export function readProject(content, shelf) {
  try {
    return opened(typeof content === "string" ? content : textOf(content, "The file"), shelf);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { project: null, problem: error.message, notices: [], aside: [] };
  }
}

/** @param {unknown} holds @param {string} problem @param {string} [remedy] */
function need(holds, problem, remedy = "Mend that place, or open an earlier save.") {
  if (!holds) throw new Refusal(`${problem} ${remedy}`);
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";
/** @param {unknown} value */
const isTime = (value) => isText(value) && TIME.test(value);
/** @param {unknown} value */
const isTexts = (value) => Array.isArray(value) && value.every(isText);

/** @type {Record<Cell, [fits: (value: any) => boolean, should: string]>} */
const CELLS = {
  code: [(value) => isText(value) && CODE.test(value), "small letters, digits and hyphens"],
  id: [(value) => isText(value) && ID.test(value), "letters, digits, hyphens and underscores"],
  need: [(value) => isText(value) && value !== "", "a text that is not empty"],
  text: [isText, "a text"],
  maybe: [(value) => value === null || isText(value), "a text or null"],
  texts: [isTexts, "a list of texts"],
  codes: [(value) => isTexts(value) && value.every((/** @type {string} */ one) => CODE.test(one)), "a list of codes"],
  place: [(value) => Number.isSafeInteger(value) && value >= 0, "a whole number from 0"],
  notes: [(value) => isRecord(value) && Object.values(value).every(isText), "texts, each with its kind"],
  properties: [
    (value) => Array.isArray(value) && value.every((one) => isText(one) || (isRecord(one) && [one.name, one.from, one.to].every(isText))),
    "a list of properties",
  ],
};

/** @param {string} json */
function parsed(json) {
  need(json.trim(), "The file is empty.", "Open an earlier save.");
  need(utf8(json).length <= SIZE_LIMIT, "The file is larger than 1 MiB, which no project file of this course is.", "Open another file.");
  try {
    return JSON.parse(json);
  } catch {
    need(json.trimStart().startsWith("{"), "This is not a project file of this course.", "Its name should end in .project.json.");
    const lines = json.trimEnd().split("\n");
    // In our files no string runs over a line end, so an open one is where the damage is.
    const at = lines.findIndex((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, "").includes('"'));
    throw new Refusal(`The file is damaged at line ${at < 0 ? lines.length : at + 1}: part of it is missing or was changed. An earlier save may be whole.`);
  }
}

/** Refuses a key that stands twice, of which every parser keeps another, and what is nested beyond reason. @param {string} json */
function checkKeys(json) {
  /** @type {(Set<string> | null)[]} */
  const open = [];
  let last = "";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    const keys = open[open.length - 1];
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : null);
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") last = token;
    else if (keys) {
      const key = JSON.parse(last);
      need(!keys.has(key), `The key “${key}” stands twice in one place.`, "Take one of them out, or open an earlier save.");
      keys.add(key);
    }
    need(open.length <= DEPTH_LIMIT, `It is nested deeper than ${DEPTH_LIMIT} levels, as no project file is.`, "Open another file.");
  }
}

/** Numbers that no log has, and that Python and JavaScript keep or write otherwise. @param {any} value @returns {boolean} */
const hasOddNumber = (value) =>
  typeof value === "number" ? value !== 0 && !(Math.abs(value) >= 1e-4 && Math.abs(value) <= Number.MAX_SAFE_INTEGER) : typeof value === "object" && value !== null && Object.values(value).some(hasOddNumber);

/** @param {any} value @param {(notice: string) => void} tell @returns {Project} the same, each value of its kind and none missing */
function checkedShape(value, tell) {
  need(!(isRecord(value) && value.format === "compassion-course/answers"), "This is the answer sheet of an exercise.", "Open it on that exercise's page.");
  need(isRecord(value) && value.format === FORMAT, "This is not a project file of this course (its “format” says something else).", "Open another file.");
  const version = value.format_version;
  need(
    !(Number.isInteger(version) && version > FORMAT_VERSION),
    `The file is in version ${version} of the format; this edition reads version ${FORMAT_VERSION}.`,
    "Open it with the newer edition that it was made in.",
  );
  need(version === FORMAT_VERSION, `“format_version” should be ${FORMAT_VERSION}.`);
  const { reader } = value;
  need(isRecord(reader) && isText(reader.id) && NAME.test(reader.id), "“reader”: the id should be 1 to 32 letters, digits, dots, hyphens and underscores.");
  const who = { id: reader.id, name: reader.name ?? "", stance: reader.stance ?? "", codebooks: reader.codebooks ?? [] };
  need(isText(who.name) && isText(who.stance) && isTexts(who.codebooks), "“reader”: name, stance or codebooks are damaged.");
  /** @type {any} */
  const whole = { format: FORMAT, format_version: FORMAT_VERSION, reader: who };
  for (const name of ["started", "saved"]) {
    whole[name] = value[name] ?? "";
    need(whole[name] === "" || isTime(whole[name]), `“${name}” is not a time of the form 2026-01-31T09:00:00Z.`);
  }
  whole.storyline = value.storyline ?? "";
  need(isText(whole.storyline), "“storyline” should be a text.");
  for (const name of ["transcripts", "locked", "first"]) {
    whole[name] = value[name] ?? {};
    need(isRecord(whole[name]), `“${name}” is damaged.`);
  }
  need(Object.values(whole.transcripts).every(isText), "“transcripts” is damaged.");
  for (const [doc, at] of Object.entries(whole.locked)) need(isTime(at), `“locked”, ${doc}: not a time.`);
  const unknown = [...unknownKeys(value, [...Object.keys(whole), ...Object.keys(ROWS), "events"]), ...unknownKeys(reader, Object.keys(who), "reader")];
  for (const [part, cells] of Object.entries(ROWS)) {
    whole[part] = checkedRows(value[part] ?? [], cells, part);
    for (const row of value[part] ?? []) unknown.push(...unknownKeys(row, Object.keys(cells), part));
  }
  whole.first = Object.fromEntries(Object.entries(whole.first).map(([doc, lines]) => [doc, checkedRows(lines, ROWS.spans, `first”, “${doc}`)]));
  whole.events = value.events ?? [];
  need(Array.isArray(whole.events) && whole.events.every((/** @type {any} */ event) => isRecord(event) && isText(event.at) && isText(event.do) && !hasOddNumber(event)), "“events” is damaged.");
  for (const key of new Set(unknown)) tell(`${key} is not known to this edition and was left out.`);
  return whole;
}

/** @param {Record<string, any>} record @param {string[]} known @param {string} [part] */
const unknownKeys = (record, known, part) =>
  Object.keys(record).filter((key) => !known.includes(key)).map((key) => `“${key}”${part ? ` in “${part}”` : ""}`);

/** @param {any} rows @param {Record<string, Cell>} cells @param {string} part */
function checkedRows(rows, cells, part) {
  need(Array.isArray(rows), `“${part}” should be a list.`);
  return rows.map((/** @type {any} */ row, /** @type {number} */ index) => {
    need(isRecord(row), `“${part}”, entry ${index + 1}, is damaged.`);
    return Object.fromEntries(
      Object.entries(cells).map(([key, cell]) => {
        const value = row[key] ?? (cell === "place" ? null : EMPTY[cell]);
        need(CELLS[cell][0](value), `“${part}”, entry ${index + 1}: “${key}” should be ${CELLS[cell][1]}.`);
        return [key, value];
      }),
    );
  });
}

/** @param {string} text @param {Shelf} shelf @returns {Opened} */
function opened(text, shelf) {
  const json = text.replace(/^\ufeff/, "");
  const value = parsed(json);
  checkKeys(json);
  return checkedProject(value, shelf);
}

/**
 * What came as a project, checked against what the page knows.
 * @param {any} value
 * @param {Shelf} shelf
 * @returns {Opened}
 */
export function checkedProject(value, shelf) {
  /** @type {string[]} */
  const notices = [];
  /** @param {string} notice */
  const tell = (notice) => {
    if (!notices.includes(notice)) notices.push(notice);
  };
  const clean = mended(value);
  if (JSON.stringify(clean) !== JSON.stringify(value)) tell("Control characters, line ends of Windows or halves of characters, which other programs cannot read, were mended.");
  const project = checkedShape(clean, tell);
  need(!shelf.codebooks.some(({ id }) => id === project.reader.id), `“reader”: ${project.reader.id} is the name of a codebook.`, "Choose another id.");
  /** @type {SpanLine[]} */
  const aside = [];
  mendReferences(project, shelf, tell, aside);
  return { project: inOrder(project), problem: "", notices, aside };
}

/** @param {Project} project @param {Shelf} shelf @param {(notice: string) => void} tell @param {SpanLine[]} aside */
function mendReferences(project, shelf, tell, aside) {
  const digests = new Map(shelf.transcripts.map(({ doc, digest }) => [doc, digest]));
  for (const [doc, digest] of Object.entries(project.transcripts)) {
    if (!digests.has(doc)) tell(`The transcript ${doc} is not here. What was marked in it is told below, and stands in the file that you opened.`);
    else if (digests.get(doc) !== digest) tell(`The file was made on another version of ${doc}. Each quote was looked for in the text as it is now.`);
  }
  const books = new Map(shelf.codebooks.map((book) => [book.id, book]));
  project.reader.codebooks = project.reader.codebooks.filter((id) => {
    if (!books.has(id)) tell(`The codebook ${id} is not here. Its codes that you gave were kept as your own, by their ids.`);
    return books.has(id);
  });
  for (const part of /** @type {const} */ (["codes", "statements", "themes", "relations", "memos"])) {
    const taken = new Set();
    for (const row of /** @type {any[]} */ (project[part])) {
      const key = part === "codes" ? "code" : "id";
      const id = row[key];
      const given = other(id, { has: (one) => taken.has(one.toLowerCase()) });
      if (given !== id) tell(`“${part}”: the id ${id} stands twice. The second was named ${given}.`);
      row[key] = given;
      taken.add(given.toLowerCase());
    }
  }
  const codes = new Set([...project.reader.codebooks.flatMap((id) => books.get(id)?.codes.map(({ code }) => code) ?? []), ...project.codes.map(({ code }) => code)]);
  /** @param {string[]} given */
  const keepCodes = (given) => {
    for (const code of given) {
      if (codes.has(code)) continue;
      tell(`The code ${code} is in no codebook here. It was kept as one of your own, without a definition.`);
      codes.add(code);
      project.codes.push({ code, parent: null, name: code, definition: "", include: "", exclude: "", example: "", properties: [], colour: "", letter: "" });
    }
  };
  mendParents(project.codes, "code", codes, (id) => tell(`Code ${id}: the code above it is not there, or stands below it. It was moved to the top.`));
  project.spans = placed(project.spans, shelf, "", tell, aside);
  for (const doc of Object.keys(project.first)) {
    if (digests.has(doc)) project.first[doc] = placed(project.first[doc], shelf, "First pass, ", tell, aside);
    else delete project.first[doc];
  }
  for (const doc of Object.keys(project.locked)) if (!digests.has(doc)) delete project.locked[doc];
  for (const { codes: given } of [...project.spans, ...Object.values(project.first).flat()]) keepCodes(given);
  for (const { kind, members } of project.themes) if (kind === "category") keepCodes(members.filter((id) => CODE.test(id)));

  const spans = new Set(project.spans.map(({ id }) => id));
  /** @param {string} what @param {string[]} ids @param {Set<string>} known */
  const kept = (what, ids, known) => {
    for (const id of ids) if (!known.has(id)) tell(`${what}: ${id}, which it names, is not there any more.`);
    return ids.filter((id) => known.has(id));
  };
  project.statements = project.statements.filter(({ id, doc, text }) => {
    if (!digests.has(doc)) tell(`Statement ${id} (“${text}”) is on ${doc}, which is not here. It was set aside.`);
    return digests.has(doc);
  });
  for (const one of project.statements) one.spans = kept(`Statement ${one.id}`, one.spans, spans);
  project.themes = project.themes.filter(({ id, kind, name, statement }) => {
    if (!THEME_KINDS.includes(kind)) tell(`Theme ${id} (“${name}”, “${statement}”) is of no known kind. It was set aside.`);
    return THEME_KINDS.includes(kind);
  });
  const statements = new Set(project.statements.map(({ id }) => id));
  const themes = new Set(project.themes.map(({ id }) => id));
  mendParents(project.themes, "id", themes, (id) => tell(`Theme ${id}: the theme above it is not there, or stands below it. It was moved to the top.`));
  for (const one of project.themes) {
    if (one.doc !== null && !digests.has(one.doc)) {
      tell(`Theme ${one.id} (“${one.name}”) is on ${one.doc}, which is not here. It was kept without a transcript.`);
      one.doc = null;
    }
    one.members = kept(`Theme ${one.id}`, one.members, one.kind === "PET" ? statements : one.kind === "category" ? codes : themes);
  }
  const ends = new Set([...codes, ...themes]);
  project.relations = project.relations.filter(({ id, from, to, slot, why }) => {
    const stands = ends.has(from) && ends.has(to) && Object.hasOwn(SLOTS, slot);
    if (!stands) tell(`Relation ${id} (${from} to ${to}, “${why}”): an end or its slot is not known. It was set aside.`);
    return stands;
  });
  for (const one of project.relations) one.evidence = kept(`Relation ${one.id}`, one.evidence, spans);
  const places = placesOf(codes, themes, spans);
  for (const memo of project.memos) {
    const [what, id] = parted(memo.on);
    if (!(places.get(what)?.has(id) ?? (memo.on === "project" || digests.has(memo.on) || spans.has(memo.on)))) {
      tell(`Memo ${memo.id} is on ${memo.on}, which is not there any more. It was put on the project.`);
      memo.on = "project";
    }
    if (!MEMO_KINDS.includes(memo.kind)) {
      tell(`Memo ${memo.id}: “${memo.kind}” is no kind of memo. It was left without a kind.`);
      memo.kind = "";
    }
    memo.compares = kept(`Memo ${memo.id}`, memo.compares, spans);
  }
  const worked = new Set([
    ...Object.keys(project.transcripts),
    ...Object.keys(project.locked),
    ...Object.keys(project.first),
    ...[...project.spans, ...project.statements, ...project.themes].map(({ doc }) => doc ?? ""),
    ...project.memos.map(({ on }) => on),
  ]);
  project.transcripts = Object.fromEntries([...digests].filter(([doc]) => worked.has(doc)));
}

/**
 * A parent that is not there, or that stands below its own child, is taken off.
 * @param {any[]} rows
 * @param {string} key
 * @param {Set<string>} known
 * @param {(id: string) => void} tell
 */
function mendParents(rows, key, known, tell) {
  const byId = new Map(rows.map((row) => [row[key], row]));
  for (const row of rows) {
    const seen = new Set([row[key]]);
    let above = row.parent;
    while (above !== null && known.has(above) && !seen.has(above)) {
      seen.add(above);
      above = byId.get(above)?.parent ?? null;
    }
    // Somebody else's circle further up is mended at its own rows.
    if (row.parent !== null && (!known.has(row.parent) || above === row[key])) {
      row.parent = null;
      tell(row[key]);
    }
  }
}

/**
 * The lines that stand in the texts, moved where their words have moved; the others are set aside with their words.
 * @param {SpanLine[]} lines
 * @param {Shelf} shelf
 * @param {string} pass
 * @param {(notice: string) => void} tell
 * @param {SpanLine[]} aside
 */
function placed(lines, shelf, pass, tell, aside) {
  const texts = new Map(shelf.transcripts.map(({ doc, turns }) => [doc, new Map(turns.map(({ turn, text }) => [turn, text]))]));
  const taken = new Set(lines.map(({ id }) => id));
  /** @type {Map<string, {id: string, content: string, turns: Set<string>}[]>} */
  const spans = new Map();
  return lines.filter((line) => {
    const { doc, turn, quote, start, end } = line;
    const here = `${pass}${turn} “${quote}”`;
    const text = texts.get(doc)?.get(turn);
    const places = text === undefined ? [] : standsAt(text, quote);
    const stands = text !== undefined && end - start === lengthOf(quote) && slicePoints(text, start, end) === quote;
    if (text === undefined || (!stands && places.length !== 1)) {
      const why = !texts.has(doc) ? `the transcript ${doc} is not here` : text === undefined ? `${doc} has no such turn` : places.length ? `the words stand ${places.length} times in the turn, and not at ${start}` : "the words do not stand in the turn any more";
      tell(`${here}: ${why}. It was set aside. Its codes: ${line.codes.join(", ") || "none"}; its reason: “${line.why}”.`);
      aside.push(line);
      return false;
    }
    if (!stands) {
      tell(`${here}: moved from ${start} to ${places[0]}, where the words stand.`);
      [line.start, line.end] = [places[0], places[0] + lengthOf(quote)];
    }
    for (const [kind, note] of Object.entries(line.notes)) if (!NOTE_KINDS.includes(kind)) tell(`${here}: “${kind}” is no kind of note. It was left out: “${note}”.`);
    line.notes = Object.fromEntries(NOTE_KINDS.filter((kind) => line.notes[kind]).map((kind) => [kind, line.notes[kind]]));
    line.codes = [...new Set(line.codes)];
    const content = JSON.stringify([doc, [...line.codes].sort(), line.notes, line.why]);
    const known = spans.get(line.id) ?? [];
    spans.set(line.id, known);
    let span = known.find((one) => one.content === content && !one.turns.has(turn));
    if (!span) {
      const id = known.length ? other(line.id, taken) : line.id;
      taken.add(id);
      if (known.length) tell(`${here}: another line of span ${line.id} says something else, or stands in the same turn. This one was named ${id}.`);
      known.push((span = { id, content, turns: new Set() }));
    }
    span.turns.add(turn);
    line.id = span.id;
    return true;
  });
}

/** Every place, in code points, at which a quote stands in a text. @param {string} text @param {string} quote */
function standsAt(text, quote) {
  const places = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) places.push(toCodePoints(text, at));
  return places;
}

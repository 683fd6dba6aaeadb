/**
 * The project file: a trainee's whole work at the desk in one JSON file, written in one order, so that two saves of the
 * same work are the same bytes, and kept within the size that is read back. Reading it is in project-reading.js;
 * `corpus/exchange/project_file.py` does both in Python, and a test holds the two together.
 */

import { byCodePoints, utf8 } from "./plain-words.js";

/** @typedef {import("../types.js").Project} Project */
/** @typedef {import("../types.js").Reader} Reader */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").DeskEvent} DeskEvent */
/** @typedef {"code" | "id" | "need" | "text" | "maybe" | "texts" | "codes" | "place" | "notes" | "properties"} Cell */

export const FORMAT = "compassion-course/project";
export const FORMAT_VERSION = 1;
export const SIZE_LIMIT = 1024 * 1024;
export const NOTE_KINDS = ["descriptive", "linguistic", "conceptual"];

/**
 * The rows of each part: keys in the order of the file, and what may stand under each. `code`, `id` and `need` are
 * texts that cannot be empty, `place` a number that must be there; all others have a value where a file leaves them out.
 * @satisfies {Record<string, Record<string, Cell>>}
 */
export const ROWS = {
  codes: { code: "code", parent: "maybe", name: "text", definition: "text", include: "text", exclude: "text", example: "text", properties: "properties", colour: "text", letter: "text" },
  spans: { id: "id", doc: "need", turn: "need", start: "place", end: "place", quote: "need", codes: "codes", notes: "notes", why: "text" },
  statements: { id: "id", doc: "need", text: "text", spans: "texts" },
  themes: { id: "id", kind: "need", doc: "maybe", name: "text", statement: "text", parent: "maybe", members: "texts", convergence: "text", divergence: "text", why: "text" },
  relations: { id: "id", from: "need", to: "need", slot: "need", evidence: "texts", why: "text" },
  memos: { id: "id", on: "need", text: "text", kind: "text", compares: "texts" },
};
/** @type {Record<Cell, any>} */
export const EMPTY = { code: "", id: "", need: "", text: "", maybe: null, texts: [], codes: [], place: 0, notes: {}, properties: [] };

/** The file's name. @param {Project} project */
export const projectFileName = ({ reader }) => `${reader.id}.project.json`;

/**
 * A project in which nothing was done yet.
 * @param {Reader} reader
 * @param {{doc: string, digest: string}[]} transcripts
 * @returns {Project}
 */
export const blankProject = (reader, transcripts) =>
  inOrder(
    /** @type {any} */ ({
      reader,
      started: "",
      saved: "",
      transcripts: Object.fromEntries(transcripts.map(({ doc, digest }) => [doc, digest])),
      storyline: "",
      locked: {},
      first: {},
      events: [],
    }),
  );

/**
 * The same work with keys and rows in the order of the format, without what no other program could read.
 * @param {Project} project
 * @returns {Project}
 */
export function inOrder(project) {
  const { reader, events } = project;
  /** @param {keyof typeof ROWS} part @returns {any} */
  const rows = (part) => (project[part] ?? []).map((row) => ordered(row, ROWS[part]));
  return mended({
    format: FORMAT,
    format_version: FORMAT_VERSION,
    reader: { id: reader.id, name: reader.name ?? "", stance: reader.stance ?? "", codebooks: reader.codebooks ?? [] },
    started: project.started ?? "",
    saved: project.saved ?? "",
    transcripts: byDoc(project.transcripts),
    codes: rows("codes"),
    spans: together(rows("spans")),
    statements: rows("statements"),
    themes: rows("themes"),
    relations: rows("relations"),
    memos: rows("memos"),
    storyline: project.storyline ?? "",
    locked: byDoc(project.locked),
    first: byDoc(project.first, (lines) => together(lines.map((/** @type {SpanLine} */ line) => ordered(line, ROWS.spans)))),
    events: (events ?? []).map(({ at, do: what, ...rest }) => ({ at, do: what, ...rest })),
  });
}

/** @param {Record<string, any> | undefined} of @param {(value: any) => any} [make] */
const byDoc = (of, make = (value) => value) =>
  Object.fromEntries(Object.entries(of ?? {}).sort(([a], [b]) => byCodePoints(a, b)).map(([doc, value]) => [doc, make(value)]));

/** @param {any} row @param {Record<string, Cell>} cells */
function ordered(row, cells) {
  return Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, inCell(row[key] ?? EMPTY[cell], cell)]));
}

/** @param {any} value @param {Cell} cell */
function inCell(value, cell) {
  if (cell === "notes") return Object.fromEntries(NOTE_KINDS.filter((kind) => value[kind]).map((kind) => [kind, value[kind]]));
  if (cell !== "properties") return value;
  return value.map((/** @type {any} */ one) => (typeof one === "string" ? one : { name: one.name, from: one.from, to: one.to }));
}

/** Transcript by transcript, and the lines of one span one after the other, wherever they were. @param {SpanLine[]} lines */
export function together(lines) {
  /** @type {Map<string, SpanLine[]>} */
  const spans = new Map();
  const docs = [...new Set(lines.map(({ doc }) => doc))].sort(byCodePoints);
  for (const doc of docs) {
    for (const line of lines) {
      if (line.doc !== doc) continue;
      const there = spans.get(line.id);
      if (there) there.push(line);
      else spans.set(line.id, [line]);
    }
  }
  return [...spans.values()].flat();
}

// Line ends; characters that XML cannot hold; halves of a character. Whole pairs are matched first and kept.
const MISFIT = /\r\n?|[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

/**
 * A paste can bring in what no other program takes: line ends of Windows, control characters, halves of a character.
 * @param {any} value
 * @returns {any}
 */
export function mended(value) {
  if (typeof value === "string") {
    return value.replace(MISFIT, (found) => (found[0] === "\r" ? "\n" : found.length === 2 ? found : found >= "\ud800" && found < "\ue000" ? "\ufffd" : ""));
  }
  if (Array.isArray(value)) return value.map(mended);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [mended(key), mended(one)]));
}

/** @param {Project} project */
const serialise = (project) => `${JSON.stringify(project, null, 1)}\n`;

/**
 * The file's text. Where the whole would be too large, the middle of the event log is left out; the work never is:
 * `fits` says whether it alone is within the limit.
 * @param {Project} project
 * @param {number} [limit]
 * @returns {{text: string, project: Project, dropped: number, fits: boolean, notices: string[]}}
 */
export function projectFile(project, limit = SIZE_LIMIT) {
  const whole = inOrder(project);
  let kept = whole;
  let text = serialise(kept);
  let keep = whole.events.length;
  for (; utf8(text).length > limit && keep > 0; text = serialise(kept)) {
    keep = keep > 40 ? Math.floor(keep * 0.7) : 0;
    kept = { ...whole, events: withoutMiddle(whole.events, keep) };
  }
  const dropped = whole.events.length - keep;
  const fits = utf8(text).length <= limit;
  const notices = dropped ? [`The file has a limit of ${limit / 1024} KiB: ${dropped} entries in the middle of the audit trail were left out. Your work is whole.`] : [];
  if (!fits) notices.push("The work alone is larger than a project file may be. Export it as .qdpx too, and go on in a new project.");
  return { text, project: kept, dropped, fits, notices };
}

/** @param {DeskEvent[]} events @param {number} keep @returns {DeskEvent[]} */
function withoutMiddle(events, keep) {
  const head = Math.min(10, Math.floor(keep / 2));
  const count = events.length - keep;
  return [...events.slice(0, head), { at: events[head]?.at ?? "", do: "trimmed", count }, ...events.slice(head + count)];
}

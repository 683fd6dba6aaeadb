/**
 * The answer sheet as a file: made, written in one fixed order, and kept within the size that the marker takes.
 * Reading it back, with all that can be wrong with a file, is in reading-back.js.
 */

import { slicePoints } from "./offsets.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").SheetEvent} SheetEvent */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Transcript} Transcript */

export const FORMAT = "compassion-course/answers";
export const FORMAT_VERSION = 1;
/** The marker refuses what is larger. */
export const SIZE_LIMIT = 1024 * 1024;
export const TRAINEE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/**
 * @param {Exercise} exercise
 * @param {Transcript[]} transcripts
 * @returns {Sheet}
 */
export function blankSheet(exercise, transcripts) {
  return {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    exercise: exercise.slug,
    exercise_version: exercise.version,
    trainee: "me",
    pass: 1,
    started: "",
    saved: "",
    transcripts: Object.fromEntries(transcripts.map(({ doc, digest }) => [doc, digest])),
    locked: {},
    first: {},
    answers: {},
    events: [],
  };
}

/** @param {Sheet} sheet */
export function fileName(sheet) {
  return `${sheet.exercise}--${sheet.trainee}--${sheet.pass}.answers.json`;
}

/**
 * The same sheet with its keys in the order of the format and its answers in the order of the exercise, so that two
 * saves of the same work are the same bytes.
 * @param {Sheet} sheet
 * @param {Exercise} exercise
 * @returns {Sheet}
 */
export function inOrder(sheet, exercise) {
  /** @param {Record<string, any>} values */
  const byItem = (values) =>
    Object.fromEntries(
      exercise.items.filter(({ id }) => values[id] !== undefined).map((item) => [item.id, tidy(values[item.id], item.kind)]),
    );
  return {
    format: sheet.format,
    format_version: sheet.format_version,
    exercise: sheet.exercise,
    exercise_version: sheet.exercise_version,
    trainee: sheet.trainee,
    pass: sheet.pass,
    started: sheet.started,
    saved: sheet.saved,
    transcripts: sheet.transcripts,
    locked: byItem(sheet.locked),
    first: byItem(sheet.first),
    answers: byItem(sheet.answers),
    events: sheet.events,
  };
}

/** @param {any} value @param {string} kind */
function tidy(value, kind) {
  if (kind === "responses" && value && typeof value === "object") {
    // A difference that was taken up and not answered yet is no reply; the marker knows none without a kind.
    return Object.fromEntries(Object.entries(value).filter(([, reply]) => reply.reply).map(([id, { reply, why }]) => [id, { reply, why }]));
  }
  if (kind === "themes" && Array.isArray(value)) {
    return value.map(({ id, name, statement, parent, members }) => ({ id, name, statement, parent: parent ?? null, members }));
  }
  if (kind === "relations" && Array.isArray(value)) return value.map(({ from, to, slot, evidence }) => ({ from, to, slot, evidence }));
  if ((kind !== "coding" && kind !== "notes") || !Array.isArray(value?.spans)) return value;
  return {
    codebook: value.codebook,
    spans: value.spans.map((/** @type {Span} */ span) => ({
      id: span.id,
      doc: span.doc,
      turn: span.turn,
      start: span.start,
      end: span.end,
      quote: span.quote,
      codes: span.codes,
      why: span.why,
      ...(span.notes ? { notes: span.notes } : {}),
    })),
    memos: value.memos.map((/** @type {{on: string, text: string}} */ memo) => ({ on: memo.on, text: memo.text })),
    ...(value.codes ? { codes: value.codes.map((/** @type {import("./types.js").OwnCode} */ { code, name, definition }) => ({ code, name, definition })) } : {}),
  };
}

/** NUL and halves of characters, which a paste can bring in and no marker takes. JSON writes them as escapes. */
const MISFIT = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** @param {Sheet} sheet @returns {Sheet} */
function withoutMisfits(sheet) {
  const text = JSON.stringify(sheet);
  if (!MISFIT.test(text)) return sheet;
  // Whole pairs are matched first and kept, so that only halves are left to the second alternative.
  const pairOrHalf = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
  /** @param {string} words */
  const mended = (words) => words.replaceAll("\0", "").replace(pairOrHalf, (found) => (found.length === 2 ? found : "\ufffd"));
  return JSON.parse(text, (_, value) => (typeof value === "string" ? mended(value) : value));
}

/** @param {Sheet} sheet */
export function serialise(sheet) {
  return `${JSON.stringify(sheet, null, 1)}\n`;
}

/** @param {string} text */
export function byteLength(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * The file's text, with the middle of the event log left out where the whole would be larger than the marker takes.
 * Answers are never left out: `fits` says whether they alone are within the limit.
 * @param {Sheet} sheet
 * @param {Exercise} exercise
 * @param {number} [limit]
 * @returns {{text: string, sheet: Sheet, dropped: number, fits: boolean}}
 */
export function toFile(sheet, exercise, limit = SIZE_LIMIT) {
  const whole = withoutMisfits(inOrder(sheet, exercise));
  let kept = whole;
  let text = serialise(kept);
  let keep = whole.events.length;
  while (byteLength(text) > limit && keep > 0) {
    keep = keep > 40 ? Math.floor(keep * 0.7) : 0;
    kept = { ...whole, events: withoutMiddle(whole.events, keep) };
    text = serialise(kept);
  }
  return { text, sheet: kept, dropped: whole.events.length - keep, fits: byteLength(text) <= limit };
}

/** @param {SheetEvent[]} events @param {number} keep @returns {SheetEvent[]} */
function withoutMiddle(events, keep) {
  const head = Math.min(10, Math.floor(keep / 2));
  const gap = events.length - keep;
  const after = events.slice(head + gap);
  const at = events[head]?.at ?? "";
  return [...events.slice(0, head), { at, do: "trimmed", count: gap }, ...after];
}

/** Typing in one place within this time is one event. */
const COALESCE_MS = 5 * 60 * 1000;

/**
 * The log with one more event. An event that goes on with the last one (`write`, `why`, `resize` in the same place)
 * moves that one's time and counts up, so that typing does not fill the file.
 * @param {SheetEvent[]} events
 * @param {SheetEvent} event
 * @returns {SheetEvent[]}
 */
export function withEvent(events, event) {
  const last = events[events.length - 1];
  const goesOn =
    last &&
    ["write", "why", "resize", "practice", "reply"].includes(event.do) &&
    last.do === event.do &&
    last.item === event.item &&
    last.span === event.span &&
    last.to === event.to &&
    Date.parse(event.at) - Date.parse(String(last.from ?? last.at)) < COALESCE_MS;
  if (!goesOn) return [...events, event];
  return [...events.slice(0, -1), { ...last, ...event, from: last.from ?? last.at, times: Number(last.times ?? 1) + 1 }];
}

/**
 * A new span over the given code points, with the quote that proves it.
 * @param {string} id
 * @param {string} doc
 * @param {{turn: string, text: string}} turn
 * @param {{start: number, end: number}} points
 * @param {string[]} codes
 * @param {string} why
 * @returns {Span}
 */
export function makeSpan(id, doc, turn, { start, end }, codes, why) {
  return { id, doc, turn: turn.turn, start, end, quote: slicePoints(turn.text, start, end), codes, why };
}

/** The first free id of the form s1, s2, ... @param {{id: string}[]} spans @param {Iterable<string>} [also] ids that stand elsewhere */
export function nextSpanId(spans, also = []) {
  return freeId("s", spans.length + 1, [...spans.map(({ id }) => id), ...also]);
}

/** @param {string} letter @param {number} number from which it is looked for @param {Iterable<string>} ids */
export function freeId(letter, number, ids) {
  const taken = new Set(ids);
  while (taken.has(`${letter}${number}`)) number += 1;
  return `${letter}${number}`;
}

/**
 * Every id that answers have or point at. What was deleted may still be a theme's member, and must not come to mean other
 * words because something new got its id.
 * @param {Record<string, any>[]} answers
 * @returns {Set<string>}
 */
export function idsIn(...answers) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const value of answers.flatMap((one) => Object.values(one))) {
    if (Array.isArray(value?.spans)) {
      for (const { id } of value.spans) ids.add(id);
      for (const { code } of value.codes ?? []) ids.add(code);
    } else if (Array.isArray(value)) {
      for (const one of value) for (const id of [one?.id, ...(one?.members ?? one?.evidence ?? [])]) if (id) ids.add(id);
    } else if (value && typeof value === "object") {
      for (const id of Object.keys(value)) if (id.startsWith("mine/")) ids.add(id.slice(5));
    }
  }
  return ids;
}

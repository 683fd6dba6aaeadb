/**
 * What one can ask of the work: search, code-and-retrieve, code by case, which codes come together, how often. The same
 * questions as `compassion_course.corpus.queries`, with the same answers.
 */

import { slicePoints, toCodePoints } from "../sheet/offsets.js";
import { withParts } from "./code-tree.js";

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {import("./types.js").SpanLine} SpanLine */
/** @typedef {{kind: "turn" | "note" | "memo", doc: string, id: string, start: number, before: string, found: string, after: string}} Hit
 *   `id` is a turn, a span or a memo; `start` counts code points. */
/** @typedef {{line: SpanLine, speaker: string, before: string, text: string, after: string}} Retrieved */

const AROUND = 60;

/**
 * Finds words in what people said and, where asked, in notes, reasons and memos, whether in capitals or not.
 * @param {string} wanted
 * @param {Transcript[]} transcripts
 * @param {Work} work
 * @param {{wholeWords?: boolean, notes?: boolean}} [options]
 * @returns {Hit[]}
 */
export function search(wanted, transcripts, work, { wholeWords = false, notes = false } = {}) {
  const words = wanted.normalize("NFC").replaceAll("\u2019", "'").replace(/\s+/g, " ").trim();
  if (!words) return [];
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const finder = new RegExp(wholeWords ? `(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])` : escaped, "giu");
  /** @type {Hit[]} */
  const hits = [];
  /** @param {Hit["kind"]} kind @param {string} doc @param {string} id @param {string} text */
  const look = (kind, doc, id, text) => {
    for (const { index = 0, 0: found } of text.matchAll(finder)) {
      const end = index + found.length;
      hits.push({ kind, doc, id, start: toCodePoints(text, index), before: text.slice(Math.max(0, index - AROUND), index), found, after: text.slice(end, end + AROUND) });
    }
  };
  for (const { doc, turns } of transcripts) for (const { turn, text } of turns) look("turn", doc, turn, text);
  if (!notes) return hits;
  const seen = new Set();
  for (const line of work.spans) {
    if (seen.has(line.id)) continue;
    seen.add(line.id);
    for (const text of [...Object.values(line.notes), line.why]) look("note", line.doc, line.id, text);
  }
  for (const { id, on, text } of work.memos) look("memo", transcripts.some(({ doc }) => doc === on) ? on : "", id, text);
  return hits;
}

/**
 * All that was given a code or one below it, with the turn it stands in and the turns on both sides.
 * @param {string} code
 * @param {Work} work
 * @param {Code[]} codes every code that can be given
 * @param {Transcript[]} transcripts
 * @returns {Retrieved[]} in the order of the transcripts
 */
export function retrieve(code, work, codes, transcripts) {
  const wanted = withParts(codes, code);
  return inOrder(work.spans, transcripts)
    .filter((line) => line.codes.some((one) => wanted.has(one)))
    .map((line) => {
      const turns = transcripts.find(({ doc }) => doc === line.doc)?.turns ?? [];
      const at = turns.findIndex(({ turn }) => turn === line.turn);
      return {
        line,
        speaker: turns[at]?.speaker ?? "",
        before: turns[at - 1]?.text ?? "",
        text: turns[at]?.text ?? "",
        after: turns[at + 1]?.text ?? "",
      };
    });
}

/**
 * For each code how many spans of each case have it, and in how many cases it is; sub-codes are not counted in.
 * @param {Work} work
 * @param {Code[]} codes
 * @param {Transcript[]} transcripts
 * @returns {{code: Code, byCase: number[], spans: number, cases: number}[]} in the order of `codes`; `byCase` in that of `transcripts`
 */
export function codeByCase(work, codes, transcripts) {
  /** @type {Map<string, Set<string>>} */
  const ids = new Map();
  for (const line of work.spans) {
    for (const code of line.codes) {
      const key = `${code}\n${line.doc}`;
      ids.set(key, (ids.get(key) ?? new Set()).add(line.id));
    }
  }
  return codes.map((code) => {
    const byCase = transcripts.map(({ doc }) => ids.get(`${code.code}\n${doc}`)?.size ?? 0);
    return { code, byCase, spans: byCase.reduce((a, b) => a + b, 0), cases: byCase.filter((count) => count > 0).length };
  });
}

/**
 * Which codes come together: on one span, or on words that two spans share in one turn; each pair of spans counts once.
 * @param {Work} work
 * @param {Code[]} codes
 * @returns {{code: string, other: string, times: number}[]} most often first, then in the order of `codes`
 */
export function together(work, codes) {
  const order = new Map(codes.map(({ code }, index) => [code, index]));
  /** @type {Map<string, Set<string>>} */
  const met = new Map();
  /** @param {string} a @param {string} b @param {string} where */
  const meet = (a, b, where) => {
    if (a === b) return;
    const [first, second] = (order.get(a) ?? 0) <= (order.get(b) ?? 0) ? [a, b] : [b, a];
    const key = `${first}\n${second}`;
    met.set(key, (met.get(key) ?? new Set()).add(where));
  };
  /** @type {Map<string, SpanLine[]>} */
  const byTurn = new Map();
  for (const line of work.spans) {
    byTurn.set(line.turn, [...(byTurn.get(line.turn) ?? []), line]);
    for (const [index, a] of line.codes.entries()) for (const b of line.codes.slice(index + 1)) meet(a, b, line.id);
  }
  for (const lines of byTurn.values()) {
    for (const [index, one] of lines.entries()) {
      for (const two of lines.slice(index + 1)) {
        if (one.id === two.id || one.start >= two.end || two.start >= one.end) continue;
        const where = [one.id, two.id].sort().join("+");
        for (const a of one.codes) for (const b of two.codes) meet(a, b, where);
      }
    }
  }
  return [...met]
    .map(([key, where]) => {
      const [code, other] = key.split("\n");
      return { code, other, times: where.size };
    })
    .sort((a, b) => b.times - a.times || (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0) || (order.get(a.other) ?? 0) - (order.get(b.other) ?? 0));
}

/** Spans in the order in which the transcripts run. @param {SpanLine[]} spans @param {Transcript[]} transcripts */
export function inOrder(spans, transcripts) {
  const place = new Map(transcripts.flatMap(({ turns }) => turns).map(({ turn }, index) => [turn, index]));
  return [...spans].sort((a, b) => (place.get(a.turn) ?? 0) - (place.get(b.turn) ?? 0) || a.start - b.start || a.end - b.end);
}

/** Whether a line's quote is what stands at its offsets. @param {SpanLine} line @param {Transcript[]} transcripts */
export function stands(line, transcripts) {
  const turn = transcripts.find(({ doc }) => doc === line.doc)?.turns.find((one) => one.turn === line.turn);
  return turn !== undefined && slicePoints(turn.text, line.start, line.end) === line.quote;
}

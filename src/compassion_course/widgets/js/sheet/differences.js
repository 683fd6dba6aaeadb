/**
 * Where a trainee and a reference reading stopped, and where only one of them did. Computed from the spans alone; two
 * spans meet when they share at least one word of the same turn. None of this is a mark.
 */

import { toUtf16, words } from "./offsets.js";

/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {"matched" | "mine" | "reading"} DifferenceKind */
/**
 * @typedef {{id: string, kind: DifferenceKind, reader: string, turn: string, mine: Span[], theirs: Span[], sameCode: boolean}} Difference
 *   `id` is what the answer sheet calls it: `<reader>/<span id>` for a span of the reading, `mine/<span id>` for one of the trainee's.
 */

/**
 * @param {string} text the turn's text
 * @param {Span} a
 * @param {Span} b
 */
export function sharesWord(text, a, b) {
  const start = toUtf16(text, Math.max(a.start, b.start));
  const end = toUtf16(text, Math.min(a.end, b.end));
  return start < end && words(text).some((word) => word.start < end && word.end > start);
}

/**
 * @param {Span[]} mine
 * @param {Reading} reading
 * @param {Turn[]} turns the passage
 * @returns {Difference[]} in transcript order
 */
export function differences(mine, reading, turns) {
  const theirs = reading.spans;
  /** @type {Difference[]} */
  const found = [];
  for (const { turn, text } of turns) {
    const here = mine.filter((span) => span.turn === turn);
    const there = theirs.filter((span) => span.turn === turn);
    /** @type {(Difference & {at: number})[]} */
    const inTurn = [];
    for (const span of there) {
      const met = here.filter((own) => sharesWord(text, own, span));
      inTurn.push({
        id: `${reading.id}/${span.id}`,
        kind: met.length ? "matched" : "reading",
        reader: reading.id,
        turn,
        mine: met,
        theirs: [span],
        sameCode: met.some((own) => own.codes.some((code) => span.codes.includes(code))),
        at: span.start,
      });
    }
    for (const span of here) {
      if (there.some((other) => sharesWord(text, span, other))) continue;
      inTurn.push({ id: `mine/${span.id}`, kind: "mine", reader: reading.id, turn, mine: [span], theirs: [], sameCode: false, at: span.start });
    }
    inTurn.sort((a, b) => a.at - b.at);
    found.push(...inTurn.map(({ at: _at, ...difference }) => difference));
  }
  return found;
}

/**
 * What the other readings did with the same words: where readers differ among themselves, a reply has to deal with both.
 * @param {Difference} difference
 * @param {Reading[]} readings
 * @param {Turn[]} turns
 * @returns {{reading: Reading, spans: Span[]}[]} the readings other than the difference's own that share a word with it
 */
export function alsoHere({ reader, turn, mine, theirs }, readings, turns) {
  const text = turns.find((one) => one.turn === turn)?.text ?? "";
  const about = theirs.length ? theirs : mine;
  return readings
    .filter(({ id }) => id !== reader)
    .map((reading) => ({
      reading,
      spans: reading.spans.filter((span) => span.turn === turn && about.some((one) => sharesWord(text, one, span))),
    }))
    .filter(({ spans }) => spans.length > 0);
}

/**
 * How far two sets of spans stand apart, as counts to be read beside one another.
 * @param {Span[]} mine
 * @param {Reading} reading
 * @param {Turn[]} turns
 */
export function distance(mine, reading, turns) {
  const all = differences(mine, reading, turns);
  /** @param {DifferenceKind} kind */
  const count = (kind) => all.filter((one) => one.kind === kind).length;
  return {
    matched: count("matched"),
    sameCode: all.filter((one) => one.kind === "matched" && one.sameCode).length,
    reading: count("reading"),
    mine: count("mine"),
  };
}

/**
 * The difference with this id, looked for in every reading. An id of the trainee's own span that has since been
 * deleted, or of a reading outside the passage, gives null.
 * @param {string} id
 * @param {Span[]} mine
 * @param {Reading[]} readings
 * @param {Turn[]} turns
 * @returns {Difference | null}
 */
export function differenceById(id, mine, readings, turns) {
  for (const reading of readings) {
    const found = differences(mine, reading, turns).find((one) => one.id === id);
    if (found) return found;
  }
  const own = mine.find((span) => `mine/${span.id}` === id);
  // Every reading meets this span now; the reply to it still stands.
  return own ? { id, kind: "matched", reader: "", turn: own.turn, mine: [own], theirs: [], sameCode: false } : null;
}

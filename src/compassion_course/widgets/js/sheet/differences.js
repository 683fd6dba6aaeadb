/**
 * Where a trainee and a reference reading stopped, and where only one of them did. Computed from the spans alone; two
 * spans meet when they share at least one word of a turn. None of this is a mark.
 */

import { toUtf16, words } from "./offsets.js";

/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./types.js").Reading & {codes?: import("./types.js").Code[]}} Reading `codes`: what a reader coded with besides the course's own */
/** @typedef {"matched" | "mine" | "reading"} DifferenceKind */
/**
 * @typedef {{id: string, kind: DifferenceKind, reader: string, turn: string, mine: Line[], theirs: Line[], sameCode: boolean}} Difference
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

/** @typedef {{id: string, lines: Line[]}} Whole a span with its line of each turn */

/** @param {Line[]} lines @returns {Whole[]} */
function wholes(lines) {
  /** @type {Map<string, Whole>} */
  const found = new Map();
  for (const line of lines) {
    const known = found.get(line.id);
    if (known) known.lines.push(line);
    else found.set(line.id, { id: line.id, lines: [line] });
  }
  return [...found.values()];
}

/** The span as one line to be shown: its first, with all of its words. @param {Whole} whole @returns {Line} */
function asOne({ lines }) {
  return lines.length === 1 ? lines[0] : { ...lines[0], quote: lines.map(({ quote }) => quote).join(" / ") };
}

/**
 * @param {Line[]} mine
 * @param {Reading} reading
 * @param {Turn[]} turns the passage
 * @returns {Difference[]} in transcript order
 */
export function differences(mine, reading, turns) {
  const place = new Map(turns.map(({ turn, text }, at) => [turn, { at, text }]));
  const own = wholes(mine.filter(({ turn }) => place.has(turn)));
  const theirs = wholes(reading.spans.filter(({ turn }) => place.has(turn)));
  /** @type {Map<string, {line: Line, whole: Whole}[]>} */
  const ownIn = new Map();
  for (const whole of own) {
    for (const line of whole.lines) {
      const here = ownIn.get(line.turn);
      if (here) here.push({ line, whole });
      else ownIn.set(line.turn, [{ line, whole }]);
    }
  }
  /** @type {Set<Whole>} */
  const metOwn = new Set();
  /** @type {(Difference & {order: number, at: number})[]} */
  const found = [];
  for (const whole of theirs) {
    /** @type {Set<Whole>} */
    const met = new Set();
    for (const span of whole.lines) {
      const text = place.get(span.turn)?.text ?? "";
      for (const one of ownIn.get(span.turn) ?? []) if (sharesWord(text, one.line, span)) met.add(one.whole);
    }
    for (const one of met) metOwn.add(one);
    const { turn, start, codes } = whole.lines[0];
    found.push({
      id: `${reading.id}/${whole.id}`,
      kind: met.size ? "matched" : "reading",
      reader: reading.id,
      turn,
      mine: [...met].map(asOne),
      theirs: [asOne(whole)],
      sameCode: [...met].some(({ lines }) => lines[0].codes.some((code) => codes.includes(code))),
      order: place.get(turn)?.at ?? 0,
      at: start,
    });
  }
  for (const whole of own) {
    if (metOwn.has(whole)) continue;
    const { turn, start } = whole.lines[0];
    found.push({ id: `mine/${whole.id}`, kind: "mine", reader: reading.id, turn, mine: [asOne(whole)], theirs: [], sameCode: false, order: place.get(turn)?.at ?? 0, at: start });
  }
  found.sort((a, b) => a.order - b.order || a.at - b.at);
  return found.map(({ order: _order, at: _at, ...difference }) => difference);
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

/**
 * What can be done to the spans of a coding item, each as one undoable step with its event. Nothing is drawn here.
 */

import { makeSpan, nextSpanId } from "./answers.js";
import { toCodePoints, toUtf16, wordAt, words } from "./offsets.js";

/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").Deed} Deed */
/** @typedef {import("./offsets.js").Extent} Extent */
/** @typedef {Span & {notes?: Record<string, string>}} Line one turn's part of a span; in an exercise a span has only one */
/** @typedef {{turn: string, start: number, end: number}} Place words of a turn, in UTF-16 offsets */
/** @typedef {{notes?: Record<string, string>, memo?: string, more?: Place[]}} Extra what a span has at the coding desk alone */
/**
 * @typedef {object} Spans the spans of a passage, as the coder needs them
 * @property {Line[]} spans another array once anything changed
 * @property {(turn: string) => string} text
 * @property {(id: string | null, turn?: string) => Line | null} span its line in that turn, or else its first
 * @property {(line: Line) => Extent} extent
 * @property {(id: string) => Place[]} places
 * @property {(turn: string, extent: Extent) => Line[]} over lines that cover some of these words
 * @property {(turn: string, extent: Extent) => Line | undefined} exactly the line that is these words
 * @property {() => Line[]} inOrder one for each span, with all of its words
 * @property {(turn: string, extent: Extent, codes: string[], why: string, extra?: Extra) => string} add gives the new span's id
 * @property {(id: string, codes: string[], why: string, extra?: Extra) => void} change
 * @property {(id: string, why: string) => void} reason
 * @property {(id: string) => void} remove
 * @property {(id: string, extent: Extent, turn?: string) => void} resize
 */

/** @implements {Spans} */
export class SpanWork {
  #session;
  #item;
  /** @type {Map<string, Turn>} */ #turns;
  #doc;

  /** @param {Session} session @param {Item} item @param {Turn[]} turns the passage */
  constructor(session, item, turns) {
    this.#session = session;
    this.#item = item.id;
    this.#doc = item.passage?.doc ?? "";
    this.#turns = new Map(turns.map((turn) => [turn.turn, turn]));
  }

  get spans() {
    return this.#session.coding(this.#item).spans;
  }

  /** @param {string} turn */
  text(turn) {
    return this.#turns.get(turn)?.text ?? "";
  }

  /** @param {string | null} id @returns {Span | null} */
  span(id) {
    return this.spans.find((span) => span.id === id) ?? null;
  }

  /** @param {string} id @returns {Place[]} */
  places(id) {
    const span = this.span(id);
    return span ? [{ turn: span.turn, ...this.extent(span) }] : [];
  }

  /** Spans in the order in which the passage runs. */
  inOrder() {
    const place = new Map([...this.#turns.keys()].map((turn, index) => [turn, index]));
    return [...this.spans].sort(
      (a, b) => (place.get(a.turn) ?? 0) - (place.get(b.turn) ?? 0) || a.start - b.start || a.end - b.end,
    );
  }

  /** UTF-16 extent of a span. @param {Span} span @returns {Extent} */
  extent(span) {
    const text = this.text(span.turn);
    return { start: toUtf16(text, span.start), end: toUtf16(text, span.end) };
  }

  /** The spans that cover some of these words. @param {string} turn @param {Extent} extent */
  over(turn, { start, end }) {
    return this.spans.filter((span) => {
      if (span.turn !== turn) return false;
      const own = this.extent(span);
      return own.start < end && own.end > start;
    });
  }

  /** The span that is exactly these words. @param {string} turn @param {Extent} extent */
  exactly(turn, { start, end }) {
    return this.over(turn, { start, end }).find((span) => {
      const own = this.extent(span);
      return own.start === start && own.end === end;
    });
  }

  /** @param {string} turn @param {Extent} extent @param {string[]} codes @param {string} why @returns {string} the new span's id */
  add(turn, extent, codes, why) {
    const whole = /** @type {Turn} */ (this.#turns.get(turn));
    const points = { start: toCodePoints(whole.text, extent.start), end: toCodePoints(whole.text, extent.end) };
    const span = makeSpan(nextSpanId([...this.spans, ...(this.#session.first(this.#item)?.spans ?? [])]), this.#doc, whole, points, codes, why);
    this.#put([...this.spans, span], "a span coded", { do: "code", span: span.id, codes });
    return span.id;
  }

  /** @param {string} id @param {string[]} codes @param {string} why */
  change(id, codes, why) {
    const old = this.span(id);
    if (!old || (old.why === why && old.codes.join() === codes.join())) return;
    const deed = old.codes.join() === codes.join() ? { do: "why", span: id } : { do: "code", span: id, codes };
    this.#put(this.#with(id, { codes, why }), "a span's codes or reason", deed);
  }

  /** Typing in the list of spans. @param {string} id @param {string} why */
  reason(id, why) {
    this.#put(this.#with(id, { why }), "typing of a reason", { do: "why", span: id }, `why:${id}`);
  }

  /** @param {string} id */
  remove(id) {
    this.#put(this.spans.filter((span) => span.id !== id), "a span removed", { do: "uncode", span: id });
  }

  /** @param {string} id @param {Extent} extent */
  resize(id, extent) {
    const old = this.span(id);
    const whole = this.#turns.get(old?.turn ?? "");
    if (!old || !whole) return;
    const points = { start: toCodePoints(whole.text, extent.start), end: toCodePoints(whole.text, extent.end) };
    const { start, end, quote } = makeSpan(id, this.#doc, whole, points, old.codes, old.why);
    this.#put(this.#with(id, { start, end, quote }), "a span's length", { do: "resize", span: id }, `resize:${id}`);
  }

  get memo() {
    return this.#session.coding(this.#item).memos.find(({ on }) => on === "passage")?.text ?? "";
  }

  /** @param {string} text */
  setMemo(text) {
    const coding = this.#session.coding(this.#item);
    const others = coding.memos.filter(({ on }) => on !== "passage");
    const memos = text ? [...others, { on: "passage", text }] : others;
    this.#answer({ ...coding, memos }, "typing of the memo", { do: "write" }, `memo:${this.#item}`);
  }

  /** @param {string} id @param {Partial<Span>} change */
  #with(id, change) {
    return this.spans.map((span) => (span.id === id ? { ...span, ...change } : span));
  }

  /** @param {Span[]} spans @param {string} what @param {Deed} deed @param {string} [typing] */
  #put(spans, what, deed, typing) {
    this.#answer({ ...this.#session.coding(this.#item), spans }, what, deed, typing);
  }

  /** @param {Coding} coding @param {string} what @param {Deed} deed @param {string} [typing] */
  #answer(coding, what, deed, typing) {
    const empty = !coding.spans.length && !coding.memos.length;
    this.#session.setAnswer(this.#item, empty ? null : coding, { what, deed, typing });
  }
}

/**
 * An extent with one end moved by a word; null where that leaves no word, or there is none further.
 * @param {string} text
 * @param {Extent} extent
 * @param {"start-earlier" | "start-later" | "end-earlier" | "end-later"} nudge
 * @returns {Extent | null}
 */
export function nudged(text, { start, end }, nudge) {
  const all = words(text);
  const first = wordAt(text, start);
  const last = wordAt(text, end - 1);
  const by = nudge.endsWith("later") ? 1 : -1;
  if (nudge.startsWith("start")) {
    const word = all[first + by];
    return word && first + by <= last ? { start: word.start, end } : null;
  }
  const word = all[last + by];
  return word && last + by >= first ? { start, end: word.end } : null;
}

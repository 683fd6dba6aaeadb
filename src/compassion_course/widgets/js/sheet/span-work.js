/**
 * What can be done to the spans of a coding item, each as one undoable step with its event. Nothing is drawn here.
 */

import { codeId } from "../desk/code-tree.js";
import { named } from "../desk/coder/rules.js";
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
/** @typedef {{notes?: Record<string, string>, memo?: string, more?: Place[]}} Extra what a span has besides codes and a reason, where that is asked for */
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
 * @property {((id: string, kind: string, text: string) => void) | undefined} [note] typing of a note in the list
 * @property {((name: string) => string) | undefined} [create] makes a code where codes can be made, and gives its id
 * @property {(id: string, extent: Extent, turn?: string) => void} resize
 */

/** @type {import("./types.js").OwnCode[]} */
const NO_CODES = [];

/** @implements {Spans} */
export class SpanWork {
  #session;
  #item;
  #notes;
  /** @type {Map<string, Turn>} */ #turns;
  #doc;

  /** @param {Session} session @param {Item} item @param {Turn[]} turns the passage */
  constructor(session, item, turns) {
    this.#session = session;
    this.#item = item.id;
    this.#notes = item.kind === "notes";
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

  /** @param {string} turn @param {Extent} extent @param {string[]} codes @param {string} why @param {Extra} [extra] @returns {string} the new span's id */
  add(turn, extent, codes, why, { notes = {} } = {}) {
    const whole = /** @type {Turn} */ (this.#turns.get(turn));
    const points = { start: toCodePoints(whole.text, extent.start), end: toCodePoints(whole.text, extent.end) };
    const made = makeSpan(nextSpanId(this.spans, this.#session.ids), this.#doc, whole, points, codes, why);
    const span = this.#notes ? { ...made, notes } : made;
    this.#put([...this.spans, span], this.#notes ? "a note" : "a span coded", { do: this.#notes ? "note" : "code", span: span.id, codes });
    return span.id;
  }

  /** @param {string} id @param {string[]} codes @param {string} why @param {Extra} [extra] */
  change(id, codes, why, { notes = {} } = {}) {
    const old = this.span(id);
    if (!old) return;
    if (this.#notes) {
      if (JSON.stringify(old.notes) !== JSON.stringify(notes)) this.#put(this.#with(id, { notes }), "a note", { do: "note", span: id });
      return;
    }
    if (old.why === why && old.codes.join() === codes.join()) return;
    const deed = old.codes.join() === codes.join() ? { do: "why", span: id } : { do: "code", span: id, codes };
    this.#put(this.#with(id, { codes, why }), "a span's codes or reason", deed);
  }

  /** Typing in the list of spans. @param {string} id @param {string} why */
  reason(id, why) {
    this.#put(this.#with(id, { why }), "typing of a reason", { do: "why", span: id }, `why:${id}`);
  }

  /** Typing of a note in the list of spans. @param {string} id @param {string} kind @param {string} text */
  note(id, kind, text) {
    const { [kind]: _old, ...others } = this.span(id)?.notes ?? {};
    const notes = text ? { ...others, [kind]: text } : others;
    this.#put(this.#with(id, { notes }), "typing of a note", { do: "why", span: id }, `note:${id}:${kind}`);
  }

  // --- the trainee's own codes, where there are any -------------------------------------------------

  get codes() {
    return this.#session.coding(this.#item).codes ?? NO_CODES;
  }

  /** Makes a code; one of that name is taken as it is. @param {string} name @returns {string} its id */
  create(name) {
    const known = named(name, this.codes);
    if (known) return known.code;
    const code = codeId(name, this.#session.ids);
    this.#putCodes([...this.codes, { code, name: name.trim().replace(/\s+/g, " "), definition: "" }], "a code made", { do: "code-made", code });
    return code;
  }

  /** @param {string} code @param {string} name */
  rename(code, name) {
    this.#putCodes(this.codes.map((one) => (one.code === code ? { ...one, name } : one)), "typing of a code's name", { do: "write", to: code }, `name:${code}`);
  }

  /** @param {string} code @param {string} definition */
  define(code, definition) {
    this.#putCodes(this.codes.map((one) => (one.code === code ? { ...one, definition } : one)), "typing of a definition", { do: "write", to: code }, `define:${code}`);
  }

  /** Takes a code away, and off the spans that had it. @param {string} code */
  drop(code) {
    const coding = this.#session.coding(this.#item);
    const spans = coding.spans.map((span) => (span.codes.includes(code) ? { ...span, codes: span.codes.filter((one) => one !== code) } : span));
    this.#answer({ ...coding, spans, codes: this.codes.filter((one) => one.code !== code) }, "a code deleted", { do: "code-dropped", code });
  }

  /** @param {import("./types.js").OwnCode[]} codes @param {string} what @param {Deed} deed @param {string} [typing] */
  #putCodes(codes, what, deed, typing) {
    this.#answer({ ...this.#session.coding(this.#item), codes }, what, deed, typing);
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
    const empty = !coding.spans.length && !coding.memos.length && !coding.codes?.length;
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

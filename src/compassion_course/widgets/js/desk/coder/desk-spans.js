/**
 * The spans of one transcript at the coding desk, each change one undoable step of the desk. A span over several turns
 * is lines with one id, which change together. Nothing is drawn here.
 */

import { makeSpan, nextSpanId } from "../../sheet/answers.js";
import { sentences, snapToWords, toCodePoints, toUtf16, words } from "../../sheet/offsets.js";
import { newCode } from "../code-tree.js";
import { inVivoName, named, nextMemoId, withoutSpan } from "./rules.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../desk.js").Deed} Deed */
/** @typedef {import("../types.js").Work} Work */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Transcript} Transcript */
/** @typedef {import("../types.js").Turn} Turn */
/** @typedef {import("../../sheet/offsets.js").Extent} Extent */
/** @typedef {import("../../sheet/span-work.js").Place} Place */
/** @typedef {import("../../sheet/span-work.js").Extra} Extra */
/** @typedef {import("../../sheet/span-work.js").Spans} Spans */
/** @typedef {import("../../sheet/coding-form.js").Draft} Draft */

/** @implements {Spans} */
export class DeskSpans {
  #desk;
  #doc;
  /** @type {Map<string, Turn>} */ #turns;
  /** @type {string[]} */ #order;
  /** @type {{of: SpanLine[] | null, spans: SpanLine[]}} */ #own = { of: null, spans: [] };
  /** @type {{of: SpanLine[] | null, spans: SpanLine[]}} */ #sorted = { of: null, spans: [] };

  /** @param {Desk} desk @param {Transcript} transcript */
  constructor(desk, { doc, turns }) {
    this.#desk = desk;
    this.#doc = doc;
    this.#turns = new Map(turns.map((turn) => [turn.turn, turn]));
    this.#order = turns.map(({ turn }) => turn);
  }

  /** The lines of this transcript; the same array for as long as none of them changed. */
  get spans() {
    const all = this.#desk.work.spans;
    if (this.#own.of !== all) {
      const next = all.filter((line) => line.doc === this.#doc);
      const { spans } = this.#own;
      const same = next.length === spans.length && next.every((line, index) => line === spans[index]);
      this.#own = { of: all, spans: same ? spans : next };
    }
    return this.#own.spans;
  }

  /** @param {string} turn */
  text(turn) {
    return this.#turns.get(turn)?.text ?? "";
  }

  /** @param {string | null} id @param {string} [turn] @returns {SpanLine | null} */
  span(id, turn) {
    if (id === null) return null;
    const { spans } = this;
    return (turn && spans.find((line) => line.id === id && line.turn === turn)) || (spans.find((line) => line.id === id) ?? null);
  }

  /** @param {{turn: string, start: number, end: number}} line @returns {Extent} */
  extent(line) {
    const text = this.text(line.turn);
    return { start: toUtf16(text, line.start), end: toUtf16(text, line.end) };
  }

  /** @param {string} id @returns {Place[]} */
  places(id) {
    return this.spans.filter((line) => line.id === id).map((line) => ({ turn: line.turn, ...this.extent(line) }));
  }

  /** @param {string} turn @param {Extent} extent */
  over(turn, { start, end }) {
    return this.spans.filter((line) => {
      if (line.turn !== turn) return false;
      const own = this.extent(line);
      return own.start < end && own.end > start;
    });
  }

  /** @param {string} turn @param {Extent} extent */
  exactly(turn, { start, end }) {
    return this.over(turn, { start, end }).find((line) => {
      const own = this.extent(line);
      return own.start === start && own.end === end;
    });
  }

  /** One line for each span, in the order of the transcript; of a span over several turns with all of its words. */
  inOrder() {
    const { spans } = this;
    if (this.#sorted.of !== spans) {
      const place = new Map(this.#order.map((turn, index) => [turn, index]));
      /** @type {Map<string, SpanLine>} */
      const whole = new Map();
      for (const line of spans) {
        const first = whole.get(line.id);
        whole.set(line.id, first ? { ...first, quote: `${first.quote} / ${line.quote}` } : line);
      }
      const sorted = [...whole.values()].sort(
        (a, b) => (place.get(a.turn) ?? 0) - (place.get(b.turn) ?? 0) || a.start - b.start || a.end - b.end,
      );
      this.#sorted = { of: spans, spans: sorted };
    }
    return this.#sorted.spans;
  }

  /** @param {string} turn @param {Extent} extent @param {string[]} codes @param {string} why @param {Extra} [extra] */
  add(turn, extent, codes, why, extra = {}) {
    const id = this.#freeId();
    this.#step(codes.length ? "a span coded" : "a note", this.#added(id, turn, extent, codes, why, extra), { do: codes.length ? "code" : "note", span: id, codes });
    return id;
  }

  /** @param {string} id @param {string[]} codes @param {string} why @param {Extra} [extra] */
  change(id, codes, why, extra = {}) {
    const old = this.span(id);
    if (!old) return;
    const notes = extra.notes ?? old.notes;
    const memos = this.#withMemo(id, extra.memo);
    const recoded = old.codes.join() !== codes.join();
    const same = !recoded && old.why === why && JSON.stringify(old.notes) === JSON.stringify(notes);
    if (same && !memos) return;
    const deed = recoded ? { do: "code", span: id, codes } : old.why === why ? { do: same ? "memo" : "note", span: id } : { do: "why", span: id };
    this.#step("a span's codes, notes or reason", { ...(same ? {} : { spans: this.#with(id, { codes, why, notes }) }), ...(memos && { memos }) }, deed);
  }

  /** @param {string} id @param {string} why */
  reason(id, why) {
    this.#step("typing of a reason", { spans: this.#with(id, { why }) }, { do: "why", span: id }, `why:${id}`);
  }

  /** @param {string} id */
  remove(id) {
    this.#step("a span removed", withoutSpan(this.#desk.work, id), { do: "uncode", span: id });
  }

  /** @param {string} id @param {Extent} extent @param {string} [turn] */
  resize(id, extent, turn = this.span(id)?.turn ?? "") {
    const old = this.span(id, turn);
    if (!old || old.turn !== turn) return;
    const line = this.#line(id, { turn, ...extent }, old);
    const spans = this.#desk.work.spans.map((one) => (one === old ? line : one));
    this.#step("a span's length", { spans }, { do: "resize", span: id }, `resize:${id}`);
  }

  /** The words of a span anew, turn by turn. @param {string} id @param {Place[]} places in order */
  lay(id, places) {
    const all = this.#desk.work.spans;
    const old = this.span(id);
    if (!old) return;
    const at = all.indexOf(old);
    const lines = places.map((place) => this.#line(id, place, old));
    const spans = [...all.slice(0, at), ...lines, ...all.slice(at).filter((line) => line.id !== id)];
    this.#step(places.length > 1 ? "a span over turns" : "a span's length", { spans }, { do: "resize", span: id, turns: places.length });
  }

  /**
   * The same words, on to the end of their last turn, and the first sentence of the next one.
   * @param {Place[]} places
   * @returns {Place[] | null} null where no turn follows
   */
  further(places) {
    const last = places[places.length - 1];
    const next = this.#turns.get(this.#order[this.#order.indexOf(last.turn) + 1] ?? "");
    const sentence = next && snapToWords(next.text, sentences(next.text)[0] ?? { start: 0, end: 0 });
    if (!next || !sentence) return null;
    const end = words(this.text(last.turn)).at(-1)?.end ?? last.end;
    return [...places.slice(0, -1), { ...last, end: Math.max(end, last.end) }, { turn: next.turn, ...sentence }];
  }

  /** Makes a code of the reader's own; one of that name is taken as it is. @param {string} name @returns {string} its id */
  create(name) {
    const known = named(name, this.#desk.codes);
    if (known) return known.code;
    const code = newCode(name, this.#taken());
    this.#step("a code made", { codes: [...this.#desk.work.codes, code] }, { do: "code-made", code: code.code });
    return code.code;
  }

  /**
   * The words as a code's name, and that code on the words: one step.
   * @param {Place[]} places
   * @param {string | null} span the placed span that the words are
   * @param {string} quote
   * @param {Draft | null} held what stands in the form
   */
  inVivo(places, span, quote, held) {
    const name = inVivoName(quote);
    const known = named(name, this.#desk.codes);
    const code = known ?? newCode(name, this.#taken());
    const [first, ...more] = places;
    const placed = span ? this.span(span) : null;
    const id = placed ? placed.id : this.#freeId();
    const codes = [...new Set([...(held?.codes ?? placed?.codes ?? []), code.code])];
    const why = held?.why ?? placed?.why ?? "";
    const memos = placed ? this.#withMemo(id, held?.memo) : null;
    const spans = placed
      ? { spans: this.#with(id, { codes, why, notes: held?.notes ?? placed.notes }), ...(memos && { memos }) }
      : this.#added(id, first.turn, first, codes, why, { ...held, more });
    this.#step("an in vivo code", { ...(known ? {} : { codes: [...this.#desk.work.codes, code] }), ...spans }, { do: "in-vivo", span: id, codes });
    return { code: code.code, span: id, isNew: !known };
  }

  /** A definition as it is typed. @param {string} code @param {string} definition */
  define(code, definition) {
    const codes = this.#desk.work.codes.map((one) => (one.code === code ? { ...one, definition } : one));
    this.#step("typing of a definition", { codes }, { do: "define", code }, `define:${code}`);
  }

  /** The memo on a span, or on the whole transcript. @param {string} id */
  memoOf(id) {
    return this.#memo(`span:${id}`)?.text ?? "";
  }

  get memo() {
    return this.#memo(this.#doc)?.text ?? "";
  }

  /** @param {string} text */
  setMemo(text) {
    const memos = this.#memosWith(this.#doc, text, "transcript");
    if (memos) this.#step("typing of the memo", { memos }, { do: "write", on: this.#doc }, `memo:${this.#doc}`);
  }

  /** @param {string} on */
  #memo(on) {
    return this.#desk.work.memos.find((memo) => memo.on === on);
  }

  /** @param {string} id a span @param {string | undefined} text @returns {Work["memos"] | null} null where nothing changes */
  #withMemo(id, text) {
    return text === undefined ? null : this.#memosWith(`span:${id}`, text, "");
  }

  /** @param {string} on @param {string} text @param {"" | "transcript"} kind @returns {Work["memos"] | null} */
  #memosWith(on, text, kind) {
    const { memos } = this.#desk.work;
    const old = this.#memo(on);
    if ((old?.text ?? "") === text) return null;
    if (!text) return memos.filter((memo) => memo !== old);
    if (old) return memos.map((memo) => (memo === old ? { ...memo, text } : memo));
    return [...memos, { id: nextMemoId(memos), on, text, kind, compares: [] }];
  }

  /** @param {string} id @param {string} turn @param {Extent} extent @param {string[]} codes @param {string} why @param {Extra} extra */
  #added(id, turn, { start, end }, codes, why, { notes = {}, memo = "", more = [] }) {
    const lines = [{ turn, start, end }, ...more].map((place) => this.#line(id, place, { codes, why, notes }));
    const memos = this.#withMemo(id, memo);
    return { spans: [...this.#desk.work.spans, ...lines], ...(memos && { memos }) };
  }

  /** @param {string} id @param {Place} place @param {{codes: string[], why: string, notes: Record<string, string>}} says @returns {SpanLine} */
  #line(id, { turn, start, end }, { codes, why, notes }) {
    const whole = /** @type {Turn} */ (this.#turns.get(turn));
    const points = { start: toCodePoints(whole.text, start), end: toCodePoints(whole.text, end) };
    const { why: reason, ...line } = makeSpan(id, this.#doc, whole, points, codes, why);
    return { ...line, notes, why: reason };
  }

  /** @param {string} id @param {Partial<SpanLine>} change */
  #with(id, change) {
    return this.#desk.work.spans.map((line) => (line.id === id ? { ...line, ...change } : line));
  }

  #freeId() {
    const kept = this.#desk.shelf.transcripts.flatMap(({ doc }) => this.#desk.first(doc));
    return nextSpanId([...this.#desk.work.spans, ...kept]);
  }

  #taken() {
    return [...this.#desk.codes.map(({ code }) => code), ...this.#desk.work.themes.map(({ id }) => id)];
  }

  /** @param {string} what @param {Partial<Work>} change @param {Deed} deed @param {string} [typing] */
  #step(what, change, deed, typing) {
    this.#desk.step(what, change, { ...deed, doc: this.#doc }, { typing });
  }
}


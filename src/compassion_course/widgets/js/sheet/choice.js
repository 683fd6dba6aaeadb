/**
 * Which words are chosen, and how keys and taps move that choice. No page here: the coder draws what this says.
 */

import { sentences, snapToWords, wordAt, words } from "./offsets.js";

/** @typedef {import("./passage.js").Chosen} Chosen */
/** @typedef {import("./offsets.js").Extent} Extent */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./span-work.js").SpanWork} SpanWork */

export class Choice {
  #work;
  /** The fixed and the moving word while words are taken with Shift. */
  #anchor = 0;
  #caret = 0;
  /** The turn in which a first tap waits for the tap on the last word. */
  #tapped = "";
  /** @type {Chosen | null} */
  now = null;

  /** @param {SpanWork} work */
  constructor(work) {
    this.#work = work;
  }

  /** The chosen words. */
  get quote() {
    return this.now ? this.#work.text(this.now.turn).slice(this.now.start, this.now.end) : "";
  }

  /** The placed span that the chosen words are. @returns {Span | null} */
  get span() {
    return this.#work.span(this.now?.span ?? null);
  }

  /** Placed spans that share words with the chosen ones. @returns {Span[]} */
  get covering() {
    return this.now ? this.#work.over(this.now.turn, this.now) : [];
  }

  /** @param {string} turn @param {Extent} extent @param {string | null} [span] its id, where the words are meant as that span */
  take(turn, { start, end }, span = null) {
    const text = this.#work.text(turn);
    this.#anchor = wordAt(text, start);
    this.#caret = wordAt(text, end - 1);
    this.#tapped = "";
    this.now = { turn, start, end, span: span ?? this.#work.exactly(turn, { start, end })?.id ?? null };
  }

  /** @param {string} turn @param {number} from @param {number} to word numbers, either way round */
  takeWords(turn, from, to) {
    const all = words(this.#work.text(turn));
    if (!all.length) return;
    this.take(turn, { start: all[Math.min(from, to)].start, end: all[Math.max(from, to)].end });
    [this.#anchor, this.#caret] = [from, to];
  }

  /**
   * The words that a sweep touches. @param {string} turn @param {Extent} extent
   * @returns {boolean} whether there were any
   */
  sweep(turn, extent) {
    const snapped = snapToWords(this.#work.text(turn), extent);
    if (snapped) this.take(turn, snapped);
    return snapped !== null;
  }

  /** A first tap takes its word; a second one in the same turn takes all up to its own. @param {string} turn @param {number} index */
  tap(turn, index) {
    const word = wordAt(this.#work.text(turn), index);
    if (word < 0) return;
    const second = this.#tapped === turn;
    this.takeWords(turn, second ? this.#anchor : word, word);
    this.#tapped = second ? "" : turn;
  }

  /** @param {string} turn @param {number} index */
  extendTo(turn, index) {
    const word = wordAt(this.#work.text(turn), index);
    this.takeWords(turn, this.now?.turn === turn ? this.#anchor : word, word);
  }

  /**
   * Moves within a turn.
   * @param {string} turn
   * @param {string} action
   * @returns {boolean} whether the action is such a move
   */
  move(turn, action) {
    const last = words(this.#work.text(turn)).length - 1;
    const [later, earlier] = [Math.min(this.#caret + 1, last), Math.max(this.#caret - 1, 0)];
    /** @type {Record<string, [number, number]>} */
    const moves = {
      "next-word": [later, later],
      "previous-word": [earlier, earlier],
      "extend-right": [this.#anchor, later],
      "extend-left": [this.#anchor, earlier],
      "first-word": [0, 0],
      "last-word": [last, last],
      "whole-turn": [0, last],
    };
    const move = moves[action];
    if (move) this.takeWords(turn, ...move);
    return move !== undefined;
  }

  /** The sentence in which the moving word stands; in another turn, its first. @param {string} turn */
  takeSentence(turn) {
    const text = this.#work.text(turn);
    const from = this.now?.turn === turn ? (words(text)[this.#caret]?.start ?? 0) : 0;
    const all = sentences(text);
    const sentence = all.find(({ end }) => end > from) ?? all[0];
    if (sentence) this.sweep(turn, sentence);
  }

  /**
   * The next span among those that overlap the chosen words, or else among all of the turn.
   * @param {string} turn
   * @returns {{span: Span, place: number, count: number} | null}
   */
  nextOverlap(turn) {
    const whole = this.#work.over(turn, { start: 0, end: this.#work.text(turn).length });
    const here = this.now?.turn === turn && !this.now.span ? this.covering : [];
    const near = (here.length ? here : whole).sort((a, b) => a.start - b.start || a.end - b.end);
    if (!near.length) return null;
    const at = (near.findIndex((span) => span.id === this.now?.span) + 1) % near.length;
    this.take(turn, this.#work.extent(near[at]), near[at].id);
    return { span: near[at], place: at + 1, count: near.length };
  }

  /** The chosen span may have moved or gone with an undo. */
  follow() {
    if (!this.now?.span) return;
    const span = this.span;
    this.now = span ? { turn: span.turn, ...this.#work.extent(span), span: span.id } : { ...this.now, span: null };
  }

  forget() {
    this.now = null;
    this.#tapped = "";
  }
}

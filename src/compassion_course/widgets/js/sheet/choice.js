/**
 * Which words are chosen, and how keys and taps move that choice. No page here: the coder draws what this says.
 */

import { sentences, snapToWords, wordAt, words } from "./offsets.js";

/** @typedef {import("./passage.js").Chosen} Chosen */
/** @typedef {import("./offsets.js").Extent} Extent */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./span-work.js").Place} Place */
/** @typedef {import("./span-work.js").Spans} Spans */

export class Choice {
  #work;
  /** The fixed and the moving word while words are taken with Shift. */
  #anchor = 0;
  #caret = 0;
  /** The turn in which a first tap waits for the tap on the last word. */
  #tapped = "";
  /** @type {Chosen | null} */
  now = null;

  /** @param {Spans} work */
  constructor(work) {
    this.#work = work;
  }

  /** The chosen words; those of several turns with a mark between them. */
  get quote() {
    return this.places.map(({ turn, start, end }) => this.#work.text(turn).slice(start, end)).join(" / ");
  }

  /** The placed span that the chosen words are, as it is in their turn. @returns {Line | null} */
  get span() {
    return this.#work.span(this.now?.span ?? null, this.now?.turn);
  }

  /** All that is chosen, in the order of the turns. @returns {Place[]} */
  get places() {
    if (!this.now) return [];
    const placed = this.now.span ? this.#work.places(this.now.span) : [];
    const { turn, start, end, more = [] } = this.now;
    return placed.length ? placed : [{ turn, start, end }, ...more];
  }

  /** Placed spans that share words with the chosen ones, each once. @returns {Line[]} */
  get covering() {
    const lines = this.places.flatMap(({ turn, start, end }) => this.#work.over(turn, { start, end }));
    return lines.filter(({ id }, index) => lines.findIndex((line) => line.id === id) === index);
  }

  /**
   * @param {string} turn
   * @param {Extent} extent
   * @param {string | null} [span] its id, where the words are meant as that span
   * @param {Place[]} [more] words of the turns after it that are meant too
   */
  take(turn, { start, end }, span = null, more = []) {
    const text = this.#work.text(turn);
    this.#anchor = wordAt(text, start);
    this.#caret = wordAt(text, end - 1);
    this.#tapped = "";
    const placed = span ?? (more.length ? null : this.#work.exactly(turn, { start, end })?.id) ?? null;
    this.now = { turn, start, end, span: placed, ...(more.length && !placed ? { more } : {}) };
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
   * @returns {{span: Line, place: number, count: number} | null}
   */
  nextOverlap(turn) {
    const whole = this.#work.over(turn, { start: 0, end: this.#work.text(turn).length });
    const here = this.now?.turn === turn && !this.now.span ? this.#work.over(turn, this.now) : [];
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

/**
 * The work of one person on one exercise: the answers with their undo history, and around them what no undo touches
 * (who, when, what was locked, the event log). Everything on screen is drawn from here and changed through here.
 */

import { History } from "../state.js";
import { blankSheet, idsIn, inOrder, toFile, withEvent } from "./answers.js";
import { stamp } from "./time.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {Record<string, any>} Values */
/** @typedef {{answers: Values, practice: Values}} Work */
/** @typedef {{what: string, how: "do" | "undo" | "redo" | "load" | "about"}} Step `about`: something besides the answers changed. */
/** @typedef {{do: string, item?: string, [detail: string]: unknown}} Deed */

/** Typing that pauses this long ends one undo step. */
const PAUSE_MS = 1500;

export class Session {
  /** @type {Sheet} */ #about;
  /** @type {History<Work>} */ #history;
  /** @type {Set<(step: Step) => void>} */ #watchers = new Set();
  /** @type {Map<string, Coding>} */ #blank;
  #lastTyped = 0;
  #now;

  /**
   * @param {Exercise} exercise
   * @param {Transcript[]} transcripts
   * @param {() => Date} [now]
   */
  constructor(exercise, transcripts, now = () => new Date()) {
    this.exercise = exercise;
    // One object for each, so that whoever compares by identity sees that nothing changed.
    this.#blank = new Map(exercise.items.map((item) => [item.id, blankCoding(item, exercise.codebook ?? "")]));
    /** The readings of an assessed exercise, once their file was opened here; they are no part of the sheet. @type {import("./types.js").Reading[]} */
    this.released = [];
    this.transcripts = transcripts;
    this.#now = now;
    this.#about = blankSheet(exercise, transcripts);
    this.#history = new History({ answers: {}, practice: {} });
    /** Counts what was done; whoever saves remembers the count it saved. */
    this.revision = 0;
    this.#history.watch((_, { what, how }) => this.#tell({ what, how }));
  }

  /** The sheet as it stands, in the order of the format. @returns {Sheet} */
  get sheet() {
    return inOrder({ ...this.#about, answers: this.#history.state.answers }, this.exercise);
  }

  /** Under what name the browser keeps the work. */
  get name() {
    return `sheet/${this.exercise.slug}`;
  }

  /** What the browser keeps: the sheet, and the practice part, which is never handed in. */
  kept() {
    const { released } = this;
    return { sheet: toFile(this.sheet, this.exercise).sheet, practice: this.practice, ...(released.length ? { released } : {}) };
  }

  get trainee() {
    return this.#about.trainee;
  }

  get undoes() {
    return this.#history.undoes;
  }

  get redoes() {
    return this.#history.redoes;
  }

  /** Whether anything was answered, in the exercise or in its practice part. */
  get isBlank() {
    const { answers, practice } = this.#history.state;
    return !Object.keys(answers).length && !Object.keys(practice).length && !Object.keys(this.#about.locked).length;
  }

  /** @param {string} id @returns {any} */
  answer(id) {
    return this.#history.state.answers[id];
  }

  /** @param {string} id @returns {any} */
  practised(id) {
    return this.#history.state.practice[id];
  }

  /** All that was done in the practice part; it is kept with the work but never handed in. */
  get practice() {
    return this.#history.state.practice;
  }

  /** @param {string} id @returns {Coding} */
  coding(id) {
    return this.answer(id) ?? /** @type {Coding} */ (this.#blank.get(id));
  }

  /** All answers as they stand. */
  get answers() {
    return this.#history.state.answers;
  }

  /** Every id that stands in the answers now, or stood in a first pass. */
  get ids() {
    return idsIn(this.answers, this.#about.first);
  }

  get pass() {
    return this.#about.pass;
  }

  /** The readings were given out: what is handed in from here on is the second pass. @param {import("./types.js").Reading[]} readings */
  release(readings) {
    this.released = readings;
    if (this.#about.pass < 2) {
      this.#record({ do: "readings" });
      this.#about = { ...this.#about, pass: 2 };
    }
    this.#aboutChanged("readings opened");
  }

  /** The time at which an item was locked, or undefined. @param {string} id @returns {string | undefined} */
  locked(id) {
    return this.#about.locked[id];
  }

  /** The value an item had when it was locked. @param {string} id @returns {any} */
  first(id) {
    return this.#about.first[id];
  }

  /**
   * @param {string} id
   * @param {unknown} value `undefined` or null takes the answer back
   * @param {{what: string, deed: Deed, typing?: string}} how `typing` names the field, so that its letters undo together
   */
  setAnswer(id, value, { what, deed, typing }) {
    this.#record({ ...deed, item: id });
    const { answers, practice } = this.#history.state;
    this.#step(what, { answers: put(answers, id, value), practice }, typing);
  }

  /** @param {string} id @param {unknown} value @param {string} what */
  setPractice(id, value, what) {
    this.#record({ do: "practice", item: id });
    const { answers, practice } = this.#history.state;
    this.#step(what, { answers, practice: put(practice, id, value) }, undefined);
  }

  /** Locks the first pass of an item: a copy of the value and the time, which no later change or undo moves. @param {string} id */
  lock(id) {
    if (this.#about.locked[id]) return;
    const value = this.answer(id);
    this.#record({ do: "lock", item: id });
    this.#about = {
      ...this.#about,
      locked: { ...this.#about.locked, [id]: stamp(this.#now()) },
      first: { ...this.#about.first, [id]: value ?? this.coding(id) },
    };
    this.#history.settle();
    this.#aboutChanged("first pass locked");
  }

  /** @param {string} trainee */
  setTrainee(trainee) {
    if (trainee === this.#about.trainee) return;
    this.#about = { ...this.#about, trainee };
    this.#aboutChanged("number changed");
  }

  /** An event that changes no answer: opened, saved. @param {Deed} deed */
  note(deed) {
    this.#record(deed);
  }

  markSaved() {
    this.#record({ do: "save" });
    this.#about = { ...this.#about, saved: stamp(this.#now()) };
  }

  /**
   * Puts other work in place, as when a file is opened; its history begins here.
   * @param {Sheet} sheet
   * @param {Values} [practice]
   */
  load(sheet, practice = {}) {
    this.#about = sheet;
    this.revision += 1;
    // Readings that are open here belong beside a first pass; without one they are put away again.
    if (!Object.keys(sheet.locked).length) this.released = [];
    else if (this.released.length && sheet.pass < 2) this.#about = { ...sheet, pass: 2 };
    this.#history.load({ answers: sheet.answers, practice });
  }

  undo() {
    const what = this.#history.undoes;
    if (what === null) return null;
    this.#record({ do: "undo", what });
    return this.#history.undo();
  }

  redo() {
    const what = this.#history.redoes;
    if (what === null) return null;
    this.#record({ do: "redo", what });
    return this.#history.redo();
  }

  /** Ends a run of typing, as when a field is left. */
  settle() {
    this.#history.settle();
  }

  /** @param {(step: Step) => void} watcher @returns {() => void} */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @param {string} what @param {Work} next @param {string | undefined} typing */
  #step(what, next, typing) {
    const now = this.#now().getTime();
    if (now - this.#lastTyped > PAUSE_MS) this.#history.settle();
    this.#lastTyped = now;
    this.#history.step(what, next, { merge: typing });
  }

  /** @param {Deed} deed */
  #record(deed) {
    const at = stamp(this.#now());
    let { events, started } = this.#about;
    if (!started) {
      started = at;
      events = [{ at, do: "started" }];
    }
    const { do: did, item, ...details } = deed;
    const event = { at, do: did, ...(item ? { item } : {}), ...details };
    this.#about = { ...this.#about, started, events: withEvent(events, event) };
  }

  /** @param {string} what */
  #aboutChanged(what) {
    this.#tell({ what, how: "about" });
  }

  /** @param {Step} step */
  #tell(step) {
    if (step.how !== "load") this.revision += 1;
    for (const watcher of this.#watchers) watcher(step);
  }
}

/** @param {import("./types.js").Item} item @param {string} codebook @returns {Coding} */
function blankCoding({ kind, own_codes: own }, codebook) {
  return { codebook: kind === "notes" || own ? null : codebook, spans: [], memos: [], ...(own ? { codes: [] } : {}) };
}

/** @param {Values} values @param {string} id @param {unknown} value @returns {Values} */
function put(values, id, value) {
  const { [id]: _old, ...rest } = values;
  return value === undefined || value === null ? rest : { ...rest, [id]: value };
}

// State in one value, and the history of what was done to it. States are never changed in place: a step hands in
// the next state, so that undo and redo are a matter of which one is current.

/** @typedef {"do" | "undo" | "redo" | "load"} How */
/**
 * @template S
 * @typedef {(state: S, step: { what: string, how: How }) => void} Watcher
 */

/** @template S */
export class History {
  /** @type {{ state: S, what: string }[]} */ #past = [];
  /** @type {{ state: S, what: string }[]} */ #future = [];
  /** @type {Set<Watcher<S>>} */ #watchers = new Set();
  /** @type {string | null} */ #merge = null;
  /** @type {S} */ #state;
  #what = "";
  #limit;

  /** @param {S} state @param {{ limit?: number }} [options] how many steps can be undone; 500 unless told */
  constructor(state, { limit = 500 } = {}) {
    this.#state = state;
    this.#limit = limit;
  }

  /** The current state. */
  get state() {
    return this.#state;
  }

  /** What undo would take back, in words, or null. */
  get undoes() {
    return this.#past.length ? this.#what : null;
  }

  /** What redo would do again, in words, or null. */
  get redoes() {
    return this.#future.at(-1)?.what ?? null;
  }

  /**
   * Takes a step. Steps in a row with the same `merge` (typing in one field) count as one.
   * @param {string} what in the words of the person, such as "code applied"
   * @param {S} next
   * @param {{ merge?: string }} [options]
   */
  step(what, next, { merge } = {}) {
    if (merge === undefined || merge !== this.#merge || this.#past.length === 0) {
      this.#past.push({ state: this.#state, what: this.#what });
      if (this.#past.length > this.#limit) this.#past.shift();
    }
    this.#merge = merge ?? null;
    this.#future = [];
    this.#now(next, what, "do", what);
  }

  /** @returns {string | null} what was undone */
  undo() {
    const before = this.#past.pop();
    if (!before) return null;
    const undone = this.#what;
    this.#future.push({ state: this.#state, what: undone });
    this.#merge = null;
    this.#now(before.state, before.what, "undo", undone);
    return undone;
  }

  /** @returns {string | null} what was done again */
  redo() {
    const after = this.#future.pop();
    if (!after) return null;
    this.#past.push({ state: this.#state, what: this.#what });
    this.#merge = null;
    this.#now(after.state, after.what, "redo", after.what);
    return after.what;
  }

  /** Puts another state in place and forgets the history, as when a file is opened. @param {S} state */
  load(state) {
    this.#past = [];
    this.#future = [];
    this.#merge = null;
    this.#now(state, "", "load", "");
  }

  /** Ends a run of merged steps, as when a field is left. */
  settle() {
    this.#merge = null;
  }

  /** @param {Watcher<S>} watcher @returns {() => void} a function that stops it */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @param {S} state @param {string} what @param {How} how @param {string} said */
  #now(state, what, how, said) {
    this.#state = state;
    this.#what = what;
    for (const watcher of this.#watchers) watcher(state, { what: said, how });
  }
}

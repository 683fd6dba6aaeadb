/**
 * Whether the work is safe, and where. Holds the choice between this computer and files, keeps what is to be kept,
 * says how old the last save is, and stops at a second tab instead of writing over it.
 */

import { forgetAll, keeper } from "./storage.js";
import { tellWork } from "../tell.js";
import { ago } from "./time.js";

/**
 * What is kept: an exercise's session, or a coding desk.
 * @typedef {object} Keepable
 * @property {string} name in the browser's storage
 * @property {number} revision counts what was done
 * @property {boolean} isBlank
 * @property {() => unknown} kept the work as plain data, small enough for a file
 * @property {(watcher: (step: {how: string}) => void) => unknown} watch
 */
/** @typedef {"unasked" | "kept" | "files" | "notebook"} Mode `notebook`: a kernel writes the file beside the notebook */
/** @typedef {"" | "full" | "refused" | "other-tab" | "not-written"} Trouble */
/** @typedef {{mode: Mode, trouble: Trouble, unsaved: boolean, savedAt: number | null, changedAt: number | null, said: string}} State */

const DEBOUNCE_MS = 800;
const PROMPT_MS = 10 * 60 * 1000;
const LOOK_MS = 15 * 1000;

export class Keeping {
  #work;
  #keeper;
  #onchange;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #stop = new AbortController();
  #clock;
  #keptRevision = 0;
  #fileRevision = 0;
  /** @type {number | null} */ #savedAt = null;
  /** @type {number | null} */ #changedAt = null;
  /** @type {Trouble} */ #trouble = "";
  #prompted = false;
  /** @type {Mode} */ mode = "unasked";
  /** Whether a copy of this work lies on this computer, as far as this tab knows. */
  holds = false;
  /** Why the kernel could not write, in its words. */
  problem = "";
  /** Sends the work to the notebook's kernel, where there is one. @type {(() => void) | null} */
  toNotebook = null;

  /**
   * @param {Keepable} work
   * @param {{onchange: () => void, ontime: () => void, onlate: () => void, onleave: () => void}} tell
   *   `onlate`: unsaved for ten minutes; `onleave`: the page is about to go, before anything is kept for the last time
   */
  constructor(work, { onchange, ontime, onlate, onleave }) {
    this.#work = work;
    this.#onchange = onchange;
    const tab = Math.random().toString(36).slice(2);
    this.#keeper = keeper(work.name, () => window.localStorage, tab);
    const { signal } = this.#stop;
    window.addEventListener("storage", (event) => {
      if (event.key === this.#keeper.key || event.key === null) this.#lookAtOtherTab();
    }, { signal });
    window.addEventListener("pagehide", () => this.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush(), { signal });
    window.addEventListener("beforeunload", (event) => {
      onleave();
      this.flush();
      if (this.unsaved) event.preventDefault();
    }, { signal });
    this.#clock = setInterval(() => {
      ontime();
      if (this.#late && !this.#prompted) {
        this.#prompted = true;
        onlate();
      }
    }, LOOK_MS);
    work.watch(({ how }) => {
      if (how === "load") return;
      this.#changedAt ??= Date.now();
      this.#schedule();
    });
  }

  get trouble() {
    return this.#trouble;
  }

  /** Whether something was done that neither a file nor this computer holds. */
  get unsaved() {
    const safe = this.mode === "kept" || this.mode === "notebook" ? Math.max(this.#keptRevision, this.#fileRevision) : this.#fileRevision;
    return this.#work.revision > safe && !(this.#work.isBlank && safe === 0);
  }

  get savedAt() {
    return this.#savedAt;
  }

  get changedAt() {
    return this.#changedAt;
  }

  get #late() {
    return this.unsaved && this.#changedAt !== null && Date.now() - this.#changedAt > PROMPT_MS;
  }

  /** What an earlier visit or another tab left on this computer. */
  left() {
    return this.#keeper.read();
  }

  /** What was left is on the screen now and is kept on from here. @param {number} at when it was kept */
  tookOver(at) {
    this.#keeper.own();
    this.mode = "kept";
    this.holds = true;
    this.#trouble = "";
    this.restored(at);
    this.#onchange();
  }

  /** @param {"kept" | "files"} mode */
  choose(mode) {
    this.mode = mode;
    if (mode === "files") this.#trouble = "";
    if (mode === "kept") this.flush();
    this.#onchange();
  }

  /** The work on screen is what the storage or the file holds: nothing is unsaved. @param {number} [savedAt] */
  restored(savedAt = Date.now()) {
    this.#keptRevision = this.#work.revision;
    this.#fileRevision = this.#work.revision;
    this.#changedAt = null;
    this.#savedAt = savedAt;
  }

  /** A file was handed to the browser to be saved. */
  savedToFile() {
    this.#fileRevision = this.#work.revision;
    this.#savedAt = Date.now();
    this.#changedAt = null;
    this.#prompted = false;
    if (this.mode === "kept") this.flush({ always: true });
    this.#tellSaved();
    this.#onchange();
  }

  /** Writes now what waits to be kept. @param {{always?: boolean, evenOverOther?: boolean}} [options] */
  flush({ always = false, evenOverOther = false } = {}) {
    clearTimeout(this.#timer);
    const { revision } = this.#work;
    if (revision === this.#keptRevision && !always && !evenOverOther) return;
    if (this.mode === "notebook") {
      // Looking at the notebook, or giving a number, makes no file of nothing.
      if (!this.#work.isBlank || this.#keptRevision > 0) this.toNotebook?.();
      return;
    }
    if (this.mode !== "kept" || (this.#trouble === "other-tab" && !evenOverOther)) return;
    const outcome = this.#keeper.write(this.#work.kept(), { evenOverOther });
    this.#trouble = outcome === "kept" ? "" : outcome;
    if (outcome === "kept") {
      this.holds = true;
      this.#keptRevision = revision;
      this.#savedAt = Date.now();
      this.#changedAt = null;
      this.#prompted = false;
      this.#tellSaved();
    }
    this.#onchange();
  }

  /** The notebook's kernel has written the file. @param {number} revision */
  savedInNotebook(revision) {
    this.#keptRevision = Math.max(this.#keptRevision, revision);
    this.#savedAt = Date.now();
    this.#trouble = "";
    if (this.#keptRevision === this.#work.revision) this.#changedAt = null;
    this.#onchange();
  }

  /** The kernel could not write the file. @param {string} problem */
  failedInNotebook(problem) {
    this.#trouble = "not-written";
    this.problem = problem;
    this.#onchange();
  }

  /** @returns {boolean} whether all that lay on this computer is gone */
  forget() {
    clearTimeout(this.#timer);
    const gone = this.#keeper.forget() && forgetAll(() => window.localStorage);
    if (gone) {
      this.holds = false;
      this.mode = this.mode === "notebook" ? "notebook" : "files";
      this.#trouble = "";
      this.#keptRevision = 0;
    }
    this.#onchange();
    return gone;
  }

  stop() {
    this.flush();
    clearTimeout(this.#timer);
    clearInterval(this.#clock);
    this.#stop.abort();
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.mode === "kept" || this.mode === "notebook") this.#timer = setTimeout(() => this.flush(), DEBOUNCE_MS);
    this.#onchange();
  }

  #tellSaved() {
    if (!this.#work.isBlank) tellWork("saved", this.#work.name.replace(/^\w+\//, ""));
  }

  #lookAtOtherTab() {
    if (this.mode !== "kept" || !this.#keeper.changedElsewhere()) return;
    this.#trouble = "other-tab";
    this.#onchange();
  }
}

/**
 * One line on where the work stands.
 * @param {{mode: Mode, trouble: Trouble, unsaved: boolean, savedAt: number | null, changedAt: number | null}} keeping
 * @param {number} now
 */
export function standing({ mode, trouble, unsaved, savedAt, changedAt }, now) {
  const last = savedAt === null ? "Not saved yet." : `Last saved ${ago(savedAt, now)}.`;
  if (trouble) return `Not being kept on this computer. ${last}`;
  if (!unsaved) {
    if (savedAt === null) return "Nothing to save yet.";
    if (mode === "kept") return `Kept on this computer. ${last}`;
    return mode === "notebook" ? `Saved beside the notebook. ${last}` : last;
  }
  if (mode === "kept") return "Keeping your last change on this computer.";
  if (mode === "notebook") return "Writing your last change beside the notebook.";
  const since = changedAt === null ? "" : ` Oldest unsaved change: ${ago(changedAt, now)}.`;
  return `Unsaved changes. ${last}${since}`;
}

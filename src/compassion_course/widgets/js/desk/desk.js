/**
 * The work of one person at the coding desk, with its undo history, and around it what no undo touches: when it was
 * begun, which first passes were locked, and the event log. The coder, the theme board and the axial map of one page
 * hold the same desk, so that a code made in one is there in the others.
 */

import { withEvent } from "../sheet/answers.js";
import { stamp } from "../sheet/time.js";
import { History } from "../state.js";
import { FORMAT, FORMAT_VERSION, projectFile } from "./exchange/project-file.js";

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Project} Project */
/** @typedef {import("./types.js").Shelf} Shelf */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").SpanLine} SpanLine */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").DeskEvent} DeskEvent */
/** @typedef {{do: string, [detail: string]: unknown}} Deed what is put into the log: ids, never whole texts */
/** @typedef {{what: string, how: "do" | "undo" | "redo" | "load" | "about"}} Step `about`: something besides the work changed */

/** Typing that pauses this long ends one undo step. */
const PAUSE_MS = 1500;
/** Typing in one field within this time is one entry of the log, or letters would fill the file. */
const ONE_ENTRY_MS = 5 * 60 * 1000;

/** @param {string[]} codebooks @returns {Work} */
export function blankWork(codebooks) {
  return {
    reader: { id: "me", name: "", stance: "", codebooks },
    codes: [],
    spans: [],
    statements: [],
    themes: [],
    relations: [],
    memos: [],
    storyline: "",
  };
}

export class Desk {
  /** @type {History<Work>} */ #history;
  /** @type {Pick<Project, "started" | "saved" | "locked" | "first" | "events">} */ #about = blankAbout();
  /** @type {Set<(step: Step) => void>} */ #watchers = new Set();
  #now;
  #start;
  #lastTyped = 0;
  /** Counts what was done; whoever saves remembers the count it saved. */
  revision = 0;
  /** @type {{of: Code[] | null, all: Code[], byId: Map<string, Code>}} */ #codes = { of: null, all: [], byId: new Map() };

  /**
   * @param {string} key names the work on this page and in the browser's storage
   * @param {Shelf} shelf
   * @param {Work} [start] what the desk begins with; work equal to it counts as blank
   * @param {() => Date} [now]
   */
  constructor(key, shelf, start = blankWork(shelf.codebooks.map(({ id }) => id)), now = () => new Date()) {
    this.key = key;
    this.shelf = shelf;
    this.#now = now;
    this.#start = start;
    this.#history = new History(start);
    this.#history.watch((_, { what, how }) => this.#tell({ what, how }));
  }

  /** Under what name the browser keeps the work. */
  get name() {
    return `desk/${this.key}`;
  }

  get work() {
    return this.#history.state;
  }

  get undoes() {
    return this.#history.undoes;
  }

  get redoes() {
    return this.#history.redoes;
  }

  get events() {
    return this.#about.events;
  }

  /** Whether nothing was done yet. */
  get isBlank() {
    return this.work === this.#start && !Object.keys(this.#about.locked).length;
  }

  /** Every code that can be given: the closed codebooks', then the reader's own. @returns {Code[]} */
  get codes() {
    return this.#known().all;
  }

  /** @param {string} id @returns {Code | undefined} */
  code(id) {
    return this.#known().byId.get(id);
  }

  /** Whether a code is the reader's own, which alone can be changed. @param {string} id */
  isOwn(id) {
    return this.work.codes.some(({ code }) => code === id);
  }

  /** The name of a code or theme, or its id where there is none of that id. @param {string} id */
  nameOf(id) {
    return this.code(id)?.name ?? this.theme(id)?.name ?? id;
  }

  /** @param {string} id @returns {Theme | undefined} */
  theme(id) {
    return this.work.themes.find((theme) => theme.id === id);
  }

  /** The lines of a span, one for each turn that it is in. @param {string} id @returns {SpanLine[]} */
  span(id) {
    return this.work.spans.filter((line) => line.id === id);
  }

  /** @param {string} doc */
  transcript(doc) {
    return this.shelf.transcripts.find((one) => one.doc === doc);
  }

  /** The time at which the first pass of a transcript was locked, or undefined. @param {string} doc @returns {string | undefined} */
  locked(doc) {
    return this.#about.locked[doc];
  }

  /** The spans that a transcript had when its first pass was locked. @param {string} doc @returns {SpanLine[]} */
  first(doc) {
    return this.#about.first[doc] ?? [];
  }

  /** The whole as a file holds it. @returns {Project} */
  get project() {
    const { reader, codes, spans, statements, themes, relations, memos, storyline } = this.work;
    const { started, saved, locked, first, events } = this.#about;
    return {
      format: FORMAT,
      format_version: FORMAT_VERSION,
      reader,
      started,
      saved,
      transcripts: Object.fromEntries(this.shelf.transcripts.map(({ doc, digest }) => [doc, digest])),
      codes,
      spans,
      statements,
      themes,
      relations,
      memos,
      storyline,
      locked,
      first,
      events,
    };
  }

  /** What the browser keeps, and what a kernel is sent: the same as the file. @returns {Project} */
  kept() {
    return projectFile(this.project).project;
  }

  /**
   * Takes a step that can be undone.
   * @param {string} what what undo would take back, such as "a code renamed"
   * @param {Partial<Work>} change the parts of the work that are other now
   * @param {Deed} deed
   * @param {{typing?: string}} [options] `typing` names the field, so that its letters undo together
   */
  step(what, change, deed, { typing } = {}) {
    this.#record(deed, typing !== undefined);
    const now = this.#now().getTime();
    if (now - this.#lastTyped > PAUSE_MS) this.#history.settle();
    this.#lastTyped = now;
    this.#history.step(what, { ...this.work, ...change }, { merge: typing });
  }

  /** Locks the first pass of a transcript: a copy of its spans, which no later change or undo moves. @param {string} doc */
  lock(doc) {
    if (this.#about.locked[doc]) return;
    this.#record({ do: "lock", doc });
    this.#about = {
      ...this.#about,
      locked: { ...this.#about.locked, [doc]: stamp(this.#now()) },
      first: { ...this.#about.first, [doc]: this.work.spans.filter((line) => line.doc === doc) },
    };
    this.#history.settle();
    this.#tell({ what: "first pass locked", how: "about" });
  }

  /** An event that changes no work: opened, exported, readings looked at. @param {Deed} deed */
  note(deed) {
    this.#record(deed);
  }

  markSaved() {
    this.#record({ do: "save" });
    this.#about = { ...this.#about, saved: stamp(this.#now()) };
  }

  /** Puts other work in place, as when a file is opened; its history begins here. @param {Project} project */
  load(project) {
    const { started, saved, locked, first, events } = project;
    this.#about = { started, saved, locked, first, events };
    this.revision += 1;
    const { reader, codes, spans, statements, themes, relations, memos, storyline } = project;
    this.#history.load({ reader, codes, spans, statements, themes, relations, memos, storyline });
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

  /** @param {(step: Step) => void} watcher @returns {() => void} a function that stops it */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Puts on the shelf what another widget of this desk brings besides. @param {Shelf} more */
  extend({ transcripts, codebooks }) {
    const { shelf } = this;
    shelf.transcripts.push(...transcripts.filter(({ doc }) => !this.transcript(doc)));
    shelf.codebooks.push(...codebooks.filter(({ id }) => !shelf.codebooks.some((book) => book.id === id)));
    this.#codes = { of: null, all: [], byId: new Map() };
  }

  #known() {
    const { codes } = this.work;
    if (this.#codes.of !== codes) {
      const all = [...this.shelf.codebooks.flatMap((book) => book.codes), ...codes];
      this.#codes = { of: codes, all, byId: new Map(all.map((code) => [code.code, code])) };
    }
    return this.#codes;
  }

  /** @param {Deed} deed @param {boolean} [typed] whether it may go on with the entry before, as letters do */
  #record(deed, typed = false) {
    const at = stamp(this.#now());
    let { events, started } = this.#about;
    if (!started) {
      started = at;
      events = [...events, { at, do: "started" }];
    }
    this.#about = { ...this.#about, started, events: (typed && wentOn(events, { at, ...deed })) || withEvent(events, { at, ...deed }) };
  }

  /** @param {Step} step */
  #tell(step) {
    if (step.how !== "load") this.revision += 1;
    for (const watcher of this.#watchers) watcher(step);
  }
}

/**
 * The log in which an entry of typing goes on with the last one, where that says the same; null where it does not.
 * @param {DeskEvent[]} events
 * @param {DeskEvent} event
 */
function wentOn(events, event) {
  const last = events[events.length - 1];
  if (!last || Date.parse(event.at) - Date.parse(String(last.from ?? last.at)) > ONE_ENTRY_MS) return null;
  const { at, from = at, times = 1, ...said } = last;
  const { at: now, ...says } = event;
  if (JSON.stringify(said) !== JSON.stringify(says)) return null;
  return [...events.slice(0, -1), { ...event, from, times: Number(times) + 1 }];
}

/** @returns {Pick<Project, "started" | "saved" | "locked" | "first" | "events">} */
function blankAbout() {
  return { started: "", saved: "", locked: {}, first: {}, events: [] };
}

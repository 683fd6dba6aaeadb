/**
 * A coding or a notes item as the exercise asks it: the passage to work on, the lock on the first pass where something
 * follows it, and the readings after it.
 */

import { fill, h, paragraphs } from "../dom.js";
import { KINDS, formFields } from "../desk/coder/form-fields.js";
import { tellWork } from "../tell.js";
import { codebookPanel } from "./codebook-panel.js";
import { coder } from "./coder.js";
import { NOTE_KEYS } from "./keys.js";
import { lockBox } from "./lock-box.js";
import { memoField } from "./memo-field.js";
import { ownCodesPanel } from "./own-codes.js";
import { readingsView } from "./readings-view.js";
import { notesStanding, standingOf } from "./span-list.js";
import { SpanWork } from "./span-work.js";
import { wholeInterview } from "./whole-interview.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./session.js").Session} Session */

/** The turns from the first to the last of a passage. @param {Item} item @param {Transcript[]} transcripts @returns {Turn[]} */
export function passageTurns(item, transcripts) {
  const all = transcripts.find(({ doc }) => doc === item.passage?.doc)?.turns ?? [];
  const first = all.findIndex(({ turn }) => turn === item.passage?.first);
  const last = all.findIndex(({ turn }) => turn === item.passage?.last);
  return first < 0 || last < first ? [] : all.slice(first, last + 1);
}

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item
 * @param {Codebook} parts.codebook the exercise's, or the trainee's own for this item
 * @param {() => Reading[]} parts.readings those of an assessed exercise come later
 * @param {boolean} parts.locks whether a first pass is locked here
 * @param {boolean} parts.follows whether readings of this passage follow the lock
 * @param {(text: string) => void} parts.say
 * @param {() => ReturnType<typeof import("./replies.js").repliesItem> | null} parts.replies
 */
export function codingQuestion({ session, item, codebook, readings, locks, follows, say, replies }) {
  const notes = item.kind === "notes";
  const turns = passageTurns(item, session.transcripts);
  const work = new SpanWork(session, item, turns);
  const settle = () => session.settle();
  const memo = item.memo_prompt ? memoField(work, item.memo_prompt, settle) : null;
  const own = item.own_codes ? ownCodesPanel(work, codebook, { say, settle }) : null;
  const desk = coder({
    work,
    turns,
    codebook,
    say,
    side: () => own?.el ?? (notes ? null : codebookPanel(codebook)),
    memo,
    ...(notes || own ? { asks: askedFor(item, work, settle) } : {}),
    ...(notes ? { keyList: NOTE_KEYS, kinds: kindsOf(item) } : {}),
  });
  const lock = lockBox({
    locked: () => session.locked(item.id),
    count: () => session.first(item.id)?.spans?.length ?? 0,
    standing: () => (notes ? notesStanding : standingOf)(work.spans),
    shortfall() {
      const missing = (item.at_least ?? 0) - work.spans.length;
      return missing > 0 ? ` The exercise asks for ${item.at_least} spans or more: ${missing} to go.` : "";
    },
    lock: () => {
      session.lock(item.id);
      tellWork("coded", session.exercise.slug);
    },
    settle: desk.settle,
    say,
    readings: () => (follows ? readings().length : 0),
    none: follows ? "The readings come from your tutor once everybody has handed in. Go on with the questions below first: what you hand in is all of them but the replies." : "",
    work: notes ? "notes" : "codes",
  });
  const after = h("div", null);
  /** @type {ReturnType<typeof readingsView> | null} */
  let shown = null;
  /** @type {Reading[]} */
  let of = [];

  return {
    el: h(
      "div",
      { class: "cw-item" },
      h("div", { class: "cw-prompt" }, paragraphs(item.prompt)),
      wholeInterview(session.transcripts.find(({ doc }) => doc === item.passage?.doc), codebook),
      desk.el,
      locks ? lock.el : null,
      after,
    ),
    stop: desk.stop,
    settle: desk.settle,
    update() {
      own?.update();
      desk.update();
      lock.update();
      const now = readings();
      const ready = follows && Boolean(session.locked(item.id)) && now.length > 0;
      if (ready && (!shown || of !== now)) {
        of = now;
        const compared = notes ? now.map((reading) => ({ ...reading, spans: reading.spans.map((span) => ({ ...span, codes: [] })) })) : now;
        shown = readingsView({ mine: () => work.spans, readings: compared, turns, codebook, replies: replies(), codes: !notes && !own, work: notes ? "notes" : "coding" });
        fill(after, shown.el);
      } else if (!ready && shown) {
        shown = null;
        fill(after);
      }
      shown?.update();
    },
  };
}

/** The kinds of note that an item asks for, with their names. @param {Item} item @returns {[string, string][]} */
export function kindsOf({ note_kinds: kinds = [] }) {
  return kinds.map((kind) => [kind, KINDS.find(([known]) => known === kind)?.[1] ?? `${kind[0].toUpperCase()}${kind.slice(1)}`]);
}

/** What the form asks for besides codes and a reason. @param {Item} item @param {SpanWork} work @param {() => void} settle */
function askedFor(item, work, settle) {
  const notes = item.kind === "notes";
  const fields = formFields({
    desk: { isOwn: () => !notes, code: (id) => work.codes.find(({ code }) => code === id), settle },
    work,
    settings: { codes: !notes, notes, kinds: item.note_kinds, sheet: true },
  });
  return notes ? { ...fields, why: false } : { ...fields, need: "Tick a code first, or type a name for a new one." };
}

/**
 * A coding item as the exercise asks it: the passage to code, the lock on the first pass, and the readings after it.
 */

import { fill, h, paragraphs } from "../dom.js";
import { codebookPanel } from "./codebook-panel.js";
import { coder } from "./coder.js";
import { lockBox } from "./lock-box.js";
import { memoField } from "./memo-field.js";
import { passageView } from "./passage.js";
import { readingsView } from "./readings-view.js";
import { standingOf } from "./span-list.js";
import { SpanWork } from "./span-work.js";

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
 * @param {Codebook} parts.codebook
 * @param {Reading[]} parts.readings
 * @param {(text: string) => void} parts.say
 * @param {() => ReturnType<typeof import("./replies.js").repliesItem> | null} parts.replies
 */
export function codingQuestion({ session, item, codebook, readings, say, replies }) {
  const turns = passageTurns(item, session.transcripts);
  const work = new SpanWork(session, item, turns);
  const memo = item.memo_prompt ? memoField(work, item.memo_prompt, () => session.settle()) : null;
  const desk = coder({ work, turns, codebook, say, side: () => codebookPanel(codebook), memo });
  const lock = lockBox({
    locked: () => session.locked(item.id),
    count: () => session.first(item.id)?.spans?.length ?? 0,
    standing: () => standingOf(work.spans),
    shortfall() {
      const missing = (item.at_least ?? 0) - work.spans.length;
      return missing > 0 ? ` The exercise asks for ${item.at_least} spans or more: ${missing} to go.` : "";
    },
    lock: () => session.lock(item.id),
    settle: desk.settle,
    say,
    readings: readings.length,
    none: "The readings come from your tutor once everybody has handed in the first pass.",
  });
  const after = h("div", null);
  /** @type {ReturnType<typeof readingsView> | null} */
  let shown = null;

  return {
    el: h(
      "div",
      { class: "cw-item" },
      h("div", { class: "cw-prompt" }, paragraphs(item.prompt)),
      wholeInterview(item, session.transcripts, codebook),
      desk.el,
      lock.el,
      after,
    ),
    stop: desk.stop,
    settle: desk.settle,
    update() {
      desk.update();
      lock.update();
      const locked = Boolean(session.locked(item.id));
      if (locked && readings.length && !shown) {
        shown = readingsView({ mine: () => work.spans, readings, turns, codebook, replies: replies() });
        fill(after, shown.el);
      } else if (!locked && shown) {
        shown = null;
        fill(after);
      }
      shown?.update();
    },
  };
}

/** The rest of the interview, to read around the passage; drawn when it is first opened. @param {Item} item @param {Transcript[]} transcripts @param {Codebook} codebook */
function wholeInterview(item, transcripts, codebook) {
  const transcript = transcripts.find(({ doc }) => doc === item.passage?.doc);
  if (!transcript) return null;
  const place = h("div", { class: "cw-whole" });
  const details = h("details", { ontoggle: () => details.open && !place.childElementCount && place.append(passageView(transcript.turns, codebook, { label: `${transcript.label}, whole`, coding: false }).el) }, h("summary", null, `Read the whole interview (${transcript.label})`), place);
  return details;
}

/**
 * The coding panel of the desk: one transcript at a time, with its codes beside it, its memo and its lock, and after the
 * lock the reference readings beside the reader's own.
 */

import { fill, freshId, h } from "../../dom.js";
import { coder } from "../../sheet/coder.js";
import { deskKeyList } from "../../sheet/keys.js";
import { lockBox } from "../../sheet/lock-box.js";
import { memoField } from "../../sheet/memo-field.js";
import { readingsView } from "../../sheet/readings-view.js";
import { DeskSpans } from "./desk-spans.js";
import { formFields } from "./form-fields.js";
import { lookOf } from "./look.js";
import { changesSince, standingOf } from "./rules.js";
import { sidePanel } from "./side.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../desk.js").Step} Step */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Transcript} Transcript */
/** @typedef {{id: string, name: string, stance: string, codes: Code[], spans: SpanLine[]}} ReferenceReading */
/**
 * @typedef {object} CoderSettings
 * @property {boolean} codes whether codes are given at all
 * @property {boolean} notes whether notes are written by their kind
 * @property {string} [transcriptMemo] what the memo on a transcript is for
 * @property {string} [spanMemo] what the memo on a span is for
 */

/** How many spans, or places of a reading, are drawn at a time. */
const PAGE = 30;
/** Counts and lists follow when the keys rest this long. */
const REST_MS = 150;
const TRANSCRIPT_MEMO = "What struck you in this transcript as a whole, and what you would ask next.";

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {ReferenceReading[]} parts.readings
 * @param {(text: string) => void} parts.say
 * @param {import("../../sheet/keys-panel.js").Heading} parts.heading
 * @param {string} parts.key
 * @param {CoderSettings} parts.settings
 */
export function coderPanel({ desk, readings, say, heading, key, settings }) {
  const look = lookOf(desk);
  const { transcripts } = desk.shelf;
  const selectId = freshId(`${key}-transcript`);
  const select = h("select", { id: selectId, onchange: () => go(select.value) }, transcripts.map(({ doc, label }) => h("option", { value: doc }, label)));
  const place = h("div", null);
  const el = h(
    "div",
    { class: "cw-coding", onfocusin: () => (inside = true), onfocusout: (/** @type {FocusEvent} */ event) => event.relatedTarget && (inside = el.contains(/** @type {Node} */ (event.relatedTarget))) },
    transcripts.length > 1 ? h("div", { class: "cw-row cw-which" }, h("label", { for: selectId }, "Transcript"), select) : null,
    place,
  );
  /** Whether the focus was in the panel last. */
  let inside = false;
  /** @type {ReturnType<typeof transcriptPanel> | null} */
  let now = null;

  /** @param {string} doc */
  function go(doc) {
    const transcript = desk.transcript(doc) ?? transcripts[0];
    if (!transcript || now?.doc === transcript.doc) return;
    now?.settle();
    now?.stop();
    now = transcriptPanel({ desk, transcript, look, readings, say, heading, settings });
    select.value = transcript.doc;
    fill(place, now.el);
  }

  go(transcripts[0]?.doc ?? "");
  return {
    el,
    /** @param {Step} [step] */
    update(step) {
      now?.update(step);
      // What had the focus may have gone with the step: an undo takes a form's field away.
      if (inside && document.activeElement === document.body) now?.refocus();
    },
    settle: () => now?.settle(),
    stop: () => now?.stop(),
    /** Shows a transcript and puts the focus on one of its spans or turns. @param {string} doc @param {string} [id] */
    open(doc, id) {
      go(doc);
      if (id && now?.show(id)) return;
      (transcripts.length > 1 ? select : null)?.focus();
    },
  };
}

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {Transcript} parts.transcript
 * @param {ReturnType<typeof lookOf>} parts.look
 * @param {ReferenceReading[]} parts.readings
 * @param {(text: string) => void} parts.say
 * @param {import("../../sheet/keys-panel.js").Heading} parts.heading
 * @param {CoderSettings} parts.settings
 */
function transcriptPanel({ desk, transcript, look, readings, say, heading, settings }) {
  const { doc, turns } = transcript;
  const work = new DeskSpans(desk, transcript);
  const ids = new Set(turns.map(({ turn }) => turn));
  // The readings run over every transcript; only what they made of this one is shown.
  const here = readings.map((one) => ({ ...one, spans: one.spans.filter(({ turn }) => ids.has(turn)) })).filter(({ spans }) => spans.length);
  const fields = formFields({ desk, work, settings });
  const memo = memoField(work, settings.transcriptMemo ?? TRANSCRIPT_MEMO, () => desk.settle());
  /** @type {ReturnType<typeof sidePanel> | null} */
  let side = null;
  const stands = (/** @type {import("../../sheet/span-work.js").Line[]} */ spans) => standingOf(/** @type {SpanLine[]} */ (spans), desk.work.codes, settings.codes);
  const passage = coder({
    work,
    turns,
    codebook: look,
    say,
    side(numbers) {
      if (!settings.codes) return h("div", { hidden: true });
      side = sidePanel({
        desk,
        look,
        keyOf: numbers.keyOf,
        heading,
        changed(words) {
          passage.update();
          say(words);
        },
      });
      return side.el;
    },
    memo,
    desk: { work, fields, keys: deskKeyList(settings), heading, page: PAGE, stands, shown: () => side?.shown() ?? null },
  });
  if (!settings.codes) passage.el.classList.add("cw-no-side");
  const lock = lockBox({
    locked: () => desk.locked(doc),
    count: () => new Set(desk.first(doc).map(({ id }) => id)).size,
    standing: () => stands(work.spans),
    lock() {
      desk.lock(doc);
      showReadings();
    },
    settle: passage.settle,
    say,
    readings: here.length,
    none: "There is no reference reading of this transcript here.",
    since: () => changesSince(desk.first(doc), work.spans),
  });
  const after = h("div", null);
  /** @type {ReturnType<typeof readingsView> | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  function showReadings() {
    const locked = Boolean(desk.locked(doc));
    if (locked && here.length && !shown) {
      shown = readingsView({ mine: () => work.spans, readings: here, turns, codebook: look, look: (id) => passage.show(id), heading, page: PAGE });
      fill(after, shown.el);
    } else if (!locked && shown) {
      shown = null;
      fill(after);
    }
    shown?.update();
  }

  function settled() {
    clearTimeout(rest);
    rest = undefined;
    side?.update();
    passage.count();
    lock.count();
    showReadings();
  }

  passage.update();
  lock.update();
  settled();
  return {
    doc,
    el: h("div", null, passage.el, lock.el, after),
    show: passage.show,
    refocus: passage.refocus,
    settle: passage.settle,
    stop() {
      clearTimeout(rest);
      passage.stop();
    },
    /** @param {Step} [step] */
    update(step) {
      passage.update();
      lock.update();
      clearTimeout(rest);
      // An opened file is shown at once; counts after a key wait until the keys rest.
      if (step?.how === "load" || step?.how === "about") settled();
      else rest = setTimeout(settled, REST_MS);
    },
  };
}

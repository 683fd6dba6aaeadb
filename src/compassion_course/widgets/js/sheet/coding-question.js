/**
 * A coding item as the exercise asks it: the passage to code, the lock on the first pass, and the readings after it.
 */

import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { coder } from "./coder.js";
import { passageView } from "./passage.js";
import { readingsView } from "./readings-view.js";
import { standingOf } from "./span-list.js";
import { dayAndTime } from "./time.js";

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
  const desk = coder({ session, item, turns, codebook, say });
  const lockBox = h("div", { class: "cw-lock" });
  const after = h("div", null);
  /** @type {ReturnType<typeof readingsView> | null} */
  let shown = null;
  let drawnLock = "";

  function askToLock() {
    desk.settle();
    const headingId = freshId("cw-lock");
    const heading = h("p", { class: "cw-form-title", id: headingId, tabindex: "-1" }, "Lock your first pass?");
    const cancel = () => {
      drawnLock = "";
      drawLock();
      lockBox.querySelector("button")?.focus();
    };
    drawnLock = "asking";
    fill(
      lockBox,
      h(
        "div",
        {
          class: "cw-panel",
          role: "group",
          "aria-labelledby": headingId,
          onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && cancel(),
        },
        heading,
        h("p", null, standingOf(desk.work.spans), shortfall()),
        h("p", null, "Your coding is kept as it is now, and the readings appear beside it. You can go on changing your codes afterwards; the first pass stays as it was."),
        h("div", { class: "cw-buttons" }, button("Lock it", lock), button("Not yet", cancel, { class: "cw-button cw-button-quiet" })),
      ),
    );
    heading.focus();
  }

  function shortfall() {
    const missing = (item.at_least ?? 0) - desk.work.spans.length;
    return missing > 0 ? ` The exercise asks for ${item.at_least} spans or more: ${missing} to go.` : "";
  }

  function lock() {
    session.lock(item.id);
    const heading = lockBox.querySelector("p");
    if (heading instanceof HTMLElement) heading.focus();
    say(readings.length ? "First pass locked. The readings stand below your spans." : "First pass locked.");
  }

  function drawLock() {
    const at = session.locked(item.id);
    const next = at ? `locked ${at}` : drawnLock === "asking" ? "asking" : `open ${shortfall()}`;
    if (next === drawnLock) return;
    drawnLock = next;
    if (at) {
      const count = session.first(item.id)?.spans?.length ?? 0;
      fill(
        lockBox,
        h("p", { class: "cw-locked", tabindex: "-1" }, h("span", { class: "cw-symbol", "aria-hidden": "true" }, "✓"), ` First pass locked on ${dayAndTime(at)} with ${count === 1 ? "1 span" : `${count} spans`}. What you change from here on is your second pass.`),
        readings.length ? null : h("p", null, "The readings come from your tutor once everybody has handed in the first pass."),
      );
    } else {
      fill(
        lockBox,
        h("p", null, "When you have coded what you see, lock your first pass.", readings.length ? " Then two readings by others appear beside yours." : "", shortfall()),
        h("div", { class: "cw-buttons" }, button("Lock my first pass", askToLock)),
      );
    }
  }

  return {
    el: h(
      "div",
      { class: "cw-item" },
      h("div", { class: "cw-prompt" }, paragraphs(item.prompt)),
      wholeInterview(item, session.transcripts, codebook),
      desk.el,
      lockBox,
      after,
    ),
    stop: desk.stop,
    settle: desk.settle,
    update() {
      desk.update();
      drawLock();
      const locked = Boolean(session.locked(item.id));
      if (locked && readings.length && !shown) {
        shown = readingsView({ session, item, readings, turns, codebook, replies: replies() });
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

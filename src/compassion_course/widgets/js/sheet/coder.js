/**
 * The coding item: words are chosen by mouse, touch or keys, get codes and a reason, and can be changed again.
 * What is chosen is in choice.js and what becomes of the spans in span-work.js; this module joins them to the screen
 * and keeps the focus where the person works.
 */

import { h } from "../dom.js";
import { Choice } from "./choice.js";
import { codebookPanel, namesOf } from "./codebook-panel.js";
import { ONE_TURN, codingForm } from "./coding-form.js";
import { keysPanel } from "./keys-panel.js";
import { actionFor } from "./keys.js";
import { memoField } from "./memo-field.js";
import { numberKeys } from "./number-keys.js";
import { countWords } from "./offsets.js";
import { passageView } from "./passage.js";
import { watchPointer } from "./pointer.js";
import { sentenceForm } from "./sentence-form.js";
import { spanList } from "./span-list.js";
import { SpanWork, nudged } from "./span-work.js";
import { watchTurnFocus } from "./turn-focus.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./coding-form.js").Nudge} Nudge */
/** @typedef {import("./passage.js").Chosen} Chosen */

/** Room for the strip at the foot of the sheet, and as much above the words. */
const FOOT = 90;
const CHOOSE_FIRST = "Choose words first: press Enter on a turn, then the arrow keys.";

/**
 * @param {{session: Session, item: Item, turns: Turn[], codebook: Codebook, say: (text: string) => void}} parts
 */
export function coder({ session, item, turns, codebook, say }) {
  const work = new SpanWork(session, item, turns);
  const choice = new Choice(work);
  const numbers = numberKeys(codebook.codes.map(({ code }) => code));
  const view = passageView(turns, codebook, { label: "The passage, turn by turn", coding: true });
  const keys = keysPanel(say);
  const memo = item.memo_prompt ? memoField(work, item.memo_prompt, () => session.settle()) : null;
  let open = false;
  /** What the form was filled for: words or a span. A draft goes with the words while they grow or shrink. @type {Chosen | null} */
  let filledFor = null;
  /** Reasons that were typed for words without a code and left, by turn. @type {Map<string, string>} */
  const begun = new Map();
  let clipped = false;
  /** Where the focus goes when the form closes, if not to the words. @type {HTMLElement | null} */
  let backTo = null;

  const form = codingForm(codebook, {
    save,
    close() {
      hold();
      closeForm();
    },
    remove: () => unmark(),
    nudge,
    open: openSpan,
    keyOf: numbers.keyOf,
  });
  const list = spanList({ work, codebook, turns, edit: openSpan, remove });
  const bySentence = sentenceForm(turns, (turn, extent, from) => {
    clipped = false;
    choice.take(turn, extent);
    openForm();
    backTo = from;
  });
  const el = h(
    "div",
    { class: "cw-coder" },
    h(
      "p",
      { class: "cw-hint" },
      "Choose words with the mouse, or tap the first word and then the last. With the keyboard, go to a turn and press Enter to move word by word.",
    ),
    keys.el,
    h(
      "div",
      { class: "cw-desk" },
      codebookPanel(codebook),
      h("div", { class: "cw-passage", onkeydown: pressed }, view.el),
    ),
    bySentence.el,
    list.el,
    memo?.el,
  );
  const stop = watchPointer(view.el, view.views, {
    swept(turn, extent, further) {
      if (!choice.sweep(turn, extent)) return;
      clipped = further;
      showForm();
      if (clipped) say(`${ONE_TURN} ${choice.quote}`);
      else tell();
    },
    tap(turn, index) {
      clipped = false;
      choice.tap(turn, index);
      showForm();
      tell();
    },
    shiftTap(turn, index) {
      choice.extendTo(turn, index);
      showForm();
      tell();
    },
  });

  // --- saying and drawing ---------------------------------------------------------------------

  function draw() {
    view.draw(work.spans, choice.now);
    if (open) placeForm();
  }

  function tell() {
    const count = countWords(choice.quote);
    const codes = [...new Set(choice.covering.flatMap((span) => span.codes))];
    const here = codes.length ? `Codes here: ${namesOf(codes, codebook)}.` : "No code here.";
    say(`${choice.quote}. ${count === 1 ? "1 word" : `${count} words`}. ${choice.span ? "Your span. " : ""}${here}`);
  }

  function standing() {
    const count = work.spans.length;
    return count === 1 ? "You have 1 span." : `You have ${count} spans.`;
  }

  /** @param {string | undefined} turn */
  function focusWords(turn) {
    view.views.get(turn ?? "")?.text.focus();
  }

  // --- the form -------------------------------------------------------------------------------

  function placeForm() {
    const { now } = choice;
    const holder = now && view.views.get(now.turn);
    if (!now || !holder) return;
    if (form.el.parentElement !== holder.item) holder.item.append(form.el);
    // A span that was changed elsewhere, by an undo or in the list, is shown as it is now.
    if (!filledFor || !continues(filledFor, now) || (now.span && !form.touched())) {
      settle();
      form.put(choice.span ?? { codes: [], why: begun.get(now.turn) ?? "" });
    }
    filledFor = now;
    form.show(choice.quote, choice.span, choice.covering.filter(({ id }) => id !== now.span), clipped);
  }

  /**
   * Keeps what stands in the form when somebody goes on without pressing its button: with a code it is a span, and an
   * undoable step like any other; a reason alone waits for the next words chosen in its turn.
   */
  function settle() {
    const about = filledFor;
    if (!open || !about || !form.touched()) return;
    const { codes, why } = form.draft();
    const span = work.span(about.span);
    filledFor = null;
    if (span) work.change(span.id, codes.length ? codes : span.codes, why);
    else if (codes.length && !about.span) {
      begun.delete(about.turn);
      work.add(about.turn, about, codes, why);
      say(`Coded as ${namesOf(codes, codebook)}.`);
    } else holdFor(about.turn, why);
  }

  /** A reason that was typed is not thrown away with the form. */
  function hold() {
    if (filledFor && !filledFor.span) holdFor(filledFor.turn, form.draft().why);
  }

  /** @param {string} turn @param {string} why */
  function holdFor(turn, why) {
    if (why) begun.set(turn, why);
    else begun.delete(turn);
  }

  /** Shows the form without moving the focus, and scrolls only as far as the chosen words stay in sight. */
  function showForm() {
    open = true;
    draw();
    const chosen = view.el.querySelector(".cw-chosen")?.getBoundingClientRect();
    const below = form.el.getBoundingClientRect().bottom + FOOT - window.innerHeight;
    if (chosen && below > 0) window.scrollBy({ top: Math.min(below, Math.max(chosen.top - FOOT, 0)) });
  }

  function openForm() {
    if (!choice.now) return say(CHOOSE_FIRST);
    showForm();
    form.focus();
  }

  /** @param {string} id */
  function openSpan(id) {
    const span = work.span(id);
    if (!span) return;
    const active = document.activeElement;
    choice.take(span.turn, work.extent(span), id);
    openForm();
    backTo = active instanceof HTMLElement && list.el.contains(active) ? active : null;
  }

  function closeForm() {
    open = false;
    filledFor = null;
    form.el.remove();
    if (backTo?.isConnected) backTo.focus();
    else focusWords(choice.now?.turn);
    backTo = null;
  }

  // --- spans ----------------------------------------------------------------------------------

  /** @param {string[]} codes @param {string} why */
  function save(codes, why) {
    const { now } = choice;
    if (!now) return;
    codes.forEach(numbers.used);
    if (now.span) work.change(now.span, codes, why);
    else {
      begun.delete(now.turn);
      // Done with: drawing the new span must not take the form for one that was left.
      filledFor = null;
      choice.take(now.turn, now, work.add(now.turn, now, codes, why));
    }
    closeForm();
    draw();
    say(`Coded as ${namesOf(codes, codebook)}: ${choice.quote}. ${why ? "" : "No reason yet. "}${standing()}`);
  }

  /** A number key: a new span, or one code more or less on the placed one. @param {string | undefined} code */
  function applyNow(code) {
    const { now, span } = choice;
    if (!code) return say("No code has that number.");
    if (!now) return say(CHOOSE_FIRST);
    const name = namesOf([code], codebook);
    const why = open ? form.draft().why : "";
    numbers.used(code);
    if (!span) {
      choice.take(now.turn, now, work.add(now.turn, now, [code], why));
      say(`Coded as ${name}: ${choice.quote}. ${why ? "" : "No reason yet: press C to give one."}`.trim());
    } else if (span.codes.includes(code) && span.codes.length === 1) {
      say(`${name} is the only code of this span. Press U to remove the span.`);
    } else {
      const codes = span.codes.includes(code) ? span.codes.filter((one) => one !== code) : [...span.codes, code];
      work.change(span.id, codes, open ? why : span.why);
      say(`Codes here now: ${namesOf(codes, codebook)}.`);
    }
    filledFor = null;
    draw();
  }

  /** @param {Nudge} by */
  function nudge(by) {
    const { now } = choice;
    const extent = now && nudged(work.text(now.turn), now, by);
    if (!now || !extent) return say("There is no further word on that side.");
    if (now.span) work.resize(now.span, extent);
    choice.take(now.turn, extent, now.span);
    draw();
    tell();
  }

  /** @param {string} id */
  function remove(id) {
    const quote = work.span(id)?.quote ?? "";
    work.remove(id);
    say(`Removed: ${quote}. Ctrl Z brings it back. ${standing()}`);
  }

  function unmark() {
    const here = choice.covering;
    const id = choice.now?.span ?? (here.length === 1 ? here[0].id : null);
    if (!id) return say(here.length ? "Several spans overlap here. Press O to choose one." : "There is no span here.");
    if (open) closeForm();
    remove(id);
  }

  // --- keys -----------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const turn = target.closest("li")?.dataset.turn ?? "";
    const inWords = target.matches(".cw-turn-text");
    if (!inWords && !target.matches(".cw-turn-mark")) return;
    const action = actionFor(event, inWords ? "words" : "turn", keys.single);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    act(action, turn, inWords);
  }

  /** @param {string} action @param {string} turn @param {boolean} inWords */
  function act(action, turn, inWords) {
    if (action.startsWith("apply-")) return applyNow(numbers.code(Number(action.slice(6))));
    if (/^(start|end)-/.test(action)) return nudge(/** @type {Nudge} */ (action));
    if (action.endsWith("-turn") && action !== "whole-turn") return goTo(action, turn);
    if (action === "sentence" || choice.move(turn, action)) {
      if (action === "sentence") choice.takeSentence(turn);
      focusWords(turn);
      draw();
      return tell();
    }
    switch (action) {
      case "codes":
        return inWords || choice.now?.turn === turn ? openForm() : say(CHOOSE_FIRST);
      case "unmark":
        return unmark();
      case "overlap":
        return nextOverlap(turn);
      case "keys":
        return keys.toggle();
      case "back":
        if (open) closeForm();
        return view.views.get(turn)?.mark.focus();
      default:
        return undefined;
    }
  }

  /** @param {string} action @param {string} turn */
  function goTo(action, turn) {
    const at = turns.findIndex((one) => one.turn === turn);
    const last = turns.length - 1;
    /** @type {Record<string, number>} */
    const goals = { "next-turn": Math.min(at + 1, last), "previous-turn": Math.max(at - 1, 0), "first-turn": 0, "last-turn": last };
    view.views.get(turns[goals[action]].turn)?.mark.focus();
  }

  /** @param {string} turn */
  function nextOverlap(turn) {
    const next = choice.nextOverlap(turn);
    if (!next) return say("There is no span in this turn.");
    focusWords(turn);
    draw();
    const { span, place, count } = next;
    say(`Span ${place} of ${count}: ${span.quote}. ${namesOf(span.codes, codebook)}. ${span.why || "No reason yet."}`);
  }

  watchTurnFocus(view.views, (turn) => {
    if (choice.now?.turn !== turn) choice.takeWords(turn, 0, 0);
    focusWords(turn);
    draw();
    tell();
  });

  return {
    el,
    work,
    stop,
    /** Before the work is locked or saved: what stands in the open form belongs to it. */
    settle() {
      if (!open || !choice.now) return;
      settle();
      choice.take(choice.now.turn, choice.now, choice.now.span);
      draw();
    },
    /** Draws what changed, whoever changed it: a step here, an undo, an opened file. */
    update() {
      choice.follow();
      draw();
      list.update();
      memo?.update();
    },
  };
}

/** Whether a form filled for some words still speaks of the words chosen now. @param {Chosen} before @param {Chosen} now */
function continues(before, now) {
  if (before.turn !== now.turn || before.span !== now.span) return false;
  return Boolean(now.span) || (before.start < now.end && now.start < before.end);
}

/**
 * The coder: words are chosen by mouse, touch or keys, get codes and a reason, and can be changed again. An exercise's
 * coding item and the coding desk share it; what only the desk has comes in as `desk`.
 * What is chosen is in choice.js and what becomes of the spans in span-work.js or desk/coder/desk-spans.js; this module
 * joins them to the screen and keeps the focus where the person works.
 */

import { h } from "../dom.js";
import { Choice } from "./choice.js";
import { namesOf } from "./codebook-panel.js";
import { ONE_TURN, codingForm, hasNotes } from "./coding-form.js";
import { keysPanel } from "./keys-panel.js";
import { actionFor } from "./keys.js";
import { numberKeys } from "./number-keys.js";
import { countWords, snapToWords, warm } from "./offsets.js";
import { passageView } from "./passage.js";
import { watchPointer } from "./pointer.js";
import { sentenceForm } from "./sentence-form.js";
import { spanList } from "./span-list.js";
import { nudged } from "./span-work.js";
import { watchTurnFocus } from "./turn-focus.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./span-work.js").Spans} Spans */
/** @typedef {import("./span-work.js").Place} Place */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./coding-form.js").Nudge} Nudge */
/** @typedef {import("./coding-form.js").Draft} Draft */
/** @typedef {import("./coding-form.js").MoreFields} MoreFields */
/** @typedef {import("./passage.js").Chosen} Chosen */
/**
 * @typedef {object} DeskParts what only the coding desk has
 * @property {import("../desk/coder/desk-spans.js").DeskSpans} work the same as the coder's
 * @property {MoreFields & {offer: (join: (() => void) | null) => void, open: (which: "notes" | "memo") => void, made: (code: string) => void}} fields
 * @property {string[][]} keys
 * @property {import("./keys-panel.js").Heading} heading
 * @property {number} page how many spans the list shows at a time
 * @property {(spans: Line[]) => string} stands
 * @property {() => import("./passage.js").Shown | null} shown
 */

/** Room for the strip at the foot of the sheet, and as much above the words. */
const FOOT = 90;
const CHOOSE_FIRST = "Choose words first: press Enter on a turn, then the arrow keys.";

/**
 * @param {object} parts
 * @param {Spans} parts.work
 * @param {Turn[]} parts.turns
 * @param {Codebook} parts.codebook its codes may be others later
 * @param {(text: string) => void} parts.say
 * @param {(numbers: ReturnType<typeof numberKeys>) => HTMLElement | null} parts.side what stands beside the passage
 * @param {{el: HTMLElement, update: () => void} | null} parts.memo
 * @param {DeskParts | null} [parts.desk]
 * @param {ReturnType<typeof import("../desk/coder/form-fields.js").formFields> & MoreFields} [parts.asks] what an exercise asks for besides codes and reasons
 * @param {string[][]} [parts.keyList]
 * @param {[kind: string, label: string][]} [parts.kinds] of notes, where they stand in place of a reason
 */
export function coder({ work, turns, codebook, say, side, memo, desk = null, asks, keyList, kinds }) {
  const choice = new Choice(work);
  const numbers = numberKeys(codebook.codes.map(({ code }) => code));
  const view = passageView(turns, codebook, { label: "The passage, turn by turn", coding: true });
  const fields = desk?.fields ?? asks ?? null;
  const keys = keysPanel(say, desk ? { keys: desk.keys, heading: desk.heading } : { keys: keyList });
  let open = false;
  /** What the form was filled for: words or a span. A draft goes with the words while they grow or shrink. @type {Chosen | null} */
  let filledFor = null;
  /** The line and the memo that stood in the work when the form was filled. @type {[Line | null, string]} */
  let filledWith = [null, ""];
  /** What was typed for words without a code and left, by turn. @type {Map<string, Draft>} */
  const begun = new Map();
  /** What a sweep took of other turns. @type {Place[]} */
  let further = [];
  /** The span that was worked on last. @type {string | null} */
  let lastSpan = null;
  /** Where the focus goes when the form closes, if not to the words. @type {HTMLElement | null} */
  let backTo = null;
  const withCodes = fields?.codes ?? true;
  const withWhy = fields?.why ?? true;
  let codes = codebook.codes;

  const form = codingForm(
    codebook,
    {
      save,
      close() {
        hold();
        closeForm();
      },
      remove: () => unmark(),
      nudge,
      open: openSpan,
      keyOf: numbers.keyOf,
    },
    fields ? { ...fields, create: fields.create && createTicked } : null,
  );
  const list = spanList({ work, codebook, turns, edit: openSpan, remove, kinds, ...(desk ? { heading: desk.heading, page: desk.page, stands: desk.stands } : {}) });
  const bySentence = sentenceForm(
    turns,
    (turn, extent, from) => {
      further = [];
      choice.take(turn, extent);
      openForm();
      backTo = from;
    },
    withCodes ? "Choose codes for these words" : "Write a note on these words",
  );
  const passage = h("div", { class: "cw-passage", onkeydown: pressed }, view.el);
  const beside = side(numbers);
  const el = h(
    "div",
    { class: "cw-coder" },
    h(
      "p",
      { class: "cw-hint" },
      "Choose words with the mouse, or tap the first word and then the last. With the keyboard, go to a turn and press Enter to move word by word.",
    ),
    keys.el,
    // The desk may have a hundred codes: whoever tabs to the passage must not have to go through them.
    h("div", { class: beside && "cw-desk" }, desk ? [passage, beside] : [beside, passage]),
    bySentence.el,
    list.el,
    memo?.el,
  );
  const stopPointer = watchPointer(view.el, view.views, {
    swept(turn, extent, others) {
      if (!choice.sweep(turn, extent)) return;
      further = others;
      showFormSoon();
      if (!further.length) tell();
      else if (desk) say(`${ended(choice.quote)} You swept over more than one turn: the form offers one span over all of them.`);
      else say(`${ONE_TURN} ${choice.quote}`);
    },
    tap(turn, index) {
      further = [];
      choice.tap(turn, index);
      showFormSoon();
      tell();
    },
    shiftTap(turn, index) {
      further = [];
      choice.extendTo(turn, index);
      showFormSoon();
      tell();
    },
  });
  // The first sentence that is looked for takes 50 ms: not while the page opens, and not when the key is pressed.
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let warming;
  const comes = () => (warming ??= setTimeout(() => warm(turns), 0));
  for (const event of ["focusin", "pointerover"]) el.addEventListener(event, comes, { once: true });

  // --- saying and drawing ---------------------------------------------------------------------

  /** The frame, then the timer, behind which the form comes. */
  let soon = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  function draw() {
    view.draw(work.spans, choice.places, choice.now?.span, desk?.shown());
    if (open) placeForm();
  }

  function tell() {
    const count = countWords(choice.quote);
    const here = choice.covering;
    const given = [...new Set(here.flatMap((span) => span.codes))];
    const noted = here.some(hasNotes) ? " A note here." : "";
    const codesHere = given.length ? `Codes here: ${namesOf(given, codebook)}.` : withCodes ? "No code here." : noted ? "" : "Nothing noted here.";
    const wide = choice.places.length > 1 ? `Over ${choice.places.length} turns. ` : "";
    say(`${ended(choice.quote)} ${count === 1 ? "1 word" : `${count} words`}. ${wide}${choice.span ? "Your span. " : ""}${codesHere}${noted}`);
  }

  function standing() {
    const count = new Set(work.spans.map(({ id }) => id)).size;
    return count === 1 ? "You have 1 span." : `You have ${count} spans.`;
  }

  /** @param {Line} span */
  function about(span) {
    const notes = Object.entries(span.notes ?? {}).filter(([, note]) => note);
    const parts = [namesOf(span.codes, codebook), ...notes.map(([kind, note]) => `${kind} note: ${note}`), span.why || (withWhy ? "No reason yet" : "")];
    return parts.filter(Boolean).map(ended).join(" ");
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
    const span = choice.span;
    const memoNow = now.span ? (desk?.work.memoOf(now.span) ?? "") : "";
    const changed = Boolean(now.span) && (filledWith[0] !== span || filledWith[1] !== memoNow) && !form.touched();
    // A span that was changed elsewhere, by an undo or in the list, is shown as it is now.
    if (!filledFor || !continues(filledFor, now) || changed) {
      settle();
      form.put(span ? { ...span, memo: memoNow } : (begun.get(now.turn) ?? { codes: [], why: "" }));
      filledWith = [span, memoNow];
    }
    filledFor = now;
    fields?.offer(desk && further.length && !now.span && !now.more ? joinTurns : null);
    form.show(choice.quote, span, choice.covering.filter(({ id }) => id !== now.span), !desk && further.length > 0);
  }

  /**
   * Keeps what stands in the form when somebody goes on without pressing its button: with a code or a note it is a span,
   * and an undoable step like any other; a reason alone waits for the next words chosen in its turn.
   */
  function settle() {
    const left = filledFor;
    if (!open || !left || !form.touched()) return;
    const held = form.draft();
    const span = work.span(left.span, left.turn);
    filledFor = null;
    if (span) work.change(span.id, held.codes.length || hasNotes(held) ? held.codes : span.codes, held.why, held);
    else if ((held.codes.length || hasNotes(held)) && !left.span) {
      begun.delete(left.turn);
      lastSpan = work.add(left.turn, left, held.codes, held.why, { ...held, more: left.more });
      say(held.codes.length ? `Coded as ${namesOf(held.codes, codebook)}.` : "Note kept.");
    } else holdFor(left.turn, held);
  }

  /** A reason that was typed is not thrown away with the form. */
  function hold() {
    if (filledFor && !filledFor.span) holdFor(filledFor.turn, form.draft());
  }

  /** @param {string} turn @param {Draft} draft */
  function holdFor(turn, { why, notes, memo: held }) {
    if (why || held || hasNotes({ notes })) begun.set(turn, { codes: [], why, notes, memo: held });
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

  /** After a tap or a sweep the words are painted first and the form a frame later: the eye waits for the words. */
  function showFormSoon() {
    if (open) settle();
    view.draw(work.spans, choice.places, choice.now?.span, desk?.shown());
    soon ||= requestAnimationFrame(() => {
      // Behind this frame's painting.
      soon = 0;
      later = setTimeout(showFormNow, 0);
    });
  }

  /** The form that was to come soon, at once: what is done next may speak of it. */
  function showFormNow() {
    if (!soon && !later) return;
    cancelAnimationFrame(soon);
    clearTimeout(later);
    [soon, later] = [0, undefined];
    if (choice.now) showForm();
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
    further = [];
    lastSpan = id;
    choice.take(span.turn, work.extent(span), id);
    openForm();
    backTo = active instanceof HTMLElement && list.el.contains(active) ? active : null;
  }

  function closeForm() {
    open = false;
    filledFor = null;
    further = [];
    // The focus goes first: taking away what has it makes the browser lay everything out once more.
    if (backTo?.isConnected) backTo.focus();
    else focusWords(choice.now?.turn);
    backTo = null;
    form.el.remove();
  }

  /** All that was swept over becomes the chosen words. */
  function joinTurns() {
    const { now } = choice;
    if (!now) return;
    const [first, ...rest] = [now, ...further]
      .flatMap((/** @type {Place} */ { turn, start, end }) => {
        const snapped = snapToWords(work.text(turn), { start, end });
        return snapped ? [{ turn, ...snapped }] : [];
      })
      .sort((a, b) => place(a.turn) - place(b.turn));
    const draft = form.draft();
    further = [];
    filledFor = null;
    choice.take(first.turn, first, null, rest);
    begun.set(first.turn, { ...draft, codes: [] });
    showForm();
    draft.codes.forEach(form.chooser.tick);
    form.focus();
    tell();
  }

  /** @param {string} turn */
  const place = (turn) => turns.findIndex((one) => one.turn === turn);

  /** A code made from what was typed into the filter. @param {string} name */
  function createTicked(name) {
    const id = work.create?.(name);
    if (!id) return;
    form.chooser.tick(id);
    fields?.made(id);
    say(`New code: ${name}. Its definition can wait.`);
  }

  // --- spans ----------------------------------------------------------------------------------

  /** @param {Draft} held */
  function save(held) {
    const { now } = choice;
    if (!now) return;
    const { codes, why } = held;
    codes.forEach(numbers.used);
    if (now.span) work.change(now.span, codes, why, held);
    else {
      begun.delete(now.turn);
      // Done with: drawing the new span must not take the form for one that was left.
      filledFor = null;
      choice.take(now.turn, now, work.add(now.turn, now, codes, why, { ...held, more: now.more }));
    }
    lastSpan = choice.now?.span ?? null;
    closeForm();
    draw();
    const did = codes.length ? `Coded as ${namesOf(codes, codebook)}` : "Note kept";
    say(`${did}: ${ended(choice.quote)} ${why || !withWhy ? "" : "No reason yet. "}${standing()}`);
  }

  /** A number key: a new span, or one code more or less on the placed one. @param {string | undefined} code */
  function applyNow(code) {
    const { now, span } = choice;
    if (!withCodes) return say(`No codes are given here: press ${desk ? "N" : "C"} to write a note.`);
    if (!code) return say("No code has that number.");
    if (!now) return say(CHOOSE_FIRST);
    const name = namesOf([code], codebook);
    const held = open ? form.draft() : null;
    const why = held?.why ?? "";
    numbers.used(code);
    if (!span) {
      lastSpan = work.add(now.turn, now, [code], why, { ...held, more: now.more });
      choice.take(now.turn, now, lastSpan);
      say(`Coded as ${name}: ${ended(choice.quote)} ${why ? "" : "No reason yet: press C to give one."}`.trim());
    } else if (span.codes.includes(code) && span.codes.length === 1) {
      say(`${name} is the only code of this span. Press U to remove the span.`);
    } else {
      const codes = span.codes.includes(code) ? span.codes.filter((one) => one !== code) : [...span.codes, code];
      lastSpan = span.id;
      work.change(span.id, codes, held ? why : span.why, held ?? undefined);
      say(`Codes here now: ${namesOf(codes, codebook)}.`);
    }
    filledFor = null;
    draw();
  }

  /** The chosen words become a code's name, and their code. */
  function inVivo() {
    const { now } = choice;
    if (!desk) return;
    if (!withCodes) return say("No codes are given here: press N to write a note.");
    if (!now) return say(CHOOSE_FIRST);
    const held = open ? form.draft() : null;
    // What stands in the form goes with the step.
    filledFor = null;
    const made = desk.work.inVivo(choice.places, now.span, choice.quote, held);
    numbers.used(made.code);
    lastSpan = made.span;
    choice.take(now.turn, now, made.span);
    draw();
    if (open) desk.fields.made(made.code);
    say(`${made.isNew ? "New code in their words" : "Coded in their words"}: ${namesOf([made.code], codebook)}.`);
  }

  /** @param {Nudge} by */
  function nudge(by) {
    const { now, places } = choice;
    if (!now) return say(CHOOSE_FIRST);
    // A span over several turns begins in its first turn and ends in its last.
    const at = by.startsWith("start") ? places[0] : places[places.length - 1];
    const extent = nudged(work.text(at.turn), at, by);
    if (!extent) return say("There is no further word on that side.");
    if (now.span) {
      work.resize(now.span, extent, at.turn);
      lastSpan = now.span;
      choice.take(now.turn, at.turn === now.turn ? extent : now, now.span);
    } else {
      const next = places.map((one) => (one === at ? { turn: at.turn, ...extent } : one));
      choice.take(next[0].turn, next[0], null, next.slice(1));
    }
    draw();
    tell();
  }

  /** Lets the chosen words go on into the next turn, or takes the last turn away again. @param {1 | -1} by */
  function reach(by) {
    const { now, places } = choice;
    if (!desk) return;
    if (!now) return say(CHOOSE_FIRST);
    const next = by > 0 ? desk.work.further(places) : places.length > 1 ? places.slice(0, -1) : null;
    if (!next) return say(by > 0 ? "There is no next turn." : "This is in one turn only.");
    if (now.span) desk.work.lay(now.span, next);
    const kept = next.find(({ turn }) => turn === now.turn) ?? next[0];
    if (now.span) choice.take(kept.turn, kept, now.span);
    else choice.take(next[0].turn, next[0], null, next.slice(1));
    further = [];
    draw();
    if (open) form.focus();
    else focusWords(choice.now?.turn);
    tell();
  }

  /** @param {string} id */
  function remove(id) {
    const quote = work.span(id)?.quote ?? "";
    work.remove(id);
    say(`Removed: ${ended(quote)} Ctrl Z brings it back. ${standing()}`);
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
    showFormNow();
    const target = /** @type {HTMLElement} */ (event.target);
    const turn = target.closest("li")?.dataset.turn ?? "";
    const inWords = target.matches(".cw-turn-text");
    if (!inWords && !target.matches(".cw-turn-mark")) return;
    const action = actionFor(event, inWords ? "words" : "turn", keys.single, desk !== null);
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
      further = [];
      focusWords(turn);
      draw();
      return tell();
    }
    const chosenHere = inWords || choice.now?.turn === turn;
    switch (action) {
      case "codes":
        return chosenHere ? openForm() : say(CHOOSE_FIRST);
      case "unmark":
        return unmark();
      case "overlap":
        return nextOverlap(turn);
      case "keys":
        return keys.toggle();
      case "next-span":
        return goToSpan(1, turn);
      case "previous-span":
        return goToSpan(-1, turn);
      case "last-span":
        return lastSpan && work.span(lastSpan) ? openSpan(lastSpan) : say("No span was worked on yet.");
      case "in-vivo":
        return chosenHere ? inVivo() : say(CHOOSE_FIRST);
      case "go-on":
        return chosenHere ? reach(1) : say(CHOOSE_FIRST);
      case "take-back":
        return chosenHere ? reach(-1) : say(CHOOSE_FIRST);
      case "notes":
      case "memo":
        if (!chosenHere || !choice.now) return say(CHOOSE_FIRST);
        openForm();
        return desk?.fields.open(action);
      case "back":
        if (open) closeForm();
        return view.views.get(turn)?.mark.focus();
      default:
        return undefined;
    }
  }

  /** @param {string} action @param {string} turn */
  function goTo(action, turn) {
    const at = place(turn);
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
    const { span, place: nth, count } = next;
    say(`Span ${nth} of ${count}: ${ended(span.quote)} ${about(span)}`);
  }

  /** @param {1 | -1} by @param {string} turn where the keys are now */
  function goToSpan(by, turn) {
    const shown = desk?.shown();
    const all = work.inOrder().filter((span) => !shown || span.codes.includes(shown.code));
    if (!all.length) return say("There is no span yet.");
    const here = choice.now?.turn === turn ? choice.now : null;
    const known = here?.span ? all.findIndex(({ id }) => id === here.span) : -1;
    const [row, start] = [place(turn), here ? work.text(turn).length && choice.places[0].start : -1];
    const after = all.findIndex((span) => place(span.turn) > row || (span.turn === turn && work.extent(span).start > start));
    const beyond = after < 0 ? all.length : after;
    const next = known >= 0 ? known + by : by > 0 ? beyond : beyond - 1;
    const span = all[next];
    if (!span) return say(by > 0 ? "That was the last span." : "That was the first span.");
    show(span.id);
    say(`Span ${next + 1} of ${all.length}: ${ended(span.quote)} ${about(span)}`);
  }

  /** Puts the focus on the words of a span, or on a turn. @param {string} id @returns {boolean} whether it is here */
  function show(id) {
    const span = work.span(id);
    const turn = span?.turn ?? id;
    const goal = view.views.get(turn);
    if (!goal) return false;
    if (span) {
      choice.take(turn, work.extent(span), id);
      lastSpan = id;
    }
    draw();
    (span ? goal.text : goal.mark).focus();
    (view.el.querySelector(".cw-chosen") ?? goal.item).scrollIntoView({ block: "nearest" });
    return true;
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
    numbers,
    show,
    stop() {
      cancelAnimationFrame(soon);
      clearTimeout(later);
      clearTimeout(warming);
      stopPointer();
    },
    /** Before the work is locked or saved: what stands in the open form belongs to it. */
    settle() {
      showFormNow();
      if (!open || !choice.now) return;
      settle();
      choice.take(choice.now.turn, choice.now, choice.now.span, choice.now.more);
      draw();
    },
    /** Draws what changed, whoever changed it: a step here, an undo, an opened file. */
    update() {
      if (codes !== codebook.codes) {
        codes = codebook.codes;
        numbers.follow(codes.map(({ code }) => code));
      }
      choice.follow();
      draw();
      list.update();
      memo?.update();
    },
    /** What can wait until the keys rest. */
    count: list.count,
    /** Where the focus belongs when what had it went away. */
    refocus() {
      const turn = choice.now?.turn ?? turns[0]?.turn;
      if (choice.now) focusWords(turn);
      else view.views.get(turn)?.mark.focus();
    },
  };
}

/** Words as a sentence of their own, for the ears. @param {string} words */
function ended(words) {
  return /[.!?…]$/u.test(words) ? words : `${words}.`;
}

/** Whether a form filled for some words still speaks of the words chosen now. @param {Chosen} before @param {Chosen} now */
function continues(before, now) {
  if (before.turn !== now.turn || before.span !== now.span) return false;
  return Boolean(now.span) || (before.start < now.end && now.start < before.end);
}

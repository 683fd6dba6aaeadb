// The raw text, turn by turn, and how words of it are chosen: a tap on the first and the last word, a sweep with the
// mouse, or the arrow keys in a turn that was opened. A turn is read as plain text until it is opened.
import { button, fill, h, spoken } from "../dom.js";
import { pieces, turnsThatDiffer } from "./rule.js";
import { toCodePoints, toUtf16, wordAt, words } from "../sheet/offsets.js";

/** @typedef {import("./rule.js").Turn} Turn */
/** @typedef {import("./rule.js").Words} Words */
/** @typedef {import("./rule.js").Mark} Mark */
/** @typedef {{ item: HTMLElement, head: HTMLButtonElement, text: HTMLElement, place: HTMLElement }} TurnView */
/**
 * @typedef {object} TextActions
 * @property {(chosen: Words) => void} mark the reader wants these words to be a place
 * @property {(mark: Mark) => void} open
 * @property {(mark: Mark) => void} remove
 * @property {(text: string) => void} say
 * @property {(mark: Mark) => string} letterOf
 */

/** @param {string} speaker */
export function speakerName(speaker) {
  return speaker === "I" ? "Interviewer" : speaker;
}

/** @param {string} turn */
export function turnNumber(turn) {
  return turn.replace(/^.*-0*/, "");
}

/**
 * @param {Turn[]} turns
 * @param {string} label
 * @param {TextActions} actions
 */
export function markableText(turns, label, { mark, open, remove, say, letterOf }) {
  /** @type {Mark[]} */
  let marks = [];
  /** Word numbers in one turn; `caret` moves and `anchor` stays while words are taken with Shift. @type {{ turn: string, anchor: number, caret: number } | null} */
  let chosen = null;
  /** The turn in which a first tap waits for the tap on the last word. */
  let tapped = "";
  const views = new Map(turns.map((turn) => [turn.turn, turnView(turn)]));
  const known = new Map(turns.map((turn) => [turn.turn, turn]));
  const list = h(
    "ol",
    { class: "cw-an-turns", "aria-label": label },
    [...views.values()].map(({ item }) => item),
  );

  /** @param {string} id */
  const viewOf = (id) => /** @type {TurnView} */ (views.get(id));
  /** @param {string} id */
  const turnOf = (id) => /** @type {Turn} */ (known.get(id));

  /** Where the chosen words stand, in UTF-16 units. */
  const extent = () => {
    if (!chosen) return null;
    const all = words(turnOf(chosen.turn).text);
    const [from, to] = [Math.min(chosen.anchor, chosen.caret), Math.max(chosen.anchor, chosen.caret)];
    return { start: all[from].start, end: all[to].end };
  };
  /** The chosen words, in code points. @returns {Words | null} */
  const now = () => {
    const at = extent();
    if (!chosen || !at) return null;
    const { text } = turnOf(chosen.turn);
    const quote = text.slice(at.start, at.end);
    return { turn: chosen.turn, start: toCodePoints(text, at.start), end: toCodePoints(text, at.end), quote };
  };
  const under = () => {
    const here = now();
    return here
      ? marks.find((one) => one.turn === here.turn && one.start < here.end && here.start < one.end)
      : undefined;
  };
  const take = () => {
    const [here, there] = [now(), under()];
    if (there) open(there);
    else if (here) mark(here);
  };

  /** @param {string} turn @param {number} anchor @param {number} caret */
  const choose = (turn, anchor, caret) => {
    const before = chosen?.turn;
    chosen = { turn, anchor, caret };
    if (before && before !== turn) draw(before);
    draw(turn);
    const there = under();
    say(`${now()?.quote}. ${there ? `Part of a place: ${there.quote}. Enter opens it.` : "Enter marks it."}`);
  };
  const forget = () => {
    const before = chosen?.turn;
    chosen = null;
    tapped = "";
    if (before) draw(before);
  };

  /** @param {string} id */
  function draw(id) {
    const turn = turnOf(id);
    const { text, place } = viewOf(id);
    const inside = chosen?.turn === id ? extent() : null;
    const nodes = pieces(turn, marks).flatMap((piece) => {
      const inner = withChosen(piece, inside);
      if (!piece.mark) return inner;
      const letter = letterOf(piece.mark);
      // Written by the style sheet, so that the letter is neither copied nor read as a word of the transcript.
      return [h("mark", { class: "cw-an-mark", "data-mark": piece.mark.id, "data-letter": letter }, inner)];
    });
    fill(text, nodes);
    const bar = place.querySelector(".cw-an-bar");
    if (!inside) bar?.remove();
    else if (!place.querySelector(".cw-an-form")) {
      const there = under();
      const fresh = h(
        "div",
        { class: "cw-an-bar" },
        h("span", { class: "cw-an-quote" }, `\u201c${now()?.quote}\u201d`),
        button(there ? "Open this place" : "Mark these words", take, { class: "cw-button cw-button-small" }),
        button("Leave them", leave, { class: "cw-button cw-button-small" }),
      );
      if (bar) bar.replaceWith(fresh);
      else place.prepend(fresh);
    }
  }
  const leave = () => {
    const turn = chosen?.turn;
    forget();
    if (turn) viewOf(turn).head.focus();
  };

  list.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const turn = target.closest("li")?.dataset.turn;
    const text = target.closest(".cw-an-text");
    if (!turn || !(text instanceof HTMLElement) || !document.getSelection()?.isCollapsed) return;
    const marked = target.closest("[data-mark]")?.getAttribute("data-mark");
    const there = marks.find(({ id }) => id === marked);
    if (there) return open(there);
    const index = indexAt(text, event.clientX, event.clientY);
    if (index === null) return;
    const word = wordAt(turnOf(turn).text, index);
    const second = chosen?.turn === turn && (tapped === turn || event.shiftKey);
    choose(turn, second && chosen ? chosen.anchor : word, word);
    tapped = second ? "" : turn;
  });
  list.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "touch") setTimeout(sweep, 0);
  });
  const sweep = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const start = range.startContainer;
    const text = (start instanceof Element ? start : start.parentElement)?.closest(".cw-an-text");
    const turn = text?.closest("li")?.dataset.turn;
    if (!text || !turn || !list.contains(text)) return;
    const from = offsetIn(text, start, range.startOffset);
    // A sweep that runs on into the next turn takes this one to its end.
    const ends = text.contains(range.endContainer);
    const to = ends ? offsetIn(text, range.endContainer, range.endOffset) : turnOf(turn).text.length;
    selection.removeAllRanges();
    const all = words(turnOf(turn).text);
    const touched = all.flatMap((word, index) => (word.start < to && word.end > from ? [index] : []));
    if (touched.length) choose(turn, touched[0], touched[touched.length - 1]);
  };

  list.addEventListener("keydown", (event) => {
    const text = /** @type {Element} */ (event.target).closest(".cw-an-text");
    const turn = text?.closest("li")?.dataset.turn;
    if (!turn || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = words(turnOf(turn).text).length - 1;
    const at = chosen?.turn === turn ? chosen : { turn, anchor: 0, caret: 0 };
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: Math.min(at.caret + 1, last), ArrowLeft: Math.max(at.caret - 1, 0), Home: 0, End: last };
    if (event.key in moves) {
      const caret = moves[event.key];
      choose(turn, event.shiftKey ? at.anchor : caret, caret);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = turns[turns.findIndex((one) => one.turn === turn) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) begin(next.turn);
    } else if (event.key === "Enter" || event.key === " ") take();
    else if (event.key === "Escape") leave();
    else if (event.key === "Delete") {
      const there = under();
      if (there) remove(there);
    } else return;
    event.preventDefault();
  });

  /** Opens a turn for the arrow keys. @param {string} turn @param {number} [word] */
  function begin(turn, word = 0) {
    choose(turn, word, word);
    viewOf(turn).text.focus();
  }

  for (const [turn, { head, text }] of views) {
    head.addEventListener("click", () => begin(turn));
    text.addEventListener("focus", () => {
      // Only while words are walked through: elsewhere a screen reader should read the turn as plain text.
      text.setAttribute("role", "application");
      text.setAttribute("aria-label", `Words of turn ${turnNumber(turn)}. Arrow keys move, Enter marks, Escape goes back.`);
    });
    text.addEventListener("blur", () => {
      text.removeAttribute("role");
      text.removeAttribute("aria-label");
    });
  }

  for (const { turn } of turns) draw(turn);
  return {
    el: list,
    /** @param {Mark[]} next */
    draw(next) {
      const different = turnsThatDiffer(marks, next);
      marks = next;
      for (const turn of different) draw(turn);
    },
    forget,
    /** Where a form for words of this turn stands. @param {string} turn */
    placeOf: (turn) => viewOf(turn).place,
    /** Puts the focus back on the words of a place. @param {Words} at */
    focusOn({ turn, start }) {
      const { text } = turnOf(turn);
      const from = toUtf16(text, start);
      begin(
        turn,
        Math.max(
          0,
          words(text).findIndex((word) => word.end > from),
        ),
      );
    },
  };
}

/** @param {Turn} turn @returns {TurnView} */
function turnView({ turn, speaker }) {
  const head = button("", () => {}, { class: "cw-an-head" });
  head.append(`${turnNumber(turn)} ${speakerName(speaker)}`, spoken(". Choose words of this turn"));
  const text = h("p", { class: "cw-an-text", tabindex: "-1" });
  const place = h("div", { class: "cw-an-place" });
  return { item: h("li", { "data-turn": turn }, head, text, place), head, text, place };
}

/**
 * A piece of the text, with what is chosen of it in an element of its own.
 * @param {{ start: number, text: string }} piece
 * @param {{ start: number, end: number } | null} chosen
 * @returns {Node[]}
 */
function withChosen({ start, text }, chosen) {
  const from = Math.max(chosen?.start ?? 0, start) - start;
  const to = Math.min(chosen?.end ?? 0, start + text.length) - start;
  if (from >= to) return [document.createTextNode(text)];
  return [
    document.createTextNode(text.slice(0, from)),
    h("span", { class: "cw-an-chosen" }, text.slice(from, to)),
    document.createTextNode(text.slice(to)),
  ];
}

/** Where a point of the page's text lies in a turn's. @param {Node} text @param {Node} node @param {number} offset */
function offsetIn(text, node, offset) {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** @param {HTMLElement} text @param {number} x @param {number} y */
function indexAt(text, x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && text.contains(caret.offsetNode) ? offsetIn(text, caret.offsetNode, caret.offset) : null;
  }
  // Safari before 18.4 and Chromium before 128.
  const range = document.caretRangeFromPoint(x, y);
  return range && text.contains(range.startContainer) ? offsetIn(text, range.startContainer, range.startOffset) : null;
}

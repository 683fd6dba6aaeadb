/**
 * The passage on screen. Spans may overlap, so a turn's text is cut at every boundary and each piece carries the
 * stripes and letters of all codes that cover it. Only a turn whose spans or chosen words changed is drawn again.
 */

import { fill, h, spoken } from "../dom.js";
import { toUtf16 } from "./offsets.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {{turn: string, start: number, end: number, span: string | null}} Chosen words in UTF-16 offsets, and the placed span they are, if any */
/** @typedef {{item: HTMLLIElement, mark: HTMLButtonElement, count: HTMLElement, text: HTMLParagraphElement, drawn: Span[], chosen: string}} TurnView */

/** @type {Span[]} */
const NONE = [];

/**
 * @param {Turn[]} turns
 * @param {Codebook} codebook
 * @param {{label: string, coding: boolean}} options `coding`: turns can be opened word by word
 */
export function passageView(turns, codebook, { label, coding }) {
  const codes = new Map(codebook.codes.map((code) => [code.code, code]));
  /** @type {Map<string, TurnView>} */
  const views = new Map();
  const list = h(
    "ol",
    { class: "cw-turns", "aria-label": label },
    turns.map((turn, index) => {
      const view = turnView(turn, coding, index === 0);
      views.set(turn.turn, view);
      fill(view.text, turn.text);
      return view.item;
    }),
  );
  /** @type {Span[]} */
  let grouped = NONE;
  /** @type {Map<string, Span[]>} */
  let groups = new Map();

  return {
    el: list,
    views,

    /**
     * @param {Span[]} spans
     * @param {Chosen | null} chosen
     */
    draw(spans, chosen) {
      if (spans !== grouped) {
        groups = group(spans);
        grouped = spans;
      }
      for (const { turn, text } of turns) {
        const view = /** @type {TurnView} */ (views.get(turn));
        const here = groups.get(turn) ?? NONE;
        const mine = chosen?.turn === turn ? chosen : null;
        const key = mine ? `${mine.start}-${mine.end}-${mine.span}` : "";
        if (view.chosen === key && same(view.drawn, here)) continue;
        if (view.drawn.length !== here.length) fill(view.count, countWords(here.length));
        view.drawn = here;
        view.chosen = key;
        fill(view.text, pieces(text, here, mine, codes));
      }
    },
  };
}

/** @param {number} count */
function countWords(count) {
  return count === 0 ? "" : count === 1 ? ", 1 span" : `, ${count} spans`;
}

/** @param {Span[]} spans */
function group(spans) {
  /** @type {Map<string, Span[]>} */
  const groups = new Map();
  for (const span of spans) {
    const known = groups.get(span.turn);
    if (known) known.push(span);
    else groups.set(span.turn, [span]);
  }
  return groups;
}

/** @param {Span[]} a @param {Span[]} b */
function same(a, b) {
  return a.length === b.length && a.every((span, index) => span === b[index]);
}

/** @param {Turn} turn @param {boolean} coding @param {boolean} first @returns {TurnView} */
function turnView(turn, coding, first) {
  const count = h("span", null);
  const who = turn.speaker === "I" ? "Interviewer" : turn.speaker;
  const number = turn.turn.replace(/^.*-0*/, "");
  const mark = h(
    "button",
    { type: "button", class: "cw-turn-mark", tabindex: first ? "0" : "-1", hidden: !coding },
    h("span", { class: "cw-turn-number" }, number),
    " ",
    h("span", { class: "cw-turn-speaker" }, who),
    h("span", { class: "cw-spoken" }, count, ". Enter: word by word"),
  );
  const text = h("p", { class: "cw-turn-text", ...(coding ? { tabindex: "-1" } : {}) });
  const plain = coding ? null : h("p", { class: "cw-turn-mark" }, h("span", { class: "cw-turn-number" }, number), " ", who);
  const item = h("li", { class: `cw-turn${turn.speaker === "I" ? " cw-turn-interviewer" : ""}`, "data-turn": turn.turn }, plain, mark, text);
  return { item, mark, count, text, drawn: NONE, chosen: "" };
}

/**
 * @param {string} text
 * @param {Span[]} spans
 * @param {Chosen | null} chosen
 * @param {Map<string, Code>} codes
 * @returns {Node[]}
 */
function pieces(text, spans, chosen, codes) {
  const placed = spans.map((span) => ({ span, start: toUtf16(text, span.start), end: toUtf16(text, span.end) }));
  const cuts = new Set([0, text.length]);
  for (const { start, end } of placed) cuts.add(start).add(end);
  if (chosen) cuts.add(chosen.start).add(chosen.end);
  const borders = [...cuts].sort((a, b) => a - b);
  /** @type {Node[]} */
  const nodes = [];
  let lettered = "";
  for (let i = 0; i + 1 < borders.length; i += 1) {
    const [start, end] = [borders[i], borders[i + 1]];
    const over = placed.filter((one) => one.start <= start && one.end >= end);
    const names = (/** @type {typeof over} */ those) => those.flatMap(({ span }) => span.codes).map((code) => codes.get(code)?.name ?? code).join(", ");
    const begins = over.filter((one) => one.start === start);
    const ends = over.filter((one) => one.end === end);
    const isChosen = Boolean(chosen && chosen.start <= start && chosen.end >= end);
    // What is chosen cuts the text as well, but letters stand only where other spans begin to cover it.
    const covering = over.map(({ span }) => span.id).join();
    const letters = covering !== lettered;
    lettered = covering;
    if (!over.length && !isChosen) {
      nodes.push(document.createTextNode(text.slice(start, end)));
      continue;
    }
    if (begins.length) nodes.push(spoken(` [begins ${names(begins)}] `));
    nodes.push(piece(text.slice(start, end), over.map(({ span }) => span), { chosen: isChosen, letters }, codes));
    if (ends.length) nodes.push(spoken(` [ends ${names(ends)}] `));
  }
  return nodes;
}

/** @param {string} words @param {Span[]} spans @param {{chosen: boolean, letters: boolean}} look @param {Map<string, Code>} codes */
function piece(words, spans, { chosen, letters }, codes) {
  const over = [...new Set(spans.flatMap((span) => span.codes))].map((id) => codes.get(id) ?? { code: id, name: id, definition: "" });
  const element = h("mark", { class: `cw-piece${chosen ? " cw-chosen" : ""}` }, words);
  if (!over.length) return element;
  // Letters are written by the style sheet, so that they are neither copied nor counted as words of the transcript.
  if (letters) element.dataset.letters = over.map((code) => letterOf(code)).join(" ");
  element.style.setProperty("background-image", over.map((code) => stripe(code)).join(", "));
  element.style.setProperty("background-position", over.map((_, index) => `0 calc(100% - ${index * 4}px)`).join(", "));
  element.style.setProperty("padding-bottom", `${over.length * 4 + 1}px`);
  return element;
}

/** @param {Code} code */
export function letterOf(code) {
  return code.letter || code.name.slice(0, 1).toUpperCase();
}

/** The colour of a code's stripe; a system's own colour where the codebook names one of the three. @param {Code} code */
export function colourOf(code) {
  const colour = code.colour ?? "";
  if (["threat", "drive", "soothe"].includes(colour)) return `var(--cw-${colour})`;
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : "var(--cw-accent)";
}

/** @param {Code} code */
function stripe(code) {
  const colour = colourOf(code);
  return `linear-gradient(${colour}, ${colour})`;
}

/**
 * The UTF-16 offset in a turn's text of a point in its DOM; what is only spoken does not count.
 * @param {HTMLElement} paragraph
 * @param {Node} node
 * @param {number} offset
 */
export function offsetIn(paragraph, node, offset) {
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  let count = before.toString().length;
  for (const aside of paragraph.querySelectorAll(".cw-spoken")) {
    const whole = (aside.textContent ?? "").length;
    if (before.comparePoint(aside, aside.childNodes.length) <= 0) count -= whole;
    else if (aside.contains(node)) count -= node === aside ? 0 : Math.min(offset, whole);
  }
  return count;
}

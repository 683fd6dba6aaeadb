/**
 * The passage on screen. Spans may overlap, so a turn's text is cut at every boundary and each piece carries the
 * stripes and letters of all codes that cover it. Only a turn whose spans or chosen words changed is drawn again.
 */

import { h, spoken } from "../dom.js";
import { toUtf16 } from "./offsets.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./span-work.js").Place} Place */
/**
 * @typedef {{turn: string, start: number, end: number, span: string | null, more?: Place[]}} Chosen
 *   words in UTF-16 offsets, the placed span they are, if any, and words of the turns after it that are chosen too
 */
/** @typedef {{code: string, dim: boolean}} Shown the one code whose spans show; the others not at all, or `dim` */
/** @typedef {{item: HTMLLIElement, mark: HTMLButtonElement, count: HTMLElement, text: HTMLParagraphElement, drawn: Line[], chosen: string, look: string}} TurnView */

/** @type {Line[]} */
const NONE = [];
/** @type {Place[]} */
const NOWHERE = [];
/** From so many turns on, those out of sight are neither laid out nor painted. */
const LONG = 40;
/** What a span has that was noted and given no code. @type {Code} */
const NOTED = { code: "", name: "a note", definition: "", letter: "✎", colour: "note" };

/**
 * @param {Turn[]} turns
 * @param {Codebook} codebook
 * @param {{label: string, coding: boolean}} options `coding`: turns can be opened word by word
 */
export function passageView(turns, codebook, { label, coding }) {
  /** @type {Code[]} */
  let known = [];
  /** @type {Map<string, Code>} */
  let codes = new Map();
  /** @type {Map<string, TurnView>} */
  const views = new Map();
  const list = h(
    "ol",
    { class: `cw-turns${turns.length > LONG ? " cw-turns-long" : ""}`, "aria-label": label },
    turns.map((turn, index) => {
      const view = turnView(turn, coding, index === 0);
      views.set(turn.turn, view);
      view.text.textContent = turn.text;
      if (turns.length > LONG) view.item.style.setProperty("--cw-characters", String(turn.text.length));
      return view.item;
    }),
  );
  let grouped = NONE;
  /** @type {Map<string, Line[]>} */
  let groups = new Map();
  /** The first and the last turn of the spans that are in several. @type {Map<string, [string, string]>} */
  let wide = new Map();

  return {
    el: list,
    views,

    /**
     * @param {Line[]} spans
     * @param {Place[]} [chosen] the chosen words
     * @param {string | null} [span] the placed span that they are
     * @param {Shown | null} [shown] null for the spans of every code
     */
    draw(spans, chosen = NOWHERE, span = null, shown = null) {
      if (spans !== grouped) {
        [groups, wide] = group(spans);
        grouped = spans;
      }
      // A code that was renamed, or has another letter now, shows wherever it was given.
      const renamed = known !== codebook.codes;
      if (renamed) {
        known = codebook.codes;
        codes = new Map(known.map((code) => [code.code, code]));
      }
      const filter = shown ? `${shown.code} ${shown.dim}` : "";
      for (const { turn, text } of turns) {
        const view = /** @type {TurnView} */ (views.get(turn));
        const here = groups.get(turn) ?? NONE;
        const mine = chosen.find((place) => place.turn === turn) ?? null;
        const key = mine ? `${mine.start}-${mine.end}-${span}` : "";
        const unchanged = view.chosen === key && same(view.drawn, here);
        if (unchanged && !renamed && view.look.startsWith(`${filter}|`)) continue;
        const look = `${filter}|${lookOf(here, codes)}`;
        if (unchanged && view.look === look) continue;
        if (view.drawn.length !== here.length) view.count.textContent = countWords(here.length);
        view.drawn = here;
        view.chosen = key;
        view.look = look;
        view.text.replaceChildren(...pieces(text, here, mine, { codes, shown, wide }));
      }
    },
  };
}

/** @param {number} count */
function countWords(count) {
  return count === 0 ? "" : count === 1 ? ", 1 span" : `, ${count} spans`;
}

/**
 * @param {Line[]} spans
 * @returns {[Map<string, Line[]>, Map<string, [string, string]>]} the lines of each turn, and where spans over several begin and end
 */
function group(spans) {
  /** @type {Map<string, Line[]>} */
  const groups = new Map();
  /** @type {Map<string, string>} */
  const first = new Map();
  /** @type {Map<string, [string, string]>} */
  const wide = new Map();
  for (const span of spans) {
    const known = groups.get(span.turn);
    if (known) known.push(span);
    else groups.set(span.turn, [span]);
    const begun = first.get(span.id);
    if (begun === undefined) first.set(span.id, span.turn);
    else wide.set(span.id, [begun, span.turn]);
  }
  return [groups, wide];
}

/** How the codes of these lines look, to see whether that changed. @param {Line[]} lines @param {Map<string, Code>} codes */
function lookOf(lines, codes) {
  let look = "";
  for (const line of lines) {
    for (const id of line.codes) {
      const code = codes.get(id);
      look += code ? `${code.name}/${code.letter}/${code.colour} ` : `${id} `;
    }
  }
  return look;
}

/** @param {Line[]} a @param {Line[]} b */
function same(a, b) {
  return a.length === b.length && a.every((span, index) => span === b[index]);
}

/** One turn of each kind, of which all others are copies: an interview has two hundred. @type {Map<boolean, HTMLLIElement>} */
const blanks = new Map();

/** @param {boolean} coding */
function blank(coding) {
  const number = () => h("span", { class: "cw-turn-number" }, "");
  const speaker = () => h("span", { class: "cw-turn-speaker" }, "");
  return h(
    "li",
    { class: "cw-turn" },
    coding ? null : h("p", { class: "cw-turn-mark" }, number(), " ", speaker()),
    h(
      "button",
      { type: "button", class: "cw-turn-mark", tabindex: "-1", hidden: !coding },
      number(),
      " ",
      speaker(),
      h("span", { class: "cw-spoken" }, h("span", null), ". Enter: word by word"),
    ),
    h("p", { class: "cw-turn-text", ...(coding ? { tabindex: "-1" } : {}) }),
  );
}

/** @param {Turn} turn @param {boolean} coding @param {boolean} first @returns {TurnView} */
function turnView(turn, coding, first) {
  const known = blanks.get(coding) ?? blank(coding);
  blanks.set(coding, known);
  const item = /** @type {HTMLLIElement} */ (known.cloneNode(true));
  item.dataset.turn = turn.turn;
  if (turn.speaker === "I") item.classList.add("cw-turn-interviewer");
  for (const part of item.querySelectorAll(".cw-turn-number")) part.textContent = turn.turn.replace(/^.*-0*/, "");
  for (const part of item.querySelectorAll(".cw-turn-speaker")) part.textContent = turn.speaker === "I" ? "Interviewer" : turn.speaker;
  const mark = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
  if (first) mark.tabIndex = 0;
  const count = /** @type {HTMLElement} */ (mark.querySelector(".cw-spoken > span"));
  const text = /** @type {HTMLParagraphElement} */ (item.lastElementChild);
  return { item, mark, count, text, drawn: NONE, chosen: "", look: "|" };
}

/** @typedef {{codes: Map<string, Code>, shown: Shown | null, wide: Map<string, [string, string]>}} Look */

/**
 * @param {string} text
 * @param {Line[]} lines
 * @param {Place | null} chosen
 * @param {Look} look
 * @returns {Node[]}
 */
function pieces(text, lines, chosen, { codes, shown, wide }) {
  const placed = lines
    .filter((line) => !shown || shown.dim || line.codes.includes(shown.code))
    .map((line) => ({ line, start: toUtf16(text, line.start), end: toUtf16(text, line.end) }));
  const cuts = new Set([0, text.length]);
  for (const { start, end } of placed) cuts.add(start).add(end);
  if (chosen) cuts.add(chosen.start).add(chosen.end);
  const borders = [...cuts].sort((a, b) => a - b);
  /** @type {Node[]} */
  const nodes = [];
  let lettered = "";
  /** @param {typeof placed} those @param {0 | 1} end 0 the first turn of the span, 1 its last */
  const tell = (those, end) => {
    /** @param {Line} line */
    const goesOn = (line) => (wide.get(line.id)?.[end] ?? line.turn) !== line.turn;
    const here = those.filter(({ line }) => !goesOn(line));
    const beyond = those.filter(({ line }) => goesOn(line));
    const name = (/** @type {typeof placed} */ some) => some.flatMap(({ line }) => codesOf(line, codes)).map((code) => code.name).join(", ");
    const words = [
      here.length ? `${end ? "ends" : "begins"} ${name(here)}` : "",
      beyond.length ? `${name(beyond)} ${end ? "goes on in the next turn" : "goes on from the turn before"}` : "",
    ].filter(Boolean);
    if (words.length) nodes.push(spoken(` [${words.join("; ")}] `));
  };
  for (let i = 0; i + 1 < borders.length; i += 1) {
    const [start, end] = [borders[i], borders[i + 1]];
    const over = placed.filter((one) => one.start <= start && one.end >= end);
    const isChosen = Boolean(chosen && chosen.start <= start && chosen.end >= end);
    // What is chosen cuts the text as well, but letters stand only where other spans begin to cover it.
    const covering = over.map(({ line }) => line.id).join();
    const letters = covering !== lettered;
    lettered = covering;
    if (!over.length && !isChosen) {
      nodes.push(document.createTextNode(text.slice(start, end)));
      continue;
    }
    tell(over.filter((one) => one.start === start), 0);
    const dim = Boolean(shown && !over.some(({ line }) => line.codes.includes(shown.code)));
    nodes.push(piece(text.slice(start, end), over.map(({ line }) => line), { chosen: isChosen, letters, dim }, codes));
    tell(over.filter((one) => one.end === end), 1);
  }
  return nodes;
}

/** @param {Line} line @param {Map<string, Code>} codes @returns {Code[]} */
function codesOf(line, codes) {
  if (!line.codes.length) return [NOTED];
  return line.codes.map((id) => codes.get(id) ?? { code: id, name: id, definition: "" });
}

/** @param {string} words @param {Line[]} lines @param {{chosen: boolean, letters: boolean, dim: boolean}} look @param {Map<string, Code>} codes */
function piece(words, lines, { chosen, letters, dim }, codes) {
  const over = [...new Set(lines.flatMap((line) => codesOf(line, codes)))];
  const element = document.createElement("mark");
  element.className = `cw-piece${chosen ? " cw-chosen" : ""}${dim && over.length ? " cw-dim" : ""}`;
  element.textContent = words;
  if (!over.length) return element;
  const noted = lines.some(({ codes: own, notes }) => own.length > 0 && notes && Object.values(notes).some(Boolean));
  // Letters are written by the style sheet, so that they are neither copied nor counted as words of the transcript.
  if (letters) element.dataset.letters = [...over.map((code) => letterOf(code)), ...(noted ? [NOTED.letter] : [])].join(" ");
  element.style.cssText = [
    `background-image: ${over.map((code) => stripe(code)).join(", ")}`,
    `background-position: ${over.map((_, index) => `0 calc(100% - ${index * 4}px)`).join(", ")}`,
    `padding-bottom: ${over.length * 4 + 1}px`,
  ].join("; ");
  return element;
}

/** @param {Code} code */
export function letterOf(code) {
  return code.letter || (/[\p{L}\p{N}]/u.exec(code.name)?.[0] ?? code.name.slice(0, 1)).toUpperCase();
}

/** The colour of a code's stripe; a system's own colour where the codebook names one of the three. @param {Code} code */
export function colourOf(code) {
  const colour = code.colour ?? "";
  if (colour === "note") return "var(--cw-line)";
  if (/^code-[1-8]$/.test(colour)) return `var(--cw-${colour})`;
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

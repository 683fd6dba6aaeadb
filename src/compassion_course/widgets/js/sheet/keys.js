/**
 * What the keys of the coder mean. One table: it is what the coder does and what the list of keys (?) shows.
 */

/** @typedef {"turn" | "words"} Where */
/** @typedef {{key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean}} KeyPress */

/** Keys that work with a modifier or a name; they cannot be typed by mistake. @type {Record<Where, Record<string, string>>} */
const NAMED = {
  turn: { ArrowDown: "next-turn", ArrowUp: "previous-turn", Home: "first-turn", End: "last-turn" },
  words: {
    ArrowRight: "next-word",
    ArrowLeft: "previous-word",
    "Shift+ArrowRight": "extend-right",
    "Shift+ArrowLeft": "extend-left",
    "Alt+ArrowRight": "end-later",
    "Alt+ArrowLeft": "end-earlier",
    "Alt+Shift+ArrowRight": "start-later",
    "Alt+Shift+ArrowLeft": "start-earlier",
    ArrowDown: "next-turn",
    ArrowUp: "previous-turn",
    Home: "first-word",
    End: "last-word",
    Enter: "codes",
    Escape: "back",
    Delete: "unmark",
  },
};

/** Single characters; the reader can switch them off. @type {Record<string, string>} */
const SINGLE = {
  j: "next-turn",
  k: "previous-turn",
  s: "sentence",
  t: "whole-turn",
  c: "codes",
  u: "unmark",
  o: "overlap",
  "?": "keys",
};

/** What the coding desk has beside these. @type {Record<string, string>} */
const DESK_NAMED = { "Alt+ArrowDown": "next-span", "Alt+ArrowUp": "previous-span" };
/** @type {Record<string, string>} */
const DESK_SINGLE = {
  v: "in-vivo",
  n: "notes",
  m: "memo",
  r: "last-span",
  g: "go-on",
  "Shift+g": "take-back",
  "]": "next-span",
  "[": "previous-span",
};

/** The list that ? shows: keys, then what they do. */
export const KEY_LIST = [
  ["↓ ↑ or J K", "next or previous turn"],
  ["Enter", "on a turn: go word by word; on words: choose codes"],
  ["→ ←", "next or previous word"],
  ["Shift + → ←", "take one word more or less"],
  ["S, T", "take the sentence, take the whole turn"],
  ["C", "choose codes for these words"],
  ["1 to 9", "apply the code with that number at once"],
  ["Alt + → ←", "end the span one word later or earlier; with Shift: move where it starts"],
  ["O", "go through the spans that overlap here"],
  ["U or Delete", "remove the span"],
  ["Esc", "back: from codes to words, from words to turns"],
  ["Ctrl + Z, Ctrl + Shift + Z", "undo, redo; both work everywhere in the exercise"],
  ["?", "show or hide this list"],
];

/** What the keys are in an exercise that asks for notes: no codes are given. */
export const NOTE_KEYS = KEY_LIST.filter(([key]) => key !== "1 to 9").map(([key, does]) => [key, does.replace("choose codes for", "write a note on").replace("choose codes", "write a note").replace("from codes to words", "from the note to words")]);

const DESK_LIST = [
  ["V", "in vivo: the chosen words become a code's name"],
  ["N", "write a note on these words"],
  ["M", "write a memo on this span"],
  ["G, Shift + G", "let the span go on into the next turn; take its last turn away again"],
  ["] [ or Alt + ↓ ↑", "next or previous span of yours"],
  ["R", "open the span that you worked on last"],
];

/** What the keys of the coding desk are. @param {{codes: boolean, notes: boolean}} has */
export function deskKeyList({ codes, notes }) {
  const both = KEY_LIST.map(([key, does]) => [key, does.replace("in the exercise", "at the desk").replace("choose codes", codes ? "choose codes" : "open the form")]);
  const list = [...both.slice(0, -3), ...DESK_LIST.filter(([key]) => notes || key !== "N"), ...both.slice(-3)];
  return codes ? list : list.filter(([key]) => !["V", "1 to 9"].includes(key));
}

/**
 * @param {KeyPress} press
 * @param {Where} where
 * @param {boolean} single whether single characters count
 * @param {boolean} [desk] whether the keys of the coding desk count too
 * @returns {string | null} the action, `apply-1` to `apply-9` for digits, or null
 */
export function actionFor(press, where, single, desk = false) {
  if (press.ctrlKey || press.metaKey) return null;
  const name = `${press.altKey ? "Alt+" : ""}${press.shiftKey ? "Shift+" : ""}${press.key}`;
  if (NAMED[where][name]) return NAMED[where][name];
  if (desk && DESK_NAMED[name]) return DESK_NAMED[name];
  if (!single || press.altKey) return null;
  if (/^[1-9]$/.test(press.key)) return `apply-${press.key}`;
  const letter = press.key.toLowerCase();
  const more = desk ? (press.shiftKey && DESK_SINGLE[`Shift+${letter}`]) || DESK_SINGLE[letter] : undefined;
  return more ?? SINGLE[letter] ?? null;
}

/**
 * Words as Python sees them, so that both write the same bytes: what counts as a blank, as one character, and as the
 * same name.
 */

/** A file that cannot be opened or written; the message is for the person who chose it. */
export class Refusal extends Error {}

/** What Python's `str.split` and `str.strip` take for blanks; JavaScript's `\s` differs in five characters. */
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const BLANKS = new RegExp(BLANK, "g");
const EDGES = new RegExp(`^${BLANK}|${BLANK}$`, "g");

/** @param {string} text */
export const strip = (text) => text.replace(EDGES, "");

/** @param {string} text */
export const wordsOf = (text) => strip(text).split(BLANKS).filter(Boolean);

/** @param {string} text */
export const oneBlank = (text) => wordsOf(text).join(" ");

/**
 * Two names with one fold are one name to other programs. Character by character, since a final sigma depends on what
 * stands before it, and down, up and down again, since "ß" and "ẞ" are "ss" to Python.
 * @param {string} text
 */
export const fold = (text) => Array.from(text, (one) => (one === "ı" ? one : one.toLowerCase().toUpperCase().toLowerCase())).join("");

const encoder = new TextEncoder();

/** @param {string} text */
export const utf8 = (text) => encoder.encode(text);

/** In code points, as Python counts. @param {string} text */
export const lengthOf = (text) => Array.from(text).length;

/** How a text compares whatever program it went through: LF, no mark, NFC, one line end at the end. @param {string} text */
export const canonical = (text) => `${plainLines(text).normalize("NFC").replace(/\n+$/, "")}\n`;

/** @param {string} text */
export const plainLines = (text) => text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");

/** An id that is not taken: itself, or with a number behind it. @param {string} id @param {{has(id: string): boolean}} taken */
export function other(id, taken) {
  let found = id;
  for (let number = 2; taken.has(found); number += 1) found = `${id}-${number}`;
  return found;
}

/** @template V @param {Map<string, V[]>} map @param {string} key @param {V} value */
export function addTo(map, key, value) {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}

/** Code points in order, as Python sorts. @param {string} a @param {string} b */
export function byCodePoints(a, b) {
  const [one, two] = [Array.from(a), Array.from(b)];
  const at = one.findIndex((character, index) => character !== two[index]);
  return at < 0 ? one.length - two.length : (one[at].codePointAt(0) ?? 0) - (two[at]?.codePointAt(0) ?? -1);
}

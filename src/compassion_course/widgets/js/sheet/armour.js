/**
 * The block that "Copy my answers" puts under the readable text. It has to come back whole from a word processor, a
 * VLE's text box and an e-mail quote, so reading it forgives what those do to text, and the checksum says whether
 * the forgiving went right.
 */

import { sha256 } from "./sha256.js";

const NAME = "COMPASSION COURSE ANSWERS";
const DASH = "[-\\u00ad\\u2010-\\u2015\\u2212]";
const BLANK = "[\\s>\\u00a0\\u200b\\u2060\\ufeff]";
const BEGIN = marker("BEGIN");
const END = marker("END");

/** @param {string} word */
function marker(word) {
  const name = `${word} ${NAME}`.split(" ").join(`${BLANK}+`);
  return new RegExp(`${DASH}{2,}${BLANK}*${name}${BLANK}*${DASH}{2,}`, "i");
}

/**
 * @param {unknown} sheet
 * @returns {string}
 */
export function toArmour(sheet) {
  const bytes = new TextEncoder().encode(JSON.stringify(sheet));
  const lines = toBase64Url(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${NAME}-----`, ...lines, `=${sha256(bytes).slice(0, 16)}`, `-----END ${NAME}-----`, ""].join("\n");
}

/** @param {string} text */
export function holdsArmour(text) {
  return BEGIN.test(text);
}

/**
 * The sheet's JSON text from a pasted block. Throws an Error whose message can be shown as it is.
 * @param {string} text
 * @returns {string}
 */
export function fromArmour(text) {
  const begin = BEGIN.exec(text);
  if (!begin) throw new Error("There is no line that says BEGIN COMPASSION COURSE ANSWERS.");
  const rest = text.slice(begin.index + begin[0].length);
  const end = END.exec(rest);
  if (!end) throw new Error("The line that says END COMPASSION COURSE ANSWERS is missing: the end of the block was cut off.");
  const inside = rest.slice(0, end.index).replace(new RegExp(BLANK, "g"), "");
  const parts = /^([^=]*)=+([0-9a-f]{16})$/i.exec(inside);
  if (!parts) throw new Error("The checksum line (an equals sign and 16 characters) above the END line is missing or incomplete.");
  const sum = parts[2].toLowerCase();
  for (const letters of readings(parts[1])) {
    const bytes = fromBase64Url(letters);
    if (bytes && sha256(bytes).startsWith(sum)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  }
  throw new Error("The checksum does not fit: some characters of the block were changed or lost on the way.");
}

/**
 * What the letters may have been before a word processor improved them: it makes one long dash of two hyphens, or of one.
 * @param {string} letters
 */
function* readings(letters) {
  const plain = letters.replace(/\u00ad/g, "").replace(/[\u2010\u2011\u2212]/g, "-");
  yield plain.replace(/[\u2012-\u2015]/g, "--");
  yield plain.replace(/[\u2012-\u2015]/g, "-");
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * @param {string} letters
 * @returns {Uint8Array | null}
 */
function fromBase64Url(letters) {
  if (!/^[\w-]*$/.test(letters) || letters.length % 4 === 1) return null;
  const binary = atob(letters.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

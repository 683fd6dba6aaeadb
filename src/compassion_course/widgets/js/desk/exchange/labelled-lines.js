/**
 * Labelled lines in a free-text field, so that a note keeps its kind in a program that knows none: `why: ...` and
 * `linguistic: ...` one below the other. A text of several lines goes on in lines that begin with four blanks.
 * The same rules as `corpus/exchange/fields.py` and `code_lines.py`.
 */

import { strip } from "./plain-words.js";

/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").Property} Property */
/** @typedef {[label: string, text: string]} Field */

const MORE = "    ";
const BREAK = " // ";
export const CODE_LABELS = ["definition", "include", "exclude", "example", "property", "letter", "colour", "name", "code", "codebook", "reader", "statement", "theme"];

/** @param {Field[]} fields */
export const writeFields = (fields) =>
  fields.filter(([, text]) => text).map(([label, text]) => `${label}: ${text.replaceAll("\n", `\n${MORE}`)}`).join("\n");

/** @param {string} text @param {string[]} labels @returns {Field[]} text without a label has the label "" */
export function readFields(text, labels) {
  /** @type {Field[]} */
  const found = [];
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const label = labels.find((one) => line.startsWith(`${one}:`));
    const last = found[found.length - 1];
    if (label !== undefined) found.push([label, line.slice(label.length + 1).replace(/^ /, "")]);
    else if (last?.[0] && line.startsWith(MORE)) last[1] += `\n${line.slice(MORE.length)}`;
    else if (last && !last[0]) last[1] += `\n${line}`;
    else found.push(["", line]);
  }
  return found.map(([label, words]) => /** @type {Field} */ ([label, label ? words : strip(words)])).filter(([, words]) => words);
}

/** @param {Field[]} fields @param {string} label */
export const firstOf = (fields, label) => fields.find(([found]) => found === label)?.[1] ?? "";

/** For a form that takes a single line. @param {string} text */
export const oneLine = (text) => text.replaceAll("//", "/ /").replaceAll("\n", BREAK);

/** @param {string} text */
export const manyLines = (text) =>
  text.includes("\n") || !new RegExp(`${BREAK}[a-z]+: `).test(text) ? text : text.replaceAll(BREAK, "\n").replaceAll("/ /", "//");

/**
 * All that is known of a code, so that it can come back whole.
 * @param {Code} code
 * @param {string} shown the name that it is shown by
 * @param {string} owner
 * @param {boolean} closed whether the owner is a codebook and not the reader
 */
export const codeFields = (code, shown, owner, closed) =>
  writeFields([
    ["definition", code.definition],
    ["include", code.include ?? ""],
    ["exclude", code.exclude ?? ""],
    ["example", code.example ?? ""],
    ...(code.properties ?? []).map((entry) => /** @type {Field} */ (["property", propertyLine(entry)])),
    ["letter", code.letter ?? ""],
    ["colour", code.colour ?? ""],
    ["name", code.name === shown ? "" : code.name],
    ["code", code.code],
    [closed ? "codebook" : "reader", owner],
  ]);

/** @param {string | Property} entry */
const propertyLine = (entry) =>
  (typeof entry === "string" ? [entry] : [entry.name, entry.from, entry.to]).map((part) => part.replace(/[\\|]/g, "\\$&")).join(" | ");

/** @param {Field[]} fields @param {string} id @param {string} name @param {string | null} parent @returns {Code} */
export const readCode = (fields, id, name, parent) => ({
  code: id,
  parent,
  name: firstOf(fields, "name") || name,
  definition: firstOf(fields, "definition") || firstOf(fields, ""),
  include: firstOf(fields, "include"),
  exclude: firstOf(fields, "exclude"),
  example: firstOf(fields, "example"),
  properties: fields.filter(([label]) => label === "property").map(([, text]) => property(text)),
  colour: firstOf(fields, "colour"),
  letter: firstOf(fields, "letter"),
});

/** @param {string} text @returns {string | Property} */
function property(text) {
  // A stroke of somebody's own has a backslash before it, never a blank.
  const parts = text.split(" | ").map((part) => part.replace(/\\(.)/g, "$1"));
  if (parts.length === 3) return { name: parts[0], from: parts[1], to: parts[2] };
  return parts.length === 1 ? parts[0] : text;
}

/**
 * CSV that a spreadsheet opens without running anything, and that comes back exactly: the codings and the codebook, the
 * same bytes as Python's `codings.py` and `taguette.py` write.
 */

import { codeFields, manyLines, oneLine } from "./labelled-lines.js";
import { keyOf, ownerOf, parentsFirst, shownName } from "./gathered.js";
import { NOTE_KINDS } from "./project-file.js";
import { Refusal, fold, lengthOf, strip } from "./plain-words.js";

/** @typedef {import("./gathered.js").Gathered} Gathered */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("./arrival.js").Arrival} Arrival */

const COLUMNS = ["reader", "doc", "span", "turn", "start", "end", "code", "code_name", "quote", ...NOTE_KINDS, "why"];
const PATH_LIMIT = 200;
const SEPARATOR = " / ";
/** Taguette guesses the encoding of CSV, wrongly where an emoji comes early; the mark tells it. */
const MARK = "\ufeff";
// A cell that begins so would be a formula; an apostrophe before it makes it words, and comes off again.
const FORMULA = /^'*[=+\-@\t\r]/;

/** @param {(string | number)[][]} rows */
export const writeCsv = (rows) => rows.map((row) => `${row.map((cell) => inQuotes(safe(String(cell)))).join(",")}\n`).join("");

/** @param {string} cell */
const safe = (cell) => (FORMULA.test(cell) ? `'${cell}` : cell);

/** @param {string} cell */
const inQuotes = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Rows without empty lines; an apostrophe before what would be a formula comes off. @param {string} text */
export function readCsv(text) {
  /** @type {string[][]} */
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|((?!")[^,\r\n]*))(,|\r\n|\n|\r|$)/y;
  while (cell.lastIndex < text.length || rows[rows.length - 1].length) {
    const from = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) {
      const line = text.slice(0, from).split("\n").length;
      throw new Refusal(`This is not CSV: a quotation mark is out of place in line ${line}. Save it as CSV (UTF-8) with commas.`);
    }
    const value = found[1]?.replaceAll('""', '"') ?? found[2];
    rows[rows.length - 1].push(value.startsWith("'") && FORMULA.test(value) ? value.slice(1) : value);
    if (found[3] !== ",") {
      rows.push([]);
      if (found[3] === "") break;
    }
  }
  return rows.filter((row) => row.some(Boolean));
}

/** Every span: a line for each turn that it touches and each of its codes, one without a code too. @param {Gathered} all */
export function codingsCsv(all) {
  const rows = all.work.spans.flatMap((span) =>
    (span.codes.length ? span.codes : [""]).map((code) => {
      const name = code ? shownName({ name: code }, all, ownerOf(all, code).owner, code) : "";
      const notes = NOTE_KINDS.map((kind) => span.notes[kind] ?? "");
      return [all.work.reader.id, span.doc, span.id, span.turn, span.start, span.end, code, name, span.quote, ...notes, span.why];
    }),
  );
  return writeCsv([COLUMNS, ...rows]);
}

/** The codes as a table of two columns, `tag` (a path of names) and `description`, which Taguette takes too. @param {Gathered} all */
export function codebookCsv(all) {
  /** @type {Map<string, string>} */
  const paths = new Map();
  const taken = new Set();
  const reader = all.work.reader.id;
  const codes = [...all.books.map(({ id, codes: of }) => ({ owner: id, of })), { owner: reader, of: all.work.codes }];
  const rows = codes.flatMap(({ owner, of }) =>
    parentsFirst(of).map((code) => {
      const parent = code.parent ?? null;
      const above = parent === null ? undefined : paths.get(keyOf(owner, parent)) || paths.get(keyOf(ownerOf(all, parent).owner, parent));
      const name = shownName(code, all, owner, code.code);
      const wanted = above === undefined ? name : above + SEPARATOR + name;
      let path = lengthOf(wanted) <= PATH_LIMIT ? wanted : name;
      for (let number = 2; lengthOf(path) > PATH_LIMIT || taken.has(fold(path)); number += 1) {
        path = `${Array.from(name).slice(0, PATH_LIMIT - 6).join("")}… ${number}`;
      }
      taken.add(fold(path));
      paths.set(keyOf(owner, code.code), path);
      return [path, oneLine(codeFields(code, name, owner, owner !== reader))];
    }),
  );
  return MARK + writeCsv([["tag", "description"], ...rows]);
}

/**
 * A codebook with the columns `tag` (or `name`, `path`) and `description`.
 * @param {string} text
 * @returns {Pick<Arrival, "codes">}
 */
export function readCodebookCsv(text) {
  const [head = [], ...rows] = readCsv(text.replace(/^\ufeff/, ""));
  const names = head.map((cell) => strip(cell).toLowerCase());
  const column = ["tag", "path", "name"].map((name) => names.indexOf(name)).find((at) => at >= 0);
  if (column === undefined) throw new Refusal("The table has no column tag, path or name. Its first line names the columns.");
  const told = names.indexOf("description");
  const paths = rows.map((row) => [strip(row[column] ?? ""), strip(row[told] ?? "")]).filter(([path]) => path);
  const keys = new Map(paths.map(([path], index) => [path, `tag ${index + 1}`]));
  return {
    codes: paths.map(([path, description]) => {
      const cut = path.lastIndexOf(SEPARATOR);
      const parent = cut < 0 ? undefined : keys.get(path.slice(0, cut));
      const name = parent === undefined ? path : path.slice(cut + SEPARATOR.length);
      return { key: keys.get(path) ?? path, name, parent: parent ?? null, description: manyLines(description), codable: true };
    }),
  };
}

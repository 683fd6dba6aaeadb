// The file that holds everything: written here, and read again with a reason for whatever is not such a file. Pure.
import { faultInEntry, inOrder } from "./entries.js";
import { faultIn, isName, isPlain } from "./memory.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Edition} Edition */
/** @typedef {import("./memory.js").PageMemory} PageMemory */
/** @typedef {{pages: Record<string, PageMemory>, entries: Entry[]}} Record_ */

export const FORMAT = "compassion-course/cpd-record";
const VERSION = 1;
/** Far more than a record, far less than what would stop a browser. */
const LARGEST = 5_000_000;

/** @param {Record_} record @param {{edition: Edition | null, saved: string}} about */
export function recordText({ pages, entries }, { edition, saved }) {
  const sorted = Object.fromEntries(Object.entries(pages).sort(([a], [b]) => (a < b ? -1 : 1)));
  const body = { format: FORMAT, format_version: VERSION, saved, edition, pages: sorted, entries: inOrder(entries) };
  return `${JSON.stringify(body, null, 1)}\n`;
}

/** A file that is not a record, with what can be done. */
export class NotARecord extends Error {}

/**
 * @param {string} text
 * @returns {Record_}
 * @throws {NotARecord}
 */
export function readRecord(text) {
  if (text.length > LARGEST) throw new NotARecord("It is larger than any record: choose the file that “Save everything as a file” made, called cpd-record.json.");
  /** @type {any} */
  let value;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new NotARecord("It is not a record, or was cut short: choose the file that “Save everything as a file” made, called cpd-record.json.");
  }
  if (!isPlain(value) || value.format !== FORMAT) {
    const other = typeof value?.format === "string" && value.format.startsWith("compassion-course/") ? "It is another file of this course, such as an exercise's answers; open that where it was made." : "It is data, but not a record of this course.";
    throw new NotARecord(`${other} A record is called cpd-record.json.`);
  }
  if (value.format_version !== VERSION) throw new NotARecord("It was written by a later edition of the course. Open it there, or ask for the new edition.");
  const { pages, entries } = value;
  if (!isPlain(pages) || !Array.isArray(entries)) throw new NotARecord("Its pages or its entries are missing. Choose an earlier copy.");
  for (const [page, memory] of Object.entries(pages)) {
    const fault = isName(page) ? faultIn(memory) : "no page is called so";
    if (fault) throw new NotARecord(`At the page “${page}” ${fault}. Mend it there, or choose an earlier copy.`);
  }
  entries.forEach((entry, index) => {
    const fault = faultInEntry(entry);
    if (fault) throw new NotARecord(`In entry ${index + 1} ${fault}. Mend it there, or choose an earlier copy.`);
  });
  return { pages, entries };
}

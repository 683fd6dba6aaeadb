// An entry of the record: how it begins, what is wrong with it, and how two states of the record become one. Pure.
import { isDay, isName, isPlain, seconds } from "./memory.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").Words} Words */
/** @typedef {import("./memory.js").PageMemory} PageMemory */

/** More than this in one box is a file opened by mistake, and would fill the browser's storage. */
export const LONGEST = 20_000;
const MOST_MINUTES = 100_000;

/**
 * The same day of the month some months later, or that month's last.
 * @param {string} day @param {number} months
 */
export function monthsAfter(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/**
 * A new entry, filled in with what is known.
 * @param {Words} words
 * @param {Page | null} page what it is about, or null for something of one's own
 * @param {PageMemory | undefined} memory
 * @param {{id: string, day: string, stamp: string}} now
 * @returns {Entry}
 */
export function begun(words, page, memory, { id, day, stamp }) {
  const kind = page?.kind === "chapter" || page?.kind === "exercise" ? page.kind : "own";
  const done = memory?.last ?? day;
  return {
    id,
    changed: stamp,
    about: page?.page ?? "",
    // Less than half a minute is nothing that one would enter.
    minutes: (memory && Math.round(seconds(memory) / 60)) || null,
    fields: {
      activity: page ? `${page.title} (Compassion at Work)` : "",
      date: done,
      type: words.types[kind],
      aims: (page?.outcomes ?? []).map((one) => `- ${one}`).join("\n"),
      evidence: page ? evidence(page, memory) : "",
      review: monthsAfter(done, words.review_months),
    },
    reflection: {},
  };
}

/** What there is to show for a page. @param {Page} page @param {PageMemory | undefined} memory */
function evidence(page, memory) {
  const asked = page.questions ?? [];
  const count = asked.filter((id) => memory && Object.hasOwn(memory.questions, id)).length;
  const parts = ["This statement"];
  if (count) parts.push(`${count} of ${asked.length} questions answered`);
  if (memory && Object.keys(memory.work).length) parts.push("the file of my answers");
  return `${parts.join("; ")}.`;
}

/** What is wrong with an entry, or "". @param {any} value */
export function faultInEntry(value) {
  if (!isPlain(value)) return "it is not an entry";
  if (typeof value.id !== "string" || !isName(value.id)) return "its “id” is missing or odd";
  if (typeof value.changed !== "string" || Number.isNaN(Date.parse(value.changed))) return "“changed” is not a time";
  if (typeof value.about !== "string") return "“about” is not a text";
  if (value.minutes !== null && !isMinutes(value.minutes)) return "“minutes” is not a number of minutes";
  for (const part of ["fields", "reflection"]) {
    if (!isPlain(value[part])) return `“${part}” is missing`;
    for (const [name, text] of Object.entries(value[part])) {
      if (!isName(name) || typeof text !== "string") return `“${name}” in “${part}” is not a text`;
      if (text.length > LONGEST) return `“${name}” is longer than ${LONGEST} characters`;
    }
  }
  for (const name of ["date", "review"]) {
    const day = value.fields[name] ?? "";
    if (day !== "" && !isDay(day)) return `“${name}” is not a day`;
  }
  return "";
}

/** @param {unknown} value */
export function isMinutes(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_MINUTES;
}

/** The entries of both, each once: of two states of one entry the later. @param {Entry[]} one @param {Entry[]} two @returns {Entry[]} */
export function joined(one, two) {
  const all = new Map(one.map((entry) => [entry.id, entry]));
  for (const entry of two) {
    const known = all.get(entry.id);
    if (!known || Date.parse(known.changed) < Date.parse(entry.changed)) all.set(entry.id, entry);
  }
  return inOrder([...all.values()]);
}

/** By day, then as they were begun. @param {Entry[]} entries */
export function inOrder(entries) {
  const day = (/** @type {Entry} */ entry) => entry.fields.date || "9999";
  return [...entries].sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a.id < b.id ? -1 : 1));
}

/** How many there are of something, in words. @param {number} number @param {string} one @param {string} [more] */
export function counted(number, one, more = `${one}s`) {
  return number === 1 ? `1 ${one}` : `${number} ${more}`;
}

/** @param {Entry[]} entries */
export function minutesOf(entries) {
  return entries.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
}

/** @param {Entry} entry */
export function nameOf(entry) {
  return entry.fields.activity?.trim() || "An entry without a name";
}

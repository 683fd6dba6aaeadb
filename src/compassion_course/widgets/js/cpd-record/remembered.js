// What is remembered, as a table: chapter by chapter, and whatever else was open.
import { h, table } from "../dom.js";
import { isRead, seconds } from "./memory.js";

/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./memory.js").PageMemory} PageMemory */

/** A day as people write it. @param {string} day */
export function dayInWords(day) {
  if (!day) return "";
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** @param {Page[]} course @param {Record<string, PageMemory>} pages */
export function rememberedTable(course, pages) {
  const rows = course.filter(({ page, kind }) => kind !== "other" || Object.hasOwn(pages, page));
  const known = new Set(course.map(({ page }) => page));
  const gone = Object.keys(pages).filter((page) => !known.has(page));
  return [
    table(
      "What this browser remembers, page by page",
      ["Page", "Read", "Minutes", "Questions", "Work"],
      rows.map((row) => [h("a", { href: row.url }, row.title), ...cells(row, pages[row.page])]),
    ),
    gone.length ? h("p", { class: "cw-hint" }, `Also of pages that this edition does not have: ${gone.join(", ")}.`) : null,
  ];
}

/** @param {Page} row @param {PageMemory | undefined} memory */
export function cells(row, memory) {
  const asked = row.questions ?? [];
  const answers = asked.flatMap((id) => (memory && Object.hasOwn(memory.questions, id) ? [memory.questions[id]] : []));
  const right = answers.filter(({ credit }) => credit === 1).length;
  const minutes = memory ? Math.round(seconds(memory) / 60) : 0;
  return [
    readInWords(row, memory),
    `${minutes}${row.minutes ? ` of ${row.minutes} printed` : ""}`,
    asked.length ? `${answers.length} of ${asked.length}${answers.length ? `, ${right} right` : ""}` : "",
    workInWords(memory),
  ];
}

/** @param {Page} row @param {PageMemory | undefined} memory */
function readInWords({ kind, reading = 0 }, memory) {
  if (!memory) return "not yet";
  if (kind !== "chapter") return `opened, last on ${dayInWords(memory.last)}`;
  if (isRead(memory, reading)) return `read, last on ${dayInWords(memory.last)}`;
  return memory.end ? "its end seen, in less than half of its minutes" : "begun";
}

/** @param {PageMemory | undefined} memory */
function workInWords(memory) {
  const { coded, saved } = memory?.work ?? {};
  return [coded ? `first pass locked on ${dayInWords(coded)}` : "", saved ? `saved on ${dayInWords(saved)}` : ""].filter(Boolean).join("; ");
}

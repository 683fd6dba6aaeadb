// Review dates as a calendar file (RFC 5545): whole days, private, and without a word of what was written in the record,
// since calendars at work are often open to others. Pure.
import { nameOf } from "./entries.js";

/** @typedef {import("./types.js").Entry} Entry */

const LINE = 75;

/** @param {Entry[]} entries those with a review date @param {Date} now */
export function calendarText(entries, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const events = entries.flatMap((entry) => {
    const day = entry.fields.review.replaceAll("-", "");
    return [
      "BEGIN:VEVENT",
      // The same entry saved again moves its event and makes no second one.
      `UID:${entry.id}@cpd-record.compassion-at-work.invalid`,
      `DTSTAMP:${stamp}`,
      `LAST-MODIFIED:${new Date(entry.changed).toISOString().replace(/[-:]|\.\d+/g, "")}`,
      `DTSTART;VALUE=DATE:${day}`,
      `DTEND;VALUE=DATE:${dayAfter(entry.fields.review)}`,
      `SUMMARY:${escaped(`CPD review: ${nameOf(entry)}`)}`,
      `DESCRIPTION:${escaped("Look again at this entry of your CPD record: was it done, and what came of it?")}`,
      "CLASS:PRIVATE",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ];
  });
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Compassion at Work//CPD record//EN", "CALSCALE:GREGORIAN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** The end of a whole day is the day after. @param {string} day */
function dayAfter(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 3600 * 1000).toISOString().slice(0, 10).replaceAll("-", "");
}

/** @param {string} text */
export function escaped(text) {
  // Other control characters may not stand in a calendar at all.
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|[\r\n]/g, "\\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/** Breaks a line after 75 bytes at most, and never within a letter. @param {string} line */
export function folded(line) {
  const encoder = new TextEncoder();
  /** @type {string[]} */
  const pieces = [];
  let piece = "";
  let bytes = 0;
  for (const letter of line) {
    const size = encoder.encode(letter).length;
    if (bytes + size > LINE) {
      pieces.push(piece);
      piece = " ";
      bytes = 1;
    }
    piece += letter;
    bytes += size;
  }
  return [...pieces, piece].join("\r\n");
}

/**
 * The event log as a reflexive audit trail: what was done, in order, in words and as a table. It holds ids and never
 * whole texts; what goes on with the line before is one line.
 */

import { writeCsv } from "./csv.js";
import { parted } from "./gathered.js";

/** @typedef {import("../types.js").DeskEvent} DeskEvent */
/** @typedef {{from: string, to: string, times: number, does: string, words: string, details: string}} Trace */

/**
 * What each deed is called; a name in braces is a detail of the event. Some are told by one of their details as well,
 * which stands behind a blank. A deed that is not here is told by its own name.
 */
const WORDS = new Map(Object.entries({
  started: "Began",
  open: "Opened a file",
  save: "Saved a file",
  export: "Exported {as}",
  lock: "Locked the first pass of {doc}",
  undo: "Took back: {what}",
  redo: "Did again: {what}",
  trimmed: "{count} entries left out here, to keep the file small",
  "code codes": "Coded {span} as {codes}",
  "in-vivo": "Coded {span} in the speaker's own words",
  uncode: "Took {span} away",
  resize: "Moved the edges of {span}",
  why: "Wrote the reason for {span}",
  note: "Wrote a note on {span}",
  define: "Defined the code {code}",
  "make-code": "Made the code {code}",
  "code-made": "Made the code {code}",
  "code-changed": "Changed the {part} of the code {code}",
  "code-moved": "Moved the code {code}",
  "code-merged": "Merged the code {code} into {into}",
  "code-split": "Split the code {code}; a part became {into}",
  "code-removed": "Removed the code {code}",
  "codes-imported": "Took over {count} codes from a file",
  "memo on": "Wrote a memo on {on}",
  "memo span": "Wrote a memo on {span}",
  "memo-text": "Went on with the memo {memo}",
  "memo-kind": "Called the memo {memo} {kind}",
  "memo-removed": "Removed the memo {memo}",
  "statement spans": "Made the statement {statement} of {spans} spans",
  "statement add": "Rested the statement {statement} on {add} too",
  "statement remove": "Took {remove} from under the statement {statement}",
  "statement removed": "Removed the statement {statement}",
  "theme made": "Made the theme {theme} ({made})",
  "theme add": "Put {add} into the theme {theme}",
  "theme remove": "Took {remove} out of the theme {theme}",
  "theme merged": "Merged the theme {merged} into {theme}",
  "theme split": "Split the theme {theme}; a part became {split}",
  "theme parent": "Moved the theme {theme} under {parent}",
  "theme removed": "Removed the theme {theme}",
  "relation to": "Related {from} to {to} ({slot})",
  "relation slot": "Moved the relation {relation} to {slot}",
  "relation add": "Gave the relation {relation} the evidence {add}",
  "relation remove": "Took the evidence {remove} off the relation {relation}",
  "relation removed": "Removed the relation {relation}",
  "write to": "Wrote on: {to}",
  "write on": "Wrote on {on}",
}));
const TIME = /^\d{4}-\d\d-\d\dT/;

/** @param {unknown} value */
const said = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/**
 * @param {DeskEvent[]} events
 * @param {(id: string) => string} [nameOf] what an id is called
 * @returns {Trace[]}
 */
export function auditTrail(events, nameOf = (id) => id) {
  /** A detail in words: `theme:x` is the theme of that id. @param {unknown} value @returns {string} */
  const called = (value) => {
    if (Array.isArray(value)) return value.map(called).join(", ");
    const [what, id] = parted(said(value));
    return (id ? `${what} ${nameOf(id)}` : nameOf(what)) || "…";
  };
  /** @type {Trace[]} */
  const trail = [];
  for (const { at, do: does, times = 1, ...rest } of events) {
    // Where typing went on, `from` is when it began; a relation's is one of its ends.
    const began = typeof rest.from === "string" && TIME.test(rest.from) ? rest.from : at;
    if (began === rest.from) delete rest.from;
    const details = Object.entries(rest).map(([key, value]) => `${key}: ${said(value)}`).join("; ");
    const last = trail[trail.length - 1];
    if (last && last.does === does && last.details === details && does !== "trimmed") {
      last.to = at;
      last.times += Number(times);
      continue;
    }
    const known = Object.keys(rest).map((key) => WORDS.get(`${does} ${key}`)).find(Boolean) ?? WORDS.get(does);
    const named = Object.entries(rest).map(([key, value]) => `${key} ${called(value)}`).join(", ");
    const plain = does.charAt(0).toUpperCase() + does.slice(1).replaceAll("-", " ");
    const words = known ? known.replace(/\{(\w+)\}/g, (_, key) => called(rest[key] ?? "")) : plain + (named ? ` (${named})` : "");
    trail.push({ from: began, to: at, times: Number(times), does, words, details });
  }
  return trail;
}

/** @param {string} time */
export const plainTime = (time) => time.replace("T", " ").replace(/:\d\dZ$/, "");

/** One entry as a line of a report. @param {Trace} trace */
export function traceInWords({ from, to, times, words }) {
  const until = plainTime(from) === plainTime(to) ? "" : ` to ${plainTime(to).slice(plainTime(from).slice(0, 10) === to.slice(0, 10) ? 11 : 0)}`;
  return `${plainTime(from)}${until}: ${words}${times > 1 ? ` (${times} times)` : ""}.`;
}

/** @param {DeskEvent[]} events @param {(id: string) => string} [nameOf] */
export const auditTrailCsv = (events, nameOf) =>
  writeCsv([
    ["from", "to", "times", "what", "event", "details"],
    ...auditTrail(events, nameOf).map(({ from, to, times, words, does, details }) => [from, to, times, words, does, details]),
  ]);

/**
 * Memos: what the reader thinks while reading, kept with what it is about. Pure; the memo panel draws them.
 */

/** @typedef {import("./types.js").Memo} Memo */
/** @typedef {import("./types.js").MemoKind} MemoKind */
/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./desk.js").Desk} Desk */

/** @type {[MemoKind, string][]} */
export const MEMO_KINDS = [
  ["", "Not said"],
  ["code", "On what a code means"],
  ["theoretical", "On how things hang together"],
  ["method", "On what I did and why"],
  ["negative-case", "On a case that does not fit"],
  ["transcript", "On the interview as a whole"],
];

/** An id of the form m1, m2, … that none has. @param {string} prefix @param {{id: string}[]} rows */
export function nextId(prefix, rows) {
  const taken = new Set(rows.map(({ id }) => id));
  let number = rows.length + 1;
  while (taken.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

/** @param {Work} work @param {string} on @param {MemoKind} kind @param {string} text */
export function withMemo(work, on, kind, text) {
  const memo = { id: nextId("m", work.memos), on, text, kind, compares: [] };
  return { memo, change: { memos: [...work.memos, memo] } };
}

/** @param {Work} work @param {string} id @param {Partial<Memo>} change */
export function memoChanged(work, id, change) {
  return { memos: work.memos.map((memo) => (memo.id === id ? { ...memo, ...change } : memo)) };
}

/** @param {Work} work @param {string} id */
export function memoRemoved(work, id) {
  return { memos: work.memos.filter((memo) => memo.id !== id) };
}

/** What a memo is about, in words. @param {string} on @param {Desk} desk */
export function aboutWords(on, desk) {
  if (on === "project") return "The whole project";
  const [what, id] = on.includes(":") ? [on.slice(0, on.indexOf(":")), on.slice(on.indexOf(":") + 1)] : ["", on];
  if (what === "code") return `Code: ${desk.nameOf(id)}`;
  if (what === "theme") return `Theme: ${desk.nameOf(id)}`;
  const line = desk.span(id)[0];
  if (line) return `Span: “${line.quote}” (${line.turn})`;
  return desk.transcript(on) ? `Interview ${on}` : on;
}

/** Everything that a memo can be written on, spans apart, which are reached from the passage. @param {Desk} desk */
export function places(desk) {
  return [
    { id: "project", text: "The whole project" },
    ...desk.shelf.transcripts.map(({ doc }) => ({ id: doc, text: `Interview ${doc}` })),
    ...desk.codes.map(({ code, name }) => ({ id: `code:${code}`, text: `Code: ${name}` })),
    ...desk.work.themes.map(({ id, name }) => ({ id: `theme:${id}`, text: `Theme: ${name}` })),
  ];
}

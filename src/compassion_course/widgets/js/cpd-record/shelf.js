// Where the entries lie: each under a name of its own in the browser's storage, or only in this page.
import { PREFIX } from "../sheet/storage.js";
import { faultInEntry } from "./entries.js";
import { ours, trouble, write } from "./memory.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./memory.js").Open} Open */

export const ENTRIES = `${PREFIX}cpd/`;

/** @param {Open} open @returns {{entries: Entry[], unreadable: Record<string, string>}} */
export function stored(open) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Record<string, string>} */
  const unreadable = {};
  try {
    for (const [key, text] of ours(open())) {
      if (!key.startsWith(ENTRIES)) continue;
      const entry = parsed(text);
      if (entry && ENTRIES + entry.id === key) entries.push(entry);
      else unreadable[key] = text;
    }
  } catch {
    // told where the pages are read
  }
  return { entries, unreadable };
}

/** @param {string} text @returns {Entry | null} */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return faultInEntry(value) ? null : value;
  } catch {
    return null;
  }
}

/**
 * Keeps an entry. Where another tab has changed it since `before`, both stay: this one under another name.
 * @param {Open} open
 * @param {Entry} entry
 * @param {string} before when it was last changed, as far as this tab knows; "" for a new one
 * @param {string} otherId
 * @returns {{outcome: import("./memory.js").Outcome, entry: Entry}}
 */
export function keep(open, entry, before, otherId) {
  try {
    const text = open().getItem(ENTRIES + entry.id);
    const there = text === null ? null : parsed(text);
    const another = text !== null && (!there || there.changed !== before);
    const mine = another ? { ...entry, id: otherId } : entry;
    return { outcome: write(open, ENTRIES + mine.id, mine), entry: mine };
  } catch (error) {
    return { outcome: trouble(error), entry };
  }
}

/** @param {Open} open @param {string} key @returns {boolean} whether it is gone */
export function drop(open, key) {
  try {
    open().removeItem(key);
    return true;
  } catch {
    return false;
  }
}

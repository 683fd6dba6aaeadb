// What a browser remembers of a reader, only after they said yes: one piece for each page, under a name of its own, so that
// two tabs have little to dispute. A piece is read again right before it is written; what cannot be read is never
// written over. The rules are pure; the storage is handed in.
import { PREFIX } from "../sheet/storage.js";

/** @typedef {{credit: number, on: string}} Answered `credit` from 0 to 1, and the day */
/**
 * One page. Seconds are counted for each browser apart, so that opening a file twice adds nothing.
 * @typedef {object} PageMemory
 * @property {Record<string, number>} seconds by browser
 * @property {string} first a day
 * @property {string} last a day
 * @property {string} end the day on which its end was on the screen, or ""
 * @property {Record<string, Answered>} questions by id, the last answer of each
 * @property {Record<string, string>} work "saved" or "coded", and the last day
 */
/** @typedef {{on: boolean, id: string, since: string}} Leave whether the reader lets this browser remember; `id` is drawn by lot */
/** @typedef {"kept" | "off" | "refused" | "full" | "unreadable"} Outcome */
/** @typedef {() => Storage} Open */

const LEAVE = `${PREFIX}remember`;
export const PAGES = `${PREFIX}page/`;
/** Ids of pages, questions and browsers; also keeps names out that mean something to JavaScript. */
const NAME = /^[A-Za-z0-9][\w./-]*$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** More seconds than anybody has: a year. */
const MOST_SECONDS = 366 * 24 * 3600;

/** The day in the reader's own time zone. @param {Date} [now] */
export function today(now = new Date()) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @param {unknown} value */
export function isDay(value) {
  if (typeof value !== "string" || !DAY.test(value)) return false;
  // The 31st of February has the form of a day and is none.
  return new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
}

/** @param {string} day @returns {PageMemory} */
export function blank(day) {
  return { seconds: {}, first: day, last: day, end: "", questions: {}, work: {} };
}

/** @param {PageMemory} page */
export function seconds(page) {
  return Object.values(page.seconds).reduce((sum, one) => sum + one, 0);
}

/**
 * Whether a page counts as read: its end was on the screen, and at least half of the minutes that it prints for reading
 * were spent at it.
 * @param {PageMemory | undefined} page
 * @param {number} minutes printed for reading
 */
export function isRead(page, minutes) {
  return Boolean(page?.end) && seconds(/** @type {PageMemory} */ (page)) >= minutes * 30;
}

/** What is wrong with a piece, or "". @param {any} value */
export function faultIn(value) {
  if (!isPlain(value)) return "it is not a record of a page";
  for (const name of ["seconds", "questions", "work"]) if (!isPlain(value[name])) return `“${name}” is missing`;
  for (const name of ["seconds", "questions", "work"]) {
    const odd = Object.keys(value[name]).find((key) => !isName(key));
    if (odd !== undefined) return `“${odd}” in “${name}” is not a name that the course gives`;
  }
  for (const name of ["first", "last"]) if (!isDay(value[name])) return `“${name}” is not a day`;
  if (value.end !== "" && !isDay(value.end)) return "“end” is not a day";
  if (!Object.values(value.seconds).every((one) => Number.isFinite(one) && one >= 0 && one <= MOST_SECONDS)) return "“seconds” are not numbers of seconds";
  if (!Object.values(value.questions).every((one) => isPlain(one) && one.credit >= 0 && one.credit <= 1 && isDay(one.on))) return "an answer has no credit from 0 to 1, or no day";
  return Object.values(value.work).every(isDay) ? "" : "“work” has something that is not a day";
}

/** @param {string} text */
export function isName(text) {
  return NAME.test(text);
}

/** @param {any} value */
export function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Two memories of one page as one. In whatever order, and however often: the same.
 * @param {PageMemory} one @param {PageMemory} two @returns {PageMemory}
 */
export function merged(one, two) {
  return {
    seconds: both(one.seconds, two.seconds, Math.max),
    first: one.first < two.first ? one.first : two.first,
    last: one.last > two.last ? one.last : two.last,
    end: one.end && two.end ? (one.end < two.end ? one.end : two.end) : one.end || two.end,
    questions: both(one.questions, two.questions, later),
    work: both(one.work, two.work, (a, b) => (a > b ? a : b)),
  };
}

/** Two answers of one day cannot be told apart in time; the better one stays. @param {Answered} one @param {Answered} two */
function later(one, two) {
  if (one.on !== two.on) return one.on > two.on ? one : two;
  return one.credit >= two.credit ? one : two;
}

/** @template T @param {Record<string, T>} one @param {Record<string, T>} two @param {(a: T, b: T) => T} join @returns {Record<string, T>} */
function both(one, two, join) {
  const all = { ...one };
  for (const [key, value] of Object.entries(two)) all[key] = Object.hasOwn(all, key) ? join(all[key], value) : value;
  return all;
}

/** What the reader said about remembering, or null where they were not asked, or where nothing can be kept. @param {Open} open @returns {Leave | null} */
export function leave(open) {
  try {
    const value = JSON.parse(open().getItem(LEAVE) ?? "null");
    return isPlain(value) && typeof value.id === "string" && value.id ? { on: value.on === true, id: value.id, since: String(value.since ?? "") } : null;
  } catch {
    return null;
  }
}

/** @param {Open} open @param {boolean} on @param {string} lot @returns {Outcome} */
export function setLeave(open, on, lot) {
  const before = leave(open);
  return write(open, LEAVE, { on, id: before?.id ?? lot, since: before?.since || today() });
}

/** @param {Open} open @param {string} key @param {unknown} value @returns {Outcome} */
export function write(open, key, value) {
  try {
    open().setItem(key, JSON.stringify(value));
    return "kept";
  } catch (error) {
    return trouble(error);
  }
}

/** @param {unknown} error @returns {"full" | "refused"} */
export function trouble(error) {
  return /quota/i.test(String(/** @type {Error | null} */ (error)?.name)) ? "full" : "refused";
}

/**
 * Adds to what is remembered of a page: read, changed and written in one go, so that what another tab added stays.
 * @param {Open} open
 * @param {string} page
 * @param {(kept: PageMemory, browser: string) => PageMemory} change
 * @param {string} day
 * @returns {Outcome}
 */
export function add(open, page, change, day) {
  const given = leave(open);
  if (!given?.on) return "off";
  try {
    const text = open().getItem(PAGES + page);
    const kept = text === null ? blank(day) : parsed(text);
    if (kept === null) return "unreadable";
    return write(open, PAGES + page, change(kept, given.id));
  } catch (error) {
    return trouble(error);
  }
}

/** @param {string} text @returns {PageMemory | null} */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return faultIn(value) ? null : value;
  } catch {
    return null;
  }
}

/**
 * Everything of the reader's in this browser.
 * @param {Open} open
 * @returns {{pages: Record<string, PageMemory>, unreadable: Record<string, string>, reachable: boolean}} `unreadable` by name in the storage
 */
export function pages(open) {
  /** @type {Record<string, PageMemory>} */
  const found = {};
  /** @type {Record<string, string>} */
  const unreadable = {};
  try {
    for (const [key, text] of ours(open())) {
      if (!key.startsWith(PAGES)) continue;
      const page = parsed(text);
      if (page) found[key.slice(PAGES.length)] = page;
      else unreadable[key] = text;
    }
    return { pages: found, unreadable, reachable: true };
  } catch {
    return { pages: {}, unreadable: {}, reachable: false };
  }
}

/** Names and texts of all that the course keeps. @param {Storage} storage @returns {[string, string][]} */
export function ours(storage) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.filter((key) => key.startsWith(PREFIX)).map((key) => [key, storage.getItem(key) ?? ""]);
}

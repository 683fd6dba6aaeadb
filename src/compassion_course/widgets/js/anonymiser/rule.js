// What marks do to a text, and how they compare with two readers'. Pure: no page, tested as tables. Offsets of marks and
// places count code points, as in the course's data; everything that is cut from a string goes through offsets.js.
import { toCodePoints, toUtf16 } from "../sheet/offsets.js";

/** @typedef {{ turn: string, speaker: string, text: string }} Turn */
/** @typedef {{ turn: string, start: number, end: number, quote: string }} Words */
/** @typedef {Words & { id: string, kind: string, what: string, action: string, replacement: string, why: string }} Mark */
/** @typedef {{ action: string, replacement: string, why: string }} Decision */
/** @typedef {{ id: string, at: Words[], kind: string, what: string, risk: string, readers: Record<string, Decision | null> }} Place */
/** @typedef {Words & { id: string, lost: string }} Decoy */
/** @typedef {"both" | "one" | "missed"} Found by you and both readers, by you and one of them, or not by you */

/** @param {Words} a @param {Words} b */
export function overlap(a, b) {
  return a.turn === b.turn && a.start < b.end && b.start < a.end;
}

/** Whether a mark takes words out of the text. @param {Mark} mark */
export function changes({ action }) {
  return action === "pseudonym" || action === "vaguer" || action === "remove";
}

/** What stands in the text in place of a mark's words. @param {Mark} mark */
export function replacementOf({ action, replacement, quote }) {
  const words = replacement.trim();
  if (action === "pseudonym") return words || "[pseudonym]";
  if (action === "vaguer") return /[[\]]/.test(words) ? words : `[${words || "\u2026"}]`;
  return action === "remove" ? "[removed]" : quote;
}

/**
 * A turn's text cut at its marks.
 * @param {Turn} turn
 * @param {Mark[]} marks of any turn; they never overlap
 * @returns {{ start: number, text: string, mark: Mark | null }[]} `start` in UTF-16 units
 */
export function pieces({ turn, text }, marks) {
  const here = marks.filter((mark) => mark.turn === turn).sort((a, b) => a.start - b.start);
  const found = [];
  let at = 0;
  for (const mark of here) {
    const [start, end] = [toUtf16(text, mark.start), toUtf16(text, mark.end)];
    if (start > at) found.push({ start: at, text: text.slice(at, start), mark: null });
    found.push({ start, text: text.slice(start, end), mark });
    at = end;
  }
  if (at < text.length) found.push({ start: at, text: text.slice(at), mark: null });
  return found;
}

/** @param {Turn} turn @param {Mark[]} marks */
export function afterText(turn, marks) {
  return pieces(turn, marks)
    .map(({ text, mark }) => (mark ? replacementOf(mark) : text))
    .join("");
}

/** A name without its possessive. @param {string} words */
export function plainName(words) {
  return words.replace(/['\u2019]s$/, "");
}

/**
 * Where else the same words stand.
 * @param {Turn[]} turns
 * @param {Mark[]} marks
 * @param {Mark} mark
 * @returns {{ unmarked: Words[], otherwise: Mark[] }} `otherwise`: marked as well, but they become something else
 */
export function sameElsewhere(turns, marks, mark) {
  const name = plainName(mark.quote);
  if (!name) return { unmarked: [], otherwise: [] };
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "gu");
  const unmarked = turns.flatMap(({ turn, text }) =>
    [...text.matchAll(pattern)].flatMap((hit) => {
      const start = toCodePoints(text, hit.index);
      const words = { turn, start, end: start + toCodePoints(name, name.length), quote: name };
      return marks.some((one) => overlap(one, words)) ? [] : [words];
    }),
  );
  const becomes = (/** @type {Mark} */ one) => `${one.action} ${plainName(replacementOf(one))}`;
  const otherwise = marks.filter(
    (one) => one.id !== mark.id && plainName(one.quote) === name && becomes(one) !== becomes(mark),
  );
  return { unmarked, otherwise };
}

/**
 * The same decision for words that stand elsewhere.
 * @param {Mark} mark
 * @param {Words} words
 * @param {string} id
 * @returns {Mark}
 */
export function doThere(mark, words, id) {
  return { ...mark, ...words, id, replacement: plainName(mark.replacement) };
}

/**
 * The reader's marks beside two readers' decisions. Nothing is counted.
 * @param {{ places: Place[], decoys: Decoy[] }} excerpt
 * @param {Mark[]} marks
 */
export function compare({ places, decoys }, marks) {
  const compared = places.map((place) => {
    const mine = marks.filter((mark) => place.at.some((words) => overlap(mark, words)));
    const by = Object.values(place.readers).filter((decision) => decision !== null).length;
    /** @type {Found} */
    const found = mine.length === 0 ? "missed" : by > 1 ? "both" : "one";
    // A place that stands at several turns and was seen at one may still be read at the others.
    const left = mine.length ? place.at.filter((words) => !marks.some((mark) => overlap(mark, words))) : [];
    return { place, mine, left, found };
  });
  const destroyed = decoys.flatMap((decoy) => {
    const mark = marks.find((one) => changes(one) && overlap(one, decoy));
    return mark ? [{ decoy, mark }] : [];
  });
  const known = [...places.flatMap(({ at }) => at), ...decoys];
  const alone = marks.filter((mark) => !known.some((words) => overlap(mark, words)));
  return { compared, destroyed, alone };
}

/**
 * Which words of some places still stand in the text.
 * @param {Place[]} places
 * @param {string[]} parts ids of places
 * @param {Mark[]} marks
 * @returns {Words[]}
 */
export function stillThere(places, parts, marks) {
  const changing = marks.filter(changes);
  return places
    .filter(({ id }) => parts.includes(id))
    .flatMap(({ at }) => at.filter((words) => !changing.some((mark) => overlap(mark, words))));
}

/** Which turns have to be drawn again. @param {Mark[]} before @param {Mark[]} now */
export function turnsThatDiffer(before, now) {
  const [old, fresh] = [new Set(before), new Set(now)];
  const different = [...before.filter((mark) => !fresh.has(mark)), ...now.filter((mark) => !old.has(mark))];
  return new Set(different.map(({ turn }) => turn));
}

/** How far before and after a place its turn is shown, in characters. */
const AROUND = 50;

/** How a turn reads around a place, once all marks are applied. @param {Turn} turn @param {Mark[]} marks @param {Mark} mark */
export function aroundPlace(turn, marks, mark) {
  const parts = pieces(turn, marks);
  const at = parts.findIndex((part) => part.mark?.id === mark.id);
  const words = parts.map((part) => (part.mark ? replacementOf(part.mark) : part.text));
  const [before, after] = [words.slice(0, at).join(""), words.slice(at + 1).join("")];
  // Cut between words.
  const start = before.length > AROUND ? `\u2026 ${before.slice(-AROUND).replace(/^\S*\s/, "")}` : before;
  const end = after.length > AROUND ? `${after.slice(0, AROUND).replace(/\s\S*$/, "")} \u2026` : after;
  return start + words[at] + end;
}

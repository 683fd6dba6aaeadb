/**
 * Where a span begins and ends. The sheet counts Unicode code points, the DOM counts UTF-16 units, and a reader sees
 * graphemes and words: this module is the only place where one is turned into another.
 */

/** @typedef {{start: number, end: number}} Extent UTF-16 offsets, end exclusive. */

/**
 * Code points before a UTF-16 index. An index inside a surrogate pair counts as the start of its character.
 * @param {string} text
 * @param {number} index
 */
export function toCodePoints(text, index) {
  let points = 0;
  let at = 0;
  while (at < index) {
    const next = at + (isPair(text, at) ? 2 : 1);
    if (next > index) break;
    at = next;
    points += 1;
  }
  return points;
}

/**
 * The UTF-16 index at which the given code point begins.
 * @param {string} text
 * @param {number} points
 */
export function toUtf16(text, points) {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left -= 1) at += isPair(text, at) ? 2 : 1;
  return at;
}

/**
 * The words between two code points: what a span's `quote` must be.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
export function slicePoints(text, start, end) {
  return text.slice(toUtf16(text, start), toUtf16(text, end));
}

/** @param {string} text @param {number} at */
function isPair(text, at) {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

const CORE_FIRST = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const CORE_LAST = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;

/** `(.)`, `(3)`, `[laughs]`: a mark of the transcriber, brackets and all. */
const MARK = /^(\([^()]*\)|\[[^[\]]*\])[.,;:?!]*$/;

/** @type {Map<string, Extent[]>} */
const knownWords = new Map();

/**
 * The words of a turn. A word is what stands between blanks or long dashes, without the punctuation around it; a transcription
 * mark such as `(.)` or `...` that holds no letter is a word of its own, so that it can be coded too.
 * @param {string} text
 * @returns {Extent[]}
 */
export function words(text) {
  const known = knownWords.get(text);
  if (known) return known;
  const found = [];
  for (const token of text.matchAll(/[^\s—]+/g)) {
    const start = token.index ?? 0;
    const characters = [...token[0]];
    const mark = MARK.exec(token[0]);
    if (mark) {
      found.push({ start, end: start + mark[1].length });
      continue;
    }
    let first = 0;
    let last = characters.length;
    while (first < last && !CORE_FIRST.test(characters[first])) first += 1;
    while (last > first && !CORE_LAST.test(characters[last - 1])) last -= 1;
    if (first === last) [first, last] = [0, characters.length];
    const from = start + characters.slice(0, first).join("").length;
    found.push({ start: from, end: from + characters.slice(first, last).join("").length });
  }
  // A transcript has some hundred turns; the cache must not grow with whatever is typed in other fields.
  if (knownWords.size > 2000) knownWords.clear();
  knownWords.set(text, found);
  return found;
}

/** @param {string} text */
export function countWords(text) {
  return (text.match(/\S+/g) ?? []).length;
}

/**
 * The sentences of a turn, without the blanks between them.
 * @param {string} text
 * @returns {Extent[]}
 */
export function sentences(text) {
  const found = [];
  // A pause, `(.)`, holds a full stop that ends nothing.
  for (const { index, segment } of cut(text.replaceAll("(.)", "(_)"), "sentence")) {
    const blank = segment.length - segment.trimStart().length;
    const length = segment.trim().length;
    if (length) found.push({ start: index + blank, end: index + blank + length });
  }
  return found;
}

/** Made once: the first one of a page takes some 50 ms. @type {{sentence?: Intl.Segmenter, grapheme?: Intl.Segmenter}} */
const cutters = {};

/** Makes ready what the first key would otherwise wait for. @param {Turn[]} turns @typedef {import("./types.js").Turn} Turn */
export function warm(turns) {
  const text = turns[0]?.text ?? "";
  sentences(text);
  snapToGraphemes(text, { start: 0, end: 1 });
}

/**
 * @param {string} text
 * @param {"sentence" | "grapheme"} by
 * @returns {Iterable<{index: number, segment: string}>}
 */
function cut(text, by) {
  if (typeof Intl.Segmenter === "function") {
    cutters[by] ??= new Intl.Segmenter("en", { granularity: by });
    return cutters[by].segment(text);
  }
  // Firefox before 125 has no segmenter: full stops and combining marks are the nearest thing.
  const pattern = by === "sentence" ? /[^.!?]+[.!?]*\s*/g : /\P{M}(?:\p{M}|\u200d\P{M})*/gu;
  return [...text.matchAll(pattern)].map((hit) => ({ index: hit.index ?? 0, segment: hit[0] }));
}

/**
 * Widens an extent until neither end stands inside a character that a reader sees as one (emoji, accents).
 * @param {string} text
 * @param {Extent} extent
 * @returns {Extent}
 */
export function snapToGraphemes(text, { start, end }) {
  let [from, to] = [start, end];
  for (const { index, segment } of cut(text, "grapheme")) {
    const after = index + segment.length;
    if (index < start && start < after) from = index;
    if (index < end && end < after) to = after;
    if (index >= end) break;
  }
  return { start: from, end: to };
}

/**
 * The whole words that an extent touches, or null where it touches none (blanks only).
 * @param {string} text
 * @param {Extent} extent
 * @returns {Extent | null}
 */
export function snapToWords(text, extent) {
  const touched = words(text).filter((word) => word.start < extent.end && word.end > extent.start);
  if (!touched.length) return null;
  return snapToGraphemes(text, { start: touched[0].start, end: touched[touched.length - 1].end });
}

/**
 * The number of the word at an index, or of the nearest one before it; -1 in a turn without words.
 * @param {string} text
 * @param {number} index
 */
export function wordAt(text, index) {
  const all = words(text);
  let best = all.length ? 0 : -1;
  for (let i = 0; i < all.length && all[i].start <= index; i += 1) best = i;
  return best;
}

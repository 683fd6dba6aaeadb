/**
 * Where the words of a selection stand, when another program did the counting. The quote is the checksum: where it does
 * not stand at the stated place, the whole text is tried in the units that programs are known to count in, then the quote
 * is looked for close by, and taken only if it stands there once. Nothing is guessed; see `corpus/exchange/placing.py`.
 */

import { lengthOf, oneBlank, plainLines, utf8, wordsOf } from "./plain-words.js";

/** @typedef {import("./arrival.js").ForeignSelection} ForeignSelection */
/** @typedef {import("./gathered.js").Document} Document */
/** @typedef {[start: number, end: number]} Range */

/** How far from its stated place, in characters, a quote may stand and still be taken for the same words. */
const NEARBY = 200;
// A quote that a program cut short still counts when this much of it agrees.
const ENOUGH = 20;

/**
 * Words and quote compared, where a program may have made line ends blanks or cut the end off.
 * @param {string} words
 * @param {string} quote
 */
function agrees(words, quote) {
  if (words === quote) return true;
  const [said, plain] = [oneBlank(quote), oneBlank(words.normalize("NFC"))];
  const cut = said.replace(/[….]+$/, "");
  return said === plain || (cut.length >= ENOUGH && cut !== said && plain.startsWith(cut));
}

/**
 * Gives a function that places a selection of one document, whose text came along and has the same words.
 * @param {Document} document
 * @param {string} raw the text that came
 * @param {ForeignSelection[]} selections all of this document, for what they tell together about the counting
 * @param {(notice: string) => void} tell
 * @returns {(selection: ForeignSelection) => Range | null}
 */
export function placer(document, raw, selections, tell) {
  const came = plainLines(raw);
  const points = Array.from(came);
  const composed = came.startsWith(document.text.slice(0, -1));
  const crlf = raw.includes("\r\n") ? raw.replace(/^\ufeff/, "") : came.replaceAll("\n", "\r\n");
  const bytes = utf8(came);
  /** @param {(at: number) => number} count @returns {(range: Range) => Range} */
  const both = (count) => ([start, end]) => [count(start), count(end)];
  /** @type {[name: string, count: (range: Range) => Range][]} */
  const frames = [
    ["", (range) => range],
    ["UTF-16 units", both((at) => (/[\udc00-\udfff]/.test(came[at] ?? "") ? NaN : lengthOf(came.slice(0, at))))],
    ["UTF-8 bytes", both((at) => (((bytes[at] ?? 0) & 0xc0) === 0x80 ? NaN : lengthOf(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, at)))))],
    ["line ends as two characters", both((at) => at - Array.from(crlf).slice(0, at).filter((one) => one === "\r").length)],
    ["a byte order mark", both((at) => at - 1)],
    ["the last character in", ([start, end]) => [start, end + 1]],
  ];
  /** @param {(range: Range) => Range} count @returns {(selection: ForeignSelection) => boolean} */
  const fits = (count) => ({ start, end, quote }) => {
    const [from, to] = count([start, end]);
    return agrees(points.slice(Math.max(from, 0), Math.max(to, 0)).join(""), quote ?? "");
  };
  // Looking for every quote takes long, and is of no use where each stands where it should.
  const quotes = selections.every(fits(frames[0][1])) ? [] : selections.filter(({ quote }) => quote && placesOf(came, quote).length);
  const frame = (quotes.length > 1 && frames.find(([, count]) => quotes.every(fits(count)))) || frames[0];
  if (frame[0]) tell(`${document.doc}: its positions count ${frame[0]}; they were converted, and all ${quotes.length} quotes stand where they say.`);

  return ({ start, end, quote: said }) => {
    const quote = said?.normalize("NFC") || null;
    const counted = /** @type {Range} */ (frame[1]([start, end]).map((at) => (composed ? at : lengthOf(points.slice(0, at).join("").normalize("NFC")))));
    const stated = 0 <= counted[0] && counted[0] < counted[1] && counted[1] <= document.length ? counted : null;
    const named = `${document.doc}, ${start} to ${end}`;
    if (stated && quote !== null && agrees(document.words(...stated), quote)) return stated;
    const places = quote === null ? [] : placesOf(document.text, quote);
    if (!places.length) {
      tell(stated ? `${named}: it quotes no words of the text, so that its place could not be checked.` : `${named}: it has no place in the text and quotes no words of it. It was left out.`);
      return stated;
    }
    const near = places.filter(([at]) => Math.abs(at - start) <= NEARBY);
    if (near.length === 1) {
      tell(`${named}: “${quote}” was moved to ${near[0][0]}, where it stands.`);
      return near[0];
    }
    tell(`${named}: “${quote}” is not there and stands ${near.length} times close by. It was left out.`);
    return null;
  };
}

/** Each range at which a quote stands, blanks and line ends being alike. @param {string} text @param {string} quote @returns {Range[]} */
function placesOf(text, quote) {
  const words = wordsOf(quote).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  if (!words.length) return [];
  return Array.from(text.matchAll(new RegExp(`(?=(${words.join("\\s+")}))`, "g")), (match) => {
    const start = lengthOf(text.slice(0, match.index));
    return [start, start + lengthOf(match[1])];
  });
}

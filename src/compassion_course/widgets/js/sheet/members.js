/**
 * What an answer offers to the items that rest on it, in words: spans and codes of a coding, noted spans, and the entries
 * of a themes item. No page here.
 */

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {{id: string, words: string, about: string}} Member */
/** @typedef {{item: Item, number: number, members: Member[]}} Source `number` is the question's, from 1 */
/** @typedef {Record<string, any>} Answers */

/**
 * @param {Item} item
 * @param {Exercise} exercise
 * @param {Answers} answers
 * @param {(code: string) => string} nameOf the name of a code of the codebook
 * @returns {Source[]}
 */
export function sourcesOf(item, exercise, answers, nameOf) {
  return [item.of ?? []].flat().flatMap((id) => {
    const at = exercise.items.findIndex((one) => one.id === id);
    return at < 0 ? [] : [{ item: exercise.items[at], number: at + 1, members: membersOf(answers[id], nameOf) }];
  });
}

/** @param {any} value @param {(code: string) => string} nameOf @returns {Member[]} */
function membersOf(value, nameOf) {
  if (Array.isArray(value)) return value.map((/** @type {Theme} */ { id, name, statement }) => ({ id, words: name.trim() || "Without a name", about: statement }));
  if (!Array.isArray(value?.spans)) return [];
  const named = codeNames(value, nameOf);
  const spans = [...value.spans].sort((a, b) => (a.turn < b.turn ? -1 : a.turn > b.turn ? 1 : a.start - b.start));
  const codes = new Set(spans.flatMap((/** @type {Span} */ span) => span.codes));
  return [
    ...spans.map((/** @type {Span} */ span) => ({ id: span.id, words: `“${span.quote}” (${span.turn})`, about: saidOf(span, named) })),
    ...[...codes].map((code) => ({ id: code, words: `Code: ${named(code)}`, about: countOf(spans.filter((/** @type {Span} */ span) => span.codes.includes(code)).length) })),
  ];
}

/** The name of a code, the trainee's own among them. @param {any} coding @param {(code: string) => string} nameOf */
export function codeNames(coding, nameOf) {
  /** @type {Map<string, string>} */
  const own = new Map((coding?.codes ?? []).map((/** @type {import("./types.js").OwnCode} */ { code, name }) => [code, name.trim() || code]));
  return (/** @type {string} */ code) => own.get(code) ?? nameOf(code);
}

/** @param {Span} span @param {(code: string) => string} named */
function saidOf({ codes, notes = {} }, named) {
  return [...codes.map(named), ...Object.entries(notes).map(([kind, note]) => `${kind}: ${note}`)].join(" · ");
}

/** @param {number} count */
function countOf(count) {
  return count === 1 ? "1 span" : `${count} spans`;
}

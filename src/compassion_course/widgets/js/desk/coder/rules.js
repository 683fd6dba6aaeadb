/**
 * What the coding panel decides without a page: names, ids, letters and colours of codes, how often each was given, and
 * what goes with a span. Pure, and tested as tables.
 */

/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").Work} Work */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/** @typedef {import("../types.js").Memo} Memo */

/** Longer words make no name; the span keeps them whole. */
const NAME_LIMIT = 60;
export const COLOURS = 8;

/** The name of an in vivo code: the words themselves, in quotation marks. @param {string} words */
export function inVivoName(words) {
  const plain = words.replace(/\s+/g, " ").trim();
  const characters = [...plain];
  const cut = characters.length > NAME_LIMIT ? `${characters.slice(0, NAME_LIMIT).join("").replace(/\s+\S*$/u, "")} …` : plain;
  return `“${cut}”`;
}

/**
 * The code of that name, whether in capitals or not.
 * @template {{name: string}} C
 * @param {string} name
 * @param {C[]} codes
 */
export function named(name, codes) {
  const wanted = name.trim().replace(/\s+/g, " ").toLowerCase();
  return codes.find((code) => code.name.toLowerCase() === wanted);
}

/** @param {Memo[]} memos */
export function nextMemoId(memos) {
  const taken = new Set(memos.map(({ id }) => id));
  let number = memos.length + 1;
  while (taken.has(`m${number}`)) number += 1;
  return `m${number}`;
}

/**
 * Codes with a letter and a colour each. What a codebook says stands; the reader's own get the first letter of their
 * name that no other code has, a further letter of it, or two, and the colours in turn. A code keeps its letter and its
 * colour when others are made after it.
 * @param {Code[]} codes
 * @returns {Code[]}
 */
export function dressed(codes) {
  const taken = new Set(codes.map(({ letter }) => letter).filter(Boolean));
  let made = 0;
  return codes.map((code) => {
    const letter = code.letter || freeLetter(code.name, taken);
    taken.add(letter);
    const colour = code.colour || `code-${(made++ % COLOURS) + 1}`;
    return letter === code.letter && colour === code.colour ? code : { ...code, letter, colour };
  });
}

/** @param {string} name @param {Set<string>} taken */
function freeLetter(name, taken) {
  const letters = [...name.normalize("NFC")].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  const [first = "?"] = letters;
  const initials = name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? [];
  const alone = [...initials, ...letters].map((letter) => letter.toUpperCase());
  const pairs = letters.slice(1).map((letter) => first.toUpperCase() + letter.toLowerCase());
  const numbered = Array.from({ length: 99 }, (_, index) => `${first.toUpperCase()}${index + 2}`);
  return [...alone, ...pairs, ...numbered].find((one) => !taken.has(one)) ?? first.toUpperCase();
}

/**
 * How many spans each code has, and in how many transcripts.
 * @param {SpanLine[]} spans
 * @returns {Map<string, {spans: number, cases: number}>}
 */
export function frequency(spans) {
  /** @type {Map<string, {ids: Set<string>, docs: Set<string>}>} */
  const found = new Map();
  for (const { id, doc, codes } of spans) {
    for (const code of codes) {
      const known = found.get(code);
      if (known) {
        known.ids.add(id);
        known.docs.add(doc);
      } else found.set(code, { ids: new Set([id]), docs: new Set([doc]) });
    }
  }
  return new Map([...found].map(([code, { ids, docs }]) => [code, { spans: ids.size, cases: docs.size }]));
}

/**
 * The work without a span: statements and relations no longer point at it, and a memo on it becomes one on the project.
 * @param {Work} work
 * @param {string} id
 * @returns {Partial<Work>}
 */
export function withoutSpan(work, id) {
  const memoed = work.memos.some((memo) => memo.on === `span:${id}` || memo.compares.includes(id));
  return {
    spans: work.spans.filter((line) => line.id !== id),
    ...(work.statements.some(({ spans }) => spans.includes(id)) && {
      statements: work.statements.map((one) => (one.spans.includes(id) ? { ...one, spans: one.spans.filter((span) => span !== id) } : one)),
    }),
    ...(work.relations.some(({ evidence }) => evidence.includes(id)) && {
      relations: work.relations.map((one) => (one.evidence.includes(id) ? { ...one, evidence: one.evidence.filter((span) => span !== id) } : one)),
    }),
    ...(memoed && {
      memos: work.memos.map((memo) => {
        const compares = memo.compares.filter((span) => span !== id);
        if (memo.on === `span:${id}`) return { ...memo, compares, on: "project", text: `On a removed span: ${memo.text}` };
        return compares.length === memo.compares.length ? memo : { ...memo, compares };
      }),
    }),
  };
}

/**
 * What a second pass made of the first one, in words; nothing where it changed nothing.
 * @param {SpanLine[]} first
 * @param {SpanLine[]} now
 */
export function changesSince(first, now) {
  const [before, after] = [byId(first), byId(now)];
  const added = [...after.keys()].filter((id) => !before.has(id)).length;
  const gone = [...before.keys()].filter((id) => !after.has(id)).length;
  const changed = [...after].filter(([id, lines]) => before.has(id) && before.get(id) !== lines).length;
  const parts = [[added, "added"], [gone, "taken away"], [changed, "changed"]].filter(([count]) => count);
  return parts.length ? `Since then: ${parts.map(([count, what]) => `${count} ${count === 1 ? "span" : "spans"} ${what}`).join(", ")}.` : "";
}

/** Each span's words, codes, notes and reason, as something to compare. @param {SpanLine[]} lines */
function byId(lines) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { id, turn, start, end, codes, notes, why } of lines) found.set(id, (found.get(id) ?? "") + JSON.stringify([turn, start, end, codes, notes, why]));
  return found;
}

/**
 * How the spans of a transcript stand, in words: how many, and what is not done yet.
 * @param {SpanLine[]} lines
 * @param {Code[]} own the reader's own codes
 * @param {boolean} withCodes whether codes are given at all
 */
export function standingOf(lines, own, withCodes) {
  const spans = [...new Map(lines.map((line) => [line.id, line])).values()];
  if (!spans.length) return withCodes ? "No spans yet. What you code appears here, with room for your reason." : "No notes yet. What you note appears here.";
  const bare = spans.filter(({ why }) => !why.trim()).length;
  const undefinedCodes = own.filter(({ definition }) => !definition.trim()).length;
  const count = spans.length === 1 ? "1 span" : `${spans.length} spans`;
  const reasons = bare ? `; ${bare} ${bare === 1 ? "has" : "have"} no reason yet` : spans.length === 1 ? ", with its reason" : ", each with a reason";
  const definitions = undefinedCodes ? ` ${undefinedCodes === 1 ? "1 code of yours has" : `${undefinedCodes} codes of yours have`} no definition yet.` : "";
  return `${count}${reasons}.${withCodes ? definitions : ""}`;
}

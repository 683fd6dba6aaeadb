/**
 * The words on which codes, statements and themes rest. What is looked up for every card of a board is counted once for
 * each state of the work, because states are never changed in place.
 */

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").SpanLine} SpanLine */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {{id: string, doc: string, turn: string, where: string, quote: string, speaker: string, codes: string[]}} Extract
 *   `where` names the turn, or the first and last of several. */
/** @typedef {{lines: Map<string, SpanLine[]>, byCode: Map<string, Set<string>>}} SpanIndex */

/** @type {WeakMap<SpanLine[], SpanIndex>} */
const indexes = new WeakMap();
/** @type {WeakMap<Transcript[], Map<string, {at: number, speaker: string}>>} */
const places = new WeakMap();

/** The lines of each span, and the spans of each code. @param {SpanLine[]} spans @returns {SpanIndex} */
export function spanIndex(spans) {
  const known = indexes.get(spans);
  if (known) return known;
  /** @type {SpanIndex} */
  const index = { lines: new Map(), byCode: new Map() };
  for (const line of spans) {
    const lines = index.lines.get(line.id);
    if (lines) lines.push(line);
    else index.lines.set(line.id, [line]);
    for (const code of line.codes) {
      const ids = index.byCode.get(code);
      if (ids) ids.add(line.id);
      else index.byCode.set(code, new Set([line.id]));
    }
  }
  indexes.set(spans, index);
  return index;
}

/** @param {Transcript[]} transcripts */
function placesIn(transcripts) {
  let known = places.get(transcripts);
  if (!known) {
    known = new Map(transcripts.flatMap(({ turns }) => turns).map(({ turn, speaker }, at) => [turn, { at, speaker }]));
    places.set(transcripts, known);
  }
  return known;
}

/**
 * Spans to be read, in the order of the transcripts; ids of which there is no span are left out.
 * @param {Iterable<string>} ids
 * @param {Work} work
 * @param {Transcript[]} transcripts
 * @returns {Extract[]}
 */
export function extractsOf(ids, work, transcripts) {
  const { lines } = spanIndex(work.spans);
  const known = placesIn(transcripts);
  const found = [...new Set(ids)].flatMap((id) => {
    const parts = lines.get(id);
    if (!parts) return [];
    const [first] = parts;
    const last = parts[parts.length - 1];
    const { at = Infinity, speaker = "" } = known.get(first.turn) ?? {};
    const extract = {
      id,
      doc: first.doc,
      turn: first.turn,
      where: first === last ? first.turn : `${first.turn} to ${last.turn}`,
      quote: parts.map(({ quote }) => quote).join(" … "),
      speaker,
      codes: first.codes,
    };
    return [{ extract, at, start: first.start }];
  });
  return found.sort((a, b) => a.at - b.at || a.start - b.start).map(({ extract }) => extract);
}

/** All spans of a case. @param {string} doc @param {Work} work @param {Transcript[]} transcripts */
export function extractsIn(doc, work, transcripts) {
  return extractsOf(new Set(work.spans.filter((line) => line.doc === doc).map(({ id }) => id)), work, transcripts);
}

/** The spans that have one of these codes. @param {Iterable<string>} codes @param {Work} work @returns {Set<string>} */
export function spansWith(codes, work) {
  const { byCode } = spanIndex(work.spans);
  /** @type {Set<string>} */
  const ids = new Set();
  for (const code of codes) for (const id of byCode.get(code) ?? []) ids.add(id);
  return ids;
}

/** @type {WeakMap<Code[], {known: Set<string>, below: Map<string, string[]>}>} */
const trees = new WeakMap();

/** @param {Code[]} codes */
function treeOf(codes) {
  let tree = trees.get(codes);
  if (!tree) {
    tree = { known: new Set(codes.map(({ code }) => code)), below: new Map() };
    for (const { code, parent } of codes) if (parent !== null) tree.below.set(parent, [...(tree.below.get(parent) ?? []), code]);
    trees.set(codes, tree);
  }
  return tree;
}

/**
 * The codes that stand under a code, a category or the core category; a code itself included.
 * @param {string} id
 * @param {Code[]} codes every code that can be given
 * @param {Theme[]} themes
 * @returns {Set<string>}
 */
export function codesUnder(id, codes, themes) {
  const { known, below } = treeOf(codes);
  /** @type {Set<string>} */
  const found = new Set();
  const seen = new Set();
  const waiting = [id];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (known.has(one)) {
      found.add(one);
      waiting.push(...(below.get(one) ?? []));
      continue;
    }
    for (const theme of themes) {
      if (theme.id === one) waiting.push(...theme.members);
      else if (theme.parent === one) waiting.push(theme.id);
    }
  }
  return found;
}

/** @typedef {Pick<Work, "spans" | "themes" | "statements"> & {codes: Code[]}} Shape all that decides which spans stand under what */

/**
 * What was found for one state of the work, so that twenty cards that ask for the same are answered once.
 * @type {{of: Shape, coded: Map<string, Set<string>>, under: Map<string, Set<string>>, read: Map<string, Extract[]>}}
 */
let found = blank({ spans: [], themes: [], statements: [], codes: [] });

/** @param {Shape} of */
function blank(of) {
  return { of, coded: new Map(), under: new Map(), read: new Map() };
}

/** @param {Work} work @param {Code[]} codes */
function foundFor({ spans, themes, statements }, codes) {
  const { of } = found;
  // What is typed into a theme or a statement moves no span.
  const same =
    of.spans === spans &&
    of.codes === codes &&
    alike(of.themes, themes, (one, other) => one.id === other.id && one.parent === other.parent && one.members === other.members) &&
    alike(of.statements, statements, (one, other) => one.id === other.id && one.spans === other.spans);
  if (!same) found = blank({ spans, themes, statements, codes });
  return found;
}

/** @template T @param {T[]} row @param {T[]} other @param {(one: T, other: T) => boolean} same */
function alike(row, other, same) {
  return row === other || (row.length === other.length && row.every((one, index) => one === other[index] || same(one, other[index])));
}

/** @template V @param {Map<string, V>} map @param {string} id @param {() => V} look @returns {V} */
function once(map, id, look) {
  const known = map.get(id) ?? look();
  map.set(id, known);
  return known;
}

/**
 * The spans that have a code which stands under a code, a category or the core category.
 * @param {string} id
 * @param {Work} work
 * @param {Code[]} codes every code that can be given
 * @returns {ReadonlySet<string>}
 */
export function spansCoded(id, work, codes) {
  return once(foundFor(work, codes).coded, id, () => spansWith(codesUnder(id, codes, work.themes), work));
}

/** The same to be read, in order. @param {string} id @param {Work} work @param {Code[]} codes @param {Transcript[]} transcripts */
export function extractsCoded(id, work, codes, transcripts) {
  return once(foundFor(work, codes).read, id, () => extractsOf(spansCoded(id, work, codes), work, transcripts));
}

/**
 * The spans on which a code, a statement or a theme of any kind rests, those of its parts included.
 * @param {string} id
 * @param {Work} work
 * @param {Code[]} codes
 * @returns {ReadonlySet<string>}
 */
export function spansUnder(id, work, codes) {
  return once(foundFor(work, codes).under, id, () => allUnder(id, work, codes));
}

/** @param {string} id @param {Work} work @param {Code[]} codes @returns {Set<string>} */
function allUnder(id, work, codes) {
  const ids = new Set(spansCoded(id, work, codes));
  const { lines } = spanIndex(work.spans);
  const seen = new Set();
  const waiting = [id];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    const statement = work.statements.find((other) => other.id === one);
    for (const span of statement?.spans ?? []) if (lines.has(span)) ids.add(span);
    const theme = work.themes.find((other) => other.id === one);
    if (!theme) continue;
    waiting.push(...theme.members);
    for (const other of work.themes) if (other.parent === one) waiting.push(other.id);
  }
  return ids;
}

/** How many of these spans each case has. @param {Iterable<string>} ids @param {Work} work @returns {Map<string, number>} */
export function countByCase(ids, work) {
  const { lines } = spanIndex(work.spans);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const id of ids) {
    const doc = lines.get(id)?.[0].doc;
    if (doc !== undefined) counts.set(doc, (counts.get(doc) ?? 0) + 1);
  }
  return counts;
}

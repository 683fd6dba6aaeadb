/**
 * What can be done to the reader's own codes: make, change, move, merge, split and remove. Each takes the work and
 * gives the parts of it that are other then, so that one undo takes the whole of it back: a merge changes spans,
 * categories, relations and memos along with the tree. Pure, and tested as tables.
 */

/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").SpanLine} SpanLine */
/** @typedef {Partial<Work>} Change */

/** An id as codes have them, in kebab-case, that none of the others has. @param {string} name @param {Iterable<string>} taken */
export function codeId(name, taken) {
  const known = new Set(taken);
  const plain = name.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const stem = plain.replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-").slice(0, 48).replace(/^-+|-+$/g, "") || "code";
  let id = stem;
  for (let number = 2; known.has(id); number += 1) id = `${stem}-${number}`;
  return id;
}

/**
 * A new code, not yet in the work.
 * @param {string} name
 * @param {Iterable<string>} taken ids that codes and themes have
 * @param {{parent?: string | null, definition?: string}} [more]
 * @returns {Code}
 */
export function newCode(name, taken, { parent = null, definition = "" } = {}) {
  return {
    code: codeId(name, taken),
    parent,
    name: name.trim().replace(/\s+/g, " "),
    definition,
    include: "",
    exclude: "",
    example: "",
    properties: null,
    colour: "",
    letter: "",
  };
}

/** @param {Work} work @param {Code} code @returns {Change} */
export function withCode(work, code) {
  return { codes: [...work.codes, code] };
}

/** @param {Work} work @param {string} id @param {Partial<Omit<Code, "code">>} change @returns {Change} */
export function changed(work, id, change) {
  return { codes: work.codes.map((code) => (code.code === id ? { ...code, ...change } : code)) };
}

/** A code and all below it. @param {Code[]} codes @param {string} id @returns {Set<string>} */
export function withParts(codes, id) {
  const found = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { code, parent } of codes) {
      if (parent === null || found.has(code) || !found.has(parent)) continue;
      found.add(code);
      grown = true;
    }
  }
  return found;
}

/**
 * Moves a code, with all below it, under another one or to the top.
 * @param {Work} work
 * @param {string} id
 * @param {string | null} parent
 * @returns {Change | null} null where it would stand below itself
 */
export function moved(work, id, parent) {
  if (parent !== null && withParts(work.codes, id).has(parent)) return null;
  return changed(work, id, { parent });
}

/** The order of a code among those beside it. @param {Work} work @param {string} id @param {-1 | 1} by @returns {Change | null} */
export function shifted(work, id, by) {
  const own = work.codes.find(({ code }) => code === id);
  if (!own) return null;
  const beside = work.codes.filter(({ parent }) => parent === own.parent);
  const other = beside[beside.indexOf(own) + by];
  if (!other) return null;
  return { codes: work.codes.map((code) => (code === own ? other : code === other ? own : code)) };
}

/**
 * Merges one code into another: spans get the other, what stood below it stands below the other, and what spoke of it
 * speaks of the other. Its definition is kept at the end of the other's, so that nothing written is lost.
 * @param {Work} work
 * @param {string} from one of the reader's own
 * @param {string} into any code
 * @returns {Change | null} null where the other stands below it
 */
export function merged(work, from, into) {
  if (from === into || withParts(work.codes, from).has(into)) return null;
  const gone = work.codes.find(({ code }) => code === from);
  if (!gone) return null;
  const codes = work.codes
    .filter(({ code }) => code !== from)
    .map((code) => (code.parent === from ? { ...code, parent: into } : code))
    .map((code) => (code.code === into ? { ...code, definition: joined(code.definition, gone) } : code));
  return { codes, ...renamedEverywhere(work, from, into) };
}

/**
 * Splits a code: the spans named get the new code instead of it.
 * @param {Work} work
 * @param {string} from
 * @param {Code} code the new one
 * @param {Set<string>} spans ids
 * @returns {Change}
 */
export function split(work, from, code, spans) {
  return {
    codes: [...work.codes, code],
    spans: work.spans.map((line) => (spans.has(line.id) ? { ...line, codes: unique(line.codes.map((id) => (id === from ? code.code : id))) } : line)),
  };
}

/**
 * Removes a code. Spans lose it, and a span that is left with no code and no note goes with it; codes below it move up
 * to where it stood; categories lose it as a member; relations that end in it go; memos on it become memos on the project.
 * @param {Work} work
 * @param {string} id
 * @returns {Change}
 */
export function removed(work, id) {
  const gone = work.codes.find(({ code }) => code === id);
  if (!gone) return {};
  const spans = work.spans.flatMap((line) => {
    if (!line.codes.includes(id)) return [line];
    const codes = line.codes.filter((code) => code !== id);
    return codes.length || hasNotes(line) ? [{ ...line, codes }] : [];
  });
  const left = new Set(spans.map((line) => line.id));
  const relations = work.relations.filter(({ from, to }) => from !== id && to !== id);
  return {
    codes: work.codes.filter(({ code }) => code !== id).map((code) => (code.parent === id ? { ...code, parent: gone.parent } : code)),
    spans,
    statements: work.statements.map((one) => (one.spans.every((span) => left.has(span)) ? one : { ...one, spans: one.spans.filter((span) => left.has(span)) })),
    themes: work.themes.map((theme) => (theme.members.includes(id) ? { ...theme, members: theme.members.filter((member) => member !== id) } : theme)),
    relations: relations.map((one) => (one.evidence.every((span) => left.has(span)) ? one : { ...one, evidence: one.evidence.filter((span) => left.has(span)) })),
    memos: work.memos.map((memo) => {
      const compares = memo.compares.filter((span) => left.has(span));
      const lost = memo.on === `code:${id}` || (memo.on.startsWith("span:") && !left.has(memo.on.slice(5)));
      if (!lost && compares.length === memo.compares.length) return memo;
      const about = memo.on === `code:${id}` ? `On the removed code “${gone.name}”: ` : lost ? "On a removed span: " : "";
      return { ...memo, compares, ...(lost ? { on: "project", text: about + memo.text } : {}) };
    }),
  };
}

/** How many spans a removal would take with it. @param {Work} work @param {string} id */
export function lostWith(work, id) {
  const lost = work.spans.filter((line) => line.codes.length === 1 && line.codes[0] === id && !hasNotes(line));
  return new Set(lost.map((line) => line.id)).size;
}

/** @param {Work} work @param {string} from @param {string} into @returns {Change} */
function renamedEverywhere(work, from, into) {
  /** @param {string} id */
  const now = (id) => (id === from ? into : id);
  const relations = work.relations.map((one) => (one.from === from || one.to === from ? { ...one, from: now(one.from), to: now(one.to) } : one));
  return {
    spans: work.spans.map((line) => (line.codes.includes(from) ? { ...line, codes: unique(line.codes.map(now)) } : line)),
    themes: work.themes.map((theme) => (theme.members.includes(from) ? { ...theme, members: unique(theme.members.map(now)) } : theme)),
    // A link between the two says nothing once they are one.
    relations: relations.filter((one) => one.from !== one.to),
    memos: work.memos.map((memo) => (memo.on === `code:${from}` ? { ...memo, on: `code:${into}` } : memo)),
  };
}

/** @param {string} definition @param {Code} gone */
function joined(definition, gone) {
  const added = gone.definition ? `Merged from “${gone.name}”: ${gone.definition}` : `Merged from “${gone.name}”.`;
  return definition ? `${definition} ${added}` : added;
}

/** @param {SpanLine} line */
function hasNotes(line) {
  return Object.values(line.notes).some((note) => note.trim() !== "");
}

/** @param {string[]} ids */
function unique(ids) {
  return [...new Set(ids)];
}

/**
 * REFI-QDA: the codebook (`.qdc`), and the codes and sets that a project has as well. The same bytes as Python's
 * `refi_codes.py` and `codebook_qdc` make of the same work.
 */

import { keyOf, ownerOf, parentsFirst, shownName, themeId } from "./gathered.js";
import { guid } from "./guid.js";
import { codeFields, writeFields } from "./labelled-lines.js";
import { Refusal, utf8 } from "./plain-words.js";
import { addElement, describe, element, xmlText } from "./xml.js";

/** @typedef {import("./gathered.js").Gathered} Gathered */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("./xml.js").Node} Node */

export const ORIGIN = "Compassion at Work";
/** The light palette of the site for the colours that a codebook names; any other colour must be #RRGGBB. */
const COLOURS = new Map([["threat", "#a3343f"], ["drive", "#1f5fa8"], ["soothe", "#2f7d4f"]]);

/** @param {string} owner @param {string} id */
export const codeGuid = (owner, id) => guid("code", owner, id);

/** @param {Gathered} all @param {string} id */
export const themeGuid = (all, id) => codeGuid(all.work.reader.id, themeId(id));

/** The identifier of a code that the reader can give. @param {Gathered} all @param {string} id */
export const ownedGuid = (all, id) => codeGuid(ownerOf(all, id).owner, id);

/**
 * The codes of the codebooks and the reader's own, and the sets that hold only codes.
 * @param {Gathered} all
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function codebookQdc(all) {
  const codes = codesElement(all);
  if (!codes.children.length) throw new Refusal("There is no code to export yet.");
  const sets = setsElement(all, all.work.themes.filter(({ kind }) => kind === "category" || kind === "core"), "guid");
  const root = element("CodeBook", { xmlns: "urn:QDA-XML:codebook:1.0", origin: ORIGIN }, "", [codes, sets].filter(({ children }) => children.length));
  return utf8(xmlText(root));
}

/**
 * The tree: a category for each codebook and for the reader, the codes below it, then the reader's themes.
 * @param {Gathered} all
 * @param {Map<string, string[]>} [refer] identifiers of the notes on a code or theme, by its identifier
 */
export function codesElement(all, refer = new Map()) {
  const reader = all.work.reader.id;
  const top = element("Codes");
  /** @type {Map<string, Node>} */
  const made = new Map();
  /** @param {Node} head @param {Node} above @param {string} owner @param {string} id @param {string} name @param {Record<string, string>} more @param {string} told */
  const add = (head, above, owner, id, name, more, told) => {
    const code = addElement(above, "Code", { guid: codeGuid(owner, id), name: all.names.get(keyOf(owner, id)) ?? name, ...more });
    describe(code, told);
    for (const targetGUID of refer.get(code.attributes.guid) ?? []) addElement(code, "NoteRef", { targetGUID });
    made.set(keyOf(owner, id), code);
    if (head.children.length === 1 && !top.children.includes(head)) top.children.push(head);
  };
  /** @param {string} owner @param {Code[]} codes */
  const addCodes = (owner, codes) => {
    const head = category(owner, "codes", `[${owner}]`);
    for (const code of parentsFirst(codes)) {
      const parent = code.parent ?? null;
      const of = parent === null ? "" : owner === reader ? ownerOf(all, parent).owner : owner;
      const above = parent === null ? head : made.get(keyOf(of, parent));
      if (!above) throw new Refusal(`Code ${code.code} stands below ${parent}, which is not there.`);
      const colour = COLOURS.get(code.colour) ?? code.colour ?? "";
      const told = codeFields(code, shownName(code, all, owner, code.code), owner, owner !== reader);
      add(head, above, owner, code.code, code.name, { isCodable: "true", ...(colour.startsWith("#") ? { color: colour } : {}) }, told);
    }
  };
  for (const { id, codes } of all.books) addCodes(id, codes);
  addCodes(reader, all.work.codes);
  const head = category(reader, "themes", `[${reader}: themes]`);
  /** @type {Set<string | null>} */
  const placed = new Set([null]);
  for (let left = all.work.themes; left.length; left = left.filter(({ id }) => !placed.has(id))) {
    const ready = left.filter(({ parent }) => placed.has(parent));
    if (!ready.length) throw new Refusal(`Theme ${left[0].id}: its parent is no theme, or its own descendant.`);
    for (const { id, name, statement, parent } of ready) {
      const above = parent === null ? head : /** @type {Node} */ (made.get(keyOf(reader, themeId(parent))));
      add(head, above, reader, themeId(id), name, { isCodable: "false" }, writeFields([["statement", statement], ["theme", id], ["reader", reader]]));
    }
    for (const { id } of ready) placed.add(id);
  }
  return top;
}

/** @param {string} owner @param {string} what @param {string} name */
const category = (owner, what, name) => element("Code", { guid: guid(what, owner), name, isCodable: "false" });

/**
 * Themes, each with its members, as sets.
 * @param {Gathered} all
 * @param {Theme[]} themes
 * @param {"targetGUID" | "guid"} member the attribute that names a code: the first in a project, the second in a codebook
 */
export function setsElement(all, themes, member) {
  const reader = all.work.reader.id;
  const sets = element("Sets");
  for (const theme of themes) {
    const shown = shownName(theme, all, reader, themeId(theme.id));
    const set = addElement(sets, "Set", { guid: guid("set", reader, themeId(theme.id)), name: shown });
    describe(
      set,
      writeFields([
        ["statement", theme.statement],
        ["convergence", theme.convergence],
        ["divergence", theme.divergence],
        ["why", theme.why],
        ["name", theme.name === shown ? "" : theme.name],
        ["kind", theme.kind],
        ["doc", theme.doc ?? ""],
        ["parent", theme.parent ?? ""],
        ["theme", theme.id],
        ["reader", reader],
      ]),
    );
    for (const id of theme.members) {
      if (theme.kind === "PET") addElement(set, "MemberNote", { targetGUID: guid("statement", reader, id) });
      else addElement(set, "MemberCode", { [member]: theme.kind === "category" ? ownedGuid(all, id) : themeGuid(all, id) });
    }
  }
  return sets;
}

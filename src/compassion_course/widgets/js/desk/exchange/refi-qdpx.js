/**
 * REFI-QDA: the whole project (`.qdpx`), the same bytes as Python's `project_qdpx` makes of the same work. What becomes
 * of what is said there: a transcript is a source and a case, the reader a user, a span a selection, a memo a note.
 */

import { parted } from "./gathered.js";
import { guid } from "./guid.js";
import { writeFields } from "./labelled-lines.js";
import { addTo, utf8 } from "./plain-words.js";
import { ORIGIN, codesElement, ownedGuid, setsElement, themeGuid } from "./refi-qdc.js";
import { addElement, describe, element, xmlText } from "./xml.js";
import { zipBytes } from "./zip.js";

/** @typedef {import("./gathered.js").Gathered} Gathered */
/** @typedef {import("./gathered.js").Marked} Marked */
/** @typedef {import("./labelled-lines.js").Field} Field */
/** @typedef {import("./xml.js").Node} Node */

/** The edition's date, as `refi.py` has it: files carry it instead of the day they were made. */
const EDITION_DATE = "2026-11-26T00:00:00Z";
const VARIABLES = /** @type {const} */ (["study", "role", "setting", "wave", "schedule", "interviewer"]);
/** @type {Record<string, string>} */
export const SLOTS = {
  phenomenon: "phenomenon",
  causal: "causal conditions",
  contextual: "contextual conditions",
  intervening: "intervening conditions",
  actions: "actions and interactions",
  consequences: "consequences",
};

/** @param {Gathered} all @returns {Uint8Array<ArrayBuffer>} */
export function projectQdpx(all) {
  /** @type {Map<string, string>} */
  const files = new Map();
  const root = projectElement(all, files);
  const texts = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => /** @type {const} */ ([`sources/${name}`, utf8(text)]));
  return zipBytes(new Map([["project.qde", utf8(xmlText(root))], ...texts]));
}

/** @param {Gathered} all @param {Map<string, string>} files */
function projectElement(all, files) {
  const { work, transcripts, documents } = all;
  const reader = work.reader.id;
  const user = guid("user", reader);
  /** @type {Map<string, string[]>} the notes that each thing refers to */
  const refer = new Map();
  const notes = notesElement(all, files, refer);
  const used = VARIABLES.filter((name) => transcripts.some(({ info }) => (info[name] ?? null) !== null));

  const users = element("Users", {}, "", [element("User", { guid: user, name: reader, id: reader })]);
  const codes = codesElement(all, refer);
  const book = element("CodeBook", {}, "", codes.children.length ? [codes] : []);
  const variables = element("Variables", {}, "", used.map((name) => element("Variable", { guid: guid("variable", name), name, typeOfVariable: name === "wave" ? "Integer" : "Text" })));
  const cases = element("Cases");
  const sources = element("Sources");
  for (const { doc, info } of transcripts) {
    const held = addElement(cases, "Case", { guid: guid("case", doc), name: doc });
    for (const name of used) {
      if ((info[name] ?? null) === null) continue;
      const value = addElement(held, "VariableValue");
      addElement(value, "VariableRef", { targetGUID: guid("variable", name) });
      addElement(value, name === "wave" ? "IntegerValue" : "TextValue", {}, String(info[name]));
    }
    const id = guid("source", doc);
    addElement(held, "SourceRef", { targetGUID: id });
    const source = addElement(sources, "TextSource", { guid: id, name: doc, ...textFile(files, id, documents.get(doc)?.text ?? "") });
    describe(source, writeFields([["synthetic", info.synthetic ? "yes" : "no"], ["licence", info.licence], ["version", String(info.version)]]));
    for (const marked of all.marked) if (marked.span.doc === doc) addSelections(source, all, marked, refer);
    addReferences(source, refer.get(id));
  }
  const links = element("Links");
  for (const { id, slot, from, to } of work.relations) {
    const ends = { originGUID: endGuid(all, from), targetGUID: endGuid(all, to) };
    const link = addElement(links, "Link", { guid: guid("link", reader, id), name: SLOTS[slot] ?? slot, direction: "OneWay", ...ends });
    addReferences(link, [guid("relation", reader, id)]);
  }
  const sets = setsElement(all, work.themes, "targetGUID");
  const parts = [users, book, variables, cases, sources, notes, links, sets, graphsElement(all)].filter(({ children }) => children.length);
  const about = { xmlns: "urn:QDA-XML:project:1.0", name: all.name, origin: ORIGIN, creationDateTime: EDITION_DATE };
  const root = element("Project", about, "", parts);
  addReferences(root, refer.get("project"));
  return root;
}

/** @param {Node} node @param {string[] | undefined} notes */
function addReferences(node, notes) {
  for (const targetGUID of notes ?? []) addElement(node, "NoteRef", { targetGUID });
}

/** @param {Map<string, string>} files @param {string} id @param {string} text */
function textFile(files, id, text) {
  files.set(`${id}.txt`, text);
  return { plainTextPath: `internal://${id}.txt`, creationDateTime: EDITION_DATE };
}

/** @param {string} span */
const spanKey = (span) => `span:${span}`;

/** @param {Node} source @param {Gathered} all @param {Marked} marked @param {Map<string, string[]>} refer */
function addSelections(source, all, { span, ranges }, refer) {
  const reader = all.work.reader.id;
  const made = { creatingUser: guid("user", reader), creationDateTime: EDITION_DATE };
  ranges.forEach(([start, end], number) => {
    const id = guid("selection", reader, span.id, String(number));
    const name = all.documents.get(span.doc)?.words(start, end) ?? "";
    const selection = addElement(source, "PlainTextSelection", { guid: id, name, startPosition: String(start), endPosition: String(end), ...made });
    describe(selection, writeFields([...Object.entries(span.notes), ["why", span.why], ["span", span.id]]));
    for (const code of span.codes) {
      const targetGUID = ownedGuid(all, code);
      const coding = addElement(selection, "Coding", { guid: guid("coding", id, targetGUID), ...made });
      addElement(coding, "CodeRef", { targetGUID });
    }
    addReferences(selection, refer.get(spanKey(span.id)));
  });
}

/** @param {Gathered} all @param {Map<string, string>} files @param {Map<string, string[]>} refer */
function notesElement(all, files, refer) {
  const { reader, statements, relations, memos, storyline, spans } = all.work;
  const notes = element("Notes");
  /** @param {string} what @param {string} id @param {string} text @param {Field[]} fields @param {string[]} on */
  const add = (what, id, text, fields, on) => {
    const key = guid(what, reader.id, id);
    const name = [`${reader.id}:`, what, id].filter(Boolean).join(" ");
    const note = addElement(notes, "Note", { guid: key, name, ...textFile(files, key, text), creatingUser: guid("user", reader.id) });
    describe(note, writeFields([...fields, ["reader", reader.id]]));
    for (const place of new Set(on)) addTo(refer, place, key);
  };
  const known = new Set(spans.map(({ id }) => id));
  /** What a memo is on. @param {string} on */
  const place = (on) => {
    const [what, id] = parted(on);
    if (what === "code") return ownedGuid(all, id);
    if (what === "theme") return themeGuid(all, id);
    if (what === "span") return spanKey(id);
    if (known.has(on)) return spanKey(on); // as the first memos name a span
    return on === "project" ? on : guid("source", on);
  };
  /** @type {Field[]} */
  const books = reader.codebooks.map((book) => ["codebook", book]);
  add("about", "", writeFields([["name", reader.name], ["stance", reader.stance], ...books]), [["about", reader.id]], ["project"]);
  if (storyline) add("storyline", "", storyline, [["storyline", reader.id]], ["project"]);
  for (const { id, doc, text, spans: rests } of statements) add("statement", id, text, [["statement", id], ["doc", doc], ["spans", rests.join(", ")]], rests.map(spanKey));
  for (const { id, slot, evidence, why } of relations) add("relation", id, why, [["relation", id], ["slot", slot], ["evidence", evidence.join(", ")]], evidence.map(spanKey));
  for (const { id, on, text, kind, compares } of memos) add("memo", id, text, [["memo", id], ["on", on], ["kind", kind], ["compares", compares.join(", ")]], [place(on)]);
  return notes;
}

/** The code that one end of a relation stands for: a code, or a category or core category. @param {Gathered} all @param {string} id */
const endGuid = (all, id) => (all.work.themes.some((theme) => theme.id === id) ? themeGuid(all, id) : ownedGuid(all, id));

/** The relations drawn: what leads somewhere on the left, where it leads on the right. @param {Gathered} all */
function graphsElement(all) {
  const { reader, relations } = all.work;
  const graphs = element("Graphs");
  if (!relations.length) return graphs;
  const graph = addElement(graphs, "Graph", { guid: guid("graph", reader.id), name: `${reader.id}: axial relations` });
  const targets = new Set(relations.map(({ to }) => to));
  const origins = [...new Set(relations.map(({ from }) => from))].filter((id) => !targets.has(id));
  /** @type {[number, string[]][]} */
  const columns = [[0, origins], [400, [...targets]]];
  for (const [x, ids] of columns) {
    ids.forEach((id, row) => {
      const corners = { firstX: String(x), firstY: String(80 * row), secondX: String(x + 240), secondY: String(80 * row + 60) };
      addElement(graph, "Vertex", { guid: guid("vertex", reader.id, id), representedGUID: endGuid(all, id), name: id, ...corners, shape: "RoundedRectangle" });
    });
  }
  for (const { id, slot, from, to } of relations) {
    addElement(graph, "Edge", {
      guid: guid("edge", reader.id, id),
      representedGUID: guid("link", reader.id, id),
      name: SLOTS[slot] ?? slot,
      sourceVertex: guid("vertex", reader.id, from),
      targetVertex: guid("vertex", reader.id, to),
      direction: "OneWay",
    });
  }
  return graphs;
}

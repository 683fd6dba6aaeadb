/**
 * REFI-QDA from any program, with its habits: other names and cases, marks, braces, parts left out. The same reading as
 * Python's `refi_import.py`.
 */

import { arrivalOf } from "./arrival.js";
import { Refusal, addTo } from "./plain-words.js";
import { readXml, textOf } from "./xml.js";
import { openZip } from "./zip.js";

/** @typedef {import("./arrival.js").Arrival} Arrival */
/** @typedef {import("./xml.js").Parse} Parse */
/** @typedef {import("./zip.js").Archive} Archive */

/** @param {string | null} value in small letters and without braces; "" where it is none */
const guidOf = (value) => /^\s*\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?\s*$/i.exec(value ?? "")?.[1].toLowerCase() ?? "";

/** @param {Element} of @param {string} [name] */
const guidIn = (of, name = "guid") => guidOf(of.getAttribute(name));

/** @param {Element} of @param {...string} tags */
const childrenOf = (of, ...tags) => [...of.children].filter(({ localName }) => tags.includes(localName));

/** @param {Element} root @param {string} container */
const within = (root, container) => childrenOf(root, container).flatMap((part) => [...part.children]);

/** @param {Element} of */
const described = (of) => childrenOf(of, "Description")[0]?.textContent ?? "";

/** @param {Element} of */
const codable = (of) => ["true", "1"].includes((of.getAttribute("isCodable") ?? "true").trim());

/** @param {Element} of @param {...string} tags */
const targets = (of, ...tags) => childrenOf(of, ...tags).map((child) => guidOf(child.getAttribute("targetGUID") ?? child.getAttribute("guid")));

/** @param {Uint8Array} content @param {Parse} [parse] @returns {Arrival} */
export function readQdc(content, parse) {
  const root = readXml(content, "The file", parse);
  if (root.localName !== "CodeBook") throw new Refusal(`This is not a REFI-QDA codebook: its root is ${root.localName}, not CodeBook.`);
  return arrivalOf({ codes: codesOf(root), sets: setsOf(root) });
}

/** @param {Uint8Array} content @param {Parse} [parse] @returns {Promise<Arrival>} */
export async function readQdpx(content, parse) {
  const archive = openZip(content);
  const found = archive.names.filter((name) => /\.qde$/i.test(name));
  if (found.length !== 1) throw new Refusal(`The file holds ${found.length} projects (*.qde) and must hold one. Export it again as a REFI-QDA project.`);
  const root = readXml(await archive.read(found[0]), found[0], parse);
  if (root.localName !== "Project") throw new Refusal(`This is not a REFI-QDA project: its root is ${root.localName}, not Project.`);
  const arrival = arrivalOf({ codes: codesOf(root), sets: setsOf(root) });
  for (const user of root.querySelectorAll("User")) arrival.coders.set(guidIn(user), user.getAttribute("id") || user.getAttribute("name") || "coder");
  for (const source of within(root, "Sources")) {
    if (source.localName === "TextSource") await addSource(arrival, archive, source);
    else if (source.localName.endsWith("Source")) arrival.notices.push(`${source.localName} ${source.getAttribute("name") ?? ""} is not text and was left out.`);
  }
  const referring = referringTo(root);
  for (const note of within(root, "Notes")) {
    arrival.notes.push({
      key: guidIn(note),
      name: note.getAttribute("name") ?? "",
      text: ((await textIn(arrival, archive, note)) ?? "").replaceAll("\r\n", "\n"),
      description: described(note),
      coder: guidIn(note, "creatingUser"),
      on: referring.get(guidIn(note)) ?? [],
    });
  }
  arrival.links = within(root, "Links").map((link) => ({
    key: guidIn(link),
    name: link.getAttribute("name") ?? "",
    origin: guidIn(link, "originGUID"),
    target: guidIn(link, "targetGUID"),
    notes: targets(link, "NoteRef"),
  }));
  return arrival;
}

/** The tree from the top down, each code before those below it. @param {Element} root @returns {Arrival["codes"]} */
function codesOf(root) {
  /** @type {Arrival["codes"]} */
  const codes = [];
  const taken = new Set();
  /** @param {Element} element @param {string | null} parent */
  const add = (element, parent) => {
    if (element.localName !== "Code") return;
    // A code without a GUID, or with that of an earlier one, is a code all the same, which nothing gives.
    const said = guidIn(element);
    const key = said && !taken.has(said) ? said : `code ${taken.size + 1}`;
    taken.add(key);
    codes.push({ key, name: element.getAttribute("name") ?? "", parent, description: described(element), codable: codable(element) });
    for (const child of element.children) add(child, key);
  };
  for (const top of root.querySelectorAll("Codes")) for (const code of top.children) add(code, null);
  return codes;
}

/** @param {Element} root @returns {Arrival["sets"]} */
const setsOf = (root) =>
  within(root, "Sets").map((set) => ({
    key: guidIn(set),
    name: set.getAttribute("name") ?? "",
    description: described(set),
    members: targets(set, "MemberCode", "MemberNote", "MemberSource"),
  }));

/** What refers to each note: a source, a code, a selection, or the project as a whole. @param {Element} root */
function referringTo(root) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const reference of root.querySelectorAll("NoteRef")) {
    const of = reference.parentElement;
    if (of && of.localName !== "Link") addTo(found, guidIn(reference, "targetGUID"), of === root ? "project" : guidIn(of));
  }
  return found;
}

/** A source's text from where it says, or from within. @param {Arrival} arrival @param {Archive} archive @param {Element} source */
async function textIn(arrival, archive, source) {
  const named = `${source.localName} ${source.getAttribute("name") ?? ""}`;
  const path = source.getAttribute("plainTextPath");
  if (path !== null) {
    const plain = path.replaceAll("\\", "/").split("/").pop() ?? "";
    const outside = !path.startsWith("internal://") && path.includes("://");
    const member = outside ? undefined : archive.find(`sources/${plain}`) ?? archive.find(plain);
    if (member !== undefined) return textOf(await archive.read(member), member);
    arrival.notices.push(`${named}: its text ${path} is not in the file.`);
  }
  return childrenOf(source, "PlainTextContent")[0]?.textContent ?? null;
}

/** @param {Arrival} arrival @param {Archive} archive @param {Element} source */
async function addSource(arrival, archive, source) {
  const document = guidIn(source);
  const name = source.getAttribute("name") ?? "";
  arrival.documents.push({ key: document, name, text: await textIn(arrival, archive, source) });
  for (const selection of childrenOf(source, "PlainTextSelection")) {
    const [start, end] = ["startPosition", "endPosition"].map((at) => Number(selection.getAttribute(at) || NaN));
    if (!Number.isInteger(start) || !Number.isInteger(end)) {
      arrival.notices.push(`${name}: a selection without positions was left out.`);
      continue;
    }
    const owner = guidIn(selection, "creatingUser");
    /** @type {Map<string, string[]>} */
    const given = new Map();
    for (const coding of childrenOf(selection, "Coding")) {
      for (const code of targets(coding, "CodeRef")) addTo(given, guidIn(coding, "creatingUser") || owner, code);
    }
    if (!given.size) given.set(owner, []);
    for (const [coder, codes] of given) {
      if (!arrival.coders.has(coder)) arrival.coders.set(coder, "coder");
      arrival.selections.push({ key: guidIn(selection), document, start, end, quote: selection.getAttribute("name"), codes: [...new Set(codes)], coder, description: described(selection) });
    }
  }
}

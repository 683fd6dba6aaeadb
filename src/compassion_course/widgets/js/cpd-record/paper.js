// The record and the statement of completion on paper.
import { h, table } from "../dom.js";
import { counted, inOrder, minutesOf, nameOf } from "./entries.js";
import { dayInWords } from "./remembered.js";
import { valueOf } from "./table.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Words} Words */
/** @typedef {import("./types.js").Edition} Edition */

/** @param {string} text */
const lines = (text) => text.split("\n").map((line, index) => [index ? h("br", null) : null, line]);

/** @param {Words} words @param {Entry[]} entries */
export function recordOnPaper(words, entries) {
  return [
    h("h2", null, words.title),
    h("p", null, `${counted(entries.length, "entry", "entries")}, ${counted(minutesOf(entries), "minute")}.`),
    ...inOrder(entries).map((entry) => entryOnPaper(words, entry)),
  ];
}

/** @param {Words} words @param {Entry} entry */
function entryOnPaper(words, entry) {
  const { fields, reflection } = words;
  const pairs = fields.filter(({ id }) => id !== "activity").map(({ id, kind, name }) => [name, kind === "day" ? dayInWords(entry.fields[id] ?? "") : valueOf(words, entry, id)]);
  const said = reflection.prompts.map(({ id, ask }) => [ask, entry.reflection[id] ?? ""]).filter(([, text]) => text.trim());
  return h(
    "section",
    { class: "cw-cpd-paper" },
    h("h3", null, nameOf(entry)),
    list(pairs.filter(([, text]) => text.trim())),
    said.length ? [h("h4", null, reflection.name), list(said)] : null,
  );
}

/** @param {string[][]} pairs */
function list(pairs) {
  return h("dl", null, pairs.map(([name, text]) => h("div", null, h("dt", null, name), h("dd", null, lines(text.trim())))));
}

/** @param {Words} words @param {Entry[]} entries @param {string} name of whoever writes it @param {Edition | null} edition */
export function statementOnPaper({ statement }, entries, name, edition) {
  return [
    h("h2", null, statement.title),
    h("p", null, statement.says),
    table(
      "Activities",
      ["Activity", "Date", "Minutes"],
      [...inOrder(entries).map((entry) => [nameOf(entry), dayInWords(entry.fields.date ?? ""), String(entry.minutes ?? "")]), ["Together", "", String(minutesOf(entries))]],
    ),
    h("p", null, h("strong", null, statement.is), " ", statement.is_not),
    ...editionOnPaper(edition),
    h("dl", { class: "cw-cpd-sign" }, ["Name", "Signature", "Date"].map((what) => h("div", null, h("dt", null, what), h("dd", null, what === "Name" ? name : "")))),
  ];
}

/** @param {Edition | null} edition */
export function editionOnPaper(edition) {
  if (!edition) return [h("p", null, "This copy of the course does not say which edition it is.")];
  return [
    h("p", null, `Edition: version ${edition.version}${edition.date ? ` of ${dayInWords(edition.date)}` : ""}. Its digest (SHA-256 of all files):`),
    h("p", null, h("code", null, edition.digest)),
    h("p", { class: "cw-hint" }, "To check a copy of the site against it: compassion-course edition FOLDER, or the line in the copy's edition.txt. It shows which text was used, and nothing about who read it."),
  ];
}

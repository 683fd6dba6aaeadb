// The desk's exchange without a browser: the project file, CSV, identifiers, zip, the report and the audit trail.
import assert from "node:assert/strict";
import { test } from "node:test";
import { auditTrail, auditTrailCsv, traceInWords } from "../../src/compassion_course/widgets/js/desk/exchange/audit-trail.js";
import { codingsCsv, readCodebookCsv, readCsv, writeCsv } from "../../src/compassion_course/widgets/js/desk/exchange/csv.js";
import { documentOf, gathered, uniqueNames } from "../../src/compassion_course/widgets/js/desk/exchange/gathered.js";
import { guid, sha1 } from "../../src/compassion_course/widgets/js/desk/exchange/guid.js";
import { manyLines, oneLine, readFields, writeFields } from "../../src/compassion_course/widgets/js/desk/exchange/labelled-lines.js";
import { Refusal, byCodePoints, fold, oneBlank } from "../../src/compassion_course/widgets/js/desk/exchange/plain-words.js";
import { blankProject, inOrder, projectFile } from "../../src/compassion_course/widgets/js/desk/exchange/project-file.js";
import { readProject } from "../../src/compassion_course/widgets/js/desk/exchange/project-reading.js";
import { projectQdpx } from "../../src/compassion_course/widgets/js/desk/exchange/refi-qdpx.js";
import { asHtml, asText, reportOf } from "../../src/compassion_course/widgets/js/desk/exchange/report.js";
import { crc32, openZip, zipBytes } from "../../src/compassion_course/widgets/js/desk/exchange/zip.js";

const turns = [
  { turn: "Z01-001", speaker: "I", text: "Ready?" },
  { turn: "Z01-002", speaker: "Z01", text: "Well 😀 the kettle, <b>then</b> the kettle & the rest." },
  { turn: "Z01-003", speaker: "I", text: "And then?" },
];
const info = { study: "s", role: "PWP", setting: "here", wave: null, schedule: null, interviewer: null, synthetic: true, licence: "CC-BY-4.0", version: 1 };
const closed = { code: "up", parent: null, name: "Up", definition: "Up & away.", colour: "threat", letter: "U" };
const shelf = { transcripts: [{ doc: "Z01", digest: "d1", label: "Z01", turns, info }], codebooks: [{ id: "mini", name: "Mini", codes: [closed] }] };

function worked() {
  const project = blankProject({ id: "me", name: "<Me>", stance: "", codebooks: ["mini"] }, shelf.transcripts);
  const own = { parent: "up", definition: "A pot.", include: "", exclude: "", example: "", properties: [], colour: "", letter: "" };
  project.codes.push({ code: "kettle", name: "=Kettle", ...own });
  const line = { doc: "Z01", codes: ["kettle", "up"], notes: { linguistic: "Twice." }, why: "Said <so>." };
  project.spans.push({ id: "s1", turn: "Z01-002", start: 5, end: 6, quote: "😀", ...line, codes: [], why: "" });
  project.spans.push({ id: "s2", turn: "Z01-002", start: 48, end: 52, quote: "rest", ...line });
  project.spans.push({ id: "s3", turn: "Z01-002", start: 11, end: 17, quote: "kettle", ...line });
  project.statements.push({ id: "S1", doc: "Z01", text: "It boils.", spans: ["s3"] });
  const theme = { doc: null, statement: "St.", parent: null, convergence: "", divergence: "", why: "" };
  project.themes.push({ id: "p", kind: "PET", name: "Pot", members: ["S1"], ...theme }, { id: "c", kind: "category", name: "Cat", members: ["kettle"], ...theme });
  project.relations.push({ id: "r", from: "up", to: "c", slot: "causal", evidence: ["s3"], why: "As told." });
  project.memos.push({ id: "m", on: "code:kettle", text: "One.\nTwo.", kind: "code", compares: [] });
  project.storyline = "# It\n\nboils & <boils>.";
  project.started = "2026-11-22T10:00:00Z";
  project.events.push({ at: "2026-11-22T10:00:00Z", do: "started" }, { at: "2026-11-22T10:01:00Z", do: "code-made", code: "kettle" });
  return project;
}

test("a project is written in one order, whatever order its parts were made in, and opens as it was", () => {
  const { text, dropped, fits, notices } = projectFile(worked());
  assert.deepEqual([dropped, fits, notices], [0, true, []]);
  assert.ok(text.endsWith("}\n") && text.startsWith('{\n "format": "compassion-course/project",\n "format_version": 1,'));
  const { project, problem, notices: told } = readProject(`\ufeff${text}`, shelf);
  assert.deepEqual([problem, told], ["", []]);
  assert.equal(projectFile(project).text, text);
  const shuffled = Object.fromEntries(Object.entries(worked()).reverse().map(([key, value]) => [key, key === "spans" ? value.map((line) => Object.fromEntries(Object.entries(line).reverse())) : value]));
  assert.equal(projectFile(shuffled).text, text);
});

test("what other programs cannot read is mended, and nothing given is changed by it", () => {
  const project = worked();
  project.storyline = "a\r\nb\rc\0d\x0be\ud800f\udc00g😀\ufffe";
  assert.equal(inOrder(project).storyline, "a\nb\ncde\ufffdf\ufffdg😀");
  assert.match(project.storyline, /\r\nb\rc\0d/);
});

test("the audit trail gives way before the limit, and the work never does", () => {
  const project = worked();
  for (let i = 0; i < 300; i += 1) project.events.push({ at: "2026-11-22T10:02:00Z", do: "why", span: `s${i}` });
  const { project: kept, dropped, fits, notices, text } = projectFile(project, 12 * 1024);
  assert.ok(fits && dropped > 0 && text.length <= 12 * 1024);
  assert.match(notices[0], new RegExp(`limit of 12 KiB: ${dropped} entries`));
  assert.equal(kept.events.filter((event) => event.do === "trimmed")[0].count, dropped);
  assert.equal(kept.spans.length, 3);
  assert.equal(kept.events.at(-1).span, "s299");
  const tight = projectFile(project, 1024);
  assert.equal(tight.fits, false);
  assert.equal(tight.project.spans.length, 3);
  assert.match(tight.notices[1], /larger than a project file may be/);
});

test("identifiers and checksums are those of everybody else", () => {
  const hex = (bytes) => Buffer.from(bytes).toString("hex");
  assert.equal(hex(sha1(Buffer.from("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  assert.equal(hex(sha1(Buffer.from("a".repeat(119)))), "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56");
  assert.equal(crc32(Buffer.from("123456789")), 0xcbf43926);
  assert.match(guid("user", "é😀"), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(guid("a", "b"), guid("ab"));
});

test("a zip is read member by member, packed or not, and what is damaged is refused", async () => {
  const zip = zipBytes(new Map([["é.txt", Buffer.from("words")], ["b", new Uint8Array()]]));
  const archive = openZip(zip);
  assert.deepEqual(archive.names, ["é.txt", "b"]);
  assert.equal(Buffer.from(await archive.read("é.txt")).toString(), "words");
  assert.equal(archive.find("É.TXT"), "é.txt");
  const spoilt = zip.slice();
  spoilt[36] ^= 1;
  await assert.rejects(openZip(spoilt).read("é.txt"), /is damaged/);
  assert.throws(() => openZip(zip.slice(0, -4)), Refusal);
  for (const name of ["../x", "/x", "C:\\x", "a\\..\\..\\x"]) assert.throws(() => openZip(zipBytes(new Map([[name, new Uint8Array()]]))), /outside of the archive/);
});

test("a table runs nothing in a spreadsheet and comes back exactly", () => {
  const rows = [["=1+1", "'=x", "-2", "@a", "+b", "\tt"], ['say "so"', "a,b", "two\nlines", " ", "'plain", "x"]];
  const text = writeCsv(rows);
  assert.deepEqual(readCsv(text), rows);
  for (const cell of text.match(/(?<=^|,|\n)[^,"\n]+/g)) assert.doesNotMatch(cell, /^[=+\-@\t]/);
  assert.deepEqual(readCsv("a,b\r\n\r\n,\r\n1,"), [["a", "b"], ["1", ""]]);
  assert.deepEqual(readCsv('a"b,c\rd'), [['a"b', "c"], ["d"]]);
  assert.throws(() => readCsv('a\n"b'), /line 2/);
  assert.deepEqual(readCodebookCsv("\ufeffName\nOne\n").codes.map(({ name }) => name), ["One"]);
  const table = codingsCsv(gathered(worked(), shelf));
  assert.match(table, /^reader,doc,span,turn,start,end,code,code_name,quote,descriptive,linguistic,conceptual,why\nme,Z01,s1,Z01-002,5,6,,,😀,/);
  assert.match(table, /,kettle,'=Kettle,rest,/);
});

test("names, blanks and cases count as they do in Python", () => {
  assert.deepEqual(["Straße", "STRASSE", "STRAẞE"].map(fold), ["strasse", "strasse", "strasse"]);
  assert.deepEqual(["ΑΣ", "ας", "ασ"].map(fold), ["ασ", "ασ", "ασ"]);
  assert.equal(fold("ı") === fold("I"), false);
  assert.equal(oneBlank("\x1c a\x85\u3000b\u00a0"), "a b");
  assert.equal(oneBlank("\ufeffa"), "\ufeffa");
  assert.ok(byCodePoints("\uffee", "😀") < 0 && byCodePoints("a", "ab") < 0 && byCodePoints("b", "ab") > 0);
  const names = uniqueNames([["b", "x", "One"], ["me", "y", "ONE"], ["me", "theme:y", "one"], ["me", "z", " "]].map(([owner, id, name]) => ({ owner, id, name })), new Set(["b"]));
  assert.deepEqual([...names.values()], ["One", "ONE [me: y]", "one [me: theme:y]", "z"]);
});

test("labelled lines come apart as they were", () => {
  const fields = [["why", "one\n\n two\nwhy: three"], ["span", "s1"], ["why", "again"]];
  assert.deepEqual(readFields(writeFields(fields), ["why", "span"]), fields);
  assert.deepEqual(readFields("A thought.\r\nmore\nwhy:x", ["why"]), [["", "A thought.\nmore"], ["why", "x"]]);
  const text = writeFields([["definition", "a // b\nc"], ["code", "x"]]);
  assert.equal(manyLines(oneLine(text)), text);
});

test("places in the text of all turns count code points", () => {
  const document = documentOf(shelf.transcripts[0]);
  assert.equal(document.words(20, 21), "😀");
  assert.deepEqual(document.pieces(12, 81), [{ turn: "Z01-002", start: 0, end: 53 }, { turn: "Z01-003", start: 0, end: 9 }]);
  assert.deepEqual(document.ranges(document.pieces(20, 75)), [[20, 75]]);
  assert.deepEqual(document.pieces(0, 3), []);
});

test("an export takes what rests on its transcripts, and says what it left", () => {
  const all = gathered(worked(), shelf, []);
  assert.deepEqual(all.work.spans, []);
  assert.deepEqual(all.left, ["3 of the spans rest on what is not in this export and were left out.", "1 of the statements rest on what is not in this export and were left out.", "1 of the themes rest on what is not in this export and were left out.", "1 of the relations rest on what is not in this export and were left out."]);
  assert.ok(projectQdpx(all).length > 0);
});

test("what does not hold together any more goes out as its file would open", () => {
  const project = worked();
  project.spans[0].start = 4;
  project.codes[0].parent = "kettle";
  project.memos[0].compares = ["s3", "gone"];
  const all = gathered(project, shelf);
  assert.deepEqual(all.left, [
    "Code kettle: the code above it is not there, or stands below it. It was moved to the top.",
    "Z01-002 “😀”: moved from 4 to 5, where the words stand.",
    "Memo m: gone, which it names, is not there any more.",
  ]);
  assert.deepEqual(all.work.memos[0].compares, ["s3"]);
  assert.equal(project.spans[0].start, 4);
  assert.ok(projectQdpx(all).length > 0);
});

test("a report holds all of the work, with its extracts in context", () => {
  const blocks = reportOf(worked(), shelf);
  const headings = blocks.filter(({ is }) => is === "heading").map(({ text }) => text);
  for (const part of ["Transcripts", "Codebook", "Codes with their extracts", "Memos", "Experiential statements", "Themes and categories", "Relations", "Storyline", "Audit trail"]) assert.ok(headings.includes(part), part);
  assert.ok(headings.includes("Up is a causal condition of Cat"));
  assert.ok(headings.includes("Noted, without a code (1 span)"));
  const codebook = blocks.filter(({ is }) => is === "table")[1];
  assert.deepEqual(codebook.rows, [["Up", "Up & away.", "2", "1"], ["– =Kettle", "A pot.", "2", "1"]]);
  const first = blocks.find(({ is, quote }) => is === "extract" && quote === "kettle");
  assert.deepEqual(first, { is: "extract", where: "Z01-002", before: "Well 😀 the ", quote: "kettle", after: ", <b>then</b> the kettle & the rest.", told: ["Why: Said <so>.", "Linguistic note: Twice."] });
  const text = asText(blocks);
  for (const words of ["It boils.", "Rests on: It boils.", "Evidence for both ends:", "2026-11-22 10:01: Made the code =Kettle.", "Z01-002: Well 😀 the “kettle”"]) assert.ok(text.includes(words), words);
  assert.deepEqual(reportOf(blankProject({ id: "me", name: "", stance: "", codebooks: [] }, []), shelf).filter(({ is }) => is === "extract"), []);
});

test("the page of the report is words alone, whatever was written", () => {
  const project = worked();
  project.memos[0].text = '<script>alert(1)</script><img src=x onerror="alert(2)">';
  const page = asHtml(reportOf(project, shelf));
  assert.ok(!/<script|<img|onerror="|javascript:|https?:/i.test(page));
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;"));
  assert.ok(page.startsWith("<!DOCTYPE html>\n<html lang=\"en-GB\">") && page.includes("<title>Work of &lt;Me&gt;"));
});

test("the audit trail says in words what was done, and joins what went on", () => {
  const events = [
    { at: "2026-11-22T10:00:00Z", do: "code", span: "s1", codes: ["up", "kettle"] },
    { at: "2026-11-22T10:09:00Z", do: "why", span: "s1", from: "2026-11-22T10:05:00Z", times: 30 },
    { at: "2026-11-23T00:01:00Z", do: "why", span: "s1" },
    { at: "2026-11-23T00:02:00Z", do: "relation", relation: "r", from: "up", to: "c", slot: "causal" },
    { at: "2026-11-23T00:03:00Z", do: "write", to: "theme:c" },
    { at: "2026-11-23T00:04:00Z", do: "looked-at", reader: "=close" },
    { at: "2026-11-23T00:05:00Z", do: "constructor" },
  ];
  const trail = auditTrail(events, (id) => ({ up: "Up", c: "Cat" })[id] ?? id);
  assert.deepEqual(trail.map(traceInWords), [
    "2026-11-22 10:00: Coded s1 as Up, kettle.",
    "2026-11-22 10:05 to 2026-11-23 00:01: Wrote the reason for s1 (31 times).",
    "2026-11-23 00:02: Related Up to Cat (causal).",
    "2026-11-23 00:03: Wrote on: theme Cat.",
    "2026-11-23 00:04: Looked at (reader =close).",
    "2026-11-23 00:05: Constructor.",
  ]);
  assert.match(auditTrailCsv([{ at: "", do: "=cmd" }]), /\n,,1,'=cmd,'=cmd,\n$/);
});

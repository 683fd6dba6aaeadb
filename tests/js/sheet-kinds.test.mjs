// Notes, own codes, themes and links in the session and in the file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { idsIn, toFile } from "../../src/compassion_course/widgets/js/sheet/answers.js";
import { missing } from "../../src/compassion_course/widgets/js/sheet/missing.js";
import { Refusal, readSheet } from "../../src/compassion_course/widgets/js/sheet/reading-back.js";
import { Session } from "../../src/compassion_course/widgets/js/sheet/session.js";
import { SpanWork } from "../../src/compassion_course/widgets/js/sheet/span-work.js";
import { transcripts, turns } from "./sheet-samples.mjs";

const passage = { doc: "T01", first: "T01-001", last: "T01-003" };
const exercise = {
  slug: "kinds",
  title: "Kinds",
  version: 1,
  stakes: "assessed",
  transcripts: ["T01"],
  codebook: "",
  items: [
    { id: "notes", kind: "notes", prompt: "?", passage, note_kinds: ["descriptive"], at_least: 1 },
    { id: "codes", kind: "coding", prompt: "?", passage, own_codes: true, codes_at_least: 1, at_least: 1 },
    { id: "themes", kind: "themes", prompt: "?", of: ["notes"], called: "statement", members_each: 1, at_least: 1 },
    { id: "links", kind: "relations", prompt: "?", of: "codes", at_least: 1 },
    { id: "replies", kind: "responses", prompt: "?", to: "notes", count: 1 },
  ],
};
const course = { exercise, transcripts, codebook: { id: "", name: "", codes: [] } };
const [notesItem, codesItem] = exercise.items;

function begun() {
  const session = new Session(exercise, transcripts, () => new Date("2026-11-22T10:00:00Z"));
  return { session, notes: new SpanWork(session, notesItem, turns), codes: new SpanWork(session, codesItem, turns) };
}

test("a note is a span with its notes and no code, and its place has an id that no other item has", () => {
  const { session, notes, codes } = begun();
  const id = notes.add("T01-003", { start: 0, end: 7 }, [], "", { notes: { descriptive: "Two numbers." } });
  const made = codes.create("Counting");
  const other = codes.add("T01-003", { start: 0, end: 7 }, [made], "They count.");
  assert.notEqual(id, other);
  const { sheet } = toFile(session.sheet, exercise);
  assert.equal(sheet.answers.notes.codebook, null);
  assert.deepEqual(Object.keys(sheet.answers.notes.spans[0]), ["id", "doc", "turn", "start", "end", "quote", "codes", "why", "notes"]);
  assert.deepEqual(sheet.answers.codes.codes, [{ code: "counting", name: "Counting", definition: "" }]);
  assert.deepEqual(readSheet(toFile(session.sheet, exercise).text, course).sheet.answers, sheet.answers);
});

test("an id that a theme still names is not given to other words", () => {
  const { session, notes } = begun();
  const first = notes.add("T01-003", { start: 0, end: 3 }, [], "", { notes: { descriptive: "One." } });
  session.setAnswer("themes", [{ id: "t1", name: "N", statement: "S", parent: null, members: [first] }], { what: "x", deed: { do: "theme" } });
  notes.remove(first);
  assert.notEqual(notes.add("T01-003", { start: 4, end: 7 }, [], "", { notes: { descriptive: "Two." } }), first);
  assert.deepEqual(missing(exercise.items[2], session, course), ["N: 1 member is asked for.", "N: a member is no longer there."]);
  assert.ok(idsIn(session.answers).has(first));
});

test("a code that is deleted goes from its spans, and one undo brings both back", () => {
  const { session, codes } = begun();
  const code = codes.create("Counting");
  codes.add("T01-003", { start: 0, end: 7 }, [code], "They count.");
  assert.equal(codes.create("COUNTING "), code);
  codes.drop(code);
  assert.deepEqual([codes.codes, codes.spans[0].codes], [[], []]);
  session.undo();
  assert.deepEqual([codes.codes.length, codes.spans[0].codes], [1, [code]]);
});

test("readings make a second pass once, and are kept with the work but never handed in", () => {
  const { session } = begun();
  session.release([{ id: "r", name: "R", stance: "", codes: [], spans: [] }]);
  session.release([{ id: "r", name: "R", stance: "", codes: [], spans: [] }]);
  assert.equal(session.sheet.pass, 2);
  assert.equal(session.sheet.events.filter(({ do: did }) => did === "readings").length, 1);
  assert.equal(session.kept().released.length, 1);
  assert.ok(!JSON.stringify(toFile(session.sheet, exercise).sheet).includes("stance"));
});

test("before the readings are out, replies are not missing but to come", () => {
  assert.match(missing(exercise.items[4], { answers: {}, pass: 1 }, course)[0], /second hand-in/);
  assert.match(missing(exercise.items[4], { answers: {}, pass: 2 }, course)[0], /No difference/);
});

const DAMAGED = {
  "a theme that stands twice": ["themes", [0, 0].map(() => ({ id: "t", name: "", statement: "", parent: null, members: [] }))],
  "a theme without members": ["themes", [{ id: "t", name: "", statement: "", parent: null }]],
  "a link in no slot": ["links", [{ from: "a", to: "b", slot: "cause", evidence: [] }]],
  "a link of nothing": ["links", [null]],
  "a code without a name": ["codes", { codebook: null, spans: [], memos: [], codes: [{ code: "a", definition: "" }] }],
  "a note that is a number": [
    "notes",
    { codebook: null, spans: [{ id: "s1", doc: "T01", turn: "T01-003", start: 0, end: 3, quote: "One", codes: [], why: "", notes: { descriptive: 1 } }], memos: [] },
  ],
};
for (const [what, [item, value]] of Object.entries(DAMAGED)) {
  test(`${what} is refused`, () => {
    const { session } = begun();
    const text = JSON.stringify({ ...session.sheet, answers: { [item]: value } });
    assert.throws(() => readSheet(text, course), Refusal);
  });
}

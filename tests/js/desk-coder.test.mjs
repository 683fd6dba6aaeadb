// What the coding panel decides without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DeskSpans } from "../../src/compassion_course/widgets/js/desk/coder/desk-spans.js";
import { lookOf } from "../../src/compassion_course/widgets/js/desk/coder/look.js";
import { changesSince, dressed, frequency, inVivoName, named, standingOf } from "../../src/compassion_course/widgets/js/desk/coder/rules.js";
import { Desk, blankWork } from "../../src/compassion_course/widgets/js/desk/desk.js";
import { Choice } from "../../src/compassion_course/widgets/js/sheet/choice.js";
import { differences } from "../../src/compassion_course/widgets/js/sheet/differences.js";
import { actionFor, deskKeyList } from "../../src/compassion_course/widgets/js/sheet/keys.js";
import { numberKeys } from "../../src/compassion_course/widgets/js/sheet/number-keys.js";

const turns = [
  { turn: "X-001", speaker: "X", text: "So 👩‍👩‍👧 I waited. And waited." },
  { turn: "X-002", speaker: "I", text: "For whom? Say more." },
  { turn: "X-003", speaker: "X", text: "For nobody." },
];
const book = { id: "b", name: "B", codes: [{ code: "threat", parent: null, name: "Threat", definition: "d", colour: "threat", letter: "T" }] };
function made(start) {
  const desk = new Desk("k", { transcripts: [{ doc: "X", digest: "", label: "X", turns }], codebooks: [book] }, start, () => new Date(0));
  return { desk, work: new DeskSpans(desk, desk.shelf.transcripts[0]) };
}
const code = (name, more = {}) => ({ code: name.toLowerCase(), parent: null, name, definition: "", colour: "", letter: "", ...more });
const press = (key, more = {}) => ({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

test("a span is kept in code points, with its notes and its memo in one step", () => {
  const { desk, work } = made();
  const at = turns[0].text.indexOf("waited");
  const id = work.add("X-001", { start: at, end: at + 6 }, ["threat"], "why", { notes: { linguistic: "twice" }, memo: "later" });
  assert.deepEqual(desk.work.spans, [{ id, doc: "X", turn: "X-001", start: 11, end: 17, quote: "waited", codes: ["threat"], notes: { linguistic: "twice" }, why: "why" }]);
  assert.deepEqual(Object.keys(desk.work.spans[0]), ["id", "doc", "turn", "start", "end", "quote", "codes", "notes", "why"]);
  assert.deepEqual(desk.work.memos, [{ id: "m1", on: `span:${id}`, text: "later", kind: "", compares: [] }]);
  desk.undo();
  assert.deepEqual([desk.work.spans, desk.work.memos], [[], []]);
});

test("a span goes on into the next turn, changes there as here, and comes back", () => {
  const { desk, work } = made();
  const choice = new Choice(work);
  choice.takeWords("X-001", 2, 3);
  const id = work.add("X-001", choice.now, ["threat"], "");
  choice.take("X-001", choice.now, id);
  work.lay(id, work.further(choice.places));
  assert.deepEqual(desk.work.spans.map(({ turn, quote }) => [turn, quote]), [["X-001", "I waited. And waited"], ["X-002", "For whom"]]);
  assert.equal(choice.quote, "I waited. And waited / For whom");
  work.lay(id, work.further(choice.places));
  assert.deepEqual(desk.work.spans.map(({ quote }) => quote), ["I waited. And waited", "For whom? Say more", "For nobody"]);
  assert.equal(work.further(choice.places), null, "no turn follows");
  work.change(id, ["threat"], "all of it", { notes: { conceptual: "?" } });
  assert.deepEqual([...new Set(desk.work.spans.map(({ why, notes }) => `${why} ${notes.conceptual}`))], ["all of it ?"]);
  assert.deepEqual(work.inOrder().map(({ quote }) => quote), ["I waited. And waited / For whom? Say more / For nobody"]);
  work.remove(id);
  assert.equal(desk.work.spans.length, 0);
  for (let steps = 0; steps < 4; steps += 1) desk.undo();
  assert.deepEqual(desk.work.spans.map(({ quote }) => quote), ["I waited"]);
});

test("a number that a first pass had is not given again", () => {
  const { desk, work } = made();
  work.add("X-001", { start: 0, end: 2 }, ["threat"], "");
  desk.lock("X");
  work.remove("s1");
  assert.notEqual(work.add("X-003", { start: 0, end: 3 }, ["threat"], ""), "s1");
});

test("in vivo: code and span are one step, and the same words are the same code", () => {
  const { desk, work } = made();
  const first = work.inVivo([{ turn: "X-003", start: 0, end: 10 }], null, "For nobody", null);
  assert.equal(desk.work.codes[0].name, "“For nobody”");
  const again = work.inVivo([{ turn: "X-002", start: 0, end: 3 }], null, "for  NOBODY", null);
  assert.deepEqual([again.code, again.isNew, first.isNew, desk.work.codes.length], [first.code, false, true, 1]);
  desk.undo();
  desk.undo();
  assert.deepEqual([desk.work.codes, desk.work.spans], [[], []]);
  assert.ok([...inVivoName("word ".repeat(40))].length < 66);
});

test("a code is taken by its name before a new one is made", () => {
  const { desk, work } = made();
  assert.equal(work.create("threat"), "threat");
  assert.equal(desk.work.codes.length, 0);
  assert.equal(work.create("Being  unseen"), "being-unseen");
  assert.equal(named(" being UNSEEN ", desk.codes).code, "being-unseen");
});

test("what pointed at a removed span points at it no longer, and its memo is kept", () => {
  const { desk, work } = made({
    ...blankWork([]),
    spans: [{ id: "s1", doc: "X", turn: "X-003", start: 0, end: 3, quote: "For", codes: ["threat"], notes: {}, why: "" }],
    statements: [{ id: "st", doc: "X", text: "t", spans: ["s1"] }],
    relations: [{ id: "r", from: "a", to: "b", slot: "causal", evidence: ["s1", "s2"], why: "" }],
    memos: [{ id: "m1", on: "span:s1", text: "kept", kind: "", compares: [] }],
  });
  work.remove("s1");
  assert.deepEqual(desk.work.statements[0].spans, []);
  assert.deepEqual(desk.work.relations[0].evidence, ["s2"]);
  assert.deepEqual([desk.work.memos[0].on, desk.work.memos[0].text], ["project", "On a removed span: kept"]);
});

test("codes get letters that differ and keep them when others are made", () => {
  const codes = [code("Waiting"), code("Worry"), code("Work"), code("W"), code("O")];
  const look = dressed(codes);
  assert.equal(new Set(look.map(({ letter }) => letter)).size, codes.length);
  assert.deepEqual(dressed([...codes, code("Wages")]).slice(0, 5).map(({ letter, colour }) => [letter, colour]), look.map(({ letter, colour }) => [letter, colour]));
  assert.equal(dressed([code("Any", { letter: "T", colour: "threat" })])[0].letter, "T");
  assert.equal(new Set(dressed(Array.from({ length: 60 }, (_, at) => code(`Waiting ${at}`, { code: `w${at}` }))).map(({ letter }) => letter)).size, 60);
});

test("a look is another list only when a code is another one", () => {
  const { desk, work } = made();
  const look = lookOf(desk);
  const before = look.codes;
  work.add("X-003", { start: 0, end: 3 }, ["threat"], "");
  assert.equal(look.codes, before);
  work.create("New");
  assert.notEqual(look.codes, before);
  assert.equal(look.codes[0], before[0], "the closed code is the same object, so nothing about it is drawn again");
});

test("frequency counts spans once, however many turns they are in, and cases", () => {
  const line = (id, doc, codes) => ({ id, doc, codes });
  const counts = frequency([line("a", "X", ["c", "d"]), line("a", "X", ["c", "d"]), line("b", "Y", ["c"])]);
  assert.deepEqual([counts.get("c"), counts.get("d"), counts.get("e")], [{ spans: 2, cases: 2 }, { spans: 1, cases: 1 }, undefined]);
});

test("a second pass is told beside the first", () => {
  const line = (id, codes, why = "") => ({ id, turn: "X-001", start: 0, end: 2, codes, notes: {}, why });
  const first = [line("a", ["c"]), line("b", ["c"])];
  assert.equal(changesSince(first, first), "");
  assert.equal(changesSince(first, [line("a", ["c"], "now"), line("x", ["c"]), line("y", [])]), "Since then: 2 spans added, 1 span taken away, 1 span changed.");
});

test("a missing reason and a missing definition are said", () => {
  const line = (id, why) => ({ id, why, codes: ["c"], notes: {} });
  assert.equal(standingOf([line("a", "x"), line("a", "x"), line("b", "")], [code("C")], true), "2 spans; 1 has no reason yet. 1 code of yours has no definition yet.");
  assert.equal(standingOf([line("a", "x")], [code("C", { definition: "d" })], true), "1 span, with its reason.");
});

test("the desk has keys that the exercise has not, and Shift with G takes back", () => {
  assert.deepEqual(["v", "n", "m", "r", "g", "]", "["].map((key) => actionFor(press(key), "words", true)), Array(7).fill(null));
  assert.deepEqual(["v", "n", "m", "r", "g", "]", "["].map((key) => actionFor(press(key), "words", true, true)), ["in-vivo", "notes", "memo", "last-span", "go-on", "next-span", "previous-span"]);
  assert.equal(actionFor(press("G", { shiftKey: true }), "words", true, true), "take-back");
  assert.equal(actionFor(press("ArrowDown", { altKey: true }), "turn", false, true), "next-span");
  assert.equal(actionFor(press("v"), "words", false, true), null, "single letters can be switched off");
  assert.ok(!deskKeyList({ codes: false, notes: true }).some(([key]) => key === "V"));
});

test("a key that is free goes to the next code, and none to a code that is gone", () => {
  const numbers = numberKeys(["a", "b"]);
  numbers.follow(["a", "b", "c"]);
  assert.deepEqual([1, 2, 3].map(numbers.code), ["a", "b", "c"]);
  numbers.follow(["b", "c"]);
  assert.deepEqual([numbers.keyOf("a"), numbers.keyOf("b"), numbers.code(3)], ["", "1", undefined]);
});

test("a reading's span over two turns is one difference, and meets mine in either turn", () => {
  const line = (id, turn, start, end) => ({ id, doc: "X", turn, start, end, quote: turns.find((one) => one.turn === turn).text.slice(start, end), codes: ["threat"], notes: {}, why: "" });
  const reading = { id: "r", name: "R", stance: "", spans: [line("r1", "X-002", 0, 9), line("r1", "X-003", 0, 3)] };
  const found = differences([line("s1", "X-003", 0, 10)], reading, turns);
  assert.deepEqual(found.map(({ id, kind, sameCode }) => [id, kind, sameCode]), [["r/r1", "matched", true]]);
  assert.equal(found[0].theirs[0].quote, "For whom? / For");
  assert.deepEqual(differences([], reading, turns).map(({ kind }) => kind), ["reading"]);
});

// What marks do to a text, and how they stand beside two readers'.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  afterText,
  aroundPlace,
  compare,
  doThere,
  pieces,
  replacementOf,
  sameElsewhere,
  stillThere,
  turnsThatDiffer,
} from "../../src/compassion_course/widgets/js/anonymiser/rule.js";
import { csvText } from "../../src/compassion_course/widgets/js/anonymiser/csv.js";

const turns = [
  { turn: "X-1", speaker: "I", text: "Bea 🐝 and Bea's bee, at Ossley." },
  { turn: "X-2", speaker: "P", text: "Beans. Ask Bea." },
];

/** @param {Partial<import("../../src/compassion_course/widgets/js/anonymiser/rule.js").Mark>} change */
const mark = (change) => ({
  id: "m1", turn: "X-1", start: 0, end: 3, quote: "Bea", kind: "", what: "", action: "", replacement: "", why: "", ...change,
});

test("an emoji before a place does not shift it", () => {
  const place = mark({ start: 10, end: 15, quote: "Bea's", action: "pseudonym", replacement: "Una's" });
  assert.equal([...turns[0].text].slice(10, 15).join(""), "Bea's");
  assert.equal(afterText(turns[0], [place]), "Bea 🐝 and Una's bee, at Ossley.");
});

test("each action leaves what it says", () => {
  const becomes = (action, replacement = "") => replacementOf(mark({ action, replacement }));
  assert.equal(becomes("keep", "Una"), "Bea");
  assert.equal(becomes(""), "Bea");
  assert.equal(becomes("pseudonym", " Una "), "Una");
  assert.equal(becomes("pseudonym"), "[pseudonym]");
  assert.equal(becomes("vaguer", "a colleague"), "[a colleague]");
  assert.equal(becomes("vaguer", "the chapel [of another site]"), "the chapel [of another site]");
  assert.equal(becomes("vaguer"), "[…]");
  assert.equal(becomes("remove", "Una"), "[removed]");
});

test("pieces put together are the text, whatever is marked", () => {
  for (const marks of [[], [mark({})], [mark({ start: 0, end: 32 })], [mark({ start: 4, end: 5 }), mark({ start: 0, end: 3 })]]) {
    assert.equal(pieces(turns[0], marks).map(({ text }) => text).join(""), turns[0].text);
  }
});

test("the same name elsewhere is found as a whole word, its possessive too", () => {
  const { unmarked, otherwise } = sameElsewhere(turns, [mark({})], mark({}));
  assert.deepEqual(unmarked, [
    { turn: "X-1", start: 10, end: 13, quote: "Bea" },
    { turn: "X-2", start: 11, end: 14, quote: "Bea" },
  ]);
  assert.deepEqual(otherwise, []);
});

test("a name that becomes two people is told", () => {
  const one = mark({ action: "pseudonym", replacement: "Una" });
  const two = mark({ id: "m2", start: 10, end: 15, quote: "Bea's", action: "pseudonym", replacement: "Ivy's" });
  assert.deepEqual(sameElsewhere(turns, [one, two], one).otherwise, [two]);
  const alike = { ...two, replacement: "Una's" };
  assert.deepEqual(sameElsewhere(turns, [one, alike], one).otherwise, []);
});

test("doing the same elsewhere takes the decision over and not the possessive", () => {
  const one = mark({ start: 10, end: 15, quote: "Bea's", action: "pseudonym", replacement: "Una's", kind: "direct", why: "w" });
  const there = doThere(one, { turn: "X-2", start: 11, end: 14, quote: "Bea" }, "m2");
  assert.equal(afterText(turns[1], [there]), "Beans. Ask Una.");
  assert.equal(there.kind, "direct");
});

const decision = { action: "remove", replacement: "", why: "w" };
const excerpt = {
  places: [
    { id: "bea", at: [{ turn: "X-1", start: 0, end: 3, quote: "Bea" }, { turn: "X-2", start: 11, end: 14, quote: "Bea" }], kind: "direct", what: "name", risk: "r", readers: { a: decision, b: decision } },
    { id: "ossley", at: [{ turn: "X-1", start: 24, end: 30, quote: "Ossley" }], kind: "indirect", what: "place", risk: "r", readers: { a: decision, b: null } },
  ],
  decoys: [{ id: "bee", turn: "X-1", start: 16, end: 19, quote: "bee", lost: "l" }],
};

test("places are found by both, by one or missed, and what was left at another turn is said", () => {
  const found = (marks) => compare(excerpt, marks).compared.map((one) => one.found);
  assert.deepEqual(found([]), ["missed", "missed"]);
  assert.deepEqual(found([mark({}), mark({ id: "m2", start: 22, end: 30 })]), ["both", "one"]);
  assert.deepEqual(compare(excerpt, [mark({})]).compared[0].left, [excerpt.places[0].at[1]]);
});

test("a decoy is destroyed only where its words were changed, and a mark of nobody else's is the reader's own", () => {
  const onBee = (action) => compare(excerpt, [mark({ start: 16, end: 19, quote: "bee", action })]);
  assert.equal(onBee("keep").destroyed.length, 0);
  assert.equal(onBee("vaguer").destroyed.length, 1);
  assert.deepEqual(onBee("vaguer").alone, []);
  const own = mark({ turn: "X-2", start: 0, end: 5, quote: "Beans" });
  assert.deepEqual(compare(excerpt, [own]).alone, [own]);
});

test("what was kept or not marked still stands for who puts things together", () => {
  const gone = mark({ action: "remove" });
  const [bea, ossley] = excerpt.places;
  assert.deepEqual(stillThere(excerpt.places, ["bea", "ossley"], []), [...bea.at, ...ossley.at]);
  assert.deepEqual(stillThere(excerpt.places, ["bea"], [gone]), [bea.at[1]], "it stands at the other turn");
  const both = [gone, mark({ id: "m2", turn: "X-2", start: 11, end: 14, action: "vaguer" })];
  assert.deepEqual(stillThere(excerpt.places, ["bea"], both), []);
  assert.deepEqual(stillThere(excerpt.places, ["ossley"], [mark({ start: 24, end: 30, action: "keep" })]), ossley.at);
});

test("only turns with other marks than before are drawn again", () => {
  const [one, two] = [mark({}), mark({ id: "m2", turn: "X-2" })];
  assert.deepEqual([...turnsThatDiffer([one, two], [one, two])], []);
  assert.deepEqual([...turnsThatDiffer([one, two], [one, { ...two, why: "w" }])], ["X-2"]);
  assert.deepEqual([...turnsThatDiffer([one], [])], ["X-1"]);
});

test("a form shows how its place reads, cut between words", () => {
  const long = { turn: "X-3", speaker: "P", text: `${"word ".repeat(20)}Bea ${"more ".repeat(20)}`.trim() };
  const place = mark({ turn: "X-3", start: 100, end: 103, action: "vaguer", replacement: "a colleague" });
  const reads = aroundPlace(long, [place], place);
  assert.match(reads, /^… (word )+\[a colleague\]( more)+ …$/);
  assert.equal(aroundPlace(turns[1], [mark({ turn: "X-2", start: 11, end: 14 })], mark({})), turns[1].text);
});

test("a cell that looks like a formula becomes words", () => {
  assert.equal(csvText([["=1+1", "a,b", 'say "x"'], ["-", "'=2", "plain"]]), `'=1+1,"a,b","say ""x"""\n'-,''=2,plain\n`);
});

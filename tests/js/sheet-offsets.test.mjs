// Where a span begins and ends, in the three ways of counting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sentences, slicePoints, snapToGraphemes, snapToWords, toCodePoints, toUtf16, wordAt, words } from "../../src/compassion_course/widgets/js/sheet/offsets.js";
import { HARD } from "./sheet-samples.mjs";

const said = (text) => words(text).map(({ start, end }) => text.slice(start, end));

test("an emoji before a span does not shift it", () => {
  const at = HARD.indexOf("I was");
  const points = toCodePoints(HARD, at);
  assert.equal([...HARD].slice(points, points + 5).join(""), "I was");
  assert.equal(toUtf16(HARD, points), at);
  assert.equal(slicePoints(HARD, points, points + 5), "I was");
});

test("every place of a text comes back from code points", () => {
  for (let points = 0; points <= [...HARD].length; points += 1) assert.equal(toCodePoints(HARD, toUtf16(HARD, points)), points);
});

test("an index inside a surrogate pair counts as the start of its character", () => {
  assert.equal(toCodePoints("a👍b", 2), 1);
  assert.equal(toCodePoints("a👍b", 3), 2);
});

test("words come without the punctuation around them, marks of the transcriber whole", () => {
  assert.deepEqual(said(HARD), ["So", "👩‍👩‍👧", "I", "was", "um", "cafe\u0301-tired", "🇬🇧", "(3)", "Then", "[laughs]", "it", "-", "it", "stopped", "👍🏽", "Fine"]);
  assert.deepEqual(said("“I’m (.) fine,” she said—twice."), ["I’m", "(.)", "fine", "she", "said", "twice"]);
  assert.deepEqual(said("   "), []);
});

test("a sweep widens to whole words and never cuts a character that a reader sees as one", () => {
  const inside = HARD.indexOf("👩‍👩‍👧") + 3;
  assert.deepEqual(snapToWords(HARD, { start: inside, end: inside + 1 }), { start: 3, end: 3 + "👩‍👩‍👧".length });
  const accent = HARD.indexOf("\u0301");
  assert.equal(HARD.slice(...Object.values(snapToGraphemes(HARD, { start: accent, end: accent + 1 }))), "e\u0301");
  assert.equal(snapToWords("one  two", { start: 3, end: 5 }), null);
});

test("sentences tile a turn without the blanks between them", () => {
  const text = "I stopped. Then (.) I went on! Why? ";
  assert.deepEqual(sentences(text).map(({ start, end }) => text.slice(start, end)), ["I stopped.", "Then (.) I went on!", "Why?"]);
});

test("a place between words belongs to the word before it", () => {
  assert.equal(wordAt("one two", 3), 0);
  assert.equal(wordAt("one two", 4), 1);
  assert.equal(wordAt("", 0), -1);
});

// Choosing words, by keys and by taps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "../../src/compassion_course/widgets/js/sheet/choice.js";
import { actionFor } from "../../src/compassion_course/widgets/js/sheet/keys.js";
import { numberKeys } from "../../src/compassion_course/widgets/js/sheet/number-keys.js";
import { SpanWork } from "../../src/compassion_course/widgets/js/sheet/span-work.js";
import { HARD, exercise, session, turns } from "./sheet-samples.mjs";

function desk() {
  const work = new SpanWork(session().session, exercise.items[2], turns);
  return { work, choice: new Choice(work) };
}
const press = (key, more = {}) => ({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

test("arrow keys walk by word, Shift takes more, Home and End go to the ends", () => {
  const { choice } = desk();
  choice.takeWords("T01-003", 0, 0);
  const walk = ["next-word", "extend-right", "extend-right", "extend-left", "previous-word", "last-word", "extend-left", "first-word"];
  const heard = walk.map((action) => choice.move("T01-003", action) && choice.quote);
  assert.deepEqual(heard, ["two", "two three", "two three four", "two three", "two", "six", "five six", "One"]);
});

test("a second tap in the same turn takes all words up to it, also backwards", () => {
  const { choice } = desk();
  choice.tap("T01-003", 10);
  assert.equal(choice.quote, "three");
  choice.tap("T01-003", 1);
  assert.equal(choice.quote, "One two three");
  choice.tap("T01-003", 5);
  assert.equal(choice.quote, "two");
  choice.tap("T01-002", HARD.indexOf("was"));
  assert.equal(choice.quote, "was");
});

test("a sentence is the one where the moving word stands", () => {
  const { choice } = desk();
  choice.takeWords("T01-002", 8, 8);
  choice.takeSentence("T01-002");
  assert.equal(choice.quote, "(3) Then [laughs] it - it stopped");
});

test("words that are exactly a span are that span; O goes through those that overlap", () => {
  const { choice, work } = desk();
  const long = work.add("T01-003", { start: 0, end: 13 }, ["t"], "");
  const short = work.add("T01-003", { start: 4, end: 7 }, ["d"], "");
  choice.takeWords("T01-003", 1, 1);
  assert.equal(choice.span.id, short);
  choice.takeWords("T01-003", 2, 2);
  assert.equal(choice.span, null);
  assert.deepEqual(choice.covering.map(({ id }) => id), [long]);
  assert.deepEqual([choice.nextOverlap("T01-003").span.id, choice.nextOverlap("T01-003").span.id, choice.nextOverlap("T01-003").span.id], [long, short, long]);
  work.remove(long);
  choice.follow();
  assert.equal(choice.now.span, null);
  assert.equal(choice.quote, "One two three");
});

test("single keys can be switched off, named ones stay; Ctrl belongs to others", () => {
  assert.equal(actionFor(press("s"), "words", true), "sentence");
  assert.equal(actionFor(press("s"), "words", false), null);
  assert.equal(actionFor(press("4"), "words", true), "apply-4");
  assert.equal(actionFor(press("4"), "words", false), null);
  assert.equal(actionFor(press("?", { shiftKey: true }), "turn", true), "keys");
  assert.equal(actionFor(press("Enter"), "words", false), "codes");
  assert.equal(actionFor(press("ArrowRight", { altKey: true }), "words", false), "end-later");
  assert.equal(actionFor(press("ArrowLeft", { altKey: true, shiftKey: true }), "words", false), "start-earlier");
  assert.equal(actionFor(press("c", { ctrlKey: true }), "words", true), null);
  assert.equal(actionFor(press("ArrowRight"), "turn", true), null);
});

test("number keys keep their codes while nine are enough", () => {
  const few = numberKeys(["a", "b"]);
  few.used("b");
  assert.deepEqual([few.code(1), few.code(2), few.code(3), few.keyOf("b")], ["a", "b", undefined, "2"]);
  const many = numberKeys("abcdefghijk".split(""));
  "bcdefghi".split("").forEach(many.used);
  many.used("k");
  assert.equal(many.code(1), "k");
  assert.equal(many.keyOf("a"), "");
});

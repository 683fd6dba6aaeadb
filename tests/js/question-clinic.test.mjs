// Rules of the clinic: which pairs an order turns round, and who ticked what.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outOfOrder, whoTicked } from "../../src/compassion_course/widgets/js/question-clinic/rule.js";

const pairs = [
  { before: "easy", after: "tender", why: "because" },
  { before: "broad", after: "narrow", why: "because" },
];

test("only what stands the other way round is told", () => {
  assert.deepEqual(outOfOrder(pairs, ["broad", "easy", "tender", "narrow"]), []);
  assert.deepEqual(outOfOrder(pairs, ["tender", "broad", "easy", "narrow"]), [pairs[0]]);
  assert.deepEqual(outOfOrder(pairs, ["tender", "narrow", "easy", "broad"]), pairs);
});

test("a fault has a line when anybody ticked it, in the order in which faults are shown", () => {
  assert.deepEqual(whoTicked(["leads", "closed", "fine"], [["fine"], ["leads"], []]), [
    { fault: "leads", by: [false, true, false] },
    { fault: "fine", by: [true, false, false] },
  ]);
  assert.deepEqual(whoTicked(["leads"], [[], []]), []);
});

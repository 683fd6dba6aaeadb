// Where a choice parts from both readers.
import assert from "node:assert/strict";
import test from "node:test";
import { parted } from "../../src/compassion_course/widgets/js/neighbours-sorter/rule.js";

const reading = (...chosen) => ({ chosen });
const VIGNETTES = [
  { id: "alike", readings: { a: reading("stress"), b: reading("stress") } },
  { id: "apart", readings: { a: reading("burnout"), b: reading("burnout", "stress") } },
];
const WORDS = ["stress", "burnout", "cannot-tell"];

test("a word that both readers chose and one's own are told apart", () => {
  assert.deepEqual(parted(WORDS, VIGNETTES, { alike: reading("cannot-tell") }), {
    stress: [{ id: "alike", way: "less" }],
    "cannot-tell": [{ id: "alike", way: "more" }],
  });
});

test("where readers differ nobody parts from both of them", () => {
  assert.deepEqual(parted(WORDS, VIGNETTES, { apart: reading("burnout", "stress") }), {});
  assert.deepEqual(parted(WORDS, VIGNETTES, { apart: reading("burnout") }), {});
});

test("what is not sorted parts from nobody", () => {
  assert.deepEqual(parted(WORDS, VIGNETTES, {}), {});
});

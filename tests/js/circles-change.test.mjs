// Two moments compared: which system changed most, and where readers part.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changedMost, goOtherwise, named, sizeChange } from "../../src/compassion_course/widgets/js/three-circles/change.js";
import { keptOf, nothingKept } from "../../src/compassion_course/widgets/js/three-circles/kept.js";

const systems = ["T", "D", "S"].map((id) => ({ id, name: id }));
const sizes = (T, D, S) => ({ T, D, S });

test("a circle is larger, smaller or the same, and nothing else", () => {
  const words = ["small", "middling", "large"];
  assert.equal(sizeChange(words, 0, 2), "larger: small, then large");
  assert.equal(sizeChange(words, 2, 1), "smaller: large, then middling");
  assert.equal(sizeChange(words, 1, 1), "the same: middling");
});

test("the system that changed most may be several, or none", () => {
  assert.deepEqual(changedMost(systems, sizes(0, 4, 2), sizes(1, 2, 2)), ["D"]);
  assert.deepEqual(changedMost(systems, sizes(0, 4, 2), sizes(2, 2, 2)), ["T", "D"]);
  assert.deepEqual(changedMost(systems, sizes(1, 1, 1), sizes(1, 1, 1)), []);
});

test("readers part where one draws larger what another does not", () => {
  const readers = [{ before: sizes(3, 3, 1), now: sizes(2, 2, 3) }, { before: sizes(1, 4, 2), now: sizes(2, 1, 2) }];
  assert.deepEqual(goOtherwise(systems, readers), ["T", "S"]);
  assert.equal(named(systems, ["T", "S"]), "t and s");
  assert.equal(named(systems, ["T", "D", "S"]), "t, d and s");
  assert.equal(named(systems, []), "");
});

test("what a model holds is taken as far as it fits the case", () => {
  const circles = { systems, sizes: ["small", "large"] };
  const one = { cues: [{ id: "tea" }, { id: "note" }] };
  for (const held of [undefined, null, "x", 3]) assert.deepEqual(keptOf(circles, one, held), nothingKept());
  const kept = keptOf(circles, one, {
    sizes: { T: "large", D: "huge" }, cues: { S: ["note", "nobody"], T: "tea" },
    compared: 1, beside: true, expected: "D", otherwise: "maybe", typed: ["my secret"],
  });
  assert.deepEqual(kept, {
    sizes: { T: "large" }, cues: { T: [], D: [], S: ["note"] },
    compared: false, beside: true, expected: "D", otherwise: "",
  });
});

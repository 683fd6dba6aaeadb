// The rule of the flow map: placements turned round, and how many are held up.
import assert from "node:assert/strict";
import test from "node:test";
import { gathered, heldUp } from "../../src/compassion_course/widgets/js/flow-map/rule.js";

const FLOWS = ["to-others", "to-self", "neither"];
const PUT = {
  b: { flow: "to-others", barrier: "none" },
  a: { flow: "to-others", barrier: "fear" },
  c: { flow: "neither", barrier: "" },
  gone: { flow: "to-self", barrier: "block" },
};

test("excerpts come in their own order, whatever the order of placing", () => {
  assert.deepEqual(gathered(FLOWS, ["a", "b", "c", "d"], PUT), {
    "to-others": [
      { id: "a", barrier: "fear" },
      { id: "b", barrier: "none" },
    ],
    "to-self": [],
    neither: [{ id: "c", barrier: "" }],
  });
});

test("no barrier and no flow hold nothing up", () => {
  const map = gathered(FLOWS, ["a", "b", "c"], PUT);
  assert.deepEqual(FLOWS.map((flow) => heldUp(map[flow])), [1, 0, 0]);
});

// The rules of the reflection card: where readers agree, what a plan lacks, and what a file of one's own holds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asJson, asText } from "../../src/compassion_course/widgets/js/reflection-card/file.js";
import { gaps } from "../../src/compassion_course/widgets/js/reflection-card/rule.js";

const WHOLE = {
  change: "A gap",
  person: "She asks",
  service: "They move a slot",
  decides: "lead",
  when: "In six weeks",
  know: "The notes are done",
};

test("a plan with every part lacks nothing", () => {
  assert.deepEqual(gaps(WHOLE, "Nerys"), []);
});

test("each part that is empty, or only spaces, is told once", () => {
  for (const part of Object.keys(WHOLE)) {
    for (const nothing of ["", "  \n"]) {
      const found = gaps({ ...WHOLE, [part]: part === "decides" ? "" : nothing }, "Nerys");
      assert.equal(found.length, 1, part);
    }
  }
});

test("a plan without the service's part says on whom it rests", () => {
  assert.match(gaps({ ...WHOLE, service: "" }, "Nerys")[0], /all of it rests on Nerys/);
});

test("one person alone cannot decide the service's part", () => {
  assert.match(gaps({ ...WHOLE, decides: "self" }, "Nerys")[0], /Can Nerys decide/);
  assert.equal(gaps({ ...WHOLE, decides: "self", service: "" }, "Nerys").length, 1);
});

test("not knowing who decides is a first step and no fault", () => {
  assert.match(gaps({ ...WHOLE, decides: "unknown" }, "Nerys")[0], /first step/);
});

test("a file of one's own holds what is handed in and no id, name or date", () => {
  const written = [{ prompt: "Where?", words: "  On the train.\n" }];
  assert.deepEqual(JSON.parse(asJson(written)), {
    note: "Written for myself. Not a measure, no cut-off.",
    written: [{ prompt: "Where?", words: "On the train." }],
  });
  assert.equal(asText(written), "Written for myself. Not a measure, no cut-off.\n\n\nWhere?\n\nOn the train.\n");
});

// What a merge, a move, a split and a removal do to all that speaks of a code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeId, lostWith, merged, moved, newCode, removed, shifted, split, withParts } from "../../src/compassion_course/widgets/js/desk/code-tree.js";
import { Desk, blankWork } from "../../src/compassion_course/widgets/js/desk/desk.js";

const code = (id, parent = null, more = {}) => ({ ...newCode(id, []), code: id, parent, name: id, ...more });
const line = (id, codes, more = {}) => ({ id, doc: "T01", turn: "T01-001", start: 0, end: 3, quote: "was", codes, notes: {}, why: "", ...more });
const work = (more) => ({ ...blankWork([]), ...more });

test("a code's id is plain, short and its own", () => {
  assert.equal(codeId("“Then it’s the next one”", []), "then-its-the-next-one");
  assert.equal(codeId("Über-Müdigkeit", []), "uber-mudigkeit");
  assert.equal(codeId("a", ["a", "a-2"]), "a-3");
  assert.equal(codeId("…", []), "code");
  assert.ok(codeId("x".repeat(200), []).length <= 48);
});

test("a code is never put below itself", () => {
  const now = work({ codes: [code("a"), code("b", "a"), code("c", "b")] });
  assert.deepEqual([...withParts(now.codes, "a")], ["a", "b", "c"]);
  assert.equal(moved(now, "a", "c"), null);
  assert.equal(moved(now, "a", "a"), null);
  assert.equal(moved(now, "c", null).codes[2].parent, null);
});

test("codes beside each other change places, and others keep theirs", () => {
  const now = work({ codes: [code("a"), code("x", "a"), code("b"), code("c")] });
  assert.deepEqual(shifted(now, "c", -1).codes.map((one) => one.code), ["a", "x", "c", "b"]);
  assert.equal(shifted(now, "a", -1), null);
  assert.equal(shifted(now, "x", 1), null);
});

test("a merge carries spans, categories, relations and memos along and keeps the definition", () => {
  const now = work({
    codes: [code("a", null, { definition: "About a." }), code("b", null, { definition: "About b." }), code("c", "a")],
    spans: [line("s1", ["a"]), line("s2", ["a", "b"]), line("s3", ["c"])],
    themes: [{ id: "k", kind: "category", doc: null, name: "K", statement: "", parent: null, members: ["a", "b"], convergence: "", divergence: "", why: "" }],
    relations: [
      { id: "r1", from: "a", to: "c", slot: "causal", evidence: ["s1"], why: "" },
      { id: "r2", from: "a", to: "b", slot: "causal", evidence: ["s2"], why: "" },
    ],
    memos: [{ id: "m1", on: "code:a", text: "Hm.", kind: "code", compares: [] }],
  });
  const change = merged(now, "a", "b");
  assert.deepEqual(change.spans.map((one) => one.codes), [["b"], ["b"], ["c"]]);
  assert.deepEqual(change.codes.map((one) => [one.code, one.parent]), [["b", null], ["c", "b"]]);
  assert.equal(change.codes[0].definition, "About b. Merged from “a”: About a.");
  assert.deepEqual(change.themes[0].members, ["b"]);
  assert.deepEqual(change.relations.map((one) => [one.id, one.from, one.to]), [["r1", "b", "c"]]);
  assert.equal(change.memos[0].on, "code:b");
  assert.equal(merged(now, "a", "c"), null, "not into what stands below it");
});

test("a split gives the new code to the ticked spans alone", () => {
  const now = work({ codes: [code("a")], spans: [line("s1", ["a"]), line("s2", ["a", "z"])] });
  const change = split(now, "a", code("n"), new Set(["s2"]));
  assert.deepEqual(change.spans.map((one) => one.codes), [["a"], ["n", "z"]]);
});

test("a removal says what it takes, and nothing written is lost", () => {
  const now = work({
    codes: [code("a"), code("b", "a")],
    spans: [line("s1", ["a"]), line("s2", ["a", "b"]), line("s3", ["a"], { notes: { linguistic: "A pause." } })],
    statements: [{ id: "e1", doc: "T01", text: "She waits.", spans: ["s1", "s2"] }],
    relations: [{ id: "r1", from: "b", to: "z", slot: "causal", evidence: ["s1", "s2"], why: "" }],
    memos: [
      { id: "m1", on: "code:a", text: "Hm.", kind: "", compares: ["s1", "s2"] },
      { id: "m2", on: "span:s1", text: "Ah.", kind: "", compares: [] },
    ],
  });
  assert.equal(lostWith(now, "a"), 1);
  const change = removed(now, "a");
  assert.deepEqual(change.spans.map((one) => [one.id, one.codes]), [["s2", ["b"]], ["s3", []]]);
  assert.deepEqual(change.codes.map((one) => [one.code, one.parent]), [["b", null]]);
  assert.deepEqual(change.statements[0].spans, ["s2"]);
  assert.deepEqual(change.relations[0].evidence, ["s2"]);
  assert.deepEqual(change.memos.map((one) => [one.on, one.text, one.compares]), [
    ["project", "On the removed code “a”: Hm.", ["s2"]],
    ["project", "On a removed span: Ah.", []],
  ]);
});

test("one undo takes the whole of a merge back, and the log keeps both", () => {
  let clock = 0;
  const desk = new Desk("d", { transcripts: [], codebooks: [] }, work({ codes: [code("a"), code("b")], spans: [line("s1", ["a"])] }), () => new Date(Date.UTC(2026, 0, 1, 9, 0, (clock += 2))));
  const before = desk.work;
  desk.step("two codes merged", merged(desk.work, "a", "b"), { do: "code-merged", code: "a", into: "b" });
  assert.equal(desk.work.spans[0].codes[0], "b");
  assert.equal(desk.undo(), "two codes merged");
  assert.equal(desk.work, before);
  assert.deepEqual(desk.events.map((one) => one.do), ["started", "code-merged", "undo"]);
});

test("a lock keeps the first pass whatever comes after", () => {
  const desk = new Desk("d", { transcripts: [], codebooks: [] }, work({ spans: [line("s1", ["a"])] }));
  desk.lock("T01");
  desk.step("a span removed", { spans: [] }, { do: "uncode", span: "s1" });
  desk.lock("T01");
  assert.deepEqual(desk.first("T01").map((one) => one.id), ["s1"]);
  desk.undo();
  assert.ok(desk.locked("T01"));
  assert.equal(desk.project.first.T01.length, 1);
});

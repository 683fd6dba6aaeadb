// What undo takes back, and what it leaves alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, stamp } from "../../src/compassion_course/widgets/js/sheet/time.js";
import { standing } from "../../src/compassion_course/widgets/js/sheet/keeping.js";
import { SpanWork, nudged } from "../../src/compassion_course/widgets/js/sheet/span-work.js";
import { exercise, session, turns } from "./sheet-samples.mjs";

const step = { what: "typing", deed: { do: "write" } };

test("undo and redo cover choices, text, codes, reasons, lengths and deletions", () => {
  const { session: made, clock } = session();
  const work = new SpanWork(made, exercise.items[2], turns);
  const states = [JSON.stringify(made.sheet.answers)];
  const acts = [
    () => made.setAnswer("pick", ["a"], { what: "chose", deed: { do: "choose" } }),
    () => made.setAnswer("text", "So", { ...step, typing: "text" }),
    () => work.add("T01-003", { start: 0, end: 7 }, ["t"], ""),
    () => work.change("s1", ["t", "d"], ""),
    () => work.reason("s1", "Because"),
    () => work.resize("s1", { start: 0, end: 13 }),
    () => work.setMemo("Hm"),
    () => work.remove("s1"),
  ];
  for (const act of acts) {
    clock.at += 5000;
    act();
    states.push(JSON.stringify(made.sheet.answers));
  }
  for (const state of states.slice(0, -1).reverse()) {
    assert.ok(made.undo());
    assert.equal(JSON.stringify(made.sheet.answers), state);
  }
  assert.equal(made.undo(), null);
  for (const state of states.slice(1)) {
    made.redo();
    assert.equal(JSON.stringify(made.sheet.answers), state);
  }
});

test("letters typed in a row undo together; a pause begins a new step", () => {
  const { session: made, clock } = session();
  for (const text of ["a", "ab", "abc"]) {
    clock.at += 300;
    made.setAnswer("text", text, { ...step, typing: "text" });
  }
  clock.at += 3000;
  made.setAnswer("text", "abcd", { ...step, typing: "text" });
  made.undo();
  assert.equal(made.answer("text"), "abc");
  made.undo();
  assert.equal(made.answer("text"), undefined);
});

test("a locked first pass stays as it was, whatever is changed or undone", () => {
  const { session: made } = session();
  const work = new SpanWork(made, exercise.items[2], turns);
  work.add("T01-003", { start: 0, end: 7 }, ["t"], "");
  made.lock("passage");
  const first = JSON.stringify(made.first("passage"));
  work.remove("s1");
  made.undo();
  made.undo();
  made.lock("passage");
  assert.equal(JSON.stringify(made.sheet.first.passage), first);
  assert.equal(made.locked("passage"), "2026-11-22T10:00:00Z");
});

test("the id of a span of the first pass is never given again", () => {
  const { session: made } = session();
  const work = new SpanWork(made, exercise.items[2], turns);
  work.add("T01-003", { start: 0, end: 3 }, ["t"], "");
  made.lock("passage");
  work.remove("s1");
  assert.notEqual(work.add("T01-003", { start: 4, end: 7 }, ["t"], ""), "s1");
});

test("the log names what was done, from the start", () => {
  const { session: made } = session();
  const work = new SpanWork(made, exercise.items[2], turns);
  work.add("T01-003", { start: 0, end: 7 }, ["t"], "");
  made.undo();
  made.setPractice("p", ["a"], "chose");
  assert.deepEqual(made.sheet.events.map(({ do: did }) => did), ["started", "code", "undo", "practice"]);
  assert.deepEqual(made.sheet.events[1], { at: "2026-11-22T10:00:00Z", do: "code", item: "passage", span: "s1", codes: ["t"] });
  assert.equal(made.sheet.answers.p, undefined);
});

test("an end moves by one word and stops at the last", () => {
  const text = turns[2].text;
  const two = { start: 4, end: 7 };
  const words = (extent) => extent && text.slice(extent.start, extent.end);
  assert.equal(words(nudged(text, two, "end-later")), "two three");
  assert.equal(words(nudged(text, two, "start-earlier")), "One two");
  assert.equal(nudged(text, two, "end-earlier"), null);
  assert.equal(nudged(text, two, "start-later"), null);
  assert.equal(nudged(text, { start: 0, end: text.length - 1 }, "end-later"), null);
});

test("the page says how old the last save is", () => {
  const now = Date.parse("2026-11-22T10:30:00Z");
  assert.equal(ago(now - 4 * 60000, now), "4 minutes ago");
  assert.equal(ago(now - 47 * 3600000, now), "47 hours ago");
  assert.equal(ago(now - 50 * 3600000, now), "2 days ago");
  assert.equal(stamp(new Date(now)), "2026-11-22T10:30:00Z");
  const files = { mode: "files", trouble: "", unsaved: true, savedAt: null, changedAt: now - 4 * 60000 };
  assert.equal(standing(files, now), "Unsaved changes. Not saved yet. Oldest unsaved change: 4 minutes ago.");
  assert.match(standing({ ...files, trouble: "full" }, now), /^Not being kept/);
  assert.equal(standing({ ...files, unsaved: false, savedAt: now }, now), "Last saved less than a minute ago.");
});

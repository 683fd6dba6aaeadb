// The answer sheet as a file: written in one order, kept small, and refused with a place when it is damaged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SIZE_LIMIT, byteLength, fileName, toFile, withEvent } from "../../src/compassion_course/widgets/js/sheet/answers.js";
import { toArmour } from "../../src/compassion_course/widgets/js/sheet/armour.js";
import { Refusal, readSheet } from "../../src/compassion_course/widgets/js/sheet/reading-back.js";
import { SpanWork } from "../../src/compassion_course/widgets/js/sheet/span-work.js";
import { HARD, course, exercise, session, transcripts, turns } from "./sheet-samples.mjs";

function worked() {
  const { session: made, clock } = session();
  made.setAnswer("text", "I think so", { what: "typing", deed: { do: "write" } });
  made.setAnswer("pick", ["b"], { what: "chose", deed: { do: "choose" } });
  const work = new SpanWork(made, exercise.items[2], turns);
  const start = HARD.indexOf("I was");
  work.add("T01-002", { start, end: start + 5 }, ["t"], "Because.");
  made.setAnswer("replies", { "close/c1": { reply: "both", why: "Both." }, "mine/s1": { reply: "", why: "" } }, { what: "reply", deed: { do: "reply" } });
  made.setTrainee("T0423");
  made.lock("passage");
  made.markSaved();
  return { made, clock, work };
}
const good = () => toFile(worked().made.sheet, exercise).text;

test("a sheet is written in the order of the format and of the exercise, and comes back as it was", () => {
  const sheet = JSON.parse(good());
  assert.deepEqual(Object.keys(sheet), ["format", "format_version", "exercise", "exercise_version", "trainee", "pass", "started", "saved", "transcripts", "locked", "first", "answers", "events"]);
  assert.deepEqual(Object.keys(sheet.answers), ["pick", "passage", "replies", "text"]);
  assert.deepEqual(Object.keys(sheet.answers.passage.spans[0]), ["id", "doc", "turn", "start", "end", "quote", "codes", "why"]);
  assert.equal(sheet.answers.passage.spans[0].quote, "I was");
  assert.equal([...HARD].slice(sheet.answers.passage.spans[0].start, sheet.answers.passage.spans[0].end).join(""), "I was");
  assert.deepEqual(sheet.first.passage, sheet.answers.passage);
  assert.equal(fileName(sheet), "small--T0423--1.answers.json");
  assert.ok(good().endsWith("}\n") && good().includes('\n "format_version": 1,\n'));
  assert.deepEqual(readSheet(good(), course), { sheet, notices: [] });
});

test("a difference that was taken up and not answered is no reply", () => {
  assert.deepEqual(Object.keys(JSON.parse(good()).answers.replies), ["close/c1"]);
});

test("a copied block opens like a file", () => {
  assert.deepEqual(readSheet(`My answers\n${toArmour(JSON.parse(good()))}`, course).sheet, JSON.parse(good()));
});

test("two saves of the same work are the same bytes", () => assert.equal(good(), good()));

test("NUL and half characters from a paste do not reach the file", () => {
  const { made } = worked();
  made.setAnswer("text", "a\0b\ud83dc 👍", { what: "typing", deed: { do: "write" } });
  assert.equal(JSON.parse(toFile(made.sheet, exercise).text).answers.text, "ab\ufffdc 👍");
});

test("the log is shortened before the size limit, answers never", () => {
  const { made } = worked();
  for (let i = 0; i < 3000; i += 1) made.note({ do: "code", item: "passage", span: `s${i}`, words: "x".repeat(500) });
  const { text, dropped, fits, sheet } = toFile(made.sheet, exercise);
  assert.ok(fits && dropped > 0 && byteLength(text) <= SIZE_LIMIT);
  assert.ok(sheet.events.some(({ do: did, count }) => did === "trimmed" && count === dropped));
  assert.equal(sheet.events.at(-1).span, "s2999");
  assert.equal(sheet.answers.text, "I think so");
  made.setAnswer("text", "x".repeat(SIZE_LIMIT), { what: "typing", deed: { do: "write" } });
  const large = toFile(made.sheet, exercise);
  assert.equal(large.fits, false);
  assert.equal(large.sheet.answers.text.length, SIZE_LIMIT);
});

test("typing in one place is one event, with the time it began and how often", () => {
  let events = [];
  for (const second of [0, 5, 9]) events = withEvent(events, { at: `2026-11-22T10:00:0${second}Z`, do: "why", item: "passage", span: "s1" });
  events = withEvent(events, { at: "2026-11-22T10:00:10Z", do: "why", item: "passage", span: "s2" });
  assert.deepEqual(events[0], { at: "2026-11-22T10:00:09Z", do: "why", item: "passage", span: "s1", from: "2026-11-22T10:00:00Z", times: 3 });
  assert.equal(events.length, 2);
});

const DAMAGED = {
  "an empty file": ["", /empty/],
  "some other file": ["hello", /not an answer sheet/],
  "a file cut in the middle of a line": [() => good().slice(0, good().indexOf("I think") + 3), /damaged at line \d+ \(“"text": "I t”\)/],
  "a file cut between lines": [() => good().slice(0, good().indexOf('"events"')), /breaks off/],
  "another format": [() => good().replace("course/answers", "course/readings"), /not an answer sheet of this course/],
  "a later format": [() => good().replace('"format_version": 1', '"format_version": 2'), /version 2 of the format/],
  "another exercise": [() => good().replace('"exercise": "small"', '"exercise": "large"'), /belongs to the exercise “large”/],
  "a trainee that would be a path": [() => good().replace('"T0423"', '"../T0423"'), /trainee number/],
  "a changed quote": [() => good().replace('"quote": "I was"', '"quote": "I am"'), /“answers”|“first”.*span 1: the words “I am”/],
  "a span beyond the turn": [() => good().replace(/"start": \d+/, '"start": 9000'), /span 1/],
  "an unknown turn": [() => good().replaceAll("T01-002", "T01-099"), /“T01-099” is not in the transcript/],
  "an option that is not there": [() => good().replace('"b"', '"z"'), /item “pick”: an option/],
  "an item that is not there": [() => good().replace('"pick"', '"poke"'), /“poke”/],
  "a reply of no kind": [() => good().replace('"both"', '"maybe"'), /difference “close\/c1”/],
  "a time that is none": [() => good().replace(/"saved": "[^"]*"/, '"saved": "today"'), /“saved” is not a time/],
  "answers that are a list": [() => good().replace(/"answers": \{[^]*?\n \},/, '"answers": [],'), /“answers” is missing or damaged/],
  "more than a mebibyte": [() => good().replace("I think so", "x".repeat(SIZE_LIMIT)), /larger than 1 MiB/],
};
for (const [what, [text, reason]] of Object.entries(DAMAGED)) {
  test(`${what} is refused with a reason`, () => {
    assert.throws(() => readSheet(typeof text === "function" ? text() : text, course), (error) => error instanceof Refusal && reason.test(error.message));
  });
}

test("a revised transcript is told, and refused only where the words moved", () => {
  const revised = [{ ...transcripts[0], digest: "1".repeat(64) }];
  assert.match(readSheet(good(), { exercise, transcripts: revised }).notices[0], /revised/);
  const moved = [{ ...revised[0], turns: turns.map((turn) => ({ ...turn, text: `Oh. ${turn.text}` })) }];
  assert.throws(() => readSheet(good(), { exercise, transcripts: moved }), /because the transcript was revised/);
});

// The rules behind the CPD record: minutes, what two memories make together, the file, the table, the calendar.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calendarText, escaped, folded } from "../../src/compassion_course/widgets/js/cpd-record/calendar.js";
import { begun, faultInEntry, joined, monthsAfter } from "../../src/compassion_course/widgets/js/cpd-record/entries.js";
import { NotARecord, readRecord, recordText } from "../../src/compassion_course/widgets/js/cpd-record/file.js";
import { add, blank, faultIn, isDay, isRead, leave, merged, pages, seconds, setLeave } from "../../src/compassion_course/widgets/js/cpd-record/memory.js";
import { IDLE_MS, meter } from "../../src/compassion_course/widgets/js/cpd-record/meter.js";
import { cells } from "../../src/compassion_course/widgets/js/cpd-record/remembered.js";
import { keep, stored } from "../../src/compassion_course/widgets/js/cpd-record/shelf.js";
import { tableText } from "../../src/compassion_course/widgets/js/cpd-record/table.js";
import { Fake } from "./fake-storage.mjs";

const MINUTE = 60_000;
const WORDS = {
  fields: [
    { id: "activity", name: "Activity" },
    { id: "date", name: "Date" },
    { id: "minutes", name: "Minutes" },
    { id: "cbt", name: "CBT-informed?" },
    { id: "learned", name: "What I learned" },
  ],
  cbt: [{ id: "part", name: "In part" }],
  reflection: { prompts: [{ id: "before", ask: "Before?" }] },
  types: { chapter: "reading", exercise: "exercise", own: "" },
  review_months: 3,
};
const entry = (id, more = {}, fields = {}) => ({ id, changed: "2026-11-26T10:00:00.000Z", about: "", minutes: 45, fields: { activity: "A walk", date: "2026-11-26", review: "2027-02-26", ...fields }, reflection: {}, ...more });

test("minutes run while somebody is there, and stop three minutes after the last thing they did", () => {
  const time = meter();
  time.seen(0);
  time.deed(2 * MINUTE);
  assert.equal(time.take(4 * MINUTE), 240);
  assert.equal(time.take(60 * MINUTE), 60, "until three minutes after the deed");
  time.deed(90 * MINUTE);
  assert.equal(time.take(91 * MINUTE), 60, "and from the next deed on, not before");
});

test("a page out of sight costs nothing, and a night with the lid closed costs three minutes", () => {
  const time = meter();
  time.seen(0);
  time.gone(MINUTE);
  time.deed(2 * MINUTE);
  assert.equal(time.take(10 * MINUTE), 60);
  time.seen(20 * MINUTE);
  assert.equal(time.take(20 * MINUTE + 8 * 60 * MINUTE), IDLE_MS / 1000);
});

test("parts of a second are not lost, and a clock set back takes nothing away", () => {
  const time = meter();
  time.seen(0);
  for (let at = 500; at <= 10_000; at += 500) time.deed(at);
  let sum = 0;
  for (let at = 10_700; at <= 17_000; at += 700) sum += time.take(at);
  assert.equal(sum, 17);
  time.deed(1000);
  assert.equal(time.take(1000), 0);
});

test("a page is read when its end was seen and half of its minutes were spent", () => {
  const page = { ...blank("2026-11-26"), end: "2026-11-26", seconds: { a: 400, b: 200 } };
  assert.equal(isRead(page, 20), true);
  assert.equal(isRead(page, 21), false);
  assert.equal(isRead({ ...page, end: "" }, 20), false);
  assert.equal(isRead(undefined, 0), false);
});

test("two memories together are the same in any order and however often", () => {
  const one = { seconds: { a: 60 }, first: "2026-11-01", last: "2026-11-02", end: "", questions: { q: { credit: 1, on: "2026-11-01" }, r: { credit: 0, on: "2026-11-02" } }, work: { saved: "2026-11-02" } };
  const two = { seconds: { a: 90, b: 30 }, first: "2026-10-30", last: "2026-11-01", end: "2026-10-31", questions: { q: { credit: 0.5, on: "2026-11-03" }, r: { credit: 1, on: "2026-11-02" } }, work: { coded: "2026-10-30" } };
  const both = merged(one, two);
  assert.deepEqual(merged(two, one), both);
  assert.deepEqual(merged(both, two), both);
  assert.equal(seconds(both), 120);
  assert.deepEqual([both.first, both.last, both.end], ["2026-10-30", "2026-11-02", "2026-10-31"]);
  assert.deepEqual(both.questions, { q: { credit: 0.5, on: "2026-11-03" }, r: { credit: 1, on: "2026-11-02" } });
  assert.deepEqual(both.work, { saved: "2026-11-02", coded: "2026-10-30" });
});

test("nothing is written before a yes, nor after a no", () => {
  const storage = new Fake();
  const open = () => storage;
  const more = (kept, browser) => ({ ...kept, seconds: { [browser]: 5 } });
  assert.equal(add(open, "chapters/01", more, "2026-11-26"), "off");
  assert.equal(storage.length, 0);
  setLeave(open, true, "b1");
  assert.equal(add(open, "chapters/01", more, "2026-11-26"), "kept");
  setLeave(open, false, "other");
  assert.equal(add(open, "chapters/02", more, "2026-11-26"), "off");
  assert.deepEqual(leave(open), { on: false, id: "b1", since: leave(open).since });
  assert.deepEqual(Object.keys(pages(open).pages), ["chapters/01"]);
});

test("two tabs on one page add up, and neither loses what the other did", () => {
  const storage = new Fake();
  const open = () => storage;
  setLeave(open, true, "b1");
  const spent = (more) => (kept, browser) => ({ ...kept, seconds: { ...kept.seconds, [browser]: (kept.seconds[browser] ?? 0) + more } });
  const answered = (id) => (kept) => ({ ...kept, questions: { ...kept.questions, [id]: { credit: 1, on: "2026-11-26" } } });
  add(open, "p", spent(20), "2026-11-26");
  add(open, "p", answered("one"), "2026-11-26");
  add(open, "p", spent(15), "2026-11-26");
  add(open, "p", answered("two"), "2026-11-26");
  const { p } = pages(open).pages;
  assert.equal(seconds(p), 35);
  assert.deepEqual(Object.keys(p.questions), ["one", "two"]);
});

test("what cannot be read is told and never written over; a full and a closed storage are told apart", () => {
  const storage = new Fake();
  const open = () => storage;
  setLeave(open, true, "b1");
  const same = (kept) => kept;
  for (const text of ["{", "[]", '{"seconds": {"a": "much"}}']) {
    storage.map.set("compassion-course/page/p", text);
    assert.equal(add(open, "p", same, "2026-11-26"), "unreadable");
    assert.equal(storage.getItem("compassion-course/page/p"), text);
    assert.deepEqual(pages(open).unreadable, { "compassion-course/page/p": text });
  }
  storage.full = true;
  assert.equal(add(open, "q", same, "2026-11-26"), "full");
  const closed = () => {
    throw new Error("denied");
  };
  assert.equal(setLeave(closed, true, "b1"), "refused");
  assert.deepEqual([leave(closed), pages(closed).reachable], [null, false]);
});

test("a piece of memory is refused for each thing that is wrong with it", () => {
  const good = { ...blank("2026-11-26"), questions: { q: { credit: 1, on: "2026-11-26" } }, work: { saved: "2026-11-26" } };
  assert.equal(faultIn(good), "");
  const bad = [null, { ...good, seconds: { a: -1 } }, { ...good, first: "2026-02-30" }, { ...good, end: 3 }, { ...good, questions: { q: { credit: 2, on: "2026-11-26" } } }, { ...good, questions: JSON.parse('{"__proto__": {"credit": 1, "on": "2026-11-26"}}') }, { ...good, work: { saved: "soon" } }, { ...good, questions: null }];
  for (const one of bad) assert.notEqual(faultIn(one), "", JSON.stringify(one));
  assert.equal(isDay("2028-02-29"), true);
  assert.equal(isDay("2027-02-29"), false);
});

test("an entry begins with what is known of its page", () => {
  const page = { page: "chapters/02", kind: "chapter", title: "Chapter 2: B", outcomes: ["tell them apart", "ask"], questions: ["q", "r"] };
  const memory = { ...blank("2026-11-20"), last: "2026-11-30", seconds: { a: 2000 }, questions: { q: { credit: 1, on: "2026-11-20" }, gone: { credit: 1, on: "2026-11-20" } } };
  const now = { id: "e1", day: "2026-12-24", stamp: "2026-12-24T10:00:00.000Z" };
  const made = begun(WORDS, page, memory, now);
  assert.equal(faultInEntry(made), "");
  assert.equal(made.minutes, 33);
  assert.deepEqual(made.fields, { activity: "Chapter 2: B (Compassion at Work)", date: "2026-11-30", type: "reading", aims: "- tell them apart\n- ask", evidence: "This statement; 1 of 2 questions answered.", review: "2027-02-28" });
  const own = begun(WORDS, null, undefined, now);
  assert.deepEqual([own.minutes, own.fields.activity, own.fields.date, own.fields.review], [null, "", "2026-12-24", "2027-03-24"]);
  assert.equal(monthsAfter("2027-11-30", 3), "2028-02-29");
});

test("of two states of one entry the later stays, and no entry is lost", () => {
  const early = entry("e1", { minutes: 1 });
  const late = entry("e1", { minutes: 2, changed: "2026-11-26T11:00:00.000Z" });
  const other = entry("e2", {}, { date: "2026-01-01" });
  for (const [one, two] of [[[early], [late, other]], [[late, other], [early]]]) {
    assert.deepEqual(joined(one, two).map(({ id, minutes }) => [id, minutes]), [["e2", 45], ["e1", 2]]);
  }
});

test("an entry that another tab changed is not written over: both stay", () => {
  const storage = new Fake();
  const open = () => storage;
  const mine = entry("e1");
  keep(open, mine, "", "spare");
  const theirs = { ...mine, minutes: 7, changed: "2026-11-26T10:05:00.000Z" };
  assert.equal(keep(open, theirs, mine.changed, "spare").entry.id, "e1");
  const again = keep(open, { ...mine, minutes: 9, changed: "2026-11-26T10:06:00.000Z" }, mine.changed, "spare");
  assert.deepEqual([again.outcome, again.entry.id], ["kept", "spare"]);
  assert.deepEqual(stored(open).entries.map(({ id, minutes }) => [id, minutes]), [["e1", 7], ["spare", 9]]);
});

test("the file comes back as it went", () => {
  const record = { pages: { "chapters/01": { ...blank("2026-11-26"), seconds: { a: 3 } } }, entries: [entry("e1", {}, { learned: "naïve 😀\n\"so\"" })] };
  const text = recordText(record, { edition: null, saved: "2026-11-26T10:00:00Z" });
  assert.deepEqual(readRecord(text), record);
  assert.deepEqual(readRecord(`\uFEFF${text}`), record);
});

test("a file that is no record is refused with its reason and what to do", () => {
  const good = JSON.parse(recordText({ pages: { "chapters/01": blank("2026-11-26") }, entries: [entry("e1")] }, { edition: null, saved: "" }));
  const spoilt = (change) => {
    const copy = structuredClone(good);
    change(copy);
    return JSON.stringify(copy);
  };
  const wrong = [
    ["%PDF-1.7", /cut short/],
    ["null", /not a record of this course/],
    ['{"format": "compassion-course/answers"}', /another file of this course/],
    [spoilt((one) => (one.format_version = 2)), /later edition/],
    [spoilt((one) => delete one.entries), /entries are missing/],
    [spoilt((one) => (one.pages["chapters/01"].first = "yesterday")), /page “chapters\/01” “first” is not a day/],
    [spoilt((one) => (one.entries[0].minutes = "45")), /entry 1 “minutes”/],
    [spoilt((one) => (one.entries[0].fields.review = "2027-13-01")), /entry 1 “review” is not a day/],
    [spoilt((one) => (one.entries[0].fields.learned = "x".repeat(20_001))), /longer than/],
    [spoilt((one) => (one.entries[0].id = "../x")), /“id”/],
    ["x".repeat(5_000_001), /larger than any record/],
  ];
  for (const [text, reason] of wrong) assert.throws(() => readRecord(text), (error) => error instanceof NotARecord && reason.test(error.message), String(reason));
});

test("a table runs nothing in a spreadsheet", () => {
  const text = tableText(WORDS, [entry("e1", { reflection: { before: '=HYPERLINK("x")' } }, { activity: "+1, or so", learned: "- one\n- two", cbt: "part" })]);
  assert.equal(text, '\uFEFFActivity,Date,Minutes,CBT-informed?,What I learned,Before?\n"\'+1, or so",2026-11-26,45,In part,"\'- one\n- two","\'=HYPERLINK(""x"")"\n');
});

test("a calendar has CRLF, a day each, and none of what was written", () => {
  const text = calendarText([entry("e1", {}, { activity: "Reading, with care; \\ and\nmore", change: "SECRET" })], new Date("2026-11-26T10:11:12.345Z"));
  assert.equal(text.replaceAll("\r\n", "").includes("\n"), false);
  assert.equal(text.includes("SECRET"), false);
  const lines = text.replaceAll("\r\n ", "").split("\r\n");
  for (const line of ["BEGIN:VCALENDAR", "VERSION:2.0", "UID:e1@cpd-record.compassion-at-work.invalid", "DTSTAMP:20261126T101112Z", "DTSTART;VALUE=DATE:20270226", "DTEND;VALUE=DATE:20270227", "SUMMARY:CPD review: Reading\\, with care\\; \\\\ and\\nmore", "END:VCALENDAR"]) assert.ok(lines.includes(line), line);
  assert.equal(lines.at(-1), "");
  assert.equal(calendarText([entry("e1", {}, { review: "2027-12-31" })], new Date()).includes("DTEND;VALUE=DATE:20280101"), true);
});

test("lines of a calendar are folded at 75 bytes and never within a letter", () => {
  for (const text of ["x".repeat(300), "é".repeat(100), "😀".repeat(80), `${"a".repeat(74)}é`]) {
    const pieces = folded(text).split("\r\n");
    for (const piece of pieces) {
      assert.ok(Buffer.byteLength(piece) <= 75);
      assert.equal(piece.includes("\uFFFD"), false);
    }
    assert.equal(pieces.map((piece, index) => (index ? piece.slice(1) : piece)).join(""), text);
    assert.ok(pieces.slice(1).every((piece) => piece.startsWith(" ")));
  }
  assert.equal(folded("x".repeat(75)), "x".repeat(75));
  assert.equal(escaped("a\u0007b\r\nc"), "ab\\nc");
});

test("the table of what is remembered counts only what this edition asks", () => {
  const row = { kind: "chapter", minutes: 60, reading: 10, questions: ["q", "r"] };
  const memory = { ...blank("2026-11-26"), end: "2026-11-26", seconds: { a: 300 }, questions: { q: { credit: 0.5, on: "2026-11-26" }, old: { credit: 1, on: "2026-11-26" } }, work: { saved: "2026-11-26" } };
  assert.deepEqual(cells(row, memory), ["read, last on 26 November 2026", "5 of 60 printed", "1 of 2, 0 right", "saved on 26 November 2026"]);
  assert.deepEqual(cells(row, undefined), ["not yet", "0 of 60 printed", "0 of 2", ""]);
});

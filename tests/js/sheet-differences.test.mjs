// Where a trainee and a reading stopped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoHere, differenceById, differences, distance } from "../../src/compassion_course/widgets/js/sheet/differences.js";
import { span, turns } from "./sheet-samples.mjs";

const close = { id: "close", name: "Close", stance: "", spans: [span(0, 1, ["t"], "c1"), span(4, 5, ["d"], "c2")] };
const wide = { id: "wide", name: "Wide", stance: "", spans: [span(0, 3, ["d"], "w1")] };
const mine = [span(1, 2, ["t"], "s1"), span(3, 3, ["t"], "s2")];
const seen = (all) => all.map(({ id, kind, sameCode }) => [id, kind, sameCode]);

test("spans meet when they share a word; the rest is one side's alone, in transcript order", () => {
  assert.deepEqual(seen(differences(mine, close, turns)), [["close/c1", "matched", true], ["mine/s2", "mine", false], ["close/c2", "reading", false]]);
  assert.deepEqual(seen(differences([], close, turns)), [["close/c1", "reading", false], ["close/c2", "reading", false]]);
});

test("sharing a blank is not sharing a word", () => {
  const [one, two] = [span(0, 0), span(1, 1)];
  const grown = { ...one, end: one.end + 1 };
  assert.equal(differences([grown], { ...close, spans: [two] }, turns)[0].kind, "mine");
});

test("counts for two readings stand beside one's own", () => {
  assert.deepEqual(distance(mine, close, turns), { matched: 1, sameCode: 1, reading: 1, mine: 1 });
  assert.deepEqual(distance(close.spans, wide, turns), { matched: 1, sameCode: 0, reading: 0, mine: 1 });
});

test("a reply finds its difference again, also when the readings have caught up with it", () => {
  assert.equal(differenceById("wide/w1", mine, [close, wide], turns).kind, "matched");
  assert.equal(differenceById("mine/s2", mine, [close, wide], turns).reader, "close");
  assert.equal(differenceById("mine/s1", mine, [close, wide], turns).mine[0].id, "s1");
  assert.equal(differenceById("mine/gone", mine, [close, wide], turns), null);
});

test("where the other reading stopped at the same words, it is shown too", () => {
  const found = differenceById("close/c1", mine, [close, wide], turns);
  assert.deepEqual(alsoHere(found, [close, wide], turns).map(({ reading, spans }) => [reading.id, spans.map(({ id }) => id)]), [["wide", ["w1"]]]);
});

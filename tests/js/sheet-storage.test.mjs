// Keeping work in a browser that may refuse, be full, or have a second tab.
import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetAll, keeper } from "../../src/compassion_course/widgets/js/sheet/storage.js";
import { Fake } from "./fake-storage.mjs";

const sheet = (text) => ({ answers: { text } });

test("what was kept comes back", () => {
  const storage = new Fake();
  const one = keeper("sheet/small", () => storage, "one", () => 7);
  assert.equal(one.read(), null);
  assert.equal(one.write({ sheet: sheet("a"), practice: { p: ["x"] } }), "kept");
  assert.deepEqual(keeper("sheet/small", () => storage, "two").read(), { tab: "one", at: 7, work: { sheet: sheet("a"), practice: { p: ["x"] } } });
  assert.equal(keeper("sheet/other", () => storage, "two").read(), null);
});

test("what the first edition kept comes back too", () => {
  const storage = new Fake();
  storage.map.set("compassion-course/sheet/small", JSON.stringify({ tab: "old", at: 3, sheet: sheet("a"), practice: { p: 1 } }));
  assert.deepEqual(keeper("sheet/small", () => storage, "one").read(), { tab: "old", at: 3, work: { sheet: sheet("a"), practice: { p: 1 } } });
});

test("a second tab is never written over unasked", () => {
  const storage = new Fake();
  const [one, two] = ["one", "two"].map((tab) => keeper("sheet/small", () => storage, tab));
  one.write(sheet("a"));
  assert.equal(two.changedElsewhere(), true);
  assert.equal(two.write(sheet("b")), "other-tab");
  two.own();
  assert.equal(two.write(sheet("b")), "kept");
  assert.equal(one.write(sheet("c")), "other-tab");
  assert.equal(one.write(sheet("c"), { evenOverOther: true }), "kept");
  assert.equal(two.changedElsewhere(), true);
});

test("a full and a refused storage are told apart", () => {
  const storage = new Fake();
  storage.full = true;
  assert.equal(keeper("sheet/small", () => storage, "one").write(sheet("a")), "full");
  const closed = keeper("sheet/small", () => { throw new Error("denied"); }, "one");
  assert.equal(closed.write(sheet("a")), "refused");
  assert.equal(closed.read(), null);
  assert.equal(closed.forget(), false);
});

test("what cannot be read is left alone", () => {
  const storage = new Fake();
  storage.map.set("compassion-course/sheet/small", "{");
  const one = keeper("sheet/small", () => storage, "one");
  assert.equal(one.read(), null);
  assert.equal(one.write(sheet("a")), "other-tab");
  assert.equal(storage.map.get("compassion-course/sheet/small"), "{");
});

test("deleting takes all that the course keeps and nothing of others", () => {
  const storage = new Fake();
  keeper("sheet/small", () => storage, "one").write(sheet("a"));
  keeper("desk/large", () => storage, "one").write(sheet("a"));
  storage.map.set("theme", "dark");
  assert.equal(forgetAll(() => storage), true);
  assert.deepEqual([...storage.map.keys()], ["theme"]);
});

// Undo and redo of everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../src/compassion_course/widgets/js/state.js";

test("what was done can be undone and done again, and is named", () => {
  const history = new History({ codes: [] });
  history.step("coded threat", { codes: ["threat"] });
  history.step("coded drive", { codes: ["threat", "drive"] });
  assert.equal(history.undoes, "coded drive");
  assert.equal(history.undo(), "coded drive");
  assert.deepEqual(history.state, { codes: ["threat"] });
  assert.equal(history.redoes, "coded drive");
  assert.equal(history.undoes, "coded threat");
  assert.equal(history.undo(), "coded threat");
  assert.equal(history.undo(), null);
  assert.deepEqual(history.state, { codes: [] });
  assert.equal(history.redo(), "coded threat");
  assert.equal(history.redo(), "coded drive");
  assert.equal(history.redo(), null);
  assert.deepEqual(history.state, { codes: ["threat", "drive"] });
});

test("a new step after an undo leaves nothing to redo", () => {
  const history = new History(0);
  history.step("one", 1);
  history.undo();
  history.step("two", 2);
  assert.equal(history.redoes, null);
  assert.equal(history.undo(), "two");
  assert.equal(history.state, 0);
});

test("typing in one field is one step, until the field is left", () => {
  const history = new History("");
  for (const text of ["w", "wh", "why"]) history.step("typed a reason", text, { merge: "why:1" });
  history.settle();
  history.step("typed a reason", "why not", { merge: "why:1" });
  assert.equal(history.undo(), "typed a reason");
  assert.equal(history.state, "why");
  history.undo();
  assert.equal(history.state, "");
});

test("typing after an undo is a step of its own", () => {
  const history = new History("");
  history.step("typed", "a", { merge: "x" });
  history.step("coded", "ab");
  history.undo();
  history.step("typed", "ac", { merge: "x" });
  history.undo();
  assert.equal(history.state, "a");
});

test("the oldest steps are forgotten at the limit", () => {
  const history = new History(0, { limit: 2 });
  for (const n of [1, 2, 3]) history.step(`to ${n}`, n);
  history.undo();
  history.undo();
  assert.equal(history.undo(), null);
  assert.equal(history.state, 1);
});

test("opening a file forgets the history and tells the watchers", () => {
  const history = new History(0);
  const heard = [];
  const stop = history.watch((state, step) => heard.push([state, step.how, step.what]));
  history.step("one", 1);
  history.undo();
  history.redo();
  history.load(9);
  assert.equal(history.undo(), null);
  stop();
  history.step("unheard", 10);
  assert.deepEqual(heard, [[1, "do", "one"], [0, "undo", "one"], [1, "redo", "one"], [9, "load", ""]]);
});

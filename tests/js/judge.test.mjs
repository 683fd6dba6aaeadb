// What an answer to a practice item deserves to hear.
import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, judge } from "../../src/compassion_course/widgets/js/judge.js";

const option = (id, right) => ({ id, text: id, right, feedback: `about ${id}` });
const one = { id: "one", kind: "choice", prompt: "?", options: [option("a", true), option("b", false)] };
const many = { id: "many", kind: "choice", prompt: "?", many: true, options: [option("a", true), option("b", true), option("c", false)] };
const sort = {
  id: "sort", kind: "classify", prompt: "?", categories: [{ id: "t", name: "T" }, { id: "d", name: "D" }],
  rows: [{ id: "r", text: "r", answer: ["t", "d"], feedback: "either" }, { id: "q", text: "q", answer: ["t"], feedback: "t" }],
};
const match = {
  id: "match", kind: "match", prompt: "?", partners: ["x", "y", "z"].map((id) => ({ id, text: id })),
  rows: [{ id: "r", text: "r", answer: ["x"], feedback: "x" }, { id: "q", text: "q", answer: ["y"], feedback: "y" }],
};
const order = { id: "order", kind: "order", prompt: "?", entries: ["x", "y", "z"].map((id) => ({ id, text: id })), answer: ["y", "x", "z"], feedback: { right: "so", wrong: "not so" } };
const number = { id: "number", kind: "number", prompt: "?", answer: 68.6, tolerance: 0.05, feedback: { right: "so", wrong: "not so", low: "", high: "too many" } };

const said = (item, value) => judge(item, value).lines.map((line) => [line.on, line.tone]);

test("a choice tells of what was chosen, and of nothing else", () => {
  assert.equal(judge(one, ["a"]).right, true);
  assert.deepEqual(said(one, ["a"]), [["a", "right"]]);
  assert.equal(judge(one, ["b"]).right, false);
  assert.deepEqual(said(one, ["b"]), [["b", "look-again"]]);
});

test("with several right options, the ones missed are told as well", () => {
  assert.deepEqual(said(many, ["a", "c"]), [["a", "right"], ["b", "missed"], ["c", "look-again"]]);
  assert.equal(judge(many, ["a", "b"]).right, true);
  assert.equal(judge(many, ["a", "b", "c"]).right, false);
});

test("a row may fit more than one category", () => {
  assert.equal(judge(sort, { r: "d", q: "t" }).right, true);
  assert.deepEqual(said(sort, { r: "t", q: "d" }), [["r", "right"], ["q", "look-again"]]);
  assert.match(judge(sort, { r: "t", q: "d" }).summary, /^1 of 2/);
});

test("each row has one partner, and none is used twice", () => {
  assert.equal(complete(match, { r: "x", q: "x" }), false);
  assert.equal(complete(match, { r: "x" }), false);
  assert.equal(judge(match, { r: "x", q: "y" }).right, true);
  assert.deepEqual(said(match, { r: "x", q: "z" }), [["r", "right"], ["q", "look-again"]]);
  assert.match(judge(match, { r: "x", q: "z" }).summary, /^1 of 2/);
});

test("an order is right as a whole", () => {
  assert.equal(judge(order, ["y", "x", "z"]).right, true);
  assert.match(judge(order, ["x", "y", "z"]).summary, /1 of 3/);
  assert.equal(judge(order, ["x", "y", "z"]).lines[0].text, "not so");
});

test("a number is right up to its tolerance, in binary arithmetic too", () => {
  for (const value of [68.6, 68.55, 68.65]) assert.equal(judge(number, value).right, true, String(value));
  for (const value of [68.54, 68.66, -68.6, 0]) assert.equal(judge(number, value).right, false, String(value));
  assert.equal(judge(number, 99).lines[0].text, "too many");
  assert.equal(judge(number, 1).lines[0].text, "not so", "an empty side falls back on what is said of any wrong number");
});

test("what is not complete is not judged", () => {
  const cases = [[one, null], [one, []], [sort, null], [sort, { r: "t" }], [order, null], [order, ["x"]], [number, null], [number, Number.NaN]];
  for (const [item, value] of cases) assert.equal(complete(item, value), false, `${item.id} ${JSON.stringify(value)}`);
  assert.equal(complete(number, 0), true, "zero is an answer");
});

test("credit is counted as the marker counts it", () => {
  assert.equal(judge(one, ["a"]).credit, 1);
  assert.equal(judge(one, ["b"]).credit, 0);
  const three = { id: "m", kind: "choice", many: true, prompt: "?", options: [{ id: "a", right: true }, { id: "b", right: true }, { id: "c" }, { id: "d" }].map((option) => ({ text: "", ...option })) };
  assert.equal(judge(three, ["a"]).credit, 0.5);
  assert.equal(judge(three, ["a", "b", "c"]).credit, 0.5, "each that does not fit takes one away");
  assert.equal(judge(three, ["c", "d"]).credit, 0);
  assert.equal(judge(sort, { r: "t", q: "d" }).credit, 0.5);
  const lines = { id: "o", kind: "order", prompt: "?", entries: [], answer: ["a", "b", "c"] };
  assert.equal(judge(lines, ["a", "b", "c"]).credit, 1);
  assert.equal(judge(lines, ["b", "c", "a"]).credit, 0.5, "one of two neighbours");
  assert.equal(judge({ id: "n", kind: "number", prompt: "?", answer: 3 }, 4).credit, 0);
});

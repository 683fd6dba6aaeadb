// Two moments of a day, and the day as it comes back from a model.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { between, movesOf, wentAndCameBack } from "../../src/compassion_course/widgets/js/working-day/between.js";
import { fresh, traitsOf, walkedFrom } from "../../src/compassion_course/widgets/js/working-day/walked.js";

const day = JSON.parse(readFileSync(new URL("../../data/models/working-day.json", import.meta.url), "utf8"));
const way = (place, kind) => day.events[place].appraisals.find((one) => one.kind === kind).id;
const kinds = ["pressed", "danger", "danger", "connection", "energised", "limit"];
const choices = Object.fromEntries(day.events.map(({ id }, place) => [id, way(place, kinds[place])]));

test("what lies between two rows is each step with where it came from", () => {
  const steps = between(day, choices, [], 1, 4);
  assert.deepEqual(steps.map(({ event }) => event.time), ["09:40", "11:20", "13:00"]);
  assert.deepEqual(movesOf(steps, "threat"), ["up at 09:40", "down at 13:00"], "at 11:20 the word has no higher one");
  assert.deepEqual(movesOf(steps, "drive"), []);
  assert.deepEqual(wentAndCameBack(day, steps), ["threat", "soothe"]);
  assert.deepEqual(wentAndCameBack(day, between(day, choices, [], 1, 1)), []);
});

test("a change counts in what lies between", () => {
  const steps = between(day, choices, ["protected-break"], 2, 3);
  assert.deepEqual(steps.map(({ kind }) => kind), ["limit"]);
});

test("a day that stopped early has no steps after that", () => {
  const early = { [day.events[0].id]: choices[day.events[0].id] };
  assert.equal(between(day, early, [], 0, 6).length, 1);
});

const walked = () => ({
  ...fresh(), place: 6, choices, expected: { "risk-call": { threat: "up", drive: "same", soothe: "down" } },
  disagreed: { "risk-call": "my words" }, written: { explain: "my words" }, guess: "no",
  changes: { service: "protected-break", person: "none" }, two: { first: 1, second: 4, expected: "yes" },
});

test("a day comes back as it went, without a word that was typed", () => {
  const traits = JSON.parse(JSON.stringify(traitsOf(walked())));
  assert.ok(!JSON.stringify(traits).includes("my words"));
  assert.deepEqual(walkedFrom(day, (name) => traits[name]), { ...walked(), disagreed: {}, written: {} });
});

test("what does not fit the day is passed over", () => {
  const traits = {
    place: 9, choices: { "target-email": choices["target-email"], "risk-call": "nobody", night: "x" },
    expected: { "risk-call": { threat: "sideways" } }, changes: ["nobody"], guess: "perhaps",
    two_moments: { first: 0, second: 4, expected: "yes" },
  };
  const { place, choices: kept, expected, changes, two } = walkedFrom(day, (name) => traits[name]);
  assert.equal(place, 1, "a moment is reached through all before it");
  assert.deepEqual(kept, { "target-email": choices["target-email"] });
  assert.deepEqual(expected, {});
  assert.deepEqual(changes, { service: "", person: "" });
  assert.deepEqual(two, fresh().two);
  assert.deepEqual(walkedFrom(day, () => undefined), fresh());
});

// A small exercise for the tests of the answer sheet.
import { Session } from "../../src/compassion_course/widgets/js/sheet/session.js";

export const HARD = "So 👩‍👩‍👧 I was, um, cafe\u0301-tired 🇬🇧. (3) Then [laughs] it - it stopped. 👍🏽 Fine?";

export const transcripts = [
  {
    doc: "T01",
    digest: "0".repeat(64),
    label: "T01",
    turns: [
      { turn: "T01-001", speaker: "I", text: "What happened?" },
      { turn: "T01-002", speaker: "T01", text: HARD },
      { turn: "T01-003", speaker: "T01", text: "One two three four five six." },
    ],
  },
];

export const exercise = {
  slug: "small",
  title: "Small",
  version: 1,
  stakes: "formative",
  transcripts: ["T01"],
  codebook: "book",
  items: [
    { id: "pick", kind: "choice", prompt: "?", options: [{ id: "a", text: "A" }, { id: "b", text: "B" }] },
    { id: "sort", kind: "classify", prompt: "?", categories: [{ id: "t", name: "T" }], rows: [{ id: "r", text: "R" }] },
    { id: "passage", kind: "coding", prompt: "?", passage: { doc: "T01", first: "T01-001", last: "T01-003" }, at_least: 1 },
    { id: "replies", kind: "responses", prompt: "?", to: "passage", count: 2, fixed: ["close/c1"] },
    { id: "text", kind: "text", prompt: "?", words: { least: 2, most: 4 } },
  ],
};

export const turns = transcripts[0].turns;
export const course = { exercise, transcripts };

/** A session whose clock moves only when it is told. */
export function session() {
  const clock = { at: Date.parse("2026-11-22T10:00:00Z") };
  const made = new Session(exercise, transcripts, () => new Date(clock.at));
  return { session: made, clock };
}

let made = 0;

/** A span over words of turn 3, by word numbers from 0. */
export function span(first, last, codes = ["t"], id = `s${(made += 1)}`) {
  const all = [...turns[2].text.matchAll(/[A-Za-z]+/g)];
  const start = all[first].index;
  const end = all[last].index + all[last][0].length;
  return { id, doc: "T01", turn: "T01-003", start, end, quote: turns[2].text.slice(start, end), codes, why: "" };
}

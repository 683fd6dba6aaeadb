/**
 * All answers in words: one list of blocks from which both the printed page and the text of "Copy my answers" are made,
 * so that neither can say something that the other does not.
 */

import { h, split } from "../dom.js";
import { sentence } from "../desk/relations.js";
import { namesOf } from "./codebook-panel.js";
import { givenLine } from "./given.js";
import { codeNames, sourcesOf } from "./members.js";
import { countWords } from "./offsets.js";
import { REPLIES } from "./replies.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {{title: string, asked: string[], lines: string[]}} Block */

/**
 * @param {Sheet} sheet
 * @param {{exercise: Exercise, codebook: Codebook, readings: Reading[]}} course
 * @returns {{heading: string, about: string[], blocks: Block[]}}
 */
export function inWords(sheet, course) {
  const { exercise } = course;
  return {
    heading: `${exercise.title}: answers of ${sheet.trainee}`,
    about: [
      `Exercise ${sheet.exercise}, version ${sheet.exercise_version}, pass ${sheet.pass}.`,
      sheet.started ? `Started ${inPlainTime(sheet.started)}, saved ${inPlainTime(sheet.saved || sheet.started)} (UTC).` : "Nothing answered yet.",
    ],
    blocks: exercise.items.map((item, index) => ({
      title: `Question ${index + 1}${item.marks ? `, ${item.marks === 1 ? "1 mark" : `${item.marks} marks`}` : ", no marks"}`,
      asked: [...split(item.prompt), ...(item.given ?? []).map(givenLine)],
      lines: linesOf(item, sheet, course),
    })),
  };
}

/** @param {string} time */
function inPlainTime(time) {
  return time.replace("T", " ").replace(/:\d\dZ$/, "");
}

/** @param {Item} item @param {Sheet} sheet @param {{exercise: Exercise, codebook: Codebook, readings: Reading[]}} course @returns {string[]} */
function linesOf(item, sheet, course) {
  const value = sheet.answers[item.id];
  if (value === undefined) return ["Not answered."];
  /** @param {{id: string, text?: string, name?: string}[] | undefined} parts @param {string} id */
  const words = (parts, id) => parts?.find((part) => part.id === id)?.text ?? parts?.find((part) => part.id === id)?.name ?? id;
  switch (item.kind) {
    case "choice":
      return value.map((/** @type {string} */ id) => words(item.options, id));
    case "order":
      return value.map((/** @type {string} */ id, /** @type {number} */ index) => `${index + 1}. ${words(item.entries, id)}`);
    case "classify":
      return (item.rows ?? []).map(({ id, text }, index) => `${index + 1}. ${text} → ${value[id] ? words(item.categories, value[id]) : "not placed"}`);
    case "number":
      return [`${value} ${item.unit ?? ""}`.trim()];
    case "text":
      return [...String(value).split(/\n+/).filter(Boolean), `(${countWords(String(value))} words)`];
    case "coding":
    case "notes":
      return codingLines(item, value, sheet, course.codebook);
    case "themes": {
      const offered = sourcesOf(item, course.exercise, sheet.answers, (code) => namesOf([code], course.codebook)).flatMap(({ members }) => members);
      return value.map((/** @type {import("./types.js").Theme} */ { name, statement, members }, /** @type {number} */ index) => {
        const words = members.map((id) => offered.find((one) => one.id === id)?.words ?? "no longer there");
        return `${index + 1}. ${name.trim() || "No name"}: ${statement.trim() || "No statement."} Members: ${words.join("; ") || "none"}.`;
      });
    }
    case "relations": {
      const coding = sheet.answers[String(item.of)];
      const named = codeNames(coding, (code) => namesOf([code], course.codebook));
      return value.map((/** @type {import("./types.js").Relation} */ link) => {
        const quotes = (coding?.spans ?? []).filter((/** @type {import("./types.js").Span} */ { id }) => link.evidence.includes(id)).map((/** @type {import("./types.js").Span} */ { turn, quote }) => `“${quote}” (${turn})`);
        return `${sentence({ id: "", why: "", ...link }, named)} Evidence: ${quotes.join("; ") || "none"}.`;
      });
    }
    case "responses":
      return Object.entries(value).map(([id, reply]) => {
        const label = REPLIES.find(([kind]) => kind === reply.reply)?.[1] ?? "No reply yet";
        return `${id}${quoteOf(id, item, sheet, course.readings)}: ${label}. ${reply.why || "No reason given."}`;
      });
    default:
      return [JSON.stringify(value)];
  }
}

/** @param {Item} item @param {Coding} value @param {Sheet} sheet @param {Codebook} codebook */
function codingLines(item, value, sheet, codebook) {
  const locked = sheet.locked[item.id];
  const spans = [...value.spans].sort((a, b) => (a.turn < b.turn ? -1 : a.turn > b.turn ? 1 : a.start - b.start));
  const named = codeNames(value, (code) => namesOf([code], codebook));
  /** @param {import("./types.js").Span} span */
  const said = ({ codes, why, notes = {} }) =>
    item.kind === "notes"
      ? Object.entries(notes).map(([kind, note]) => `${kind}: ${note.trim()}`).join(" · ") || "No note."
      : `${codes.map(named).join(", ") || "No code"}. ${why.trim() || "No reason given."}`;
  return [
    ...(locked ? [`First pass locked ${inPlainTime(locked)} (UTC) with ${sheet.first[item.id]?.spans?.length ?? 0} spans; what follows is how it stands now.`] : item.kind === "coding" && !item.own_codes ? ["First pass not locked yet."] : []),
    ...(value.codes ?? []).map(({ name, definition }) => `Code ${name.trim() || "without a name"}: ${definition.trim() || "No definition."}`),
    ...spans.map((span) => `${span.turn} “${span.quote}”: ${said(span)}`),
    ...value.memos.map(({ text }) => `Memo: ${text}`),
  ];
}

/** @param {string} id @param {Item} item @param {Sheet} sheet @param {Reading[]} readings */
function quoteOf(id, item, sheet, readings) {
  const cut = id.indexOf("/");
  const [reader, spanId] = [id.slice(0, cut), id.slice(cut + 1)];
  const spans = reader === "mine" ? sheet.answers[item.to ?? ""]?.spans : readings.find((one) => one.id === reader)?.spans;
  const quote = spans?.find((/** @type {{id: string}} */ span) => span.id === spanId)?.quote;
  return quote ? ` “${quote}”` : "";
}

/** @param {ReturnType<typeof inWords>} words */
export function asText({ heading, about, blocks }) {
  const parts = blocks.map(({ title, asked, lines }) => [title, ...asked, ...lines.map((line) => `  ${line}`)].join("\n"));
  return [heading, ...about, "", parts.join("\n\n"), ""].join("\n");
}

/** @param {ReturnType<typeof inWords>} words */
export function asPage({ heading, about, blocks }) {
  return [
    h("h3", { tabindex: "-1" }, heading),
    about.map((line) => h("p", { class: "cw-hint" }, line)),
    blocks.map(({ title, asked, lines }) =>
      h("section", { class: "cw-answer" }, h("h4", null, title), asked.map((part) => h("p", { class: "cw-asked" }, part)), lines.map((line) => h("p", null, line))),
    ),
  ].flat(2);
}

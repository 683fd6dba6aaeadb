/**
 * All answers in words: one list of blocks from which both the printed page and the text of "Copy my answers" are made,
 * so that neither can say something that the other does not.
 */

import { h } from "../dom.js";
import { namesOf } from "./codebook-panel.js";
import { REPLIES } from "./replies.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {{title: string, asked: string, lines: string[]}} Block */

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
      title: `Question ${index + 1}`,
      asked: item.prompt.replace(/\s+/g, " ").trim(),
      lines: linesOf(item, sheet, course),
    })),
  };
}

/** @param {string} time */
function inPlainTime(time) {
  return time.replace("T", " ").replace(/:\d\dZ$/, "");
}

/** @param {Item} item @param {Sheet} sheet @param {{codebook: Codebook, readings: Reading[]}} course @returns {string[]} */
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
      return (item.rows ?? []).map(({ id, text }) => `${text} → ${value[id] ? words(item.categories, value[id]) : "not placed"}`);
    case "number":
      return [`${value} ${item.unit ?? ""}`.trim()];
    case "text":
      return String(value).split(/\n+/).filter(Boolean);
    case "coding":
      return codingLines(item, value, sheet, course.codebook);
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
  return [
    locked ? `First pass locked ${inPlainTime(locked)} (UTC) with ${sheet.first[item.id]?.spans?.length ?? 0} spans; what follows is how it stands now.` : "First pass not locked yet.",
    ...spans.map(({ turn, quote, codes, why }) => `${turn} “${quote}”: ${namesOf(codes, codebook)}. ${why.trim() || "No reason given."}`),
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
  const parts = blocks.map(({ title, asked, lines }) => [title, asked, ...lines.map((line) => `  ${line}`)].join("\n"));
  return [heading, ...about, "", parts.join("\n\n"), ""].join("\n");
}

/** @param {ReturnType<typeof inWords>} words */
export function asPage({ heading, about, blocks }) {
  return [
    h("h3", { tabindex: "-1" }, heading),
    about.map((line) => h("p", { class: "cw-hint" }, line)),
    blocks.map(({ title, asked, lines }) =>
      h("section", { class: "cw-answer" }, h("h4", null, title), h("p", { class: "cw-asked" }, asked), lines.map((line) => h("p", null, line))),
    ),
  ].flat(2);
}

/**
 * Opening a file. What comes in was on a desktop, in a mail and in a VLE; it is checked here as a whole before
 * anything of it reaches the screen, and a refusal names the place and what to do.
 */

import { FORMAT, FORMAT_VERSION, SIZE_LIMIT, TRAINEE, byteLength } from "./answers.js";
import { fromArmour, holdsArmour } from "./armour.js";
import { slicePoints } from "./offsets.js";
import { SLOTS } from "../desk/relations.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {{exercise: Exercise, transcripts: Transcript[]}} Course */

/** A file that cannot be opened; the message is for the person who chose it. */
export class Refusal extends Error {}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const REPLIES = ["adopt", "keep", "both", "reference_wrong"];

/**
 * @param {string} text a file's text, or a pasted block
 * @param {Course} course
 * @returns {{sheet: Sheet, notices: string[]}}
 */
export function readSheet(text, course) {
  if (!text.trim()) throw new Refusal("The file is empty.");
  let json = text.replace(/^\ufeff/, "");
  if (holdsArmour(json)) {
    try {
      json = fromArmour(json);
    } catch (error) {
      throw new Refusal(/** @type {Error} */ (error).message);
    }
  }
  if (byteLength(json) > SIZE_LIMIT) throw new Refusal("The file is larger than 1 MiB, which no answer sheet is.");
  return checked(parse(json), course);
}

/** @param {string} json @returns {any} */
function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    const { line, near } = breakPoint(json);
    throw new Refusal(
      json.trimStart().startsWith("{")
        ? `The file is damaged at line ${line}${near}: part of it is missing or was changed. An earlier save may be whole.`
        : "This is not an answer sheet. Its name should end in .answers.json.",
    );
  }
}

/**
 * Browsers word the place differently or leave it out; the longest start that could still go on is found by halving.
 * @param {string} json
 */
function breakPoint(json) {
  const lines = json.split("\n");
  let stack = 0;
  let inString = false;
  for (let number = 0; number < lines.length; number += 1) {
    for (let at = 0; at < lines[number].length; at += 1) {
      const character = lines[number][at];
      if (inString && character === "\\") at += 1;
      else if (character === '"') inString = !inString;
      else if (!inString && "{[".includes(character)) stack += 1;
      else if (!inString && "}]".includes(character)) stack -= 1;
    }
    // In our files no string runs over a line end, so an open one is where the damage is.
    if (inString || stack < 0) return { line: number + 1, near: ` (“${lines[number].trim().slice(0, 40)}”)` };
  }
  return { line: lines.length, near: stack > 0 ? ", where it breaks off" : "" };
}

/**
 * @param {any} value
 * @param {Course} course
 * @returns {{sheet: Sheet, notices: string[]}}
 */
function checked(value, course) {
  const { exercise, transcripts } = course;
  need(isRecord(value) && value.format === FORMAT, "This is not an answer sheet of this course (its “format” says something else).");
  need(
    value.format_version === FORMAT_VERSION,
    `The file is in version ${value.format_version} of the format; this page reads version ${FORMAT_VERSION}. Open it with the page it was made in.`,
  );
  need(
    value.exercise === exercise.slug,
    `The file belongs to the exercise “${value.exercise}”. Open it on that exercise's page; this is “${exercise.slug}”.`,
  );
  need(typeof value.trainee === "string" && TRAINEE.test(value.trainee), "The trainee number in “trainee” is not one that the course can use.");
  need(Number.isInteger(value.pass) && value.pass >= 1, "“pass” should be a whole number from 1.");
  for (const name of ["started", "saved"]) {
    need(value[name] === "" || TIME.test(value[name]), `“${name}” is not a time of the form 2026-01-31T09:00:00Z.`);
  }
  for (const name of ["transcripts", "locked", "first", "answers"]) need(isRecord(value[name]), `“${name}” is missing or damaged.`);
  need(Array.isArray(value.events) && value.events.every(isEvent), "“events” is damaged.");
  for (const [id, at] of Object.entries(value.locked)) need(TIME.test(String(at)), `“locked”, item “${id}”: not a time.`);
  const notices = [];
  const changed = transcripts.filter(({ doc, digest }) => value.transcripts[doc] && value.transcripts[doc] !== digest);
  for (const part of ["answers", "first"]) {
    for (const [id, answer] of Object.entries(value[part])) {
      const item = exercise.items.find((one) => one.id === id);
      need(item, `“${part}” holds an item “${id}” that this exercise does not have.`);
      if (item) checkAnswer(answer, item, `“${part}”, item “${id}”`, course, changed.length > 0);
    }
  }
  if (changed.length) {
    notices.push(`The transcript ${changed.map(({ doc }) => doc).join(", ")} has been revised since this file was saved; all your words still fit.`);
  }
  if (value.exercise_version !== exercise.version) {
    notices.push(`The file was made with version ${value.exercise_version} of the exercise; this is version ${exercise.version}.`);
  }
  const digests = Object.fromEntries(transcripts.map(({ doc, digest }) => [doc, digest]));
  const sheet = /** @type {Sheet} */ ({ ...value, exercise_version: exercise.version, transcripts: digests });
  return { sheet, notices };
}

/** @param {unknown} holds @param {string} message */
function need(holds, message) {
  if (!holds) throw new Refusal(message);
}

/** @param {unknown} value */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {any} event */
function isEvent(event) {
  return isRecord(event) && typeof event.at === "string" && typeof event.do === "string";
}

/** @param {unknown} value */
function isStrings(value) {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/**
 * @param {any} answer
 * @param {Item} item
 * @param {string} place
 * @param {Course} course
 * @param {boolean} revised the transcript is another version than the file's
 */
function checkAnswer(answer, item, place, course, revised) {
  if (item.kind === "choice" || item.kind === "order") {
    const known = new Set((item.options ?? item.entries ?? []).map(({ id }) => id));
    need(isStrings(answer) && answer.every((/** @type {string} */ id) => known.has(id)), `${place}: an option that the question does not have.`);
  } else if (item.kind === "classify") {
    const rows = new Set((item.rows ?? []).map(({ id }) => id));
    const categories = new Set((item.categories ?? []).map(({ id }) => id));
    const fits = isRecord(answer) && Object.entries(answer).every(([row, id]) => rows.has(row) && categories.has(String(id)));
    need(fits, `${place}: a row or a category that the question does not have.`);
  } else if (item.kind === "number") {
    need(typeof answer === "number" && Number.isFinite(answer), `${place}: not a number.`);
  } else if (item.kind === "text") {
    need(typeof answer === "string", `${place}: not a text.`);
  } else if (item.kind === "responses") {
    checkReplies(answer, place);
  } else if (item.kind === "coding" || item.kind === "notes") {
    checkCoding(answer, item, place, course, revised);
  } else if (item.kind === "themes") {
    checkThemes(answer, place);
  } else if (item.kind === "relations") {
    checkRelations(answer, place);
  }
}

/** @param {any} answer @param {string} place */
function checkThemes(answer, place) {
  need(Array.isArray(answer), `${place}: not a list.`);
  const seen = new Set();
  answer.forEach((/** @type {any} */ theme, /** @type {number} */ index) => {
    const where = `${place}, entry ${index + 1}`;
    need(isRecord(theme) && typeof theme.id === "string" && !seen.has(theme.id), `${where}: it has no id of its own.`);
    seen.add(theme.id);
    const fits = typeof theme.name === "string" && typeof theme.statement === "string" && (theme.parent === null || typeof theme.parent === "string");
    need(fits && isStrings(theme.members), `${where}: its name, statement or members are damaged.`);
  });
}

/** @param {any} answer @param {string} place */
function checkRelations(answer, place) {
  need(Array.isArray(answer), `${place}: not a list.`);
  answer.forEach((/** @type {any} */ link, /** @type {number} */ index) => {
    const fits = isRecord(link) && typeof link.from === "string" && typeof link.to === "string" && SLOTS.some(({ id }) => id === link.slot);
    need(fits && isStrings(link.evidence), `${place}, link ${index + 1}: its ends, its slot or its evidence are damaged.`);
  });
}

/** @param {any} answer @param {string} place */
function checkReplies(answer, place) {
  need(isRecord(answer), `${place}: the replies are damaged.`);
  for (const [id, reply] of Object.entries(answer)) {
    const fits = isRecord(reply) && REPLIES.includes(reply.reply) && typeof reply.why === "string";
    need(fits, `${place}, difference “${id}”: the reply is damaged.`);
  }
}

/** @param {any} answer @param {Item} item @param {string} place @param {Course} course @param {boolean} revised */
function checkCoding(answer, item, place, { transcripts }, revised) {
  need(isRecord(answer) && Array.isArray(answer.spans) && Array.isArray(answer.memos), `${place}: the coding is damaged.`);
  const codes = answer.codes ?? [];
  const made = Array.isArray(codes) && codes.every((/** @type {any} */ one) => isRecord(one) && isStrings([one.code, one.name, one.definition]));
  need(made && (item.own_codes || !codes.length), `${place}: the codes that were made are damaged.`);
  const seen = new Set();
  answer.spans.forEach((/** @type {any} */ span, /** @type {number} */ index) => {
    const where = `${place}, span ${index + 1}`;
    need(isRecord(span) && typeof span.id === "string" && !seen.has(span.id), `${where}: it has no id of its own.`);
    seen.add(span.id);
    need(isStrings(span.codes) && typeof span.why === "string" && typeof span.quote === "string", `${where}: codes, quote or reason are damaged.`);
    const notes = span.notes ?? {};
    need(isRecord(notes) && isStrings(Object.values(notes)), `${where}: the notes are damaged.`);
    const turn = transcripts.find(({ doc }) => doc === span.doc)?.turns.find((one) => one.turn === span.turn);
    need(turn, `${where}: the turn “${span.turn}” is not in the transcript.`);
    const whole = Number.isInteger(span.start) && Number.isInteger(span.end) && span.start >= 0 && span.start < span.end;
    need(
      whole && turn && slicePoints(turn.text, span.start, span.end) === span.quote,
      revised
        ? `${where}: the words “${short(span.quote)}” no longer stand there, because the transcript was revised after this file was saved.`
        : `${where}: the words “${short(span.quote)}” do not stand at that place in ${span.turn}.`,
    );
  });
  for (const memo of answer.memos) {
    need(isRecord(memo) && typeof memo.on === "string" && typeof memo.text === "string", `${place}: a memo is damaged.`);
  }
}

/** @param {string} quote */
function short(quote) {
  return quote.length > 60 ? `${quote.slice(0, 57)}...` : quote;
}

/**
 * The readings of an assessed exercise: a file that the tutor gives out when all first passes are in. It is checked here
 * as a whole before anything of it is shown.
 */

import { button, fill, h } from "../dom.js";
import { slicePoints } from "./offsets.js";
import { Refusal } from "./reading-back.js";

/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./session.js").Session} Session */

export const FORMAT = "compassion-course/readings";
const FORMAT_VERSION = 1;
const DAMAGED = "The readings file is damaged. Download it again from where your tutor put it.";

/**
 * @param {string} text
 * @param {{exercise: Exercise, transcripts: Transcript[]}} course
 * @returns {Reading[]}
 */
export function readReadings(text, { exercise, transcripts }) {
  let file;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Refusal("This is not a readings file. Its name should end in .readings.json.");
  }
  if (file?.format !== FORMAT) throw new Refusal("This is not a readings file. Its name should end in .readings.json.");
  if (file.format_version !== FORMAT_VERSION) throw new Refusal(`The file is in version ${file.format_version} of the format; this page reads version ${FORMAT_VERSION}.`);
  if (file.exercise !== exercise.slug) throw new Refusal(`The readings belong to the exercise “${file.exercise}”; this is “${exercise.slug}”.`);
  if (file.exercise_version !== exercise.version) throw new Refusal(`The readings are for version ${file.exercise_version} of the exercise; this is version ${exercise.version}. Ask your tutor for the others.`);
  return checkReadings(file.readings, transcripts);
}

/** @param {any} readings @param {Transcript[]} transcripts @returns {Reading[]} */
export function checkReadings(readings, transcripts) {
  const turns = new Map(transcripts.flatMap(({ turns: all }) => all).map(({ turn, text }) => [turn, text]));
  const strings = (/** @type {any[]} */ ...all) => all.every((one) => typeof one === "string");
  const fits =
    Array.isArray(readings) &&
    readings.length > 0 &&
    readings.every(
      (one) =>
        strings(one?.id, one?.name, one?.stance) &&
        Array.isArray(one.codes) &&
        one.codes.every((/** @type {any} */ code) => strings(code?.code, code?.name, code?.definition)) &&
        Array.isArray(one.spans) &&
        one.spans.every(
          (/** @type {any} */ span) =>
            strings(span?.id, span?.turn, span?.quote, span?.why) && Array.isArray(span.codes) && strings(...span.codes, ...Object.values(span.notes ?? {})) && slicePoints(turns.get(span.turn) ?? "", span.start, span.end) === span.quote,
        ),
    );
  if (!fits) throw new Refusal(DAMAGED);
  return readings;
}

/**
 * The button that opens the file, and what became of it.
 * @param {Session} session
 * @param {{where: string, say: (text: string) => void, opened: () => void}} tell `where` the readings then stand
 */
export function readingsFile(session, { where, say, opened }) {
  const message = h("div", { class: "cw-message", tabindex: "-1" });
  const input = h("input", { type: "file", accept: ".json,application/json", tabindex: "-1", "aria-label": "Readings file to open", onchange: () => void open() });
  const opener = button("Open the readings file", () => input.click(), { "data-opens-file": "" });

  async function open() {
    const chosen = input.files?.[0];
    if (!chosen) return;
    try {
      session.release(readReadings(await chosen.text(), session));
    } catch (error) {
      const reason = error instanceof Refusal ? error.message : "The browser could not read the file.";
      fill(message, h("p", { class: "cw-problem" }, "Not opened. ", reason));
      message.focus();
      return;
    } finally {
      input.value = "";
    }
    fill(message, h("p", null, `The readings are open. They stand below your own work in ${where}. What you hand in from here on is your second pass.`));
    say(message.textContent ?? "");
    opened();
    message.focus();
  }

  return { el: h("div", null, h("div", { class: "cw-buttons" }, opener), h("div", { class: "cw-hidden-file" }, input), message), opener };
}

/**
 * One place where two readers stopped, or one of them: both quotes, both codes, both reasons, and what was noted.
 */

import { h } from "../dom.js";
import { chips } from "./codebook-panel.js";
import { alsoHere } from "./differences.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./differences.js").Difference} Difference */
/** @typedef {import("./differences.js").Reading} Reading */

/**
 * Both sides, and those of the other readings where they stopped at the same words.
 * @param {Difference} difference
 * @param {{readings: Reading[], codebook: Codebook, turns: Turn[]}} course
 */
export function differenceCard(difference, { readings, codebook, turns }) {
  const reading = readings.find(({ id }) => id === difference.reader);
  const own = difference.mine;
  return h(
    "div",
    { class: "cw-difference" },
    h("p", { class: "cw-hint" }, difference.turn),
    h(
      "div",
      { class: "cw-sides" },
      h("div", null, h("p", { class: "cw-side" }, "You"), own.length ? own.map((span) => oneSide(span, codebook)) : h("p", null, "You did not stop here.")),
      h(
        "div",
        null,
        h("p", { class: "cw-side" }, reading ? `Reading “${reading.name}”` : "The readings"),
        difference.theirs.length
          ? difference.theirs.map((span) => oneSide(span, bookOf(reading, codebook)))
          : h("p", null, reading ? "This reading did not stop here." : "Every reading stops at some of these words now."),
        alsoHere(difference, readings, turns).map(({ reading: other, spans }) => [
          h("p", { class: "cw-side cw-also" }, `Reading “${other.name}”, at the same words`),
          ...spans.map((span) => oneSide(span, bookOf(other, codebook))),
        ]).flat(),
      ),
    ),
  );
}

/** A reader's own codes may have the ids of the trainee's; on their side theirs are meant. @param {Reading | undefined} reading @param {Codebook} codebook @returns {Codebook} */
function bookOf(reading, codebook) {
  return reading?.codes ? { id: "", name: "", codes: [...reading.codes, ...codebook.codes] } : codebook;
}

/** @param {Line} span @param {Codebook} codebook */
function oneSide(span, codebook) {
  const notes = Object.entries(span.notes ?? {}).filter(([, note]) => note.trim());
  return h(
    "div",
    { class: "cw-one-side" },
    h("q", null, span.quote),
    span.codes.length ? h("p", { class: "cw-chips" }, chips(span.codes, codebook)) : null,
    notes.map(([kind, note]) => h("p", null, h("strong", null, `${kind[0].toUpperCase()}${kind.slice(1)} note: `), note)),
    span.why.trim() || !notes.length ? h("p", null, span.why.trim() || "No reason given.") : null,
  );
}

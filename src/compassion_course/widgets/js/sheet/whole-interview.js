/**
 * A whole interview to read, folded away and drawn when it is first opened.
 */

import { h } from "../dom.js";
import { passageView } from "./passage.js";

/** @typedef {import("./types.js").Transcript} Transcript */
/** @typedef {import("./types.js").Codebook} Codebook */

/** @param {Transcript | undefined} transcript @param {Codebook} codebook */
export function wholeInterview(transcript, codebook) {
  if (!transcript) return null;
  const place = h("div", { class: "cw-whole" });
  return h("details", { ontoggle: draw }, h("summary", null, `Read the whole interview (${transcript.label})`), place);

  /** @param {Event} event */
  function draw({ currentTarget }) {
    if (!transcript || place.childElementCount || !(/** @type {HTMLDetailsElement} */ (currentTarget).open)) return;
    place.append(passageView(transcript.turns, codebook, { label: `${transcript.label}, whole`, coding: false }).el);
  }
}

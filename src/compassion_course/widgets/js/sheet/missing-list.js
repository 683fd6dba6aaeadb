/**
 * Before handing in: what each question still lacks. Nobody is kept from handing in; it says what would come back.
 */

import { fill, h } from "../dom.js";
import { missing } from "./missing.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./types.js").Codebook} Codebook */

/** It is looked at when the keys rest. */
const REST_MS = 400;

/** @param {Session} session @param {Codebook} codebook */
export function missingList(session, codebook) {
  const { exercise } = session;
  const summary = h("summary", null);
  const list = h("ul", null);
  const el = h("details", { class: "cw-still-missing" }, summary, h("p", { class: "cw-hint" }, "You can hand in as it is; work that lacks something may come back to be completed, and loses nothing by it."), list);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  let drawn = "";

  function draw() {
    const lacking = exercise.items.flatMap((item, index) => {
      const lines = missing(item, session, { exercise, codebook });
      return lines.length ? [`Question ${index + 1}. ${lines.join(" ")}`] : [];
    });
    if (lacking.join("\n") === drawn) return;
    drawn = lacking.join("\n");
    summary.textContent = lacking.length ? `Still missing in ${lacking.length === 1 ? "1 question" : `${lacking.length} questions`}` : "Nothing is missing, as far as can be checked";
    fill(list, lacking.map((line) => h("li", null, line)));
  }

  return {
    el,
    update() {
      if (!drawn) draw();
      clearTimeout(soon);
      soon = setTimeout(draw, REST_MS);
    },
    stop: () => clearTimeout(soon),
  };
}

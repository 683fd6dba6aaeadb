/**
 * Before handing in: what each question still lacks. Nobody is kept from handing in; it says what would come back.
 */

import { fill, h } from "../dom.js";
import { missing } from "./missing.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./types.js").Codebook} Codebook */

/** It is looked at when the keys rest. */
const REST_MS = 400;

/** @param {Session} session @param {Codebook} codebook @param {(question: number) => void} go leads to a question, counted from 0 */
export function missingList(session, codebook, go) {
  const { exercise } = session;
  const summary = h("summary", null);
  const list = h("ul", null);
  const hint = h("p", { class: "cw-hint" });
  const el = h("details", { class: "cw-still-missing" }, summary, hint, list);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  let drawn = "";

  const all = () =>
    exercise.items.flatMap((item, index) => {
      const lines = missing(item, session, { exercise, codebook });
      return lines.length ? [{ index, lines: lines.join(" ") }] : [];
    });

  function draw() {
    const lacking = all();
    const key = `${lacking.map(({ index, lines }) => `${index} ${lines}`).join("\n")}.`;
    if (key === drawn) return;
    drawn = key;
    summary.textContent = lacking.length ? `Still missing in ${lacking.length === 1 ? "1 question" : `${lacking.length} questions`}` : "Nothing is missing, as far as can be checked";
    hint.textContent = lacking.length ? "You can hand in as it is; work that lacks something may come back to be completed, and loses nothing by it." : "Every question has what a person needs to mark it. Whether it is good is theirs to say.";
    const had = list.contains(document.activeElement);
    fill(list, lacking.map(({ index, lines }) => h("li", null, h("button", { type: "button", class: "cw-jump", onclick: () => go(index) }, `Question ${index + 1}.`), ` ${lines}`)));
    if (had) summary.focus();
  }

  return {
    el,
    /** The first question that lacks something, from 0; -1 where none does. */
    first: () => all()[0]?.index ?? -1,
    update() {
      if (!drawn) draw();
      clearTimeout(soon);
      soon = setTimeout(draw, REST_MS);
    },
    stop: () => clearTimeout(soon),
  };
}

/**
 * What an item hands out: words with a code or a note to them, above the field for the answer.
 */

import { h } from "../dom.js";

/** @typedef {import("./types.js").Given} Given */

/** @param {Given[]} given */
export function givenList(given) {
  return h("ul", { class: "cw-given", "aria-label": "Given to work with" }, given.map((one) => h("li", null, parts(one))));
}

/** Words of a turn are quoted, with the turn and what they were coded as; other words stand under their label. @param {Given} given */
function parts({ quote, turn, code, note }) {
  const label = code ? h("strong", null, `${code}.`) : null;
  const words = turn ? [h("q", null, quote), ` (${turn})`, label && " ", label] : [label, label && " ", quote];
  return [...words, note ? ` ${note}` : null];
}

/** The same as a line of text. @param {Given} given */
export function givenLine({ quote, turn, code, note }) {
  const label = code && `${code}.`;
  return (turn ? [`“${quote}” (${turn})`, label, note] : [label, quote, note]).filter(Boolean).join(" ");
}

/**
 * A short text with a count of its words.
 */

import { freshId, h, paragraphs } from "../dom.js";
import { countWords } from "./offsets.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./session.js").Session} Session */

const LIMIT = 20000;

/** @param {Session} session @param {Item} item */
export function textItem(session, item) {
  const [areaId, promptId, countId] = ["cw-text", "cw-prompt", "cw-count"].map(freshId);
  const count = h("p", { class: "cw-hint", id: countId });
  const area = h("textarea", {
    id: areaId,
    rows: "9",
    maxlength: String(LIMIT),
    "aria-labelledby": promptId,
    "aria-describedby": countId,
    oninput: () =>
      session.setAnswer(item.id, area.value || null, { what: "typing", deed: { do: "write" }, typing: `text:${item.id}` }),
    onblur: () => session.settle(),
  });
  function update() {
    const text = session.answer(item.id) ?? "";
    if (area.value !== text) area.value = text;
    count.textContent = lengthOf(text, item);
  }
  update();
  return { el: h("div", { class: "cw-item" }, h("div", { class: "cw-prompt", id: promptId }, paragraphs(item.prompt)), area, count), update };
}

/** @param {string} text @param {Item} item */
export function lengthOf(text, { words }) {
  const count = countWords(text);
  const have = count === 1 ? "1 word" : `${count} words`;
  if (!words) return `${have}.`;
  const asked = `asked for: ${words.least} to ${words.most}`;
  if (count > words.most) return `${have}, ${count - words.most} more than the most (${asked}).`;
  if (count < words.least && count > 0) return `${have}, ${words.least - count} to go (${asked}).`;
  return `${have} (${asked}).`;
}

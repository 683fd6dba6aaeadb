// What helps to mark an item: exemplars, commentary, the passage, the trainee's own questions. All of it folds.
import { h, prose } from "./elements.js";

/** @typedef {import("./task.js").Item} Item */
/** @typedef {import("./task.js").Script} Script */

/**
 * @param {string} key @param {string} title @param {boolean} isOpen @param {...import("./elements.js").Child} content
 */
function fold(key, title, isOpen, ...content) {
  return h(
    "details",
    { "data-fold": key, open: isOpen },
    h("summary", {}, title, " ", h("kbd", { "aria-hidden": "true" }, key)),
    ...content,
  );
}

/** @param {Item} item */
function exemplars(item) {
  return item.exemplars.map((one) =>
    h(
      "article",
      { class: "exemplar" },
      h("h4", {}, `${one.level || "Exemplar"}${one.marks === null ? "" : `: ${one.marks} of ${item.of}`}`),
      prose(one.text, "own"),
      h("p", { class: "prose" }, h("span", { class: "label" }, "Why: "), one.why),
    ),
  );
}

/** @param {Item} item */
function passage(item) {
  const given = item.given.map((one) =>
    h(
      "li",
      {},
      h("span", { class: "prose" }, `\u201c${one.quote}\u201d`),
      one.turn && h("span", { class: "soft" }, ` (${one.turn})`),
      [one.code, one.note].filter(Boolean).map((text) => h("p", { class: "prose line" }, text)),
    ),
  );
  const turns = item.turns.map((one) => h("p", { class: "prose turn" }, h("span", { class: "soft" }, `${one.turn} ${one.speaker} `), one.text));
  return [given.length > 0 && h("ul", {}, ...given), ...turns];
}

/**
 * The folds beside an answer; which are open is remembered from answer to answer.
 * @param {Item} item @param {Script} script @param {Set<string>} open
 */
export function drawGuide(item, script, open) {
  const words = item.words.map((one) => h("li", { class: "prose" }, `\u201c${one.quote}\u201d (${one.turn})`));
  const shown = passage(item);
  return h(
    "div",
    { class: "guide" },
    item.exemplars.length > 0 && fold("e", `Exemplars (${item.exemplars.length})`, open.has("e"), ...exemplars(item)),
    (item.commentary || words.length > 0) &&
      fold("g", "The key's commentary", open.has("g"), item.commentary && prose(item.commentary), words.length > 0 && h("ul", {}, ...words)),
    item.turns.length + item.given.length > 0 && fold("t", "The words that were given", open.has("t"), ...shown),
    script.questions.length > 0 &&
      fold("q", "Two questions for a talk", open.has("q"), h("ol", {}, ...script.questions.map((text) => h("li", { class: "prose" }, text)))),
  );
}

/**
 * Search in what was said, and in one's own notes, reasons and memos; every hit leads to its place.
 */

import { button, fill, freshId, h } from "../dom.js";
import { search } from "./questions.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./questions.js").Hit} Hit */

/** More are counted and not drawn: nobody reads a thousand hits, and drawing them would stall a slow computer. */
const MOST = 200;

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {import("../dom.js").Heading} parts.heading
 * @param {(doc: string, id: string) => void} parts.show a turn or a span in the transcript
 */
export function searchPanel({ desk, say, heading, show }) {
  const [wordsId, wholeId, notesId] = ["cw-search", "cw-whole-words", "cw-in-notes"].map(freshId);
  const words = h("input", { type: "text", id: wordsId, maxlength: "200", autocomplete: "off", "data-own-undo": true });
  const whole = h("input", { type: "checkbox", id: wholeId });
  const notes = h("input", { type: "checkbox", id: notesId });
  const standing = h("p", { class: "cw-hint" });
  const list = h("ol", { class: "cw-hits" });

  /** @param {Event} event */
  function look(event) {
    event.preventDefault();
    const hits = search(words.value, desk.shelf.transcripts, desk.work, { wholeWords: whole.checked, notes: notes.checked });
    const cases = new Set(hits.filter(({ doc }) => doc).map(({ doc }) => doc)).size;
    standing.textContent = !words.value.trim()
      ? "Type a word or more first."
      : hits.length
        ? `${hits.length === 1 ? "1 place" : `${hits.length} places`} in ${cases === 1 ? "1 interview" : `${cases} interviews`}.${hits.length > MOST ? ` The first ${MOST} are shown.` : ""}`
        : "Nothing found. Try fewer words, or part of a word.";
    fill(list, hits.slice(0, MOST).map(entry));
    say(standing.textContent);
  }

  /** @param {Hit} hit */
  function entry(hit) {
    const where = hit.kind === "turn" ? hit.id : hit.kind === "note" ? `your note on span ${hit.id}` : "a memo of yours";
    const go = hit.kind === "memo" ? null : button("Show it", () => show(hit.doc, hit.id), { class: "cw-button cw-button-small", "aria-label": `Show it in the transcript: ${hit.found}, ${where}` });
    return h("li", null, h("span", { class: "cw-hint" }, `${where}: `), hit.before, h("mark", { class: "cw-found" }, hit.found), hit.after, " ", go);
  }

  return {
    el: h(
      "section",
      null,
      heading("Search"),
      h(
        "form",
        { class: "cw-search", onsubmit: look, novalidate: true },
        h("div", { class: "cw-field" }, h("label", { for: wordsId }, "Words to find"), h("div", { class: "cw-add-row" }, words, h("button", { type: "submit", class: "cw-button" }, "Find"))),
        h("div", { class: "cw-option" }, whole, h("label", { for: wholeId }, "Whole words only")),
        h("div", { class: "cw-option" }, notes, h("label", { for: notesId }, "In my notes, reasons and memos too")),
      ),
      standing,
      list,
    ),
    update() {},
  };
}

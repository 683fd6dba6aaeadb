/**
 * Code and retrieve: all that was given a code, or one below it, with the turn around it and the turns before and after.
 * Here a code can be split: the extracts that are ticked get a new one.
 */

import { button, fill, freshId, h } from "../dom.js";
import { choose } from "../fields.js";
import { chips } from "../sheet/codebook-panel.js";
import { slicePoints } from "../sheet/offsets.js";
import { lookOf } from "./coder/look.js";
import { newCode, split } from "./code-tree.js";
import { retrieve } from "./questions.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./questions.js").Retrieved} Retrieved */

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {import("../dom.js").Heading} parts.heading
 * @param {(doc: string, id: string) => void} parts.show
 */
export function extractsPanel({ desk, say, heading, show }) {
  const look = lookOf(desk);
  const title = heading("Extracts", { tabindex: "-1" });
  const which = choose("Code", [], { name: "cw-extracts-code", onchange: () => draw(true) });
  const standing = h("p", { class: "cw-hint" });
  const list = h("ol", { class: "cw-extracts" });
  const newId = freshId("cw-split");
  const name = h("input", { type: "text", id: newId, maxlength: "120", autocomplete: "off", "data-own-undo": true });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const splitting = h(
    "details",
    { class: "cw-fold" },
    h("summary", null, "Split this code"),
    h("p", { class: "cw-hint" }, "Tick the extracts above that belong together for another reason, and name what they share. They get the new code instead of this one."),
    h("div", { class: "cw-field" }, h("label", { for: newId }, "Name of the new code"), h("div", { class: "cw-add-row" }, name, button("Split", () => divide()))),
    problem,
  );
  /** Ids of ticked spans. @type {Set<string>} */
  const ticked = new Set();
  let offered = "";
  /** @type {unknown[]} */
  let drawn = [];

  function offerCodes() {
    const now = JSON.stringify(desk.codes.map(({ code, name: words }) => [code, words]));
    if (now === offered) return;
    offered = now;
    const was = which.select.value;
    fill(which.select, h("option", { value: "" }, "Choose …"), desk.codes.map((code) => h("option", { value: code.code }, code.name)));
    which.select.value = desk.code(was) ? was : "";
  }

  /** @param {boolean} [always] */
  function draw(always = false) {
    const code = which.select.value;
    const state = [code, desk.work.spans, desk.codes];
    if (!always && state.every((one, index) => one === drawn[index])) return;
    drawn = state;
    const found = code ? retrieve(code, desk.work, desk.codes, desk.shelf.transcripts) : [];
    const ids = new Set(found.map(({ line }) => line.id));
    for (const id of [...ticked]) if (!ids.has(id)) ticked.delete(id);
    const cases = new Set(found.map(({ line }) => line.doc)).size;
    standing.textContent = !code
      ? "Choose a code to see what you gave it, with what stands around it."
      : found.length
        ? `${ids.size === 1 ? "1 span" : `${ids.size} spans`} in ${cases === 1 ? "1 case" : `${cases} cases`}, codes below it included.`
        : "You have given this code to nothing yet.";
    splitting.hidden = !found.length;
    fill(list, found.map(entry));
    if (always && code) say(standing.textContent);
  }

  /** @param {Retrieved} one */
  function entry({ line, speaker, before, text, after }) {
    const boxId = freshId("cw-extract");
    const box = h("input", {
      type: "checkbox",
      id: boxId,
      checked: ticked.has(line.id),
      onchange: () => (box.checked ? ticked.add(line.id) : ticked.delete(line.id)),
    });
    const who = speaker === "I" ? "Interviewer" : speaker;
    return h(
      "li",
      null,
      h("div", { class: "cw-option" }, box, h("label", { for: boxId }, h("span", { class: "cw-hint" }, `${line.turn}, ${who}: `), h("q", null, line.quote))),
      h("p", { class: "cw-chips" }, chips(line.codes, look)),
      line.why.trim() ? h("p", null, h("strong", null, "Why: "), line.why) : null,
      h(
        "details",
        null,
        h("summary", null, "What stands around it"),
        before ? h("p", { class: "cw-hint" }, before) : null,
        h("p", null, slicePoints(text, 0, line.start), h("mark", { class: "cw-found" }, line.quote), slicePoints(text, line.end, text.length)),
        after ? h("p", { class: "cw-hint" }, after) : null,
      ),
      h("div", { class: "cw-buttons" }, button("Show it in the transcript", () => show(line.doc, line.id), { class: "cw-button cw-button-small", "aria-label": `Show it in the transcript: ${line.quote}` })),
    );
  }

  function divide() {
    const from = which.select.value;
    const words = name.value.trim();
    const alike = desk.codes.find((code) => code.name.toLowerCase() === words.toLowerCase());
    problem.textContent = !words ? "Name the new code first." : alike ? `There is a code of that name already: ${alike.name}.` : ticked.size ? "" : "Tick one extract or more above first.";
    if (problem.textContent) return name.focus();
    const own = desk.isOwn(from) ? (desk.code(from)?.parent ?? null) : null;
    const code = newCode(words, [...desk.codes.map((one) => one.code), ...desk.work.themes.map(({ id }) => id)], { parent: own });
    const count = ticked.size;
    desk.step("a code split", split(desk.work, from, code, new Set(ticked)), { do: "code-split", code: from, into: code.code });
    ticked.clear();
    name.value = "";
    say(`${count === 1 ? "1 span has" : `${count} spans have`} the code ${code.name} now. Ctrl Z takes it back.`);
    title.focus();
  }

  return {
    el: h("section", null, title, which.el, standing, list, splitting),
    /** @param {string} code */
    open(code) {
      offerCodes();
      which.select.value = code;
      ticked.clear();
      draw(true);
      title.focus();
    },
    update() {
      offerCodes();
      draw();
    },
  };
}

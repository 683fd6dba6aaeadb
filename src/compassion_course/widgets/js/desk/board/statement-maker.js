/**
 * Making an experiential statement: choose the spans that it rests on, then say what they say.
 */

import { button, h } from "../../dom.js";
import { extractsIn } from "../extracts.js";
import { spanPicker } from "./span-picker.js";

/** @typedef {import("./board-panel.js").Board} Board */

/** @param {Board} board @param {string} doc */
export function statementMaker({ desk, act, known }, doc) {
  /** @type {Set<string>} */
  let chosen = new Set();
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const picker = spanPicker({
    legend: `Spans of ${doc}`,
    source: () => extractsIn(doc, known().work, known().transcripts),
    chosen: () => chosen,
    toggle(span, on) {
      if (on) chosen.add(span);
      else chosen.delete(span);
      problem.textContent = "";
      picker.draw();
    },
    mark({ id }) {
      const times = desk.work.statements.filter(({ spans }) => spans.includes(id)).length;
      return times === 0 ? "" : times === 1 ? "in a statement" : `in ${times} statements`;
    },
    counts: true,
    none: "There is no span of this case yet. Spans are made where you code the transcript.",
  });
  const el = h(
    "details",
    // Where there is no statement yet, making one is what there is to do.
    { class: "cw-maker", open: !desk.work.statements.some((one) => one.doc === doc), ontoggle: () => draw() },
    h("summary", null, "Make a statement"),
    h("p", { class: "cw-hint" }, "Choose the spans that belong together. The statement's words come next."),
    picker.el,
    problem,
    h("div", { class: "cw-buttons" }, button("Make a statement from these", make)),
  );

  function make() {
    const spans = extractsIn(doc, known().work, known().transcripts).map(({ id }) => id).filter((id) => chosen.has(id));
    problem.textContent = spans.length ? "" : "Choose a span first.";
    if (!spans.length) return /** @type {HTMLElement | null} */ (el.querySelector("input[type=checkbox]"))?.focus();
    chosen = new Set();
    act.makeStatement(doc, spans);
  }

  function draw() {
    if (!el.open) return;
    const there = new Set(desk.work.spans.map(({ id }) => id));
    for (const id of chosen) if (!there.has(id)) chosen.delete(id);
    picker.draw();
  }

  return { el, draw };
}

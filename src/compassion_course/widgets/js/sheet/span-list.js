/**
 * "My spans": the same spans as in the passage, as a list with their codes and reasons, in the order of the transcript.
 */

import { button, fill, freshId, h } from "../dom.js";
import { chips } from "./codebook-panel.js";
import { WHY_LIMIT } from "./coding-form.js";

/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {{el: HTMLElement, span: Span | null, draw: (span: Span) => void, remove: HTMLButtonElement}} Entry */

/**
 * @param {object} parts
 * @param {import("./span-work.js").SpanWork} parts.work
 * @param {Codebook} parts.codebook
 * @param {Turn[]} parts.turns
 * @param {(id: string) => void} parts.edit
 * @param {(id: string) => void} parts.remove
 */
export function spanList({ work, codebook, turns, edit, remove }) {
  const headingId = freshId("cw-my-spans");
  const heading = h("h4", { id: headingId, tabindex: "-1" }, "My spans");
  const standing = h("p", { class: "cw-hint" });
  const list = h("ol", { class: "cw-spans" });
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  const speakers = new Map(turns.map(({ turn, speaker }) => [turn, speaker]));
  /** @type {Span[] | null} */
  let drawn = null;

  /** @param {string} id @returns {Entry} */
  function entry(id) {
    const whyId = freshId("cw-why");
    const where = h("span", { class: "cw-hint" });
    const quote = h("q", null);
    const codes = h("span", { class: "cw-chips" });
    const missing = h("span", { class: "cw-missing" }, "no reason yet");
    const why = h("textarea", {
      id: whyId,
      rows: "2",
      maxlength: String(WHY_LIMIT),
      oninput: () => work.reason(id, why.value),
    });
    const change = button("Change codes", () => edit(id), { class: "cw-button cw-button-small" });
    const away = button("Delete", () => removeHere(id), { class: "cw-button cw-button-small" });
    const el = h(
      "li",
      { class: "cw-span" },
      h("p", null, quote, " ", where),
      h("p", null, codes, " ", missing),
      h("div", { class: "cw-field" }, h("label", { for: whyId }, "Reason"), why),
      h("div", { class: "cw-buttons" }, change, away),
    );
    return {
      el,
      span: null,
      remove: away,
      draw(span) {
        quote.textContent = span.quote;
        where.textContent = `${span.turn}, ${speakers.get(span.turn) === "I" ? "Interviewer" : speakers.get(span.turn) ?? ""}`;
        fill(codes, chips(span.codes, codebook));
        missing.hidden = Boolean(span.why.trim());
        if (why.value !== span.why) why.value = span.why;
        change.setAttribute("aria-label", `Change codes of: ${span.quote}`);
        away.setAttribute("aria-label", `Delete: ${span.quote}`);
      },
    };
  }

  /** The focus goes on to the next span's button, so that several can be deleted in a row. @param {string} id */
  function removeHere(id) {
    const order = work.inOrder().map((span) => span.id);
    const at = order.indexOf(id);
    const next = order[at + 1] ?? order[at - 1];
    remove(id);
    (entries.get(next)?.remove ?? heading).focus();
  }

  function update() {
    if (work.spans === drawn) return;
    drawn = work.spans;
    const spans = work.inOrder();
    const kept = new Set(spans.map(({ id }) => id));
    for (const [id, { el }] of entries) {
      if (kept.has(id)) continue;
      el.remove();
      entries.delete(id);
    }
    spans.forEach((span, index) => {
      const known = entries.get(span.id) ?? entry(span.id);
      entries.set(span.id, known);
      if (known.span !== span) known.draw(span);
      known.span = span;
      // Moving a node that holds the focus would lose it, so only what stands wrong is moved.
      if (list.children[index] !== known.el) list.insertBefore(known.el, list.children[index] ?? null);
    });
    standing.textContent = standingOf(spans);
  }

  update();
  return { el: h("section", { class: "cw-my-spans", "aria-labelledby": headingId }, heading, standing, list), update };
}

/** @param {Span[]} spans */
export function standingOf(spans) {
  if (!spans.length) return "No spans yet. What you code appears here, with room for your reason.";
  const bare = spans.filter(({ why }) => !why.trim()).length;
  const count = spans.length === 1 ? "1 span" : `${spans.length} spans`;
  if (!bare) return `${count}, ${spans.length === 1 ? "with its reason" : "each with a reason"}.`;
  return `${count}; ${bare} ${bare === 1 ? "has" : "have"} no reason yet.`;
}

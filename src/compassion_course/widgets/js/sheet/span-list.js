/**
 * "My spans": the same spans as in the passage, as a list with their codes and reasons, in the order of the transcript.
 * Where there may be hundreds it is folded and drawn a page at a time, so that a key pressed in the passage need not
 * wait for it.
 */

import { button, fill, freshId, h } from "../dom.js";
import { chips } from "./codebook-panel.js";
import { WHY_LIMIT } from "./coding-form.js";
import { keyedList } from "./keyed-list.js";
import { sheetHeading } from "./keys-panel.js";

/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./span-work.js").Spans} Spans */
/** @typedef {{el: HTMLElement, draw: (span: Line) => void, remove: HTMLButtonElement}} Entry */

/**
 * @param {object} parts
 * @param {Spans} parts.work
 * @param {Codebook} parts.codebook
 * @param {Turn[]} parts.turns
 * @param {(id: string) => void} parts.edit
 * @param {(id: string) => void} parts.remove
 * @param {import("./keys-panel.js").Heading} [parts.heading]
 * @param {number} [parts.page] how many are drawn at a time; with it the list is folded
 * @param {(spans: Line[]) => string} [parts.stands] says how the spans stand
 * @param {[kind: string, label: string][]} [parts.kinds] of notes, where they stand in place of a reason
 */
export function spanList({ work, codebook, turns, edit, remove, heading = sheetHeading, page = 0, kinds, stands = kinds ? notesStanding : standingOf }) {
  const headingId = freshId("cw-my-spans");
  const title = heading(kinds ? "My notes" : "My spans", { id: headingId, tabindex: "-1" });
  const standing = h("p", { class: "cw-hint" });
  const list = h("ol", { class: "cw-spans" });
  const entries = keyedList(list, (/** @type {Line} */ { id }) => id, entry, (one, span) => one.draw(span));
  const speakers = new Map(turns.map(({ turn, speaker }) => [turn, speaker]));
  const more = button("", () => showMore(), { class: "cw-button cw-button-quiet", hidden: true });
  const fold = page ? h("details", { ontoggle: () => update() }, h("summary", null, "Read them as a list"), list, more) : null;
  let upTo = page || Infinity;
  /** @type {Line[] | null} */
  let drawn = null;
  /** @type {unknown} */
  let drawnCodes = null;
  let drawnOpen = false;

  /** @param {string} id @returns {Entry} */
  function entry(id) {
    const whyId = freshId("cw-why");
    const where = h("span", { class: "cw-hint" });
    const quote = h("q", null);
    const codes = h("span", { class: "cw-chips" });
    const missing = h("span", { class: "cw-missing" }, kinds ? "no note yet" : "no reason yet");
    const given = h("p", null, codes, " ", missing);
    const notes = h("p", { class: "cw-hint", hidden: true });
    const why = h("textarea", {
      id: whyId,
      rows: "2",
      maxlength: String(WHY_LIMIT),
      oninput: () => work.reason(id, why.value),
    });
    const areas = (kinds ?? []).map(([kind, label]) => {
      const areaId = freshId("cw-note");
      const area = h("textarea", { id: areaId, rows: "2", maxlength: "4000", oninput: () => work.note?.(id, kind, area.value) });
      return { kind, area, el: h("div", { class: "cw-field" }, h("label", { for: areaId }, `${label} note`), area) };
    });
    const change = button(page || kinds ? "Open" : "Change codes", () => edit(id), { class: "cw-button cw-button-small" });
    const away = button("Delete", () => removeHere(id), { class: "cw-button cw-button-small" });
    const el = h(
      "li",
      { class: "cw-span" },
      h("p", null, quote, " ", where),
      given,
      notes,
      kinds ? areas.map((one) => one.el) : h("div", { class: "cw-field" }, h("label", { for: whyId }, "Reason"), why),
      h("div", { class: "cw-buttons" }, change, away),
    );
    return {
      el,
      remove: away,
      draw(span) {
        quote.textContent = span.quote;
        where.textContent = `${span.turn}, ${speakers.get(span.turn) === "I" ? "Interviewer" : speakers.get(span.turn) ?? ""}`;
        fill(codes, chips(span.codes, codebook));
        const noted = Object.entries(span.notes ?? {}).filter(([, note]) => note.trim());
        missing.hidden = kinds ? noted.length > 0 : Boolean(span.why.trim());
        given.hidden = Boolean(kinds) && missing.hidden;
        for (const { kind, area } of areas) if (area.value !== (span.notes?.[kind] ?? "")) area.value = span.notes?.[kind] ?? "";
        notes.hidden = Boolean(kinds) || !noted.length;
        notes.textContent = noted.map(([kind, note]) => `${kind}: ${note}`).join(" · ");
        if (why.value !== span.why) why.value = span.why;
        change.setAttribute("aria-label", `${page || kinds ? "Open" : "Change codes of"}: ${span.quote}`);
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
    (entries.entry(next)?.remove ?? title).focus();
  }

  function showMore() {
    const first = work.inOrder()[upTo]?.id;
    upTo += page;
    drawn = null;
    update();
    entries.entry(first)?.el.querySelector("button")?.focus();
  }

  function update() {
    const open = fold?.open ?? true;
    if (work.spans === drawn && codebook.codes === drawnCodes && open === drawnOpen) return;
    const renamed = codebook.codes !== drawnCodes;
    [drawn, drawnCodes, drawnOpen] = [work.spans, codebook.codes, open];
    if (!fold) standing.textContent = stands(work.spans);
    if (!open) return;
    const spans = work.inOrder();
    entries.show(spans.length > upTo ? spans.slice(0, upTo) : spans, renamed);
    more.hidden = spans.length <= upTo;
    if (!more.hidden) more.textContent = `Show ${Math.min(page, spans.length - upTo)} more of ${spans.length}`;
  }

  update();
  return {
    el: h("div", { class: "cw-my-spans", role: "group", "aria-labelledby": headingId }, title, standing, fold ?? list),
    update,
    /** Says how the spans stand; apart from the list, because it can wait until the keys rest. */
    count() {
      if (fold) standing.textContent = stands(work.spans);
    },
  };
}

/** @param {Line[]} spans */
export function standingOf(spans) {
  if (!spans.length) return "No spans yet. What you code appears here, with room for your reason.";
  const bare = spans.filter(({ why }) => !why.trim()).length;
  const count = spans.length === 1 ? "1 span" : `${spans.length} spans`;
  if (!bare) return `${count}, ${spans.length === 1 ? "with its reason" : "each with a reason"}.`;
  return `${count}; ${bare} ${bare === 1 ? "has" : "have"} no reason yet.`;
}

/** How noted spans stand. @param {Line[]} spans */
export function notesStanding(spans) {
  if (!spans.length) return "No notes yet. The words that you stop at appear here with your notes on them.";
  return spans.length === 1 ? "Notes on 1 place." : `Notes on ${spans.length} places.`;
}

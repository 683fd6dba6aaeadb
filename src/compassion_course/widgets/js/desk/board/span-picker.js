/**
 * Choosing spans from a list: native checkboxes with what was said beside them, a filter by words and by case, and some
 * at a time. What is chosen is always in the list.
 */

import { fill, freshId, h } from "../../dom.js";
import { extractWords } from "./parts.js";

/** @typedef {import("../extracts.js").Extract} Extract */

const AT_A_TIME = 12;

/**
 * @param {object} parts
 * @param {string} parts.legend
 * @param {() => Extract[]} parts.source in the order of the transcripts
 * @param {() => Set<string>} parts.chosen
 * @param {(span: string, on: boolean) => void} parts.toggle
 * @param {(extract: Extract) => string} [parts.mark] a word beside an extract, such as “in a statement”
 * @param {boolean} [parts.counts] whether the line below says how many are chosen, where nothing else does
 * @param {string} [parts.none] said where there is nothing to choose from
 */
export function spanPicker({ legend, source, chosen, toggle, mark = () => "", counts = false, none = "There is no span to choose from yet." }) {
  let most = AT_A_TIME;
  const wordsId = freshId("cw-picker-words");
  const caseId = freshId("cw-picker-case");
  const filter = h("input", { type: "text", id: wordsId, class: "cw-filter", autocomplete: "off", spellcheck: "false", "data-own-undo": true, oninput: () => narrowed() });
  const ofCase = h("select", { id: caseId, onchange: () => narrowed() });
  const caseRow = h("div", { class: "cw-filter-row" }, h("label", { for: caseId }, "Case"), ofCase);
  const wordRow = h("div", { class: "cw-filter-row" }, h("label", { for: wordsId }, "Words"), filter);
  const list = h("div", { class: "cw-picks" });
  const standing = h("p", { class: "cw-hint", role: "status" });
  const more = h("button", { type: "button", class: "cw-button cw-button-small", onclick: () => showMore() }, "Show more");
  const title = h("legend", null, legend);
  /** @type {Map<string, {el: HTMLElement, box: HTMLInputElement, note: HTMLElement}>} */
  const rows = new Map();
  let docs = "";

  function narrowed() {
    most = AT_A_TIME;
    draw();
  }

  function showMore() {
    const before = new Set([...list.children]);
    most += AT_A_TIME;
    draw();
    const first = [...list.children].find((one) => !before.has(one));
    first?.querySelector("input")?.focus();
  }

  /** @param {Extract} extract */
  function row(extract) {
    const known = rows.get(extract.id);
    if (known) return known;
    const id = freshId("cw-pick");
    const note = h("span", { class: "cw-pick-mark" });
    const box = h("input", { type: "checkbox", id, onchange: () => toggle(extract.id, box.checked) });
    const el = h("div", { class: "cw-option" }, box, h("label", { for: id }, extractWords(extract), note));
    const made = { el, box, note };
    rows.set(extract.id, made);
    return made;
  }

  function draw() {
    const all = source();
    const cases = [...new Set(all.map(({ doc }) => doc))];
    if (cases.join() !== docs) {
      docs = cases.join();
      const was = ofCase.value;
      fill(ofCase, h("option", { value: "" }, "All"), cases.map((doc) => h("option", { value: doc }, doc)));
      ofCase.value = cases.includes(was) ? was : "";
      caseRow.hidden = cases.length < 2;
    }
    wordRow.hidden = all.length <= 6;
    const wanted = filter.value.trim().toLowerCase();
    const on = chosen();
    const fits = all.filter(({ id, doc, quote }) => on.has(id) || ((!ofCase.value || doc === ofCase.value) && quote.toLowerCase().includes(wanted)));
    let open = most;
    const shown = fits.filter(({ id }) => on.has(id) || open-- > 0);
    const made = shown.map((extract) => {
      const one = row(extract);
      one.box.checked = on.has(extract.id);
      const words = mark(extract);
      const note = words ? ` (${words})` : "";
      if (one.note.textContent !== note) one.note.textContent = note;
      return one.el;
    });
    made.forEach((el, index) => {
      if (list.children[index] !== el) list.insertBefore(el, list.children[index] ?? null);
    });
    while (list.children.length > made.length) list.lastElementChild?.remove();
    const hadMore = document.activeElement === more;
    more.hidden = shown.length === fits.length;
    if (hadMore && more.hidden) filter.focus();
    const words = !all.length ? none : !fits.length ? "Nothing here has these words." : `${shown.length} of ${all.length} shown${counts ? `, ${on.size} chosen` : ""}.`;
    if (standing.textContent !== words) standing.textContent = words;
  }

  return {
    el: h("fieldset", { class: "cw-picker" }, title, h("div", { class: "cw-picker-filters" }, caseRow, wordRow), list, more, standing),
    draw,
    /** @param {string} text */
    name(text) {
      if (title.textContent !== text) title.textContent = text;
    },
  };
}

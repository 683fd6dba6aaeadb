/**
 * A relations item: links between the codes of a coding, each with its slot and with coded words that speak for both of
 * its ends. The link is also written as a sentence, as the coding desk writes it.
 */

import { freshId, h, paragraphs } from "../dom.js";
import { SLOTS, sentence } from "../desk/relations.js";
import { madeList, put, putValue } from "./made-list.js";
import { codeNames } from "./members.js";
import { tickList } from "./tick-list.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Relation} Relation */
/** @typedef {import("./types.js").Slot} Slot */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./session.js").Session} Session */

/** A link has no id in the sheet: its place in the list is its key. @typedef {{key: string, link: Relation}} Row */

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item
 * @param {Codebook} parts.codebook
 * @param {(text: string) => void} parts.say
 */
export function relationsItem({ session, item, codebook, say }) {
  const of = String(item.of);
  /** @returns {Relation[]} */
  const value = () => session.answer(item.id) ?? [];
  const rows = () => value().map((link, index) => ({ key: String(index), link }));
  const named = () => codeNames(session.coding(of), (code) => codebook.codes.find((one) => one.code === code)?.name ?? code);
  /** Codes that were given to words: others have no evidence. */
  const codes = () => [...new Set(session.coding(of).spans.flatMap((span) => span.codes))];

  /** @param {Relation[]} links @param {string} what @param {string} to */
  function step(links, what, to) {
    session.setAnswer(item.id, links.length ? links : null, { what, deed: { do: "relation", to } });
  }

  /** @param {string} key @param {Partial<Relation>} change @param {string} what */
  function change(key, change, what) {
    step(value().map((link, index) => (String(index) === key ? { ...link, ...change } : link)), what, key);
  }

  function make() {
    const key = String(value().length);
    step([...value(), { from: "", to: "", slot: "phenomenon", evidence: [] }], "a link added", key);
    return key;
  }

  /** @param {string} key */
  function remove(key) {
    const words = inWords(value()[Number(key)]);
    step(value().filter((_, index) => String(index) !== key), "a link deleted", key);
    return words;
  }

  /** @param {Relation} link */
  function inWords(link) {
    if (!link.from || !link.to) return "A link without both of its ends";
    return link.from === link.to ? "A code linked to itself" : sentence({ id: "", why: "", ...link }, named());
  }

  /** @param {string} key @param {HTMLElement} away */
  function box(key, away) {
    const [fromId, slotId, toId] = ["cw-from", "cw-slot", "cw-to"].map(freshId);
    const ends = (/** @type {"from" | "to"} */ end, /** @type {string} */ id) => {
      const select = h("select", { id, onchange: () => change(key, { [end]: select.value }, "a link's end") });
      return select;
    };
    const [from, to] = [ends("from", fromId), ends("to", toId)];
    const slot = h("select", { id: slotId, onchange: () => change(key, { slot: /** @type {Slot} */ (slot.value) }, "a link's slot") }, SLOTS.map(({ id, one, ask }) => h("option", { value: id }, `${one}: ${ask}`)));
    const ticks = tickList((span, on, words) => {
      const rest = value()[Number(key)].evidence.filter((id) => id !== span);
      change(key, { evidence: on ? [...rest, span] : rest }, on ? "evidence added" : "evidence taken out");
      say(`${on ? "Speaks for it" : "Taken out"}: ${words}`);
    }, "Choose both ends first.");
    const says = h("p", { class: "cw-link-says" });
    const legend = h("legend", null);
    const el = h(
      "li",
      null,
      h(
        "fieldset",
        { class: "cw-made-one" },
        legend,
        h("div", { class: "cw-field" }, h("label", { for: fromId }, "From"), from),
        h("div", { class: "cw-field" }, h("label", { for: slotId }, "Stands in the slot"), slot),
        h("div", { class: "cw-field" }, h("label", { for: toId }, "Of"), to),
        says,
        ticks.el,
        away,
      ),
    );
    return { el, first: from, away, legend, from, to, slot, says, ticks, drawn: "" };
  }

  /** @param {ReturnType<typeof box>} entry @param {Row} row @param {number} index */
  function draw(entry, { link }, index) {
    const name = named();
    put(entry.legend, `Link ${index + 1}`);
    entry.away.setAttribute("aria-label", `Delete link ${index + 1}`);
    const offered = codes();
    const key = JSON.stringify([offered.map(name), link.from, link.to]);
    if (key !== entry.drawn) {
      entry.drawn = key;
      for (const [select, chosen] of /** @type {[HTMLSelectElement, string][]} */ ([[entry.from, link.from], [entry.to, link.to]])) {
        // A code that no words have any more stays what was chosen, until another is.
        const ids = chosen && !offered.includes(chosen) ? [...offered, chosen] : offered;
        select.replaceChildren(h("option", { value: "" }, "Choose …"), ...ids.map((code) => h("option", { value: code }, name(code))));
      }
    }
    putValue(entry.from, link.from);
    putValue(entry.to, link.to);
    putValue(entry.slot, link.slot);
    put(entry.says, `${inWords(link)}${/[.!?]$/.test(inWords(link)) ? "" : "."}`);
    const { spans } = session.coding(of);
    const ends = link.from === link.to ? [link.from] : [link.from, link.to];
    const groups = ends.filter(Boolean).map((code) => ({
      title: `What shows “${name(code)}”`,
      ticks: spans.filter((span) => span.codes.includes(code)).map((/** @type {Span} */ { id, quote, turn, why }) => ({ id, words: `“${quote}” (${turn})`, about: why })),
    }));
    const shown = new Set(groups.flatMap(({ ticks }) => ticks.map(({ id }) => id)));
    const rest = link.evidence.filter((id) => !shown.has(id));
    if (rest.length) groups.push({ title: "What shows neither any more", ticks: rest.map((id) => ({ id, words: spans.find((span) => span.id === id)?.quote ?? "No longer there", about: "" })) });
    entry.ticks.put(`Choose evidence (${link.evidence.length})`, groups, link.evidence);
  }

  const list = madeList({ session, item, codebook, called: "link", value: rows, keyOf: ({ key }) => key, box, draw, make, remove, say });
  return { el: h("div", { class: "cw-item" }, h("div", { class: "cw-prompt" }, paragraphs(item.prompt)), list.el), update: list.update };
}

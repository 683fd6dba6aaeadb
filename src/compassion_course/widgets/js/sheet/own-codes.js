/**
 * The codes that a trainee makes in open coding, to name, define and delete while coding; and how they look.
 */

import { button, freshId, h } from "../dom.js";
import { dressed } from "../desk/coder/rules.js";
import { chip } from "./codebook-panel.js";
import { keyedList } from "./keyed-list.js";

/** @typedef {import("./types.js").OwnCode} OwnCode */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./span-work.js").SpanWork} SpanWork */
/** @typedef {{code: Code, spans: number}} Row */

export const NAME_LIMIT = 120;
const LIMIT = 2000;
/** What a codebook says of a code and a trainee need not. */
const BARE = { parent: null, include: "", exclude: "", example: "", properties: null, colour: "", letter: "" };

/**
 * The trainee's codes as a codebook, each with a letter and a colour: `codes` is another array once any of them changed.
 * @param {() => OwnCode[]} own
 * @returns {Codebook}
 */
export function ownCodebook(own) {
  /** @type {OwnCode[]} */
  let of = [];
  /** @type {Code[]} */
  let codes = [];
  return {
    id: "",
    name: "Your own codes",
    get codes() {
      if (of !== own()) {
        of = own();
        // A name that is being typed may be empty for a moment; its code is still to be found.
        codes = dressed(of.map((one) => ({ ...BARE, ...one, name: one.name.trim() || "Code without a name" })));
      }
      return codes;
    },
  };
}

/**
 * @param {SpanWork} work
 * @param {Codebook} codebook
 * @param {{say: (text: string) => void, settle: () => void}} tell
 */
export function ownCodesPanel(work, codebook, { say, settle }) {
  const [titleId, newId] = ["cw-own-codes", "cw-new-code"].map(freshId);
  const title = h("h4", { id: titleId, tabindex: "-1" }, "Your codes");
  const standing = h("p", { class: "cw-hint" });
  const list = h("ul", { class: "cw-own-codes" });
  const entries = keyedList(list, (/** @type {Row} */ { code }) => code.code, entry, (one, row) => one.draw(row));
  const name = h("input", { type: "text", id: newId, maxlength: String(NAME_LIMIT), autocomplete: "off", "data-own-undo": true });
  /** @type {unknown[]} */
  let drawn = [];

  /** @param {SubmitEvent} event */
  function make(event) {
    event.preventDefault();
    if (!name.value.trim()) return name.focus();
    const code = work.create(name.value);
    name.value = "";
    say("Code made. Say in a sentence when it fits.");
    entries.entry(code)?.define();
  }

  /** @param {string} id */
  function entry(id) {
    const [nameId, definitionId] = ["cw-code-name", "cw-code-definition"].map(freshId);
    const look = h("span", null);
    const count = h("span", { class: "cw-hint" });
    const missing = h("span", { class: "cw-missing" });
    const label = h("input", { type: "text", id: nameId, maxlength: String(NAME_LIMIT), autocomplete: "off", oninput: () => work.rename(id, label.value), onblur: settle });
    const definition = h("textarea", { id: definitionId, rows: "2", maxlength: String(LIMIT), oninput: () => work.define(id, definition.value), onblur: settle });
    const away = button("Delete", () => remove(id), { class: "cw-button cw-button-small" });
    const fold = h(
      "details",
      { class: "cw-code" },
      h("summary", null, look, " ", count, " ", missing),
      h("div", { class: "cw-field" }, h("label", { for: nameId }, "Name"), label),
      h("div", { class: "cw-field" }, h("label", { for: definitionId }, "Definition: when it fits, and when not"), definition),
      away,
    );
    return {
      el: h("li", { class: "cw-own-code" }, fold),
      define() {
        fold.open = true;
        definition.focus();
      },
      /** @param {Row} row */
      draw({ code, spans }) {
        const own = work.codes.find((one) => one.code === id);
        look.replaceChildren(chip(code));
        count.textContent = spans === 1 ? "1 span" : `${spans} spans`;
        missing.textContent = own?.definition.trim() ? "" : "no definition yet";
        if (label.value !== own?.name) label.value = own?.name ?? "";
        if (definition.value !== own?.definition) definition.value = own?.definition ?? "";
        away.setAttribute("aria-label", `Delete the code ${code.name}`);
      },
    };
  }

  /** @param {string} id */
  function remove(id) {
    const of = codebook.codes.find(({ code }) => code === id)?.name ?? id;
    const spans = work.spans.filter(({ codes }) => codes.includes(id)).length;
    work.drop(id);
    say(`Deleted: ${of}.${spans ? ` It was taken off ${spans === 1 ? "1 span" : `${spans} spans`}.` : ""} Ctrl Z brings it back.`);
    title.focus();
  }

  return {
    el: h(
      "section",
      { class: "cw-codebook", "aria-labelledby": titleId },
      title,
      standing,
      h("form", { class: "cw-filter-row", onsubmit: make }, h("label", { for: newId }, "New code"), name, h("button", { type: "submit", class: "cw-button cw-button-small" }, "Make it")),
      list,
    ),
    update() {
      const now = [codebook.codes, work.spans];
      if (now.every((one, index) => one === drawn[index])) return;
      drawn = now;
      const count = codebook.codes.length;
      standing.textContent = count ? `${count === 1 ? "1 code" : `${count} codes`}. Each needs a name, a definition and a span.` : "None yet. Make one here, or name it when you code words. Open a code to name and define it.";
      entries.show(codebook.codes.map((code) => ({ code, spans: work.spans.filter(({ codes }) => codes.includes(code.code)).length })));
    },
  };
}

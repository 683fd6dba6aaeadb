/**
 * Choosing codes: native checkboxes with a filter above them, and below them what the code at hand means.
 */

import { fill, freshId, h } from "../dom.js";
import { chip, inTree } from "./codebook-panel.js";

/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Codebook} Codebook */

/**
 * Checkboxes for the codes, with a filter above them.
 * @param {Codebook} codebook
 * @param {(code: string) => string} keyOf the number key that applies a code at once, or ""
 */
export function codeChooser(codebook, keyOf) {
  /** @type {Map<string, {box: HTMLInputElement, row: HTMLElement, key: HTMLElement, name: string, words: string}>} */
  const rows = new Map();
  const filterId = freshId("cw-filter");
  const about = h("p", { class: "cw-hint cw-about-code" });
  const nothing = h("p", { class: "cw-hint", hidden: true }, "No code has that in its name or definition.");
  const filter = h("input", {
    type: "text",
    id: filterId,
    class: "cw-filter",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => narrow(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      const left = [...rows.values()].filter(({ row }) => !row.hidden);
      // Enter means the one code that is left, or the one of that name; it must not send a half-made form.
      event.preventDefault();
      const wanted = filter.value.trim().toLowerCase();
      const named = left.filter(({ name }) => name.includes(wanted));
      const meant = left.length === 1 ? left : named;
      if (wanted && meant.length === 1) meant[0].box.click();
    },
  });
  const list = h(
    "div",
    { class: "cw-code-boxes" },
    inTree(codebook).map(({ code, depth }) => {
      const id = freshId("cw-code");
      const box = h("input", { type: "checkbox", id, value: code.code });
      const key = h("kbd", { class: "cw-key", "aria-hidden": "true" });
      const tell = () => fill(about, h("strong", null, `${code.name}. `), code.definition);
      const row = h(
        "div",
        { class: "cw-option cw-code-box", "data-depth": Math.min(depth, 2), onfocusin: tell, onchange: tell },
        box,
        h("label", { for: id }, chip(code), key),
      );
      rows.set(code.code, { box, row, key, name: code.name.toLowerCase(), words: `${code.name} ${code.definition}`.toLowerCase() });
      return row;
    }),
  );

  function narrow() {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const { row, box, words } of rows.values()) {
      row.hidden = !words.includes(wanted) && !box.checked;
      if (!row.hidden) shown += 1;
    }
    nothing.hidden = shown > 0;
  }

  return {
    el: h(
      "fieldset",
      { class: "cw-chooser" },
      h("legend", null, "Codes"),
      h("div", { class: "cw-filter-row" }, h("label", { for: filterId }, "Filter"), filter),
      list,
      nothing,
      about,
    ),
    focus: () => filter.focus(),
    value: () => [...rows].filter(([, { box }]) => box.checked).map(([id]) => id),
    /** @param {string[]} codes */
    put(codes) {
      filter.value = "";
      for (const [id, { box, key }] of rows) {
        box.checked = codes.includes(id);
        key.textContent = keyOf(id);
      }
      fill(about, "Move to a code, or tick it, to read here what it means.");
      narrow();
    },
  };
}


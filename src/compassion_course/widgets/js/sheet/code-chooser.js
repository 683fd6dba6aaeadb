/**
 * Choosing codes: native checkboxes with a filter above them, and below them what the code at hand means. Where codes
 * can be made, words that no code has become a new one.
 */

import { button, fill, freshId, h } from "../dom.js";
import { chip, inTree } from "./codebook-panel.js";
import { keyedList } from "./keyed-list.js";

/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {{code: Code, depth: number}} Row */
/** @typedef {{el: HTMLElement, box: HTMLInputElement, key: HTMLElement, draw: (row: Row) => void, name: string, words: string}} Entry */

/**
 * Checkboxes for the codes, with a filter above them.
 * @param {Codebook} codebook its codes may be others later
 * @param {(code: string) => string} keyOf the number key that applies a code at once, or ""
 * @param {((name: string) => void) | null} [create] makes a code of that name and ticks it
 */
export function codeChooser(codebook, keyOf, create = null) {
  /** @type {Code[]} */
  let drawn = [];
  /** @type {Map<string, Row>} */
  let rows = new Map();
  const filterId = freshId("cw-filter");
  const about = h("p", { class: "cw-hint cw-about-code" });
  const nothing = h("p", { class: "cw-hint", role: "status", hidden: true });
  const fresh = button("", () => made(), { class: "cw-button cw-button-small", hidden: true });
  const filter = h("input", {
    type: "text",
    id: filterId,
    class: "cw-filter",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "120",
    oninput: () => narrow(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      // Enter means the one code that is left, or the one of that name; it must not send a half-made form.
      event.preventDefault();
      takeTyped();
    },
  });
  const boxes = h("div", { class: "cw-code-boxes" });
  const list = keyedList(boxes, (/** @type {Row} */ { code }) => code.code, entry, (one, row) => one.draw(row));

  const wanted = () => filter.value.trim().replace(/\s+/g, " ").toLowerCase();
  const entries = () => [...rows.keys()].flatMap((id) => list.entry(id) ?? []);

  function takeTyped() {
    const words = wanted();
    if (!words) return;
    const left = entries().filter((one) => one.words.includes(words));
    const exact = left.filter(({ name }) => name === words);
    const named = left.filter(({ name }) => name.includes(words));
    const meant = [exact, left, named].find((some) => some.length === 1);
    if (meant) meant[0].box.click();
    else if (create && !named.length) made();
    else if (left.length > 1) {
      nothing.textContent = `${left.length} codes have that. Type more of the name, or tick one.`;
      nothing.hidden = false;
    }
  }

  function made() {
    const name = filter.value.trim().replace(/\s+/g, " ");
    if (!create || !name) return;
    filter.value = "";
    // The button goes with what was typed.
    filter.focus();
    create(name);
    narrow();
  }

  /** @param {string} id @returns {Entry} */
  function entry(id) {
    const boxId = freshId("cw-code");
    const box = h("input", { type: "checkbox", id: boxId, value: id });
    const key = h("kbd", { class: "cw-key", "aria-hidden": "true" });
    const label = h("label", { for: boxId });
    const tell = () => {
      const code = rows.get(id)?.code;
      if (code) fill(about, h("strong", null, `${code.name}. `), code.definition || "No definition yet.");
    };
    const el = h("div", { class: "cw-option cw-code-box", onfocusin: tell, onchange: tell }, box, label);
    /** @type {Entry} */
    const made = {
      el,
      box,
      key,
      name: "",
      words: "",
      draw({ code, depth }) {
        made.name = code.name.toLowerCase();
        made.words = `${code.name} ${code.definition}`.toLowerCase();
        el.dataset.depth = String(Math.min(depth, 2));
        fill(label, chip(code), key);
      },
    };
    return made;
  }

  /** Codes that were made, renamed or removed elsewhere; what is ticked stays ticked. */
  function refresh() {
    if (drawn === codebook.codes) return;
    drawn = codebook.codes;
    const next = inTree(codebook).map((row) => {
      const old = rows.get(row.code.code);
      return old && old.code === row.code && old.depth === row.depth ? old : row;
    });
    rows = new Map(next.map((row) => [row.code.code, row]));
    list.show(next);
    narrow();
  }

  function narrow() {
    const words = wanted();
    let shown = 0;
    let exact = false;
    for (const one of entries()) {
      const hidden = !one.words.includes(words) && !one.box.checked;
      if (one.el.hidden !== hidden) one.el.hidden = hidden;
      if (!hidden) shown += 1;
      if (one.name === words) exact = true;
    }
    nothing.hidden = shown > 0;
    nothing.textContent = create && words ? "No code has that. Enter makes it a new code." : create ? "No codes yet. Type a name and press Enter." : "No code has that in its name or definition.";
    fresh.hidden = !create || !words || exact;
    if (!fresh.hidden) fresh.textContent = `Make “${filter.value.trim()}” a new code`;
  }

  refresh();
  return {
    el: h(
      "fieldset",
      { class: "cw-chooser" },
      h("legend", null, "Codes"),
      h("div", { class: "cw-filter-row" }, h("label", { for: filterId }, create ? "Filter, or name a new code" : "Filter"), filter, fresh),
      boxes,
      nothing,
      about,
    ),
    focus: () => filter.focus(),
    /** What was typed and not followed by Enter, for whoever goes straight on to the button. */
    takeTyped() {
      if (create) takeTyped();
    },
    refresh,
    value: () => [...rows.keys()].filter((id) => list.entry(id)?.box.checked),
    /** @param {string} id one more code to tick */
    tick(id) {
      refresh();
      const one = list.entry(id);
      if (!one) return;
      one.box.checked = true;
      one.box.dispatchEvent(new Event("change", { bubbles: true }));
      narrow();
    },
    /** @param {string[]} codes */
    put(codes) {
      refresh();
      filter.value = "";
      for (const id of rows.keys()) {
        const one = list.entry(id);
        if (!one) continue;
        one.box.checked = codes.includes(id);
        const key = keyOf(id);
        if (one.key.textContent !== key) one.key.textContent = key;
      }
      fill(about, "Move to a code, or tick it, to read here what it means.");
      narrow();
    },
  };
}

/**
 * What stands beside the passage: every code with its key and how often it was given, and the choice of whose spans show.
 */

import { button, fill, freshId, h } from "../../dom.js";
import { aboutCode, chip, inTree } from "../../sheet/codebook-panel.js";
import { keyedList } from "../../sheet/keyed-list.js";
import { frequency } from "./rules.js";

/** @typedef {import("../../sheet/types.js").Code} Code */
/** @typedef {import("../../sheet/types.js").Codebook} Codebook */
/** @typedef {import("../../sheet/passage.js").Shown} Shown */
/** @typedef {{code: Code, depth: number}} Row */

/**
 * @param {object} parts
 * @param {import("../desk.js").Desk} parts.desk
 * @param {Codebook} parts.look
 * @param {(code: string) => string} parts.keyOf
 * @param {import("../../sheet/keys-panel.js").Heading} parts.heading
 * @param {(words: string) => void} parts.changed other spans show now
 */
export function sidePanel({ desk, look, keyOf, heading, changed }) {
  const [showId, dimId] = ["cw-show", "cw-dim"].map(freshId);
  const show = h("select", { id: showId, onchange: () => tell() });
  const dim = h("input", { type: "checkbox", id: dimId, checked: true, onchange: () => tell() });
  const dimRow = h("div", { class: "cw-option", hidden: true }, dim, h("label", { for: dimId }, "Keep the others, dimmed"));
  const empty = h("p", { class: "cw-hint" }, "No codes yet. Choose words, then type a name for what you see in them.");
  const rows = h("div", { class: "cw-code-list" });
  /** @type {Code[] | null} */
  let drawn = null;
  /** @type {Row[]} */
  let tree = [];

  const list = keyedList(
    rows,
    (/** @type {Row} */ { code }) => code.code,
    (id) => {
      const summary = h("summary", null);
      const body = h("div", { class: "cw-code-body" });
      const key = h("kbd", { class: "cw-key", "aria-hidden": "true" });
      const often = h("span", { class: "cw-often cw-hint" });
      const missing = h("span", { class: "cw-missing" }, "no definition yet");
      const only = button("Show its spans", () => put(id), { class: "cw-button cw-button-small" });
      const el = h("details", { class: "cw-code", ontoggle: () => details() }, summary, body);
      /** @type {Code | null} */
      let code = null;
      // What a code means is written when it is first opened: nobody opens a hundred.
      function details() {
        if (el.open && code) fill(body, aboutCode(code), h("div", { class: "cw-buttons" }, only));
      }
      return {
        el,
        key,
        often,
        /** @param {Row} row */
        draw(row) {
          code = row.code;
          el.dataset.depth = String(Math.min(row.depth, 2));
          missing.hidden = Boolean(code.definition);
          only.setAttribute("aria-label", `Show its spans: ${code.name}`);
          fill(summary, chip(code), " ", key, " ", often, " ", missing);
          details();
        },
      };
    },
    (entry, row) => entry.draw(row),
  );

  /** @returns {Shown | null} */
  function shown() {
    return show.value ? { code: show.value, dim: dim.checked } : null;
  }

  function tell() {
    dimRow.hidden = !show.value;
    const name = desk.nameOf(show.value);
    changed(!show.value ? "Spans of every code show." : dim.checked ? `Spans of ${name} stand out, the others are dimmed.` : `Only spans of ${name} show.`);
  }

  /** @param {string} code */
  function put(code) {
    show.value = code;
    tell();
  }

  function update() {
    if (drawn !== look.codes) {
      drawn = look.codes;
      const before = new Map(tree.map((row) => [row.code.code, row]));
      tree = inTree(look).map((row) => {
        const old = before.get(row.code.code);
        return old && old.code === row.code && old.depth === row.depth ? old : row;
      });
      list.show(tree);
      const value = show.value;
      fill(show, h("option", { value: "" }, "Every code"), tree.map(({ code, depth }) => h("option", { value: code.code }, `${"– ".repeat(Math.min(depth, 3))}${code.name}`)));
      show.value = tree.some(({ code }) => code.code === value) ? value : "";
      if (show.value !== value) tell();
      empty.hidden = tree.length > 0;
    }
    const counts = frequency(desk.work.spans);
    const inCases = several(desk);
    for (const { code } of tree) {
      const entry = list.entry(code.code);
      if (!entry) continue;
      const { spans = 0, cases = 0 } = counts.get(code.code) ?? {};
      const words = !spans ? "" : `${spans} ${spans === 1 ? "span" : "spans"}${inCases ? ` in ${cases}` : ""}`;
      if (entry.often.textContent !== words) entry.often.textContent = words;
      const key = keyOf(code.code);
      if (entry.key.textContent !== key) entry.key.textContent = key;
    }
  }

  return {
    el: h(
      "section",
      { class: "cw-codebook", "aria-label": "Codes" },
      heading("Codes"),
      h("div", { class: "cw-field" }, h("label", { for: showId }, "Show the spans of"), show),
      dimRow,
      h("p", { class: "cw-hint" }, several(desk) ? "Beside each code: its number key, how many spans have it, and in how many transcripts." : "Beside each code: its number key, and how many spans have it."),
      empty,
      rows,
    ),
    shown,
    update,
  };
}

/** @param {import("../desk.js").Desk} desk */
function several(desk) {
  return desk.shelf.transcripts.length > 1;
}

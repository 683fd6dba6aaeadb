/**
 * The codebook: how a code looks, and the whole of it to read beside the passage.
 */

import { h } from "../dom.js";
import { colourOf, letterOf } from "./passage.js";

/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Codebook} Codebook */

/** A code's letter on its stripe, beside its name. @param {Code} code */
export function chip(code) {
  const badge = h("span", { class: "cw-letter", "aria-hidden": "true" }, letterOf(code));
  badge.style.setProperty("border-color", colourOf(code));
  return h("span", { class: "cw-chip" }, badge, code.name);
}

/** @param {string[]} ids @param {Codebook} codebook */
export function chips(ids, codebook) {
  return ids.map((id) => chip(codebook.codes.find((code) => code.code === id) ?? { code: id, name: id, definition: "" }));
}

/** @param {string[]} ids @param {Codebook} codebook */
export function namesOf(ids, codebook) {
  return ids.map((id) => codebook.codes.find((code) => code.code === id)?.name ?? id).join(", ");
}

/** Code ids in tree order, with how deep each stands. @param {Codebook} codebook */
export function inTree(codebook) {
  const known = new Set(codebook.codes.map(({ code }) => code));
  /** @param {string | null} parent @param {number} depth @returns {{code: Code, depth: number}[]} */
  const under = (parent, depth) =>
    codebook.codes
      .filter((code) => (code.parent && known.has(code.parent) ? code.parent : null) === parent)
      .flatMap((code) => [{ code, depth }, ...under(code.code, depth + 1)]);
  return under(null, 0);
}

/** @param {Codebook} codebook */
export function codebookPanel(codebook) {
  return h(
    "section",
    { class: "cw-codebook", "aria-label": "Codebook" },
    h("h4", null, "Codebook"),
    h("p", { class: "cw-hint" }, `${codebook.name}. Open a code to see when it fits and when it does not.`),
    codeList(codebook),
  );
}

/** The same codes, folded away: for a part that has no passage to stand beside. @param {Codebook} codebook */
export function foldedCodebook(codebook) {
  return h("details", null, h("summary", null, `The codebook: ${codebook.name}`), codeList(codebook));
}

/** @param {Codebook} codebook */
function codeList(codebook) {
  return h(
    "div",
    { class: "cw-code-list" },
    inTree(codebook).map(({ code, depth }) =>
      h("details", { class: "cw-code", "data-depth": Math.min(depth, 2) }, h("summary", null, chip(code)), aboutCode(code)),
    ),
  );
}

/** What a code means, when it fits and when it does not. @param {Code} code */
export function aboutCode(code) {
  const lines = /** @type {const} */ ([
    ["Use it when", "include"],
    ["Not when", "exclude"],
    ["For example", "example"],
  ]);
  return [
    code.definition ? h("p", null, code.definition) : null,
    ...lines.flatMap(([label, name]) => (code[name] ? [h("p", null, h("strong", null, `${label}: `), code[name])] : [])),
  ];
}

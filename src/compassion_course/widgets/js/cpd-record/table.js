// The record as a table for a spreadsheet. Pure.
import { csvText } from "../anonymiser/csv.js";
import { inOrder } from "./entries.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Words} Words */

/** @param {Words} words @param {Entry[]} entries */
export function tableText(words, entries) {
  const { fields, reflection } = words;
  const head = [...fields.map(({ name }) => name), ...reflection.prompts.map(({ ask }) => ask)];
  const rows = inOrder(entries).map((entry) => [...fields.map(({ id }) => valueOf(words, entry, id)), ...reflection.prompts.map(({ id }) => entry.reflection[id] ?? "")]);
  // The mark at the start makes Excel read the letters as they are.
  return `\uFEFF${csvText([head, ...rows])}`;
}

/** What stands in a field, in words. @param {Words} words @param {Entry} entry @param {string} id */
export function valueOf(words, entry, id) {
  if (id === "minutes") return entry.minutes === null ? "" : String(entry.minutes);
  const value = entry.fields[id] ?? "";
  return id === "cbt" ? (words.cbt.find((one) => one.id === value)?.name ?? "") : value;
}

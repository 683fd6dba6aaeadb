// What other parts of a page may want to know, told as events on the document. Never anything that a person wrote.
import { split } from "./dom.js";

/** @typedef {import("./judge.js").Item} Item */
/** @typedef {import("./judge.js").Verdict} Verdict */

/** A question was answered. @param {"check" | "practice"} kind @param {Item} item @param {Verdict} verdict */
export function tellAnswered(kind, item, { credit }) {
  tell(kind, { question: item.id, credit, label: split(item.prompt).join(" ") });
}

/** Work was saved or kept, or a first pass was locked. @param {"saved" | "coded"} kind @param {string} name of the exercise or of the desk */
export function tellWork(kind, name) {
  tell("work", { kind, name });
}

/** @param {string} what @param {object} detail */
function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`compassion:${what}`, { detail }));
}

// One entry, to be filled in. Every change is told at once; keeping it is somebody else's business.
import { button, freshId, h } from "../dom.js";
import { radios } from "../fields.js";
import { LONGEST, isMinutes } from "./entries.js";
import { isDay } from "./memory.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Words} Words */
/** @typedef {import("./types.js").Field} Field */

/** No browser helper is asked to store, complete or check what is typed: some send it to a server. */
const QUIET = { autocomplete: "off", spellcheck: "false", "data-gramm": "false", autocapitalize: "sentences" };

/**
 * @param {Words} words
 * @param {Entry} entry
 * @param {{heading: (text: string, below: number, props?: import("../dom.js").Props) => HTMLElement, change: (part: "minutes" | "fields" | "reflection", id: string, value: any) => void, close: () => void}} tools
 */
export function entryForm(words, entry, { heading, change, close }) {
  const title = heading("The entry", 1, { tabindex: "-1" });
  const fields = words.fields.map((field) => oneField(words, entry, field, change));
  const prompts = words.reflection.prompts.map(({ id, ask }) => boxed(ask, "", "words", entry.reflection[id] ?? "", (value) => change("reflection", id, value)));
  return {
    title,
    el: h(
      "div",
      { class: "cw-cpd-entry", role: "group", "aria-label": "The entry" },
      title,
      h("p", { class: "cw-panel" }, words.leave_out),
      fields,
      heading(words.reflection.name, 2),
      h("p", { class: "cw-hint" }, words.reflection.note),
      prompts,
      h("div", { class: "cw-buttons" }, button("Done with this entry", close)),
    ),
  };
}

/** @param {Words} words @param {Entry} entry @param {Field} field @param {(part: "minutes" | "fields" | "reflection", id: string, value: any) => void} change */
function oneField(words, entry, { id, kind, name, hint }, change) {
  const value = id === "minutes" ? String(entry.minutes ?? "") : (entry.fields[id] ?? "");
  if (kind === "choice") {
    const offered = words.cbt.map((one) => ({ id: one.id, text: one.name }));
    const group = radios(name, offered, { value, inline: true, name: "cw-cpd-cbt", onchange: (chosen) => change("fields", id, chosen) });
    if (hint) group.el.append(h("p", { class: "cw-hint" }, hint));
    return group.el;
  }
  return boxed(name, hint, kind, value, (text) => (kind === "minutes" ? change("minutes", id, text === "" ? null : Number(text)) : change("fields", id, text)));
}

/** What would be wrong, in words, or "". @param {Field["kind"]} kind @param {HTMLInputElement | HTMLTextAreaElement} box */
function problemOf(kind, box) {
  // Half a date has no value, and the browser alone knows that something stands there.
  if (kind === "day" && (box.validity.badInput || (box.value !== "" && !isDay(box.value)))) return "Give the day, the month and the year, or leave it empty.";
  if (kind === "minutes" && (box.validity.badInput || (box.value !== "" && !isMinutes(Number(box.value))))) return "Give whole minutes, such as 45.";
  return "";
}

/**
 * @param {string} name
 * @param {string} hint
 * @param {Field["kind"]} kind
 * @param {string} value
 * @param {(text: string) => void} changed with what can be kept
 */
function boxed(name, hint, kind, value, changed) {
  const [id, hintId, problemId] = ["cw-cpd", "cw-cpd-hint", "cw-cpd-problem"].map(freshId);
  const problem = h("p", { class: "cw-problem", id: problemId });
  const told = () => {
    const wrong = problemOf(kind, box);
    problem.textContent = wrong;
    if (wrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  };
  const typed = () => {
    if (!problemOf(kind, box)) {
      changed(box.value);
      told();
    }
  };
  const shared = { id, value, oninput: typed, onchange: told, "aria-describedby": `${hintId} ${problemId}`, ...QUIET };
  const box =
    kind === "words"
      ? h("textarea", { ...shared, rows: String(Math.min(12, Math.max(3, value.split("\n").length + 2))), maxlength: LONGEST })
      : h("input", { ...shared, type: { line: "text", day: "date", minutes: "number", choice: "text", words: "text" }[kind], ...(kind === "minutes" ? { min: "0", step: "1", inputmode: "numeric" } : { maxlength: "500" }) });
  return h("div", { class: "cw-words" }, h("label", { for: id }, name), box, h("p", { class: "cw-hint", id: hintId }, hint), problem);
}

// What a trainee answered, and what its gates say.
import { counted, h, prose } from "./elements.js";

/** @typedef {import("./task.js").Answer} Answer */
/** @typedef {import("./task.js").Part} Part */

const STATES = /** @type {Record<string, string>} */ ({
  "send back": "This went back to be completed",
  "to come": "This comes with the second hand-in",
  unmarked: "This could not be read in full",
});

/** @param {Part} part */
function drawPart(part) {
  const entries = part.entries.map((entry) =>
    h(
      "li",
      {},
      h("p", { class: "prose" }, entry.words, entry.where && h("span", { class: "soft" }, ` (${entry.where})`)),
      entry.lines.map(([label, text]) => h("p", { class: "prose line" }, h("span", { class: "label" }, `${label}: `), text)),
    ),
  );
  return h(
    "div",
    {},
    part.title && h("h3", {}, part.title),
    part.text && prose(part.text, "own"),
    entries.length > 0 && h("ol", { class: "entries" }, ...entries),
  );
}

/** @param {Answer} answer */
export function drawAnswer(answer) {
  return h(
    "div",
    { class: "answer" },
    answer.state in STATES && h("p", { class: "notice" }, `${STATES[answer.state]}. You can mark it as it stands.`),
    answer.concern && h("p", { class: "notice" }, "A concern is open here. The text stays out of samples, exports and packs."),
    answer.parts.length > 0 ? answer.parts.map(drawPart) : h("p", {}, "Nothing was answered here."),
    drawGates(answer),
  );
}

/** What the desk checked: in one line where nothing is missing. @param {Answer} answer */
function drawGates(answer) {
  const lacking = answer.gates.filter((gate) => !gate.passed);
  const done = answer.gates.filter((gate) => gate.passed);
  const item = (/** @type {{ passed: boolean, why: string }} */ gate) =>
    h("li", {}, h("span", { class: gate.passed ? "done" : "lacks" }, gate.passed ? "Done" : "Lacks"), `: ${gate.why}`);
  return h(
    "div",
    {},
    lacking.length > 0 && h("h3", {}, "Missing, as the desk checked"),
    lacking.length > 0 && h("ul", {}, ...lacking.map(item)),
    done.length > 0 &&
      h(
        "details",
        { "data-fold": "checks" },
        h("summary", {}, lacking.length > 0 ? `${counted(done.length, "other check")} passed` : `Nothing is missing: ${counted(done.length, "check")} passed`),
        h("ul", {}, ...done.map(item)),
      ),
  );
}

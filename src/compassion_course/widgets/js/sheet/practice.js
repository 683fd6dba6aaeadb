/**
 * The practice part: somebody else's thinking step by step, then questions that answer at once. Not marked, not handed in.
 */

import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { itemView, summaryLine } from "../items.js";
import { complete, judge, whatIsMissing } from "../judge.js";
import { tellAnswered } from "../tell.js";
import { chips, foldedCodebook } from "./codebook-panel.js";
import { wholeInterview } from "./whole-interview.js";

/** @typedef {import("./types.js").Practice} Practice */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").WorkedStep} WorkedStep */
/** @typedef {import("./session.js").Session} Session */

/**
 * @param {{session: Session, practice: Practice, codebook: Codebook, say: (text: string) => void}} parts
 */
export function practicePart({ session, practice, codebook, say }) {
  const items = (practice.items ?? []).map((item, index) => practiceItem(session, item, index, say));
  const steps = practice.worked_example ?? [];
  const turns = new Map(session.transcripts.flatMap((one) => one.turns).map((turn) => [turn.turn, turn.text]));
  return {
    el: h(
      "div",
      { class: "cw-practice" },
      practice.intro ? paragraphs(practice.intro) : null,
      codebook.codes.length ? foldedCodebook(codebook) : null,
      session.transcripts.filter(({ doc }) => speaksOf(practice, doc)).map((transcript) => wholeInterview(transcript, codebook)),
      steps.length
        ? h(
            "div",
            { class: "cw-worked" },
            h("h4", null, "A worked example"),
            h("ol", { class: "cw-steps" }, steps.map((step) => workedStep(step, turns, codebook))),
          )
        : null,
      items.map(({ el }) => el),
    ),
    update: () => items.forEach((item) => item.update()),
  };
}

/** Whether the practice part sends somebody to turns of this interview. @param {Practice} practice @param {string} doc */
function speaksOf({ intro = "", items = [], worked_example: steps = [] }, doc) {
  return [intro, ...items.map(({ prompt }) => prompt), ...steps.map(({ turn }) => turn ?? "")].some((words) => words.includes(`${doc}-`));
}

/** @param {WorkedStep} step @param {Map<string, string>} turns @param {Codebook} codebook */
function workedStep(step, turns, codebook) {
  return h(
    "li",
    null,
    step.turn && step.quote ? quoted(step.turn, step.quote, turns.get(step.turn) ?? "") : null,
    paragraphs(step.say),
    step.codes?.length ? h("p", { class: "cw-chips" }, chips(step.codes, codebook)) : null,
  );
}

/** The words in their turn, so that the reader sees what stands around them. @param {string} turn @param {string} quote @param {string} text */
function quoted(turn, quote, text) {
  const at = text.indexOf(quote);
  if (at < 0) return h("blockquote", null, h("q", null, quote), " ", h("cite", null, turn));
  const before = text.slice(0, at);
  const after = text.slice(at + quote.length);
  const lead = before.length > 160 ? `... ${before.slice(before.indexOf(" ", before.length - 150) + 1)}` : before;
  const tail = after.length > 160 ? `${after.slice(0, after.lastIndexOf(" ", 150))} ...` : after;
  return h("blockquote", null, lead, h("strong", null, quote), tail, " ", h("cite", null, turn));
}

/** @param {Session} session @param {Item} item @param {number} index @param {(text: string) => void} say */
function practiceItem(session, item, index, say) {
  const checked = /** @type {any} */ (item);
  const result = h("div", { class: "cw-result", id: freshId("cw-practice-result") });
  const view = itemView(checked, {
    prefix: `practice-${session.exercise.slug}`,
    value: session.practised(item.id),
    onchange: (value, what) => {
      quiet();
      session.setPractice(item.id, value, what);
    },
  });
  let shown = session.practised(item.id);

  function quiet() {
    view.show(null);
    fill(result);
  }

  function check() {
    const value = view.value();
    if (!complete(checked, value)) {
      fill(result, h("p", { class: "cw-hint" }, whatIsMissing(checked)));
      return say(whatIsMissing(checked));
    }
    const verdict = judge(checked, value);
    view.show(verdict);
    fill(result, summaryLine(verdict), checked.explain ? h("div", { class: "cw-explain" }, paragraphs(checked.explain)) : null);
    say([verdict.summary, ...verdict.lines.map(({ label, text }) => `${label}: ${text}`)].join(" "));
    tellAnswered("practice", checked, verdict);
  }

  return {
    el: h(
      "div",
      { class: "cw-sheet-question" },
      h("h4", null, `Try it ${index + 1}`),
      view.el,
      h("div", { class: "cw-buttons" }, button("Check my answer", check, { class: "cw-button cw-button-quiet" })),
      result,
    ),
    update() {
      const value = session.practised(item.id);
      if (value === shown) return;
      shown = value;
      if (JSON.stringify(value ?? null) === JSON.stringify(view.value() ?? null)) return;
      view.put(value);
      quiet();
    },
  };
}

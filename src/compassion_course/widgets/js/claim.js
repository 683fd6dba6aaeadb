// A claim not seen before: closed questions that answer back, and an open one with one way to answer behind a fold.
import { button, fill, h, paragraphs } from "./dom.js";
import { ownWords } from "./fields.js";
import { itemView, summaryLine } from "./items.js";
import { complete, judge, whatIsMissing } from "./judge.js";

/** @typedef {import("./judge.js").Item} Item */
/** @typedef {import("./judge.js").Value} Value */
/** @typedef {{ prompt: string, text: string, questions: Item[], open_question: string, exemplar: string }} Claim */
/**
 * @typedef {object} ClaimTools
 * @property {string} key
 * @property {(text: string) => void} say
 * @property {import("./dom.js").Heading} heading
 * @property {Record<string, Value>} answers as they were checked; a restored view shows them again
 * @property {(answers: Record<string, Value>) => void} tell called when an answer was checked
 */

export const STAYS = "What you write here stays in this page and is gone when you leave it.";

/** @param {Claim} claim @param {ClaimTools} tools */
export function claimView(claim, { key, say, heading, answers, tell }) {
  let checked = { ...answers };
  const title = heading(claim.prompt, { tabindex: "-1" });
  const questions = claim.questions.map((item) => question(item));

  /** @param {Item} item */
  function question(item) {
    const result = h("div", { class: "cw-result" });
    const view = itemView(item, {
      prefix: `${key}-claim`,
      value: checked[item.id],
      // Feedback on an answer that is no longer there would mislead.
      onchange: () => {
        view.show(null);
        fill(result);
      },
    });
    /** @param {Value} value */
    const show = (value) => {
      const verdict = judge(item, value);
      view.show(verdict);
      fill(
        result,
        summaryLine(verdict),
        item.explain ? h("div", { class: "cw-explain" }, paragraphs(item.explain)) : null,
      );
      return verdict;
    };
    const check = () => {
      const value = view.value();
      if (!complete(item, value)) {
        fill(result, h("p", { class: "cw-hint" }, whatIsMissing(item)));
        say(whatIsMissing(item));
        return;
      }
      const verdict = show(value);
      checked = { ...checked, [item.id]: value };
      tell(checked);
      say([verdict.summary, ...verdict.lines.map((line) => `${named(item, line.on)} ${line.label}. ${line.text}`)].join(" "));
    };
    if (complete(item, checked[item.id] ?? null)) show(checked[item.id]);
    return h("div", { class: "cw-claim-question" }, view.el, button("Check my answer", check), result);
  }

  return {
    title,
    el: h(
      "div",
      { class: "cw-claim" },
      title,
      h("div", { class: "cw-panel" }, paragraphs(claim.text)),
      questions,
      ownWords(claim.open_question, { name: `${key}-open` }).el,
      h("p", { class: "cw-fine" }, STAYS),
      h("details", { class: "cw-fold" }, h("summary", null, "One way to answer"), paragraphs(claim.exemplar)),
    ),
  };
}

/** What a line of feedback is about, for the ears. @param {Item} item @param {string} id */
function named(item, id) {
  const part = [...(item.options ?? []), ...(item.rows ?? [])].find((one) => one.id === id);
  return part ? `${part.text}:` : "";
}

// QuestionClinic: ten interview questions to predict, diagnose, compare and mend; then kinds, an order, an unseen aim.
// What a reader writes stays in the elements of the page; ticks and choices go to Python where there is a kernel.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs } from "./dom.js";
import { choose } from "./fields.js";
import { ownText } from "./own-text.js";
import { kindsPart, ownPart, schedulePart, transferPart } from "./question-clinic/parts.js";
import { questionView } from "./question-clinic/question.js";

/** @typedef {{ id: string, text: string, feedback: string }} Choice */
/** @typedef {{ id: string, name: string, gist: string }} Fault */
/** @typedef {{ predicted: string, ticked: string[], repair: string }} Work `repair` is empty until its feedback was read */
/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} text
 * @property {string} context
 * @property {{ doc: string, turn: string } | null} source
 * @property {{ turn: string, text: string } | null} answer
 * @property {string[]} likely
 * @property {string} got
 * @property {{ by: string, faults: string[], comment: string }[]} supervisors
 * @property {{ id: string, does: string, text: string, feedback: string }[]} repairs
 */
/**
 * @typedef {object} Clinic
 * @property {string} title
 * @property {string} outcome
 * @property {string} note
 * @property {Choice[]} gets
 * @property {Fault[]} faults
 * @property {Fault} fine
 * @property {Record<string, string>} does
 * @property {Question[]} questions
 * @property {{ choose: string, write: string, checklist: string, why_no_marking: string, checks: string[] }} repair
 * @property {{ intro: string, item: import("./judge.js").Item }} kinds
 * @property {{ prompt: string, intro: string, entries: Choice[], pairs: import("./question-clinic/rule.js").Pair[], orders: { by: string, order: string[], why: string }[] }} schedule
 * @property {{ prompt: string, aim: string, question: string, options: Choice[], write: string, examples: { by: string, text: string }[] }} transfer
 * @property {{ intro: string, warning: string, agree: string, question: string, faults: string, again: string }} own
 */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Clinic} */
  const clinic = model.get("clinic");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  const tools = { key, say: voice.say, heading };
  const stage = h("div", { class: "cw-stage" });
  /** Kept, so that going to another question and back loses nothing. @type {Map<string, ReturnType<typeof questionView>>} */
  const views = new Map();
  /** @type {Record<string, Work>} */
  let work = { ...model.get("work") };

  /** @param {string} name @param {unknown} value */
  const tell = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  /** @param {number} place @param {boolean} [focus] whether its heading takes the focus */
  const draw = (place, focus) => {
    const question = clinic.questions[place];
    const view =
      views.get(question.id) ??
      questionView(
        clinic,
        question,
        {
          place: place + 1,
          work: work[question.id],
          tell: (done) => {
            work = { ...work, [question.id]: done };
            tell("work", work);
          },
        },
        tools,
      );
    views.set(question.id, view);
    const next = button("Next question", () => draw(place + 1, true), { class: "cw-button cw-button-quiet" });
    fill(stage, view.el, place + 1 < clinic.questions.length ? next : null);
    which.select.value = question.id;
    if (focus) view.title.focus();
  };
  const which = choose(
    "Which question?",
    clinic.questions.map(({ id, text }, index) => ({ id, text: `${index + 1}. ${short(text)}` })),
    {
      name: key,
      onchange: (id) => {
        draw(clinic.questions.findIndex((question) => question.id === id));
        voice.say("The question is below. What you did on the other is kept while this page is open.");
      },
    },
  );
  which.select.options[0].remove();
  // Where somebody comes back to work that was done, the first question not yet compared is shown.
  draw(Math.max(0, clinic.questions.findIndex(({ id }) => !(id in work))));

  el.append(
    h(
      "div",
      { class: "cw cw-question-clinic", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, clinic.title),
      paragraphs(clinic.outcome),
      paragraphs(clinic.note, { class: "cw-panel" }),
      which.el,
      stage,
      heading("Then, in any order"),
      kindsPart(clinic, { value: { ...model.get("kinds") }, tell: (placed) => tell("kinds", placed) }, tools),
      schedulePart(clinic, { value: [...(model.get("order") ?? [])], tell: (order) => tell("order", order) }, tools),
      transferPart(clinic, { value: model.get("method") ?? "", tell: (method) => tell("method", method) }, tools),
      ownText(model, clinic.own, { ...tools, make: () => ownPart(clinic, key) }),
      voice.el,
    ),
  );
}

/** @param {string} text */
function short(text) {
  return text.length > 60 ? `${text.slice(0, 57).trimEnd()} …` : text;
}

export default { render };

// One question of the clinic: predict what it will get, say what is wrong, compare with two supervisors, mend it.
import { button, fill, h, paragraphs, table } from "../dom.js";
import { ownWords, radios } from "../fields.js";
import { note } from "../items.js";
import { whoTicked } from "./rule.js";
import { ticks } from "../ticks.js";

/** @typedef {import("../question-clinic.js").Clinic} Clinic */
/** @typedef {import("../question-clinic.js").Question} Question */
/** @typedef {import("../question-clinic.js").Work} Work */
/** @typedef {{ key: string, say: (text: string) => void, heading: import("../dom.js").Heading }} Tools */

/**
 * @param {Clinic} clinic
 * @param {Question} question
 * @param {{ place: number, work: Work | undefined, tell: (work: Work) => void }} here `work` is what was done earlier
 * @param {Tools} tools
 */
export function questionView(clinic, question, { place, work, tell }, { key, say, heading }) {
  const name = `${key}-${question.id}`;
  const title = heading(`Question ${place} of ${clinic.questions.length}`, { tabindex: "-1" });
  const nudge = h("p", { class: "cw-hint" });
  const result = h("div", { class: "cw-result" });
  const mend = mending(clinic, question, { name, work, tell: (repair) => tell({ ...done(), repair }) }, { key, say, heading });
  mend.el.hidden = !work;

  /** @returns {Work} */
  const done = () => ({ predicted: guess.value, ticked: wrong.value, repair: mend.repair });
  // A comparison with what is no longer ticked would mislead.
  const stale = () => fill(result);
  const guess = radios("Predict: what will it get?", clinic.gets, { value: work?.predicted, name: `${name}-gets`, onchange: stale });
  const wrong = ticks(
    "What is wrong with it?",
    [...clinic.faults, clinic.fine].map(({ id, name: text, gist }) => ({ id, text, gist })),
    {
      value: work?.ticked,
      alone: clinic.fine.id,
      name: `${name}-wrong`,
      hint: "More than one may fit.",
      onchange: stale,
    },
  );
  const show = () => fill(result, compared(clinic, question, done()));
  const compare = () => {
    if (!guess.value || !wrong.value.length) {
      fill(nudge, "Say what it will get, and tick what is wrong with it, or that nothing is.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    show();
    mend.el.hidden = false;
    tell(done());
    say([answerWords(question), likelyWords(clinic, question), "Two supervisors' comments are below."].join(" "));
  };
  if (work) show();

  return {
    title,
    el: h(
      "div",
      null,
      title,
      h("p", { class: "cw-clinic-question" }, `\u201c${question.text}\u201d`),
      h("p", null, question.context),
      h("p", { class: "cw-hint" }, question.source ? `Word for word: ${question.source.turn}.` : "An invented draft."),
      guess.el,
      wrong.el,
      nudge,
      button("Compare with two supervisors", compare),
      result,
      mend.el,
    ),
  };
}

/** @param {Question} question */
function answerWords({ answer }) {
  return answer ? `What came next: ${answer.text}` : "";
}

/** @param {Clinic} clinic @param {Question} question */
function likelyWords(clinic, { likely }) {
  return `Likely here: ${likely.map((id) => clinic.gets.find((get) => get.id === id)?.text).join("; ")}.`;
}

/** @param {Clinic} clinic @param {Question} question @param {Work} work */
function compared(clinic, question, work) {
  const faults = [...clinic.faults, clinic.fine];
  const expected = clinic.gets.find(({ id }) => id === work.predicted)?.text ?? "nothing";
  const lines = whoTicked(
    faults.map(({ id }) => id),
    [work.ticked, ...question.supervisors.map((one) => one.faults)],
  );
  return [
    question.answer
      ? h(
          "div",
          { class: "cw-panel" },
          h("p", null, h("strong", null, "What came next. "), question.answer.text),
          h("p", { class: "cw-fine" }, `${question.answer.turn}, an invented participant.`),
        )
      : null,
    h("p", null, `You expected: ${expected}. ${likelyWords(clinic, question)}`),
    h("p", null, question.got),
    table(
      "What you ticked and what two supervisors ticked",
      ["Fault", "You", ...question.supervisors.map(({ by }) => by.split(",")[0])],
      lines.map(({ fault, by }) => [
        faults.find(({ id }) => id === fault)?.name,
        ...by.map((did) => (did ? "ticked" : "not ticked")),
      ]),
    ),
    h(
      "div",
      { class: "cw-readers" },
      question.supervisors.map(({ by, comment }) =>
        h("div", { class: "cw-panel" }, h("p", null, h("strong", null, by)), h("p", null, comment)),
      ),
    ),
  ];
}

/**
 * Three repairs with what each does, then the reader's own and a list that the reader ticks.
 * @param {Clinic} clinic
 * @param {Question} question
 * @param {{ name: string, work: Work | undefined, tell: (repair: string) => void }} here
 * @param {Tools} tools
 */
function mending(clinic, question, { name, work, tell }, { say, heading }) {
  const words = clinic.repair;
  const verdict = h("div", { class: "cw-result" });
  let shown = work?.repair ?? "";
  const which = radios(words.choose, question.repairs, {
    value: shown,
    name: `${name}-repair`,
    onchange: () => fill(verdict),
  });
  const show = () => {
    const repair = question.repairs.find(({ id }) => id === which.value);
    if (!repair) {
      fill(verdict, h("p", { class: "cw-hint" }, "Choose one of the three first."));
      say("Choose one of the three first.");
      return null;
    }
    const label = clinic.does[repair.does];
    fill(verdict, note({ on: repair.id, tone: repair.does === "mends" ? "right" : "look-again", label, text: repair.feedback }));
    return `${label}. ${repair.feedback}`;
  };
  const look = () => {
    const said = show();
    if (said === null) return;
    shown = which.value;
    tell(shown);
    say(said);
  };
  if (shown) show();
  return {
    get repair() {
      return shown;
    },
    el: h(
      "div",
      null,
      heading("Mend it"),
      which.el,
      button("What does this one do?", look),
      verdict,
      ownQuestion(words.write, words, name),
    ),
  };
}

/**
 * A box for the reader's own question and the list to tick; nobody else looks at either.
 * @param {string} label
 * @param {Clinic["repair"]} words
 * @param {string} name
 */
export function ownQuestion(label, words, name) {
  return h(
    "div",
    null,
    ownWords(label, { name: `${name}-own` }).el,
    ticks(
      words.checklist,
      words.checks.map((text, index) => ({ id: String(index), text })),
      { name: `${name}-checks` },
    ).el,
    paragraphs(words.why_no_marking, { class: "cw-fine" }),
    h("p", { class: "cw-fine" }, "What you write here stays in this page and is gone when you leave it."),
  );
}

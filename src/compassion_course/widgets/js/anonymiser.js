// Anonymiser: predict, mark and decide, compare with two readers, say what risk stays, then an excerpt not seen before.
// Marks and ticks go to Python where there is a kernel; what is typed stays in the page.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs } from "./dom.js";
import { ownWords, radios } from "./fields.js";
import { comparison, residualRisk } from "./anonymiser/compare.js";
import { csvText } from "./anonymiser/csv.js";
import { anonymiserDesk } from "./anonymiser/desk.js";
import { ownText } from "./own-text.js";
import { paperTaken, printSheet } from "./print-sheet.js";
import { saveFile } from "./save-file.js";
import { slicePoints } from "./sheet/offsets.js";

/** @typedef {import("./anonymiser/rule.js").Mark} Mark */
/** @typedef {import("./anonymiser/rule.js").Turn} Turn */
/** @typedef {import("./anonymiser/form.js").Named} Named */
/** @typedef {import("./anonymiser/desk.js").Tools} Tools */
/**
 * @typedef {object} Excerpt
 * @property {string} id
 * @property {string} title
 * @property {string} intro
 * @property {Turn[]} turns
 * @property {import("./anonymiser/rule.js").Place[]} places
 * @property {import("./anonymiser/rule.js").Decoy[]} decoys
 * @property {{ question: string, combinations: { id: string, who: string, could: boolean, parts: string[], feedback: string }[], write: string } | null} residual
 */
/**
 * @typedef {object} Anonymising
 * @property {string} title
 * @property {string} outcome
 * @property {string} note
 * @property {Named[]} kinds
 * @property {Named[]} whats
 * @property {Named[]} actions
 * @property {{ id: string, name: string, stance: string }[]} readers
 * @property {{ intro: string, count: string, counts: { id: string, text: string }[], hardest: string }} predict
 * @property {string} how
 * @property {string} alone
 * @property {string} look_back
 * @property {string} no_right_number
 * @property {string} consistent
 * @property {string} log_note
 * @property {Excerpt[]} excerpts
 * @property {string} pseudonymised
 * @property {string} restored
 * @property {{ intro: string, warning: string, agree: string, paste: string, begin: string, empty: string }} own
 */
/** @typedef {{ model: import("./model.js").Model, words: Anonymising, key: string, tell: (name: string, value: unknown) => void } & Tools} Place */

const QUIET = { class: "cw-button cw-button-quiet" };
const GONE = "What you write here stays in this page and is gone when you leave it.";

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Anonymising} */
  const words = model.get("anonymiser");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  /** @param {string} name @param {unknown} value */
  const tell = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const place = { model, words, key, tell, say: voice.say, heading };
  const [main, unseen] = words.excerpts;

  el.append(
    h(
      "div",
      { class: "cw cw-anonymiser", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, words.title),
      paragraphs(words.outcome),
      paragraphs(words.note, { class: "cw-panel" }),
      prediction(main, place),
      h("div", { class: "cw-panel" }, paragraphs(words.pseudonymised)),
      h(
        "details",
        { class: "cw-fold cw-an-part", open: savedMarks(model, unseen).length > 0 },
        h("summary", null, unseen.title),
        paragraphs(unseen.intro),
        work(unseen, place),
      ),
      ownText(model, words.own, { heading, say: voice.say, make: () => ownDesk(place) }),
      voice.el,
    ),
  );
}

/**
 * What was marked earlier, without the words that were typed, and only where the text still says the same.
 * @param {Place["model"]} model
 * @param {Excerpt} excerpt
 * @returns {Mark[]}
 */
function savedMarks(model, excerpt) {
  const texts = new Map(excerpt.turns.map(({ turn, text }) => [turn, text]));
  /** @type {Mark[]} */
  const saved = model.get("marks")?.[excerpt.id] ?? [];
  return saved
    .filter(({ turn, start, end, quote }) => slicePoints(texts.get(turn) ?? "", start, end) === quote)
    .map((mark) => ({ ...mark, replacement: "", why: "" }));
}

/** The text to read, what is expected of it, and then the work. @param {Excerpt} excerpt @param {Place} place */
function prediction(excerpt, place) {
  const { model, words, key, tell, say, heading } = place;
  const stage = h("div");
  const nudge = h("p", { class: "cw-hint" });
  const before = model.get("predicted") ?? {};
  const reading = h(
    "div",
    { class: "cw-panel" },
    excerpt.turns.map(({ speaker, text }) =>
      h("p", null, h("strong", null, speaker === "I" ? "Interviewer: " : `${speaker}: `), text),
    ),
  );
  const count = radios(words.predict.count, words.predict.counts, { value: before.count, name: `${key}-count`, inline: true });
  const hardest = radios(
    words.predict.hardest,
    words.whats.map(({ id, name: text }) => ({ id, text })),
    { value: before.hardest, name: `${key}-hardest`, inline: true },
  );
  const begin = button("This is what I expect", () => {
    if (!count.value || !hardest.value) {
      fill(nudge, "Say first what you expect: how many places, and which will be hardest.");
      say(nudge.textContent ?? "");
      return;
    }
    const predicted = { count: count.value, hardest: hardest.value };
    tell("predicted", predicted);
    open(predicted);
    stage.querySelector("button")?.focus();
    say("The text is below, to be marked.");
  });
  const ask = h("div", null, paragraphs(words.predict.intro), reading, count.el, hardest.el, nudge, begin);
  /** @param {{ count: string, hardest: string }} predicted */
  const open = (predicted) => {
    const many = words.predict.counts.find(({ id }) => id === predicted.count)?.text;
    const hard = words.whats.find(({ id }) => id === predicted.hardest)?.name;
    ask.hidden = true;
    fill(
      stage,
      h("p", null, `You expected: ${many?.toLowerCase()} places; hardest to decide: ${hard}.`),
      work(excerpt, place, `You expected ${many?.toLowerCase()} places, and ${hard} to be hardest. ${words.look_back}`),
    );
  };
  if (before.count && before.hardest) open(before);
  return h("div", null, heading(excerpt.title), paragraphs(excerpt.intro), ask, stage);
}

/**
 * Marking, then the comparison.
 * @param {Excerpt} excerpt
 * @param {Place} place
 * @param {string} [expected] what to look back at
 */
function work(excerpt, { model, words, key, tell, say, heading }, expected) {
  const name = `${key}-${excerpt.id}`;
  const tools = { say, heading };
  const saved = savedMarks(model, excerpt);
  const compared = h("div", { class: "cw-result" });
  const stays = h("div", { class: "cw-result" });
  /** @type {ReturnType<typeof residualRisk>} */
  let risk = null;
  const isDone = () => (model.get("finished") ?? []).includes(excerpt.id);
  const desk = anonymiserDesk(
    excerpt.turns,
    words,
    {
      name,
      title: excerpt.title,
      saved,
      onchange(marks) {
        // What was typed is left out: Python gets where and what was decided, no more.
        const told = marks.map(({ replacement: _, why: __, ...mark }) => mark);
        tell("marks", { ...model.get("marks"), [excerpt.id]: told });
        // A comparison with other marks than those above would mislead.
        risk?.refresh();
        if (compared.childElementCount) fill(compared, h("p", { class: "cw-hint" }, "Your marks have changed: compare again."));
      },
    },
    tools,
  );
  const show = () => {
    fill(compared, expected ? h("p", null, expected) : null, comparison(words, excerpt, desk.marks, tools));
    if (stays.childElementCount) return;
    risk = residualRisk(
      excerpt,
      {
        name,
        ticked: [...(model.get("recognised") ?? [])],
        marks: () => desk.marks,
        tell: (ids) => tell("recognised", ids),
      },
      tools,
    );
    fill(
      stays,
      risk?.el,
      ownWords("What did your changes cost the text? Name one sentence that says less now", { name: `${name}-cost` }).el,
      h("p", { class: "cw-fine" }, GONE),
    );
  };
  const finish = button("I have finished: compare with two readers", () => {
    show();
    if (!isDone()) tell("finished", [...(model.get("finished") ?? []), excerpt.id]);
    say("The comparison is below: what you did not mark, what one reader marked, what both did, and what was perhaps needlessly changed.");
  });
  if (isDone()) show();
  return [
    saved.length ? h("p", { class: "cw-hint" }, words.restored) : null,
    desk.el,
    h(
      "div",
      { class: "cw-buttons" },
      button("Save the log as CSV", () => saveFile(`anonymiser-log-${excerpt.id}.csv`, "text/csv", csvText(desk.rows()), say), QUIET),
      button(
        "Print the changed text",
        () => {
          if (!paperTaken()) printSheet([h("p", null, h("strong", null, excerpt.title)), h("p", null, words.note), ...desk.sheet(), h("p", null, words.pseudonymised)]);
        },
        QUIET,
      ),
    ),
    finish,
    compared,
    stays,
  ];
}

/** A text of the reader's own: marks and log, no readers, nothing to save or print. @param {Place} place */
function ownDesk({ words, key, say, heading }) {
  const stage = h("div");
  const nudge = h("p", { class: "cw-hint" });
  const pasted = ownWords(words.own.paste, { name: `${key}-own` });
  const begin = button(words.own.begin, () => {
    const lines = pasted.box.value
      .normalize("NFC")
      .split(/\n+/)
      .map((line) => line.replace(/\s+/g, " ").trim())
      .filter((line) => line !== "");
    fill(nudge, lines.length ? null : words.own.empty);
    if (!lines.length) return say(words.own.empty);
    const turns = lines.map((text, index) => ({ turn: `own-${index + 1}`, speaker: "", text }));
    fill(stage, anonymiserDesk(turns, words, { name: `${key}-own`, title: "Your text", saved: [] }, { say, heading }).el);
    stage.querySelector("button")?.focus();
    return say("Your text is below, to be marked.");
  });
  return h("div", null, pasted.el, nudge, begin, stage);
}

export default { render };

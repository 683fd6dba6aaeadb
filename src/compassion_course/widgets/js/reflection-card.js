// ReflectionCard: four prompts for an invented colleague, two readers' cards, one change with a part for the person and
// a part for the service; and, only by choice, the prompts for oneself, which are kept nowhere.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs, table } from "./dom.js";
import { choose, ownWords, radios } from "./fields.js";
import { itemView } from "./items.js";
import { complete, judge, whatIsMissing } from "./judge.js";
import { ownCard } from "./reflection-card/own.js";
import { planView } from "./reflection-card/plan.js";
import { placeOf, promptsView, sentencesInWords } from "./reflection-card/prompts.js";
import { agreed } from "./reflection-card/rule.js";

/** @typedef {import("./reflection-card/rule.js").Card} Card */
/** @typedef {import("./reflection-card/rule.js").Case} Case */
/**
 * What the reader chose for one colleague. With a kernel it goes to Python; typed words are no part of it.
 * @typedef {object} Work
 * @property {string} guess a prompt id
 * @property {Record<string, string[]>} words
 * @property {Record<string, string>} points
 * @property {boolean} compared
 * @property {Record<string, string>} skills
 * @property {string} decides
 * @property {boolean} planned whether the readers' plans were looked at
 * @property {Record<string, string>} placed
 */
/** @typedef {{ key: string, tell: () => void, say: (text: string) => void, heading: import("./dom.js").Heading }} Tools */

/** @returns {Work} */
const fresh = () => ({
  guess: "",
  words: {},
  points: {},
  compared: false,
  skills: {},
  decides: "",
  planned: false,
  placed: {},
});

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Card} */
  const card = model.get("card");
  const key = model.get("key");
  const heading = headings(el);
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const stage = h("div");
  /** @type {Record<string, Work>} */
  const all = { ...model.get("filled") };
  /** Kept, so that going to another colleague and back loses nothing. @type {Map<string, HTMLElement>} */
  const views = new Map();

  /** @param {Case} one */
  const draw = (one) => {
    const known = views.get(one.id);
    if (known) {
      fill(stage, known);
      return;
    }
    const work = { ...fresh(), ...all[one.id] };
    const tell = () => {
      all[one.id] = { ...work };
      model.set("filled", { ...all });
      model.save_changes();
    };
    const again = button(
      "Clear this card",
      () => {
        views.delete(one.id);
        delete all[one.id];
        model.set("filled", { ...all });
        model.save_changes();
        draw(one);
        stage.querySelector("input")?.focus();
        voice.say("The card is cleared.");
      },
      { class: "cw-button cw-button-quiet" },
    );
    const view = h("div", null, caseView(card, one, work, { key: `${key}-${one.id}`, tell, say: voice.say, heading }), again);
    views.set(one.id, view);
    fill(stage, view);
  };
  const which = choose(
    "Whose card?",
    card.cases.map(({ id, name, who }) => ({ id, text: `${name}, ${who}` })),
    {
      value: card.cases[0].id,
      name: key,
      onchange: (id) => {
        const one = card.cases.find((known) => known.id === id) ?? card.cases[0];
        draw(one);
        voice.say(`Now: ${one.name}. What you did on the other card is kept.`);
      },
    },
  );
  which.select.options[0].remove();
  which.el.hidden = card.cases.length < 2;

  draw(card.cases[0]);
  el.append(
    h(
      "div",
      { class: "cw cw-reflection-card", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, card.title),
      h("p", null, h("strong", null, card.label)),
      h("p", { class: "cw-panel" }, card.note),
      which.el,
      stage,
      ownCard(card, { key, say: voice.say, heading }),
      voice.el,
    ),
  );
}

/** @param {Card} card @param {Case} one @param {Work} work @param {Tools} tools */
function caseView(card, one, work, tools) {
  const { key, tell, say, heading } = tools;
  const nudge = h("p", { class: "cw-hint" });
  const prompts = h("div", { hidden: true });
  const after = h("div", { hidden: true });
  const cards = h("div");
  const compareTitle = heading("3. Compare", { tabindex: "-1" });
  const guess = radios(
    card.predict,
    card.prompts.map(({ id, name, ask }) => ({ id, text: `${name}: ${ask}` })),
    { value: work.guess, name: `${key}-guess` },
  );
  /** @param {boolean} focus */
  const compare = (focus) => {
    // Made once, so that comparing again leaves what was written.
    if (after.hidden) fill(after, compareTitle, cards, skills(card, one, work, tools), thinking(card, one, work, tools));
    fill(cards, comparison(card, one, work));
    after.hidden = false;
    if (focus) {
      compareTitle.focus();
      say(guessed(card, one, work));
    }
  };
  /** @param {boolean} focus */
  const start = (focus) => {
    for (const input of guess.el.querySelectorAll("input")) input.disabled = true;
    begin.hidden = true;
    const title = heading("2. Four prompts", { tabindex: "-1" });
    fill(
      prompts,
      title,
      promptsView(card, one, {
        key,
        picked: work,
        tell,
        say,
        heading,
        ondone: () => {
          work.compared = true;
          tell();
          compare(true);
        },
      }),
    );
    prompts.hidden = false;
    if (focus) title.focus();
  };
  const begin = button("This is what I expect", () => {
    if (!guess.value) {
      fill(nudge, "Read the story and choose one first.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    work.guess = guess.value;
    tell();
    start(true);
  });
  if (work.guess) start(false);
  if (work.compared) compare(false);
  return h(
    "div",
    null,
    heading(`${one.name}. ${one.who}`),
    h(
      "ol",
      { class: "cw-card-story" },
      one.story.map(({ text }) => h("li", null, text)),
    ),
    heading("1. Predict"),
    guess.el,
    nudge,
    begin,
    prompts,
    after,
  );
}

/** @param {Card} card @param {string} id */
function nameOf(card, id) {
  return card.prompts.find((prompt) => prompt.id === id)?.name ?? id;
}

/** @param {Card} card @param {Case} one @param {Work} work */
function guessed(card, one, work) {
  const same = agreed(card, one).map((id) => nameOf(card, id));
  return `You expected the two readers to point to the same place at \u201c${nameOf(card, work.guess)}\u201d. They do at \u201c${same.join(", ")}\u201d, and at no other.`;
}

/** @param {Card} card @param {Case} one @param {Work} work */
function comparison(card, one, work) {
  return [
    h("p", null, guessed(card, one, work)),
    table(
      `${one.name}: where the words point, by your card and two readers\u2019; none of them is the answer`,
      ["Prompt", "You", ...one.readers.map(({ by }) => by)],
      card.prompts.map(({ id, name }) => [
        name,
        placeOf(card, work.points[id]),
        ...one.readers.map((reader) => placeOf(card, reader.card[id].points)),
      ]),
    ),
    card.prompts.map(({ id, name }) => [
      h(
        "p",
        null,
        h("strong", null, `${name}. `),
        `You: ${sentencesInWords(one, work.words[id] ?? [])}.`,
      ),
      h(
        "div",
        { class: "cw-readers" },
        one.readers.map(({ by, card: { [id]: filled } }) =>
          h(
            "div",
            { class: "cw-panel" },
            h("p", { class: "cw-fine" }, `${by}: ${sentencesInWords(one, filled.words)}`),
            h("p", null, filled.why),
          ),
        ),
      ),
    ]),
  ];
}

/**
 * A classify item with its check and feedback.
 * @param {import("./items.js").Item} item
 * @param {Record<string, string>} value
 * @param {Tools & { onplace: (value: Record<string, string>) => void }} tools
 */
function placing(item, value, { key, say, onplace }) {
  const nudge = h("p", { class: "cw-hint" });
  const view = itemView(item, {
    prefix: key,
    value: Object.keys(value).length ? value : undefined,
    onchange: () => view.show(null),
  });
  const show = () => {
    const verdict = judge(item, view.value());
    view.show(verdict);
    return [verdict.summary, ...verdict.lines.map(({ label, text }) => `${label}. ${text}`)].join(" ");
  };
  if (complete(item, view.value())) show();
  return [
    view.el,
    nudge,
    button("Check my answer", () => {
      const now = view.value();
      if (!complete(item, now)) {
        fill(nudge, whatIsMissing(item));
        say(nudge.textContent ?? "");
        return;
      }
      fill(nudge);
      onplace(/** @type {Record<string, string>} */ (now));
      say(show());
    }),
  ];
}

/** What the skills of the job may hide. @param {Card} card @param {Case} one @param {Work} work @param {Tools} tools */
function skills(card, one, work, tools) {
  return [
    tools.heading("4. What makes it hard to see"),
    h("p", null, card.skills_note),
    placing({ ...one.item, categories: card.skills }, work.skills, {
      ...tools,
      onplace: (value) => {
        work.skills = value;
        tools.tell();
      },
    }),
  ];
}

/** One change, explain, transfer. @param {Card} card @param {Case} one @param {Work} work @param {Tools} tools */
function thinking(card, one, work, tools) {
  const { key, tell, say, heading } = tools;
  const { transfer } = card;
  return [
    planView(card, one, {
      key,
      say,
      heading,
      decides: work.decides,
      compared: work.planned,
      ondecide: (id) => {
        work.decides = id;
        tell();
      },
      oncompare: () => {
        work.planned = true;
        tell();
      },
    }),
    heading("6. Explain"),
    ownWords(card.explain, { name: key }).el,
    heading(`7. ${transfer.heading}`),
    paragraphs(transfer.text),
    placing(transfer.item, work.placed, {
      ...tools,
      onplace: (value) => {
        work.placed = value;
        tell();
      },
    }),
    ownWords(transfer.question, { name: key }).el,
    h("p", { class: "cw-fine" }, "What you write here stays in this page and is gone when you leave it."),
  ];
}

export default { render };

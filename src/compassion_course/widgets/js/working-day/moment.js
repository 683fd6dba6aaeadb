// One moment of the working day: how it is taken, what is expected, and what the rule and the illustration say.
import { button, fill, h, paragraphs, table } from "../dom.js";
import { choose, ownWords, radios } from "../fields.js";
import { after, walk } from "./rule.js";
import { dayTable, movement, movements, reasons } from "./words.js";

/** @typedef {import("./rule.js").Day} Day */
/** @typedef {import("./walked.js").Walked} Walked */
/** @typedef {import("./walked.js").Expected} Expected */
/** @typedef {import("../working-day.js").Tools} Tools */

const EXPECT = [
  { id: "up", text: "goes up" },
  { id: "down", text: "goes down" },
  { id: "same", text: "stays, or I am not sure" },
];

/**
 * @param {Day} day
 * @param {Walked} walked
 * @param {Tools} tools
 */
export function momentView(day, walked, { key, say, tell, heading }) {
  const event = day.events[walked.place];
  const before = walk(day, walked.choices)[walked.place];
  const expected = { ...walked.expected[event.id] };
  const title = heading(`${event.time} ${event.title}`, { tabindex: "-1" });
  const nudge = h("p", { class: "cw-hint" });
  const result = h("div", { class: "cw-result" });
  const soFar = h("div");

  const ways = radios(`How might ${day.person.name} take this?`, event.appraisals, {
    value: walked.choices[event.id],
    name: `${key}-${event.id}`,
    onchange: () => stale(),
  });
  const guesses = day.systems.map(({ id, name }) =>
    choose(`${name} (now: ${day.levels[before[id]]})`, EXPECT, {
      value: expected[id],
      name: `${key}-${id}`,
      onchange: (value) => {
        expected[id] = /** @type {Expected} */ (value);
        stale();
      },
    }),
  );

  // A comparison with an answer that is no longer there would mislead; the compare button brings the new one.
  const stale = () => {
    fill(result);
    view.onready(false);
  };
  const compare = () => {
    if (!ways.value || day.systems.some(({ id }) => !expected[id])) {
      fill(nudge, "Choose one way of taking it, and say what you expect for each system.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    walked.choices = { ...walked.choices, [event.id]: ways.value };
    walked.expected = { ...walked.expected, [event.id]: expected };
    tell();
    show();
    view.onready(true);
    const way = event.appraisals.find(({ id }) => id === ways.value);
    if (way) say(movements(day, before, after(day, before, way.kind)));
  };
  const show = () => {
    const way = event.appraisals.find(({ id }) => id === walked.choices[event.id]);
    if (!way) return;
    const now = after(day, before, way.kind);
    const kind = day.rule.appraisals[way.kind];
    fill(
      result,
      heading("Compare"),
      h("p", null, "You took it as ", h("strong", null, kind.name), `: \u201c${kind.words}\u201d`),
      table(
        "What you expected, and what the rule does",
        ["System", "Before", "You expected", "After"],
        day.systems.map(({ id, name }) => [
          name,
          day.levels[before[id]],
          EXPECT.find((one) => one.id === expected[id])?.text ?? "not said",
          movement(day, before[id], now[id]),
        ]),
      ),
      reasons(day, way.kind, before, now),
      illustration(day, event, way.id, before),
      disagreement(event.id),
    );
    fill(soFar, walked.place > 0 ? dayTable(day, walked.choices) : null);
  };
  /** @param {string} id */
  const disagreement = (id) => {
    const { el } = ownWords(
      "If you see it differently: what would you say instead, and which words in the text make you say so?",
      {
        value: walked.disagreed[id],
        name: `${key}-${id}-disagree`,
        oninput: (text) => (walked.disagreed[id] = text),
      },
    );
    return h(
      "details",
      { class: "cw-fold", open: Boolean(walked.disagreed[id]) },
      h("summary", null, "I disagree with this step"),
      el,
    );
  };

  const view = {
    title,
    /** @type {(ready: boolean) => void} called with true when the reader has compared */
    onready: () => {},
    el: h(
      "div",
      null,
      h("p", { class: "cw-hint" }, `Moment ${walked.place + 1} of ${day.events.length}`),
      title,
      paragraphs(event.text),
      ways.el,
      h(
        "fieldset",
        { class: "cw-guesses" },
        h("legend", null, "What do you expect of each system?"),
        guesses.map(({ el }) => el),
      ),
      nudge,
      button("Compare", compare),
      result,
      soFar,
    ),
  };
  show();
  return view;
}

/** @param {Day} day @param {import("./rule.js").Event} event @param {string} chosen @param {import("./rule.js").Levels} before */
function illustration(day, event, chosen, before) {
  const way = event.appraisals.find(({ id }) => id === event.illustration);
  if (!way) return null;
  const same = way.id === chosen;
  const now = after(day, before, way.kind);
  return h(
    "div",
    { class: "cw-panel" },
    h(
      "p",
      null,
      h("strong", null, "The illustration. "),
      same
        ? "It takes the moment the same way."
        : `It takes the moment as ${day.rule.appraisals[way.kind].name}: \u201c${way.text}\u201d ${movements(day, before, now)}`,
    ),
    h("p", null, event.comment),
  );
}

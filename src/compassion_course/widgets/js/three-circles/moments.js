// Two moments of one person: say beforehand what will have changed, draw both, lay them beside each other, and ask
// what tipped it. Words and pictures; no arrow, no balance, no better.
import { changedMost, goOtherwise, named, sizeChange } from "./change.js";
import { STAYS } from "./case.js";
import { circlesPicture, fedBy, inWords } from "./picture.js";
import { button, fill, h, paragraphs, table } from "../dom.js";
import { ownWords, radios } from "../fields.js";

/** @typedef {import("../three-circles.js").Circles} Circles */
/** @typedef {import("../three-circles.js").Case} Case */
/** @typedef {import("../three-circles.js").Pair} Pair */
/** @typedef {import("../three-circles.js").Tools} Tools */
/** @typedef {import("./kept.js").Kept} Kept */
/** @typedef {import("./case.js").Form} Form */

/**
 * @param {Circles} circles
 * @param {Pair} pair
 * @param {Tools & {
 *   start: Kept,
 *   formOf: (id: string) => Form,
 *   go: (id: string) => void,
 *   changed: () => void,
 * }} tools `formOf` gives the picture of a moment, drawn or not
 */
export function momentsView(circles, pair, { key, say, heading, start, formOf, go, changed }) {
  const first = caseOf(circles, pair.first);
  const second = caseOf(circles, pair.second);
  const then = pair.labels[0].toLowerCase();
  const name = `${key}-${pair.second}-moments`;
  let beside = false;
  const expected = radios(
    `Which system do you expect to have changed most since ${then}?`,
    [...circles.systems.map(({ id, name: text }) => ({ id, text })), { id: "none", text: "None, or I cannot say" }],
    { value: start.expected, name: `${name}-most`, inline: true, onchange: () => again() },
  );
  const otherwise = radios(
    `Could somebody in ${second.name}'s place have gone the other way in one of them?`,
    [
      { id: "yes", text: "Yes" },
      { id: "no", text: "No" },
      { id: "unsure", text: "I am not sure" },
    ],
    { value: start.otherwise, name: `${name}-otherwise`, inline: true, onchange: () => again() },
  );
  const nudge = h("p", { class: "cw-hint" });
  const result = h("div", { class: "cw-result" });
  const explain = explaining(pair, { key: name, heading });

  /** What is still to be done, and the moment to go to for it, if it is the first. */
  const missing = () => {
    if (!expected.value || !otherwise.value) return ["Answer the two questions that stand before the drawing first."];
    if (!formOf(pair.second).sized()) return ["Size all three circles of this moment first."];
    if (!formOf(pair.first).sized()) return [`Size all three circles of the first moment as well.`, pair.first];
    return [];
  };
  const look = () => {
    const [what, where] = missing();
    if (what) {
      fill(
        nudge,
        what,
        " ",
        where ? button(`Go to ${then}`, () => go(where), { class: "cw-button cw-button-small" }) : null,
      );
      say(what);
      return;
    }
    fill(nudge);
    show();
    changed();
    say(outcome());
  };
  const outcome = () => {
    const before = formOf(pair.first).picture().sizes;
    const now = formOf(pair.second).picture().sizes;
    return `In your pictures, ${mostWords(circles, before, now)}.`;
  };
  const show = () => {
    beside = true;
    explain.hidden = false;
    fill(
      result,
      h("p", null, `${expectedWords(circles, expected.value)} ${outcome()}`),
      sideBySide(circles, pair, [formOf(pair.first).picture(), formOf(pair.second).picture()]),
      readersTable(circles, first, second),
      h("p", null, otherwiseWords(circles, first, second, otherwise.value)),
    );
  };
  /** The pictures or the expectation are others now. */
  const again = () => {
    if (beside && missing().length === 0) show();
    else if (beside) {
      beside = false;
      fill(result);
    }
    changed();
  };
  return {
    predict: h(
      "div",
      { class: "cw-panel" },
      heading("Before you draw it"),
      expected.el,
      otherwise.el,
    ),
    section: h(
      "div",
      { class: "cw-moments" },
      heading("Compare the two moments"),
      h("p", { class: "cw-hint" }, `${pair.labels[0]} and ${pair.labels[1].toLowerCase()}, as you drew them.`),
      nudge,
      button("Compare the two moments", look),
      result,
      explain,
    ),
    /** Called when either picture changed. */
    refresh() {
      if (beside) again();
    },
    /** Called once, when the picture of this moment is there. */
    restore() {
      if (start.beside && missing().length === 0) show();
    },
    kept: () => ({ expected: expected.value, otherwise: otherwise.value, beside }),
  };
}

/** @param {Circles} circles @param {string} id @returns {Case} */
function caseOf(circles, id) {
  const found = circles.cases.find((one) => one.id === id);
  if (!found) throw new Error(`There is no case ${id}.`);
  return found;
}

/** @param {Circles} circles @param {Record<string, number>} before @param {Record<string, number>} now */
function mostWords({ systems }, before, now) {
  const most = changedMost(systems, before, now);
  if (most.length === 0) return "each system has the same word at both";
  return most.length === 1
    ? `${named(systems, most)} changed most`
    : `${named(systems, most)} changed most, by equally many words`;
}

/** @param {Circles} circles @param {string} id */
function expectedWords({ systems }, id) {
  return id === "none" ? "You expected none, or could not say." : `You expected ${named(systems, [id])}.`;
}

/** @param {Circles} circles @param {Case} first @param {Case} second @param {string} answer */
function otherwiseWords({ systems }, first, second, answer) {
  const said = {
    yes: "You said that it could go the other way.",
    no: "You said that it could not go the other way.",
    unsure: "You were not sure whether it could go the other way.",
  };
  const readers = first.pictures.map(({ sizes }, place) => ({ before: sizes, now: second.pictures[place].sizes }));
  const apart = goOtherwise(systems, readers);
  const does = apart.length
    ? `These two readers part company over ${named(systems, apart)}. Both can point at words.`
    : "These two readers go the same way in all three. Another reader need not.";
  return `${said[/** @type {keyof typeof said} */ (answer)]} ${does}`;
}

/** @param {Circles} circles @param {Pair} pair @param {import("./picture.js").Picture[]} pictures first and second */
function sideBySide({ systems, sizes: words }, pair, pictures) {
  const [then, now] = pictures;
  /** @param {import("./picture.js").Picture} picture @param {string} id */
  const cell = (picture, id) =>
    h(
      "span",
      null,
      h("strong", null, words[picture.sizes[id]]),
      h("span", { class: "cw-taken" }, `Fed by: ${fedBy(picture, id)}`),
    );
  return [
    h(
      "div",
      { class: "cw-readers" },
      pictures.map((picture, place) => {
        const said = inWords(systems, words, picture, pair.labels[place]);
        return h(
          "div",
          { class: "cw-panel" },
          h("p", null, h("strong", null, pair.labels[place])),
          circlesPicture(systems, words, picture, { label: said }),
          h("p", null, said),
        );
      }),
    ),
    table(
      "Your two pictures: size, what fed it, and what changed",
      ["System", ...pair.labels, "From the first to the second"],
      systems.map(({ id, name }) => [
        name,
        cell(then, id),
        cell(now, id),
        sizeChange(words, then.sizes[id], now.sizes[id]),
      ]),
    ),
  ];
}

/** @param {Circles} circles @param {Case} first @param {Case} second */
function readersTable({ systems, sizes: words }, first, second) {
  return table(
    "The same two moments as the two readers draw them; neither is the answer",
    ["Drawn by", ...systems.map(({ name }) => name)],
    first.pictures.map(({ by, sizes }, place) => [
      by,
      ...systems.map(({ id }) => sizeChange(words, sizes[id], second.pictures[place].sizes[id])),
    ]),
  );
}

/** Explain and transfer; made once, so that comparing again leaves what was written. @param {Pair} pair @param {{ key: string, heading: import("../dom.js").Heading }} settings */
function explaining(pair, { key, heading }) {
  return h(
    "div",
    { hidden: true },
    heading("What tipped it?"),
    ownWords(
      "Between the two moments, what in the text would you say tipped it? For each thing: was it the person's doing, somebody else's, or the service's?",
      { name: key },
    ).el,
    h(
      "details",
      { class: "cw-fold" },
      h("summary", null, "When you have written: five things that could be pointed at"),
      table(
        "What came between, and whose doing it was",
        ["What came between", "Whose doing", "What can be said"],
        pair.tipped.map(({ text, whose, comment }) => [text, whose, comment]),
      ),
    ),
    heading(pair.transfer.prompt),
    paragraphs(pair.transfer.text),
    ownWords(pair.transfer.question, { name: key }).el,
    h("p", { class: "cw-fine" }, STAYS),
  );
}

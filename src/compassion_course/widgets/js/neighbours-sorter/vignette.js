// One vignette: which words fit, which phrases carry them, then what two readers chose and what each word still needs.
import { button, fill, h, table } from "../dom.js";
import { ownWords } from "../fields.js";
import { ticks } from "./ticks.js";

/** @typedef {import("./rule.js").Choice} Choice */
/** @typedef {{ chosen: string[], words: string[], why: string }} Reading */
/**
 * @typedef {object} Vignette
 * @property {string} id
 * @property {string} who
 * @property {{ id: string, text: string }[]} phrases
 * @property {Record<string, Reading>} readings
 * @property {Record<string, string>} needs
 * @property {string} ask
 */
/**
 * @typedef {object} Neighbours
 * @property {string} title
 * @property {string[]} constructs
 * @property {string[]} parts
 * @property {string} open
 * @property {string} purpose
 * @property {string} outcome
 * @property {string} about
 * @property {{ question: string, families: { id: string, name: string, holds: string[] }[], unsure: string }} predict
 * @property {{ id: string, name: string }[]} readers
 * @property {string} readers_note
 * @property {Vignette[]} vignettes
 * @property {string} reason
 * @property {string} explain
 * @property {{ prompt: string, text: string, question: string }} transfer
 * @property {string} keeps
 * @property {Record<string, { name: string, letter: string, definition: string }>} codes
 */

/** A code's name up to its gloss. @param {Neighbours} neighbours @param {string} id */
export const named = (neighbours, id) => neighbours.codes[id].name.split(":")[0];

/** "Stress and Moral distress". @param {Neighbours} neighbours @param {string[]} ids */
export function listed(neighbours, ids) {
  return ids.map((id) => named(neighbours, id)).join(" and ");
}

/**
 * @param {Neighbours} neighbours
 * @param {Vignette} vignette
 * @param {{
 *   key: string, title: HTMLElement, say: (text: string) => void, choice: Choice | undefined, reason: string,
 *   onreason: (text: string) => void, onsort: (choice: Choice) => string,
 * }} tools `onsort` keeps the choice and gives what else there is to say
 */
export function vignetteView(neighbours, vignette, { key, title, say, choice, reason, onreason, onsort }) {
  const nudge = h("p", { class: "cw-hint" });
  const feedback = h("div", { class: "cw-result" });
  const changed = () => {
    // What is said of another choice does not stand beside this one.
    fill(nudge);
    fill(feedback);
  };
  const { codes, constructs, open } = neighbours;
  const fits = ticks(
    "Which words does this text support? More than one may fit.",
    [...constructs, open].map((id) => ({ id, text: codes[id].name, gist: codes[id].definition })),
    { values: choice?.chosen, name: `${key}-fits`, onchange: changed },
  );
  const words = ticks("Which phrases show it?", vignette.phrases, {
    values: choice?.words,
    name: `${key}-words`,
    onchange: changed,
  });
  const compare = button("Compare with two readers", () => {
    const mine = { chosen: fits.chosen(), words: words.chosen() };
    if (mine.chosen.length === 0 || mine.words.length === 0) {
      fill(
        nudge,
        mine.chosen.length === 0
          ? "Tick a word, or \u201cCannot tell from this\u201d, first."
          : "Tick the phrases that show it. For \u201cCannot tell\u201d, those that leave it open.",
      );
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    const more = onsort(mine);
    fill(feedback, compared(neighbours, vignette, mine));
    const readers = neighbours.readers.map(
      ({ id, name }) => `${name}: ${listed(neighbours, vignette.readings[id].chosen)}.`,
    );
    say(`You: ${listed(neighbours, mine.chosen)}. ${readers.join(" ")} Their reasons stand below.${more}`);
  });
  if (choice) fill(feedback, compared(neighbours, vignette, choice));
  return h(
    "div",
    null,
    title,
    h("p", { class: "cw-vignette" }, vignette.phrases.map(({ text }) => text).join(" ")),
    fits.el,
    words.el,
    ownWords(neighbours.reason, { value: reason, oninput: onreason, name: `${key}-reason` }).el,
    nudge,
    compare,
    feedback,
  );
}

/** @param {Neighbours} neighbours @param {Vignette} vignette @param {Choice} mine */
function compared(neighbours, vignette, mine) {
  const { readers, constructs, open } = neighbours;
  const readings = readers.map(({ id }) => vignette.readings[id]);
  const theirs = new Set(readings.flatMap(({ chosen }) => chosen));
  const alike = readings.every(({ chosen }) => chosen.join() === readings[0].chosen.join());
  const left = [...theirs].filter((id) => !mine.chosen.includes(id));
  /** @param {string[]} words @param {string} id */
  const rests = (words, id) => (words.includes(id) ? "yes" : "–");
  return [
    h("p", { class: "cw-question" }, "What two readers chose, and why"),
    h(
      "div",
      { class: "cw-readers" },
      readers.map(({ id, name }) =>
        h(
          "div",
          { class: "cw-panel" },
          h("p", null, h("strong", null, `${name}: ${listed(neighbours, vignette.readings[id].chosen)}`)),
          h("p", null, vignette.readings[id].why),
        ),
      ),
    ),
    h(
      "p",
      null,
      alike ? "Here the two chose alike, from partly different words." : "Here the two differ, and both give words.",
    ),
    h(
      "ul",
      { class: "cw-reasons" },
      mine.chosen.map((id) =>
        h(
          "li",
          null,
          h("strong", null, `${named(neighbours, id)}: ${chosenBy(readings, id)} `),
          id === open ? vignette.ask : `What it would still need: ${vignette.needs[id]}`,
        ),
      ),
      left.map((id) =>
        h(
          "li",
          null,
          h("strong", null, `${named(neighbours, id)}: you left it out, and ${chosenBy(readings, id)} `),
          id === open ? vignette.ask : vignette.needs[id],
        ),
      ),
    ),
    mine.chosen.includes(open) || left.includes(open) ? null : h("p", null, `To know more: ${vignette.ask}`),
    h(
      "details",
      { class: "cw-fold" },
      h("summary", null, "The other words, and what they would need here"),
      h(
        "ul",
        { class: "cw-reasons" },
        constructs
          .filter((id) => !mine.chosen.includes(id) && !left.includes(id))
          .map((id) => h("li", null, h("strong", null, `${named(neighbours, id)}. `), vignette.needs[id])),
      ),
    ),
    table(
      "Who rests on which words",
      ["Words", "You", ...readers.map(({ name }) => name)],
      vignette.phrases.map(({ id, text }) => [
        text,
        rests(mine.words, id),
        ...readings.map(({ words }) => rests(words, id)),
      ]),
    ),
  ];
}

/** @param {Reading[]} readings @param {string} id */
function chosenBy(readings, id) {
  const count = readings.filter(({ chosen }) => chosen.includes(id)).length;
  return ["neither reader chose it. Which words would you show them?", "one reader chose it.", "both readers chose it."][
    count
  ];
}

// Marking words without choosing them in the text: a turn, a first and a last word, each from a list.
import { button, fill, h } from "../dom.js";
import { choose } from "../fields.js";
import { speakerName, turnNumber } from "./text.js";
import { toCodePoints, words } from "../sheet/offsets.js";

/** @typedef {import("./rule.js").Turn} Turn */
/** @typedef {import("./rule.js").Words} Words */

/**
 * @param {Turn[]} turns
 * @param {{ name: string, say: (text: string) => void, mark: (chosen: Words, from: HTMLElement) => void }} tools
 */
export function byList(turns, { name, say, mark }) {
  const problem = h("p", { class: "cw-hint" });
  const pick = choose(
    "Turn",
    turns.map(({ turn, speaker, text }) => ({
      id: turn,
      text: `${turnNumber(turn)} ${speakerName(speaker)}: ${text.slice(0, 40)} \u2026`,
    })),
    { value: turns[0].turn, name: `${name}-turn`, onchange: () => show() },
  );
  pick.select.options[0].remove();
  const first = choose("First word", [], { name: `${name}-first`, onchange: () => follow() });
  const last = choose("Last word", [], { name: `${name}-last` });

  const current = () => turns.find(({ turn }) => turn === pick.select.value) ?? turns[0];
  const show = () => {
    const { text } = current();
    for (const { select } of [first, last]) {
      fill(
        select,
        h("option", { value: "" }, "Choose \u2026"),
        words(text).map(({ start, end }, index) => h("option", { value: index }, `${index + 1}. ${text.slice(start, end)}`)),
      );
      select.value = "";
    }
  };
  // Most places are one word: the last is the first until it is changed.
  const follow = () => {
    last.select.value = first.select.value;
  };
  const submit = () => {
    const { turn, text } = current();
    const all = words(text);
    const [from, to] = [first.select.value, last.select.value].map((value) => (value === "" ? null : all[Number(value)]));
    if (!from || !to || from.start > to.start) {
      fill(problem, from && to ? "The last word stands before the first one." : "Choose a first and a last word.");
      say(problem.textContent ?? "");
      return;
    }
    fill(problem);
    const [start, end] = [toCodePoints(text, from.start), toCodePoints(text, to.end)];
    mark({ turn, start, end, quote: text.slice(from.start, to.end) }, pick.select);
  };
  show();
  return h(
    "details",
    { class: "cw-fold" },
    h("summary", null, "Mark words from a list, without choosing them in the text"),
    pick.el,
    first.el,
    last.el,
    problem,
    button("Mark the words from the list", submit, { class: "cw-button cw-button-quiet" }),
  );
}

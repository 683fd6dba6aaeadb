// Two moments of one day: choose two rows of its table, say what you expect, and see what lies between them.
import { button, fill, h, table } from "../dom.js";
import { choose, ownWords, radios } from "../fields.js";
import { between, movesOf, wentAndCameBack } from "./between.js";
import { walk } from "./rule.js";
import { chosenChanges } from "./walked.js";
import { reasons } from "./words.js";

/** @typedef {import("./rule.js").Day} Day */
/** @typedef {import("./walked.js").Walked} Walked */

const SAID = {
  yes: "You expected one that moved and came back.",
  no: "You expected none that moved and came back.",
  unsure: "You were not sure.",
};

/**
 * @param {Day} day
 * @param {Walked} walked
 * @param {import("../working-day.js").Tools} tools
 */
export function twoMoments(day, walked, { key, say, tell }) {
  const rows = [
    { id: "0", text: "The start" },
    ...day.events.map(({ time, title }, place) => ({ id: String(place + 1), text: `After ${time} ${title}` })),
  ];
  const start = walked.two.second > 0;
  const result = h("div", { class: "cw-result" });
  const nudge = h("p", { class: "cw-hint" });
  const stale = () => fill(result);
  const first = choose("The earlier moment", rows, {
    value: start ? String(walked.two.first) : "",
    name: `${key}-first`,
    onchange: stale,
  });
  const second = choose("The later moment", rows, {
    value: start ? String(walked.two.second) : "",
    name: `${key}-second`,
    onchange: stale,
  });
  const expected = radios(
    "Before you look: will a system stand at the same word at both, although it moved in between?",
    [
      { id: "yes", text: "Yes, one or more" },
      { id: "no", text: "No, none" },
      { id: "unsure", text: "I cannot say yet" },
    ],
    { value: start ? walked.two.expected : "", name: `${key}-between`, inline: true, onchange: stale },
  );
  const explain = ownWords(
    `What would you say made the difference between them: how ${day.person.name} took things, what the service had arranged, or something else? Point at words.`,
    {
      value: walked.written.between,
      name: `${key}-between`,
      oninput: (text) => (walked.written.between = text),
    },
  );

  const look = () => {
    const [from, to] = [first.select.value, second.select.value];
    const missing =
      from === "" || to === "" || !expected.value
        ? "Choose two moments, and say what you expect."
        : Number(from) >= Number(to)
          ? "Let the second moment be later than the first."
          : "";
    fill(nudge, missing);
    if (missing) {
      stale();
      say(missing);
      return;
    }
    walked.two = { first: Number(from), second: Number(to), expected: expected.value };
    tell();
    say(show());
  };
  const show = () => {
    const changes = chosenChanges(walked);
    const { first: from, second: to, expected: guess } = walked.two;
    const steps = between(day, walked.choices, changes, from, to);
    const levels = walk(day, walked.choices, changes);
    const back = wentAndCameBack(day, steps);
    const names = day.systems.filter(({ id }) => back.includes(id)).map(({ name }) => name);
    const outcome = names.length
      ? `Moved and came back to the same word: ${names.join(", ")}.`
      : "No system moved and came back.";
    fill(
      result,
      h("p", null, `${SAID[/** @type {keyof typeof SAID} */ (guess)]} ${outcome}`),
      table(
        changes.length ? "Two moments of the day with your changes" : "Two moments of the day as you took it",
        ["System", rows[from].text, rows[to].text, "In between"],
        day.systems.map(({ id, name }) => [
          name,
          day.levels[levels[from][id]],
          day.levels[levels[to][id]],
          movesOf(steps, id).join("; ") || "not moved",
        ]),
      ),
      h(
        "details",
        { class: "cw-fold" },
        h("summary", null, "The reasons, step by step"),
        steps.map(({ event, kind, before, now }) => [
          h(
            "p",
            null,
            h("strong", null, `${event.time} ${event.title}. `),
            `Taken as ${day.rule.appraisals[kind].name}.`,
          ),
          reasons(day, kind, before, now),
        ]),
      ),
      explain.el,
    );
    return outcome;
  };
  if (start) show();
  return {
    el: h(
      "details",
      { class: "cw-fold cw-two-moments", open: start },
      h("summary", null, "Compare two moments of this day"),
      first.el,
      second.el,
      expected.el,
      nudge,
      button("Compare these two moments", look, { class: "cw-button cw-button-quiet" }),
      result,
    ),
    /** The day is another now. */
    refresh() {
      if (result.childNodes.length > 0) show();
    },
  };
}

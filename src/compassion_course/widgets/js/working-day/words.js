// The working day in words: what a level does, where a step comes from, and the day as a table.
import { h, table } from "../dom.js";
import { kindAt, walk } from "./rule.js";

/** @typedef {import("./rule.js").Day} Day */
/** @typedef {import("./rule.js").Levels} Levels */

/** A level before and after. @param {Day} day @param {number} before @param {number} now */
export function movement(day, before, now) {
  if (before === now) return `stays ${day.levels[now]}`;
  return `${now > before ? "up" : "down"}, from ${day.levels[before]} to ${day.levels[now]}`;
}

/** All systems in one sentence. @param {Day} day @param {Levels} before @param {Levels} now */
export function movements(day, before, now) {
  return `${day.systems.map(({ id, name }) => `${name} ${movement(day, before[id], now[id])}`).join("; ")}.`;
}

/** A citation key as a reader says it. @param {string} cite */
export function sourceWords(cite) {
  const key = /^([a-z]+)(\d{4})[a-z]?$/.exec(cite);
  return key ? `${key[1][0].toUpperCase()}${key[1].slice(1)} ${key[2]}, see the references` : cite;
}

/**
 * Why each system moved or did not.
 * @param {Day} day
 * @param {string} kind
 * @param {Levels} before
 * @param {Levels} now
 */
export function reasons(day, kind, before, now) {
  const { steps, because } = day.rule.appraisals[kind];
  return h(
    "ul",
    { class: "cw-reasons" },
    day.systems.map(({ id, name }) => {
      const held =
        steps[id] !== 0 && before[id] === now[id] ? ` It was already ${day.levels[now[id]]}, so the word stays.` : "";
      const words =
        steps[id] === 0
          ? "this way of taking it does not move it."
          : `one word ${steps[id] > 0 ? "up" : "down"}.${held} ${because[id].says} (${sourceWords(because[id].cite)})`;
      return h("li", null, h("strong", null, `${name}: `), words);
    }),
  );
}

/**
 * The day as a table, a row an event and a column a system. With `changes`, cells say what they were without.
 * @param {Day} day
 * @param {Record<string, string>} choices
 * @param {string[]} [changes]
 */
export function dayTable(day, choices, changes = []) {
  const plain = walk(day, choices);
  const levels = walk(day, choices, changes);
  const rows = levels.map((now, index) => {
    const event = day.events[index - 1];
    return [
      event ? eventCell(day, event, choices, changes) : "At the start",
      ...day.systems.map(({ id }) => {
        const word = day.levels[now[id]];
        const was = day.levels[plain[index][id]];
        return word === was ? word : h("span", { class: "cw-changed" }, h("strong", null, word), ` (was ${was})`);
      }),
    ];
  });
  const caption = changes.length ? "The day again, with what changed" : "The day so far, as you took it";
  return table(caption, ["Moment", ...day.systems.map(({ name }) => name)], rows);
}

/** @param {Day} day @param {import("./rule.js").Event} event @param {Record<string, string>} choices @param {string[]} changes */
function eventCell(day, event, choices, changes) {
  const name = (/** @type {string | null} */ kind) => (kind ? day.rule.appraisals[kind].name : "");
  const now = name(kindAt(day, event, choices, changes));
  const was = name(kindAt(day, event, choices));
  return h(
    "span",
    null,
    `${event.time} ${event.title}`,
    h("span", { class: "cw-taken" }, now === was ? `Taken as: ${now}` : `Taken as: ${now} (was ${was})`),
  );
}

// From one row of the day's table to a later one: which steps lie between, and what came of them.
import { kindAt, walk } from "./rule.js";

/** @typedef {import("./rule.js").Day} Day */
/** @typedef {import("./rule.js").Levels} Levels */
/** @typedef {{ event: import("./rule.js").Event, kind: string, before: Levels, now: Levels }} Step */

/**
 * @param {Day} day
 * @param {Record<string, string>} choices
 * @param {string[]} changes
 * @param {number} first a row of the table; 0 is the start
 * @param {number} second a later one
 * @returns {Step[]}
 */
export function between(day, choices, changes, first, second) {
  const levels = walk(day, choices, changes);
  return day.events.slice(first, second).flatMap((event, place) => {
    const kind = kindAt(day, event, choices, changes);
    const now = levels[first + place + 1];
    return kind === null || now === undefined ? [] : [{ event, kind, before: levels[first + place], now }];
  });
}

/** Where a system stood when it moved, and which way. @param {Step[]} steps @param {string} id */
export function movesOf(steps, id) {
  return steps
    .filter(({ before, now }) => before[id] !== now[id])
    .map(({ event, before, now }) => `${now[id] > before[id] ? "up" : "down"} at ${event.time}`);
}

/** The systems that stand at one word at both ends although they moved, by id. @param {Day} day @param {Step[]} steps */
export function wentAndCameBack(day, steps) {
  if (steps.length === 0) return [];
  const before = steps[0].before;
  const now = steps[steps.length - 1].now;
  return day.systems.filter(({ id }) => before[id] === now[id] && movesOf(steps, id).length > 0).map(({ id }) => id);
}

// The rule of the working day, as models/working_day.py has it; a test walks every possible day through both.

/** @typedef {Record<string, number>} Levels for each system the place of its word in `levels` */
/** @typedef {{ id: string, name: string, letter: string, gist: string }} System */
/** @typedef {{ name: string, words: string, steps: Record<string, number>, because: Record<string, { says: string, cite: string }> }} Kind */
/** @typedef {{ id: string, text: string, kind: string }} Way */
/** @typedef {{ id: string, time: string, title: string, text: string, appraisals: Way[], illustration: string, comment: string }} Event */
/** @typedef {{ id: string, event: string, kind: string, text: string, comment: string }} Change */
/**
 * @typedef {object} Day
 * @property {string} title
 * @property {{ name: string, role: string, intro: string }} person
 * @property {System[]} systems
 * @property {string[]} levels
 * @property {Levels} start
 * @property {{ statement: string, label: string, appraisals: Record<string, Kind> }} rule
 * @property {Event[]} events
 * @property {{ service: Change[], person: Change[] }} changes
 * @property {{ prompt: string, text: string, question: string }} transfer
 */

/** One appraisal: a step for each system, within the lowest and the highest word. @param {Day} day @param {Levels} levels @param {string} kind @returns {Levels} */
export function after(day, levels, kind) {
  const { steps } = day.rule.appraisals[kind];
  const highest = day.levels.length - 1;
  return Object.fromEntries(day.systems.map(({ id }) => [id, Math.min(Math.max(levels[id] + steps[id], 0), highest)]));
}

/**
 * The kind at which an event is taken: the last change that names it, else the way chosen.
 * @param {Day} day
 * @param {Event} event
 * @param {Record<string, string>} choices
 * @param {string[]} [changes]
 * @returns {string | null}
 */
export function kindAt(day, event, choices, changes = []) {
  const chosen = event.appraisals.find((way) => way.id === choices[event.id]);
  if (!chosen) return null;
  const known = [...day.changes.service, ...day.changes.person];
  let { kind } = chosen;
  for (const id of changes) {
    const change = known.find((one) => one.id === id);
    if (!change) throw new Error(`There is no change ${id}.`);
    if (change.event === event.id) kind = change.kind;
  }
  return kind;
}

/**
 * The levels at the start, then after each event; ends before the first event without a choice.
 * @param {Day} day
 * @param {Record<string, string>} choices event id to way id
 * @param {string[]} [changes]
 * @returns {Levels[]}
 */
export function walk(day, choices, changes = []) {
  const levels = [{ ...day.start }];
  for (const event of day.events) {
    const kind = kindAt(day, event, choices, changes);
    if (kind === null) break;
    levels.push(after(day, levels[levels.length - 1], kind));
  }
  return levels;
}

// What is to be marked, as the desk gives it, and the few rules about it.

/** @typedef {{ words: string, where: string, lines: [string, string][] }} Entry */
/** @typedef {{ title: string, text: string, entries: Entry[] }} Part */
/** @typedef {{ marks: number | null, level: string, why: string, comment: string }} Mark */
/** @typedef {{ level: string, low: number, high: number, words: string }} Level */
/** @typedef {{ level: string, marks: number | null, text: string, why: string }} Exemplar */
/** @typedef {{ quote: string, turn: string, code: string, note: string }} Given */
/**
 * @typedef {{
 *   id: string, name: string, prompt: string, of: number, rubric: Level[], exemplars: Exemplar[], commentary: string,
 *   feedback: { if: string, say: string }[], words: { turn: string, quote: string }[], given: Given[],
 *   turns: { turn: string, speaker: string, text: string }[],
 * }} Item
 */
/**
 * @typedef {{
 *   parts: Part[], gates: { passed: boolean, why: string }[], state: string, mark: Mark | null, stale: boolean,
 *   concern: boolean, first?: Mark, second?: Mark,
 * }} Answer
 */
/** @typedef {{ ref: string, name: string, exercise: string, questions: string[], answers: Record<string, Answer> }} Script */
/**
 * @typedef {{
 *   format: string, pack: string, made: string, marker: string, role: "first" | "second" | "moderated",
 *   exercises: { slug: string, title: string, items: Item[] }[], scripts: Script[], order: Record<string, string[]>,
 *   agreements: Record<string, string>, kinds: string[], steps: Record<string, string[]>, notes: string[],
 * }} Task
 */
/** One item of one exercise with the answers to it, in this marker's order. @typedef {{ place: string, title: string, item: Item, scripts: Script[] }} Pile */

/** @type {Mark} */
export const NO_MARK = { marks: null, level: "", why: "", comment: "" };

/** The piles in the order of the exercises. @param {Task} task @returns {Pile[]} */
export function pilesOf(task) {
  const scripts = new Map(task.scripts.map((script) => [script.ref, script]));
  return task.exercises.flatMap((exercise) =>
    exercise.items.map((item) => {
      const place = `${exercise.slug}/${item.id}`;
      const refs = task.order[place] ?? [];
      const found = refs.map((ref) => scripts.get(ref)).filter((script) => script !== undefined);
      return { place, title: exercise.title, item, scripts: found };
    }),
  ).filter((pile) => pile.scripts.length > 0);
}

/** A step of one mark, or of half a mark where the rubric has halves. @param {Item} item */
export function stepOf(item) {
  return item.rubric.every((level) => Number.isInteger(level.low) && Number.isInteger(level.high)) ? 1 : 0.5;
}

/** The level that marks fall into; between two levels, the lower. @param {Item} item @param {number | null} marks */
export function levelOf(item, marks) {
  if (marks === null) return "";
  const below = item.rubric.filter((level) => level.low <= marks);
  return below.length > 0 ? below[below.length - 1].level : "";
}

/** Where marking begins in a level: its middle, so that a quick key leans neither way. @param {Level} level @param {number} step */
export function middleOf(level, step) {
  return level.low + Math.floor((level.high - level.low) / 2 / step) * step;
}

/** Marks that can be given, nearest to what was asked for. @param {Item} item @param {number} marks */
export function within(item, marks) {
  return Math.min(item.of, Math.max(0, Math.round(marks * 100) / 100));
}

/** @param {Level} level */
export function rangeOf(level) {
  return level.low === level.high ? `${level.low}` : `${level.low} to ${level.high}`;
}

/** Exemplars are read without being marked; so is a mark that was taken back. @param {Mark | null} mark */
export function isGiven(mark) {
  return mark !== null && mark.marks !== null;
}

// What a reader did with the day, as it goes to the model and comes back when the widget is drawn again. Words that
// somebody typed stay in the page: they are in no trait.

/** @typedef {import("./rule.js").Day} Day */
/** @typedef {"up" | "down" | "same"} Expected */
/** @typedef {{ first: number, second: number, expected: string }} TwoMoments rows of the day's table, 0 for the start; none compared where both are 0 */
/**
 * @typedef {object} Walked
 * @property {number} place which moment; the number of moments when the day is over
 * @property {Record<string, string>} choices event id to way id, set when the reader compares
 * @property {Record<string, Record<string, Expected>>} expected
 * @property {Record<string, string>} disagreed event id to the reader's reason
 * @property {{ service: string, person: string }} changes a change id, or "none"
 * @property {string} guess of the last row: "yes", "no", "unsure", or nothing yet
 * @property {TwoMoments} two
 * @property {Record<string, string>} written
 */

const ANSWERS = ["yes", "no", "unsure"];

/** @returns {Walked} */
export const fresh = () => ({
  place: 0,
  choices: {},
  expected: {},
  disagreed: {},
  changes: { service: "", person: "" },
  guess: "",
  two: { first: 0, second: 0, expected: "" },
  written: {},
});

/** The changes that were chosen, by id. @param {Walked} walked */
export function chosenChanges({ changes }) {
  return [changes.service, changes.person].filter((id) => id !== "" && id !== "none");
}

/**
 * The traits that hold what was done. The guess and the two moments are told with what they belong to.
 * @param {Walked} walked
 * @returns {Record<string, unknown>}
 */
export function traitsOf(walked) {
  return {
    place: walked.place,
    choices: { ...walked.choices },
    expected: { ...walked.expected },
    changes: chosenChanges(walked),
    guess: walked.changes.service === "" ? "" : walked.guess,
    two_moments: walked.two.second === 0 ? {} : { ...walked.two },
  };
}

/**
 * The day as it was left, as far as the traits fit the day there is now.
 * @param {Day} day
 * @param {(name: string) => any} get
 * @returns {Walked}
 */
export function walkedFrom(day, get) {
  const walked = fresh();
  const { choices, expected, changes, guess, two_moments: two } = Object.fromEntries(
    ["choices", "expected", "changes", "guess", "two_moments"].map((name) => [name, get(name) ?? {}]),
  );
  for (const { id, appraisals } of day.events) {
    if (appraisals.some((way) => way.id === choices[id])) walked.choices[id] = choices[id];
    const guesses = day.systems
      .map((system) => [system.id, expected[id]?.[system.id]])
      .filter(([, one]) => ["up", "down", "same"].includes(one));
    if (guesses.length > 0) walked.expected[id] = Object.fromEntries(guesses);
  }
  // A moment is reached through all before it.
  const reached = day.events.findIndex(({ id }) => !(id in walked.choices));
  const furthest = reached < 0 ? day.events.length : reached;
  walked.place = Math.min(Math.max(Math.trunc(Number(get("place")) || 0), 0), furthest);
  if (ANSWERS.includes(guess)) {
    const chosen = Array.isArray(changes) ? changes : [];
    walked.guess = guess;
    walked.changes = {
      service: day.changes.service.find(({ id }) => chosen.includes(id))?.id ?? "none",
      person: day.changes.person.find(({ id }) => chosen.includes(id))?.id ?? "none",
    };
  }
  const isRow = (/** @type {unknown} */ row) => Number.isInteger(row) && Number(row) >= 0 && Number(row) <= furthest;
  if (isRow(two.first) && isRow(two.second) && two.first < two.second && ANSWERS.includes(two.expected))
    walked.two = { first: two.first, second: two.second, expected: two.expected };
  return walked;
}

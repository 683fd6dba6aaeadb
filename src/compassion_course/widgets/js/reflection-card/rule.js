// The rules of the card: where two readers agree (as in models/reflection_card.py), and what a plan still lacks.

/** @typedef {{ id: string, name: string, ask: string, own: string }} Prompt */
/** @typedef {{ id: string, text: string }} Option */
/** @typedef {{ words: string[], points: string, why: string }} Filled */
/** @typedef {{ change: string, person: string, service: string, decides: string, when: string, know: string }} Plan */
/** @typedef {{ by: string, card: Record<string, Filled>, plan: Plan }} Reader */
/** @typedef {{ id: string, name: string, who: string, story: Option[], readers: Reader[], item: import("../items.js").Item }} Case */
/**
 * @typedef {object} Card
 * @property {string} title
 * @property {string} label
 * @property {string} note
 * @property {Prompt[]} prompts
 * @property {Option[]} points
 * @property {{ id: string, name: string }[]} skills
 * @property {string} skills_note
 * @property {Option[]} deciders
 * @property {string} predict
 * @property {string} explain
 * @property {Case[]} cases
 * @property {{ heading: string, name: string, text: string, item: import("../items.js").Item, question: string }} transfer
 * @property {{ intro: string, stop: string, plan: { id: string, own: string }[], files: string }} self
 */

/** The prompts for which all readers of a case point to the same place. @param {Pick<Card, "prompts">} card @param {Pick<Case, "readers">} one */
export function agreed(card, one) {
  return card.prompts
    .map(({ id }) => id)
    .filter((id) => new Set(one.readers.map(({ card: filled }) => filled[id].points)).size === 1);
}

/**
 * What a plan still lacks, each as a sentence; a plan without gaps is whole, which is not to say that it is good.
 * @param {Plan} plan `decides` is the id of a decider
 * @param {string} name whose plan it is
 */
export function gaps(plan, name) {
  /** @param {keyof Plan} part */
  const empty = (part) => plan[part].trim() === "";
  /** @type {string[]} */
  const found = [];
  if (empty("change")) found.push("What is to be different is not said yet.");
  if (empty("person")) found.push(`There is no part for ${name}. What happens to somebody without them seldom fits.`);
  if (empty("service")) found.push(`There is no part for the service. Then all of it rests on ${name}.`);
  if (empty("decides")) found.push("Nobody decides it yet.");
  if (plan.decides === "self" && !empty("service")) {
    found.push(`You let ${name} decide alone. Can ${name} decide the service\u2019s part?`);
  }
  if (plan.decides === "unknown") found.push("Who decides is to be found out. That may be the first step of the plan.");
  if (empty("when")) found.push("There is no date, not even one on which to look again.");
  if (empty("know")) found.push("Nothing says how one would know. Choose something that somebody else could see too.");
  return found;
}

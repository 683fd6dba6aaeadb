// Rules of the clinic: pure, and tested as tables.

/** @typedef {{ before: string, after: string, why: string }} Pair */

/**
 * The pairs that an order turns round; models/question_clinic.py has the same rule.
 * @param {Pair[]} pairs
 * @param {string[]} order
 */
export function outOfOrder(pairs, order) {
  return pairs.filter(({ before, after }) => order.indexOf(before) > order.indexOf(after));
}

/**
 * Who ticked what: a line for each fault that anybody ticked, with whether each of them did.
 * @param {string[]} faults in the order in which they are shown
 * @param {string[][]} ticked one list for each who ticked
 * @returns {{ fault: string, by: boolean[] }[]}
 */
export function whoTicked(faults, ticked) {
  return faults
    .map((fault) => ({ fault, by: ticked.map((one) => one.includes(fault)) }))
    .filter(({ by }) => by.includes(true));
}

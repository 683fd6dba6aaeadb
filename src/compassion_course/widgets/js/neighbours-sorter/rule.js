// Where a choice parts from both readers. Where they differ nobody parts from both. models/neighbours_sorter.py does the same.

/** @typedef {{ chosen: string[], words: string[] }} Choice */
/** @typedef {{ id: string, readings: Record<string, { chosen: string[] }> }} Sorted */

/**
 * @param {string[]} constructs
 * @param {Sorted[]} vignettes
 * @param {Record<string, { chosen: string[] }>} choices vignette id to what the reader chose
 * @returns {Record<string, { id: string, way: "more" | "less" }[]>} construct to vignettes, in their order
 */
export function parted(constructs, vignettes, choices) {
  /** @type {Record<string, { id: string, way: "more" | "less" }[]>} */
  const found = {};
  for (const construct of constructs) {
    for (const { id, readings } of vignettes) {
      if (!(id in choices)) continue;
      const mine = choices[id].chosen.includes(construct);
      if (Object.values(readings).every(({ chosen }) => chosen.includes(construct) !== mine)) {
        (found[construct] ??= []).push({ id, way: mine ? "more" : "less" });
      }
    }
  }
  return found;
}

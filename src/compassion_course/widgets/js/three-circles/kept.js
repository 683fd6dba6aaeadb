// What was done with the pictures of invented colleagues, as it goes to the model and comes back when the widget is
// drawn again. Words that somebody typed, and a picture of one's own, are never in it.

/** @typedef {import("../three-circles.js").Circles} Circles */
/** @typedef {import("../three-circles.js").Case} Case */
/**
 * One moment. Sizes are words; cues are ids.
 * @typedef {object} Kept
 * @property {Record<string, string>} sizes
 * @property {Record<string, string[]>} cues system id to cue ids
 * @property {boolean} compared with the two readers
 * @property {string} expected of a second moment: the system expected to change most, "none", or nothing yet
 * @property {string} otherwise "yes", "no", "unsure", or nothing yet
 * @property {boolean} beside whether the two moments stand beside each other
 */

/** @returns {Kept} */
export const nothingKept = () => ({ sizes: {}, cues: {}, compared: false, expected: "", otherwise: "", beside: false });

/**
 * The part of what a model holds that fits the case as it is now.
 * @param {Circles} circles
 * @param {Case} one
 * @param {any} held
 * @returns {Kept}
 */
export function keptOf({ systems, sizes }, one, held) {
  const known = nothingKept();
  if (!held || typeof held !== "object") return known;
  const systemIds = systems.map(({ id }) => id);
  for (const id of systemIds) {
    if (sizes.includes(held.sizes?.[id])) known.sizes[id] = held.sizes[id];
    const cues = Array.isArray(held.cues?.[id]) ? held.cues[id] : [];
    known.cues[id] = one.cues.map((cue) => cue.id).filter((cue) => cues.includes(cue));
  }
  known.compared = held.compared === true;
  known.expected = [...systemIds, "none"].includes(held.expected) ? held.expected : "";
  known.otherwise = ["yes", "no", "unsure"].includes(held.otherwise) ? held.otherwise : "";
  known.beside = held.beside === true;
  return known;
}

// The map is placements turned round: for each flow, what was put there. models/flow_map.py does the same.

/** @typedef {{ flow: string, barrier: string }} Placement */
/** @typedef {Record<string, Placement>} Placements excerpt id to where it was put */
/** @typedef {{ id: string, barrier: string }} Put */

/**
 * @param {string[]} flows
 * @param {string[]} excerpts
 * @param {Placements} placements
 * @returns {Record<string, Put[]>} flow to what was put there, in the order of the excerpts
 */
export function gathered(flows, excerpts, placements) {
  return Object.fromEntries(
    flows.map((flow) => [
      flow,
      excerpts.filter((id) => placements[id]?.flow === flow).map((id) => ({ id, barrier: placements[id].barrier })),
    ]),
  );
}

/** How many of these meet a barrier of any kind. @param {Put[]} puts */
export function heldUp(puts) {
  return puts.filter(({ barrier }) => barrier !== "none" && barrier !== "").length;
}

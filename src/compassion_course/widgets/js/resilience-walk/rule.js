// The two rules of the walk, as in models/resilience_walk.py: what can be reached, and the first way through.

/** @typedef {{ id: string, doc: string, turn: string, quote: string, way: Way, why: string }} Voice */
/** @typedef {"for" | "both" | "against"} Way */
/** @typedef {{ id: string, phase: string, side: string, name: string, label: string[], at: [number, number], found: string, voices: Voice[] }} Element */
/** @typedef {{ from: string, to: string, kind: string, basis: string, says: string }} Link */
/** @typedef {{ id: string, name: string, gist: string }} Named */
/** @typedef {{ id: string, text: string }} Option */
/** @typedef {{ from: string, to: string, kind: string, turn: string, why: string }} ReadLink */
/** @typedef {{ element: string, turn: string, quote: string, setting: string, first: string, second: string, comment: string }} Station */
/**
 * @typedef {object} Walk
 * @property {string} title
 * @property {string} note
 * @property {string} voices_note
 * @property {string} drawing_note
 * @property {Named[]} phases
 * @property {Named[]} sides
 * @property {{ id: string, verb: string, line: string }[]} kinds
 * @property {Record<string, string>} bases
 * @property {Element[]} elements
 * @property {Link[]} links
 * @property {{ question: string, options: Option[], start: string, leave_out: string[], comment: string }} predict
 * @property {{ id: string, by: string, links: ReadLink[] }[]} readers
 * @property {{ name: string, intro: string, predict: { question: string, options: Option[] }, stations: Station[], marks: (Option & { short: string })[], after: string, question: string, answers: { by: string, text: string }[] }} case
 * @property {{ question: string, why: string }} link_task
 * @property {{ heading: string, name: string, text: string, item: import("../items.js").Item, question: string }} transfer
 */

const LEADS = "leads";

/**
 * The elements to which links lead on from `start`, in the order of the model.
 * @param {Pick<Walk, "elements" | "links">} walk
 * @param {string} start
 * @param {readonly string[]} [leftOut] elements taken to be missing
 */
export function reach(walk, start, leftOut = []) {
  /** @type {Set<string>} */
  const found = new Set();
  const ahead = [start];
  for (let here = ahead.pop(); here !== undefined; here = ahead.pop()) {
    for (const { from, to, kind } of walk.links) {
      if (kind !== LEADS || from !== here || found.has(to) || leftOut.includes(to)) continue;
      found.add(to);
      ahead.push(to);
    }
  }
  return walk.elements.map(({ id }) => id).filter((id) => found.has(id));
}

/**
 * The first stretch of a trail that leads, link by link, from the first phase to the last; empty when there is none.
 * @param {Pick<Walk, "elements" | "links" | "phases">} walk
 * @param {readonly string[]} trail
 */
export function chain(walk, trail) {
  const phase = new Map(walk.elements.map((element) => [element.id, element.phase]));
  const first = walk.phases[0].id;
  const last = walk.phases.at(-1)?.id;
  /** @param {string} from @param {string} to */
  const leads = (from, to) => walk.links.some((link) => link.kind === LEADS && link.from === from && link.to === to);
  for (const [begin, element] of trail.entries()) {
    if (phase.get(element) !== first) continue;
    for (let place = begin + 1; place < trail.length; place += 1) {
      if (!leads(trail[place - 1], trail[place])) break;
      if (phase.get(trail[place]) === last) return trail.slice(begin, place + 1);
    }
  }
  return [];
}

/** The number by which an element goes in picture, list and sentences. @param {Walk} walk @param {string} id */
export function numbered(walk, id) {
  const place = walk.elements.findIndex((element) => element.id === id);
  return place < 0 ? id : `${place + 1} ${walk.elements[place].name}`;
}

/** A link as a sentence. @param {Walk} walk @param {{ from: string, to: string, kind: string }} link */
export function sentence(walk, { from, to, kind }) {
  const verb = walk.kinds.find(({ id }) => id === kind)?.verb ?? kind;
  return `${numbered(walk, from)} ${verb} ${numbered(walk, to)}`;
}

// One excerpt: place it by flow and by what is in the way, then see where two readers put it, and why.
import { button, fill, h } from "../dom.js";
import { radios } from "../fields.js";
import { short } from "./picture.js";

/** @typedef {import("./picture.js").Place} Place */
/** @typedef {import("./rule.js").Placement} Placement */
/** @typedef {{ flow: string, barrier: string, why: string }} Reading */
/**
 * @typedef {object} Excerpt
 * @property {string} id
 * @property {string} doc
 * @property {string} role
 * @property {string} setting
 * @property {{ turn: string, text: string }[]} quotes
 * @property {Record<string, Reading>} readings
 */
/**
 * @typedef {object} Flows
 * @property {string} title
 * @property {string} purpose
 * @property {string} outcome
 * @property {string} about
 * @property {string} content_note
 * @property {{ id: string, name: string }[]} readers
 * @property {string} readers_note
 * @property {{ question: string, unsure: string, told: string }} predict
 * @property {Excerpt[]} excerpts
 * @property {string} explain
 * @property {{ question: string, source: string, options: { id: string, text: string, carries: boolean, feedback: string }[] }} relate
 * @property {{ prompt: string, text: string, question: string }} transfer
 * @property {string} keeps
 * @property {Place[]} flow_places
 * @property {Place[]} barrier_places
 */

export const NEITHER = "neither";

/** @param {Place} place */
const lettered = ({ letter, name }) => `${letter} · ${name}`;

/**
 * @param {Flows} flows
 * @param {Excerpt} excerpt
 * @param {{
 *   key: string, title: HTMLElement, say: (text: string) => void, placed: Placement | undefined,
 *   put: (placement: Placement) => string,
 * }} tools `put` keeps the placement, redraws the map, and gives what else there is to say
 */
export function excerptView(flows, excerpt, { key, title, say, placed, put }) {
  const nudge = h("p", { class: "cw-hint" });
  const feedback = h("div", { class: "cw-result" });
  const flow = radios(
    "Which flow do the words speak of?",
    flows.flow_places.map((place) => ({ id: place.id, text: lettered(place) })),
    { name: `${key}-flow`, value: placed?.flow, onchange: () => changed() },
  );
  const barrier = radios(
    "What, if anything, is in its way?",
    flows.barrier_places.map((place) => ({ id: place.id, text: lettered(place) })),
    { name: `${key}-barrier`, value: placed?.barrier, onchange: () => changed() },
  );
  const changed = () => {
    barrier.el.hidden = flow.value === NEITHER;
    // What is said of another placement does not stand beside this one.
    fill(nudge);
    fill(feedback);
  };
  const place = button("Place it and compare", () => {
    const chosen = { flow: flow.value, barrier: flow.value === NEITHER ? "" : barrier.value };
    if (!chosen.flow || (chosen.flow !== NEITHER && !chosen.barrier)) {
      fill(nudge, chosen.flow ? "Say what is in its way, or that nothing is." : "Choose a flow first.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    const more = put(chosen);
    fill(feedback, compared(flows, excerpt, chosen));
    const readers = flows.readers.map(({ id, name }) => `${name}: ${said(flows, excerpt.readings[id])}.`).join(" ");
    say(`Placed: ${said(flows, chosen)}. ${readers} Their reasons stand below.${more}`);
  });
  barrier.el.hidden = flow.value === NEITHER;
  if (placed) fill(feedback, compared(flows, excerpt, placed));
  return h(
    "div",
    null,
    title,
    h("p", null, excerpt.setting),
    excerpt.quotes.map(({ turn, text }) =>
      h(
        "blockquote",
        { class: "cw-flow-quote" },
        h("p", null, text, " ", h("span", { class: "cw-fine" }, `(${turn})`)),
      ),
    ),
    flow.el,
    barrier.el,
    nudge,
    place,
    feedback,
  );
}

/** A placement in words. @param {Flows} flows @param {Placement} placement */
export function said(flows, { flow, barrier }) {
  const where = flows.flow_places.find(({ id }) => id === flow)?.name ?? "";
  const what = flows.barrier_places.find(({ id }) => id === barrier)?.name ?? "";
  return what ? `${where}; ${short(what).toLowerCase()}` : where;
}

/** @param {Flows} flows @param {Excerpt} excerpt @param {Placement} mine */
function compared(flows, excerpt, mine) {
  const readings = flows.readers.map((reader) => ({ ...reader, reading: excerpt.readings[reader.id] }));
  const [one, two] = readings.map(({ reading }) => reading);
  const alike = one.flow === two.flow && one.barrier === two.barrier;
  const withMe = readings.filter(({ reading }) => reading.flow === mine.flow && reading.barrier === mine.barrier);
  const meeting = withMe.length
    ? withMe.length === 2
      ? "Both readers put it there too."
      : `One of the two put it there too, and the other has reasons as well.`
    : "Neither reader put it quite there. Which words would you show them?";
  return [
    h("p", null, h("strong", null, `You: ${said(flows, mine)}. `), meeting),
    h("p", { class: "cw-question" }, "What two readers made of it, and why"),
    h(
      "div",
      { class: "cw-readers" },
      readings.map(({ name, reading }) =>
        h(
          "div",
          { class: "cw-panel" },
          h("p", null, h("strong", null, name)),
          h("p", null, `${said(flows, reading)}.`),
          h("p", null, reading.why),
        ),
      ),
    ),
    h("p", { class: "cw-fine" }, alike ? "Here the two agree." : "Here the two differ, and both give words."),
    withMe.length ? null : asked(flows, mine, [one, two]),
  ];
}

/**
 * What the codebook asks of a code that neither reader used.
 * @param {Flows} flows
 * @param {Placement} mine
 * @param {Placement[]} readings
 */
function asked(flows, mine, readings) {
  const places = [
    readings.every(({ flow }) => flow !== mine.flow) && flows.flow_places.find(({ id }) => id === mine.flow),
    readings.every(({ barrier }) => barrier !== mine.barrier) &&
      flows.barrier_places.find(({ id }) => id === mine.barrier),
  ];
  return places.map(
    (place) =>
      place &&
      h(
        "p",
        null,
        h("strong", null, `What \u201c${place.name}\u201d asks for. `),
        place.definition,
        place.exclude ? ` It leaves out: ${place.exclude}` : "",
      ),
  );
}

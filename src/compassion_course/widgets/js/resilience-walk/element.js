// One element of the model, opened: what the study found, the voices to be placed, and the ways on from here.
import { button, fill, h } from "../dom.js";
import { radios } from "../fields.js";
import { numbered, sentence } from "./rule.js";

/** @typedef {import("./rule.js").Walk} Walk */
/** @typedef {import("./rule.js").Element} Element */
/** @typedef {import("./rule.js").Voice} Voice */

export const WAYS = [
  { id: "for", text: "Speaks for it" },
  { id: "both", text: "Partly, or sits badly" },
  { id: "against", text: "Speaks against it" },
];

/** @param {string} way */
export function wayInWords(way) {
  return (WAYS.find(({ id }) => id === way)?.text ?? way).toLowerCase();
}

/**
 * @param {Walk} walk
 * @param {Element} element
 * @param {object} tools
 * @param {string} tools.key
 * @param {Record<string, string>} tools.judged voice id to way
 * @param {(voice: Voice, way: string) => void} tools.onjudge
 * @param {(id: string) => void} tools.onopen
 * @param {(id: string) => void} tools.onback
 * @param {(text: string) => void} tools.say
 * @param {import("../dom.js").Heading} tools.heading
 */
export function elementView(walk, element, { key, judged, onjudge, onopen, onback, say, heading }) {
  const phase = walk.phases.find(({ id }) => id === element.phase)?.name;
  const side = walk.sides.find(({ id }) => id === element.side)?.name;
  const title = heading(numbered(walk, element.id), { tabindex: "-1" });
  const out = walk.links.filter(({ from }) => from === element.id);
  const into = walk.links.filter(({ to }) => to === element.id);
  const el = h(
    "div",
    { class: "cw-panel cw-walk-open" },
    title,
    h("p", { class: "cw-hint" }, `${phase}, ${side}.`),
    h("p", null, h("strong", null, "What the study found. "), element.found, " (Vivolo, Owen and Fisher 2024)"),
    h("p", null, h("strong", null, "Voices. "), "Synthetic, from the course\u2019s own interviews. Say how each sits with this element; then see where we put it."),
    element.voices.map((voice) => voiceView(voice, { key, judged, onjudge, say })),
    h("p", null, h("strong", null, "Ways on")),
    out.length
      ? h(
          "ul",
          { class: "cw-walk-ways" },
          out.map((link) =>
            h(
              "li",
              null,
              h("span", null, `${sentence(walk, link)}: ${link.says} `, h("span", { class: "cw-fine" }, walk.bases[link.basis])),
              button(`Go on to ${numbered(walk, link.to)}`, () => onopen(link.to), { class: "cw-button cw-button-small" }),
            ),
          ),
        )
      : h("p", null, "No arrow leads out of here. Go back to the list and try another way."),
    into.length
      ? h("p", { class: "cw-fine" }, `Arrows that come in: ${into.map((link) => sentence(walk, link)).join("; ")}.`)
      : null,
    button("Back to the list", () => onback(element.id), { class: "cw-button cw-button-quiet" }),
  );
  return { el, title };
}

/**
 * @param {Voice} voice
 * @param {{ key: string, judged: Record<string, string>, onjudge: (voice: Voice, way: string) => void, say: (text: string) => void }} tools
 */
function voiceView(voice, { key, judged, onjudge, say }) {
  const place = h("div", { class: "cw-walk-placed" });
  /** @param {string} way */
  const shown = (way) => {
    const same = way === voice.way ? "We put it there too." : `We put it under \u201c${wayInWords(voice.way)}\u201d.`;
    fill(place, h("p", null, h("strong", null, `${same} `), voice.why));
    return `${same} ${voice.why}`;
  };
  const choice = radios(
    h("span", null, h("q", { class: "cw-walk-quote" }, voice.quote), " ", h("span", { class: "cw-fine" }, `${voice.turn}, synthetic`)),
    WAYS,
    {
      value: judged[voice.id],
      name: `${key}-${voice.id}`,
      inline: true,
      onchange(way) {
        onjudge(voice, way);
        say(shown(way));
      },
    },
  );
  if (judged[voice.id]) shown(judged[voice.id]);
  return h("div", { class: "cw-walk-voice" }, choice.el, place);
}

// The picture of three circles: a letter, a pattern and a label for each, and the same in words.
import { freshId, s } from "../dom.js";

/** @typedef {{ id: string, name: string, letter: string, gist: string, feeds_prompt: string }} System */
/**
 * Sizes are places in the list of size words; a system without one is not sized yet.
 * @typedef {{ sizes: Record<string, number>, feeds: Record<string, string[]> }} Picture
 */
/** @typedef {{ ink: string, paper: string, systems: string[] }} Colours */

const WIDTH = 340;
const HEIGHT = 318;
const CENTRES = [
  [85, 76],
  [255, 76],
  [170, 222],
];

/** In the page, colours follow the reader's scheme; a saved file has to carry its own. @type {Colours} */
export const IN_PAGE = {
  ink: "var(--cw-ink)",
  paper: "var(--cw-paper)",
  systems: ["var(--cw-threat)", "var(--cw-drive)", "var(--cw-soothe)"],
};
/** @type {Colours} */
export const ON_PAPER = { ink: "#1c2a32", paper: "#ffffff", systems: ["#a3343f", "#1f5c9e", "#24693f"] };

/**
 * @param {System[]} systems
 * @param {string[]} words the size words
 * @param {Picture} picture
 * @param {{ label: string, colours?: Colours }} settings
 */
export function circlesPicture(systems, words, picture, { label, colours = IN_PAGE }) {
  const prefix = freshId("cw-circles");
  return s(
    "svg",
    {
      class: "cw-circles",
      role: "img",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      "aria-label": label,
      "font-family": "system-ui, sans-serif",
    },
    s(
      "defs",
      null,
      systems.map((_, place) => pattern(`${prefix}-${place}`, place, colours.systems[place])),
    ),
    systems.map(({ id, name, letter }, place) => {
      const [x, y] = CENTRES[place];
      const size = picture.sizes[id];
      const sized = size !== undefined;
      const r = sized ? 20 + (36 * size) / (words.length - 1) : 36;
      const colour = colours.systems[place];
      return s(
        "g",
        null,
        s("circle", {
          cx: x,
          cy: y,
          r,
          fill: sized ? `url(#${prefix}-${place})` : "none",
          stroke: colour,
          "stroke-width": sized ? 3 : 1.5,
          "stroke-dasharray": sized ? null : "3 5",
        }),
        s("circle", { cx: x, cy: y, r: 11, fill: colours.paper, stroke: colour }),
        s(
          "text",
          { x, y: y + 5, "text-anchor": "middle", "font-size": 15, "font-weight": 700, fill: colours.ink },
          letter,
        ),
        s(
          "text",
          { x, y: y + 78, "text-anchor": "middle", "font-size": 15, fill: colours.ink },
          s("tspan", { "font-weight": 700 }, name),
          `: ${sized ? words[size] : "not sized yet"}`,
        ),
      );
    }),
  );
}

/** Stripes, dots, waves: one for each place, so that colour is never alone. @param {string} id @param {number} place @param {string} colour */
function pattern(id, place, colour) {
  const stroke = { fill: "none", stroke: colour, "stroke-width": 1.5, "stroke-opacity": 0.55 };
  const shapes = [
    s("path", { d: "M-2 2 L2 -2 M0 10 L10 0 M8 12 L12 8", ...stroke }),
    s("circle", { cx: 5, cy: 5, r: 1.8, fill: colour, "fill-opacity": 0.55 }),
    s("path", { d: "M0 5 Q2.5 1.5 5 5 T10 5", ...stroke }),
  ];
  return s("pattern", { id, width: 10, height: 10, patternUnits: "userSpaceOnUse" }, shapes[place % shapes.length]);
}

/** The picture in one sentence. @param {System[]} systems @param {string[]} words @param {Picture} picture @param {string} of */
export function inWords(systems, words, picture, of) {
  const parts = systems.map(({ id, name }) => {
    const size = picture.sizes[id];
    return `${name.toLowerCase()} is ${size === undefined ? "not sized yet" : words[size]}`;
  });
  return `${of}: ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}.`;
}

/** What feeds a system, in words. @param {Picture} picture @param {string} id */
export function fedBy(picture, id) {
  return picture.feeds[id]?.join("; ") || "nothing noted";
}

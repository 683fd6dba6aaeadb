// How many drew each size, as marks that can be counted: a letter in each for its system, words below.
import { IN_PAGE } from "./picture.js";
import { h, s } from "../dom.js";

const WIDTH = 340;
const ACROSS = 3;
const STEP = 17;

/**
 * @param {import("./picture.js").System} system
 * @param {number} place which of the systems, for its colour
 * @param {string[]} words the size words
 * @param {number[]} counts for each word, and last for none
 */
export function marksOf(system, place, words, counts) {
  const colour = IN_PAGE.systems[place];
  const shown = counts.slice(0, words.length);
  const rows = Math.max(1, ...shown.map((count) => Math.ceil(count / ACROSS)));
  const floor = 34 + rows * STEP;
  const column = WIDTH / words.length;
  const said = [...words, "not sized"].flatMap((word, at) => (counts[at] ? [`${counts[at]} ${word}`] : []));
  const label = `${system.name}: ${said.join(", ")}.`;
  /** @param {number} x @param {number} y */
  const one = (x, y) => [
    s("circle", { cx: x, cy: y, r: 7.5, fill: IN_PAGE.paper, stroke: colour, "stroke-width": 1.5 }),
    s(
      "text",
      { x, y: y + 4, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: IN_PAGE.ink },
      system.letter,
    ),
  ];
  return h(
    "div",
    { class: "cw-panel" },
    h("p", null, h("strong", null, `${system.letter} \u00b7 ${label}`)),
    s(
      "svg",
      {
        class: "cw-circles",
        role: "img",
        viewBox: `0 0 ${WIDTH} ${floor + 44}`,
        "aria-label": label,
        "font-family": "system-ui, sans-serif",
      },
      s("line", { x1: 0, x2: WIDTH, y1: floor, y2: floor, stroke: IN_PAGE.ink }),
      words.map((word, at) => {
        const middle = column * (at + 0.5);
        const high = Math.ceil(shown[at] / ACROSS);
        return s(
          "g",
          null,
          Array.from({ length: shown[at] }, (_, mark) =>
            one(
              middle + ((mark % ACROSS) - (ACROSS - 1) / 2) * STEP,
              floor - 10 - Math.floor(mark / ACROSS) * STEP,
            ),
          ),
          write(String(shown[at]), middle, floor - 6 - high * STEP - 2, 700),
          word.split(" ").map((part, line) => write(part, middle, floor + 18 + line * 17, 400)),
        );
      }),
    ),
  );
}

/** @param {string} words @param {number} x @param {number} y @param {number} weight */
function write(words, x, y, weight) {
  return s("text", { x, y, "text-anchor": "middle", "font-size": 15, "font-weight": weight, fill: IN_PAGE.ink }, words);
}

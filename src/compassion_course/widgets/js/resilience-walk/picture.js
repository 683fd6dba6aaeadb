// The picture of the walk: numbered places and the lines between them. Its list of buttons says the same in words.
import { s } from "../dom.js";
import { numbered } from "./rule.js";

/** @typedef {import("./rule.js").Walk} Walk */
/** @typedef {{ here: string, visited: ReadonlySet<string>, leftOut: readonly string[] }} Shown */

const WIDTH = 400;
const HEIGHT = 450;
const RADIUS = 17;
/** From where to where each phase lies. @type {Record<string, [number, number]>} */
const BANDS = { challenge: [8, 108], values: [122, 338], coping: [352, 444] };

/** @param {Walk} walk @param {Shown} shown */
export function walkPicture(walk, { here, visited, leftOut }) {
  const at = new Map(walk.elements.map((element) => [element.id, element.at]));
  const lines = walk.links.map((link) => {
    const near = link.from === here || link.to === here;
    const gone = leftOut.includes(link.from) || leftOut.includes(link.to);
    const from = at.get(link.from) ?? [0, 0];
    const to = at.get(link.to) ?? [0, 0];
    return s("g", { class: `cw-walk-link cw-walk-${link.kind}${near ? " is-near" : ""}${gone ? " is-gone" : ""}` }, arrow(from, to));
  });
  return s(
    "svg",
    { class: "cw-walk-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": inWords(walk, here, visited, leftOut) },
    walk.phases.map(({ id, name }) => {
      const [top, bottom] = BANDS[id] ?? [0, 0];
      return s(
        "g",
        { class: "cw-walk-band" },
        s("rect", { x: 2, y: top, width: WIDTH - 4, height: bottom - top, rx: 6 }),
        s("text", { x: 10, y: top + 15, class: "cw-walk-name" }, name),
      );
    }),
    // The two sides, named once, where nothing else stands.
    s("text", { x: 10, y: 330, class: "cw-walk-name cw-walk-side" }, "individual"),
    s("text", { x: WIDTH - 10, y: 330, class: "cw-walk-name cw-walk-side", "text-anchor": "end" }, "systemic"),
    lines,
    walk.elements.map(({ id, label, at: [x, y] }, place) =>
      s(
        "g",
        { class: `cw-walk-place${id === here ? " is-here" : ""}${visited.has(id) ? " is-walked" : ""}${leftOut.includes(id) ? " is-gone" : ""}` },
        id === here ? s("circle", { cx: x, cy: y, r: RADIUS + 4, class: "cw-walk-ring" }) : null,
        s("circle", { cx: x, cy: y, r: RADIUS }),
        s("text", { x, y: y + 5.5, "text-anchor": "middle", class: "cw-walk-number" }, place + 1),
        visited.has(id) ? s("text", { x: x + 14, y: y - 10, "text-anchor": "middle", class: "cw-walk-tick" }, "\u2713") : null,
        leftOut.includes(id) ? s("path", { d: `M${x - 14} ${y + 14}L${x + 14} ${y - 14}`, class: "cw-walk-strike" }) : null,
        label.map((line, row) =>
          s("text", { x, y: y + RADIUS + 13 + 12 * row, "text-anchor": "middle", class: "cw-walk-name" }, line),
        ),
      ),
    ),
  );
}

/** @param {Walk} walk @param {string} here @param {ReadonlySet<string>} visited @param {readonly string[]} leftOut */
function inWords(walk, here, visited, leftOut) {
  const parts = [
    `The model as a picture: ${walk.elements.length} numbered places in ${walk.phases.length} bands, ${walk.phases.map(({ name }) => name).join(", ")}, with ${walk.links.length} arrows between them.`,
    here ? `You are at ${numbered(walk, here)}.` : "",
    visited.size ? `Walked: ${visited.size}.` : "",
    leftOut.length ? `Left out: ${leftOut.map((id) => numbered(walk, id)).join(", ")}.` : "",
    "The list beside it and the table below it say the same.",
  ];
  return parts.filter(Boolean).join(" ");
}

/** A line between two places, from rim to rim, with a head. @param {[number, number] | number[]} from @param {[number, number] | number[]} to */
function arrow([x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const gap = RADIUS + 3;
  const [ax, ay] = [x1 + ux * gap, y1 + uy * gap];
  const [bx, by] = [x2 - ux * gap, y2 - uy * gap];
  const [cx, cy] = [bx - ux * 8, by - uy * 8];
  /** @param {number} value */
  const n = (value) => Math.round(value * 10) / 10;
  return [
    s("path", { d: `M${n(ax)} ${n(ay)}L${n(cx)} ${n(cy)}`, class: "cw-walk-line" }),
    s("path", {
      d: `M${n(bx)} ${n(by)}L${n(cx - uy * 4)} ${n(cy + ux * 4)}L${n(cx + uy * 4)} ${n(cy - ux * 4)}Z`,
      class: "cw-walk-head",
    }),
  ];
}

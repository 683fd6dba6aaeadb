// The map as a drawing: a row for each flow, with an arrow of its own pattern and a marked square for each excerpt.
import { h, s, table } from "../dom.js";
import { heldUp } from "./rule.js";

/** @typedef {import("./rule.js").Put} Put */
/** @typedef {{ id: string, name: string, letter: string, definition: string, include: string, exclude: string }} Place */

const ROW = 104;
const SQUARE = 27;
const [LEFT, MIDDLE, RIGHT] = [88, 200, 312];
const HEIGHT = 22;

/** @type {Record<string, string>} a pattern for each flow, beside its letter */
const DASHES = { "to-others": "none", "from-others": "7 4", "to-self": "2 4" };

/**
 * @param {Place[]} flows the last of them is the one that is none
 * @param {Place[]} barriers
 * @param {Record<string, Put[]>} map
 */
export function flowPicture(flows, barriers, map) {
  return s(
    "svg",
    {
      class: "cw-flow-picture",
      viewBox: `0 0 368 ${ROW * (flows.length - 1) + 78}`,
      role: "img",
      "aria-label": `A map of three flows. ${inWords(flows, barriers, map)}`,
    },
    flows.map((flow, row) => {
      const own = flow.id in DASHES;
      const y = row * ROW;
      return s(
        "g",
        { class: "cw-flow-row", transform: `translate(0 ${y})` },
        s("line", { class: "cw-flow-rule", x1: 0, x2: 368, y1: 1, y2: 1 }),
        s("circle", { class: "cw-flow-badge", cx: 18, cy: HEIGHT + 4, r: 14 }),
        s("text", { x: 18, y: HEIGHT + 9, "text-anchor": "middle" }, flow.letter),
        own ? arrows(flow.id) : s("text", { x: 42, y: HEIGHT + 9 }, flow.name),
        marks(barriers, map[flow.id] ?? [], own ? 66 : 46),
      );
    }),
  );
}

/** Who it goes from and to. @param {string} flow */
function arrows(flow) {
  const line = { class: "cw-flow-arrow", "stroke-dasharray": DASHES[flow] };
  const y = HEIGHT + 4;
  /** @param {number} x @param {1 | -1} way */
  const head = (x, way) => s("path", { class: "cw-flow-head", d: `M${x} ${y} l${-9 * way} -5 v10 z` });
  const figures = [figure(LEFT, "Colleague"), figure(MIDDLE, "Self"), figure(RIGHT, "Other")];
  if (flow === "to-self") {
    const [top, side] = [y - 9, MIDDLE + 62];
    return [
      s("path", { ...line, d: `M${MIDDLE + 9} ${top + 4} C${side} ${top - 18} ${side} ${y + 22} ${MIDDLE + 17} ${y + 5}` }),
      s("path", { class: "cw-flow-head", d: `M${MIDDLE + 12} ${y + 3} l11 -1 l-5 9 z` }),
      figures,
    ];
  }
  const out = flow === "to-others";
  const [near, far] = [16, RIGHT - MIDDLE - 16];
  return [
    [-1, 1].map((way) => s("line", { ...line, x1: MIDDLE + way * near, x2: MIDDLE + way * far, y1: y, y2: y })),
    out
      ? [head(MIDDLE - far - 2, -1), head(MIDDLE + far + 2, 1)]
      : [head(MIDDLE - near + 4, 1), head(MIDDLE + near - 4, -1)],
    figures,
  ];
}

/** A head and shoulders, with a word under it. @param {number} x @param {string} name */
function figure(x, name) {
  return [
    s("circle", { class: "cw-flow-figure", cx: x, cy: HEIGHT - 5, r: 6 }),
    s("path", { class: "cw-flow-figure", d: `M${x - 10} ${HEIGHT + 16} v-4 a10 10 0 0 1 20 0 v4 z` }),
    s("text", { class: "cw-flow-name", x, y: HEIGHT + 33, "text-anchor": "middle" }, name),
  ];
}

/**
 * A square for each excerpt: its barrier's letter, with a heavy edge where something is in the way.
 * @param {Place[]} barriers
 * @param {Put[]} puts
 * @param {number} y
 */
function marks(barriers, puts, y) {
  return puts.map(({ barrier }, place) => {
    const x = 6 + place * (SQUARE + 3);
    const letter = barriers.find(({ id }) => id === barrier)?.letter ?? "?";
    const kind = barrier && barrier !== "none" ? "cw-flow-mark cw-flow-mark-held" : "cw-flow-mark";
    return [
      s("rect", { class: kind, x, y, width: SQUARE, height: SQUARE, rx: 3 }),
      s("text", { x: x + SQUARE / 2, y: y + 19, "text-anchor": "middle" }, letter),
    ];
  });
}

/** @param {Place[]} flows @param {Place[]} barriers @param {Record<string, Put[]>} map */
export function inWords(flows, barriers, map) {
  return flows.map((flow) => `${flow.name}: ${counted(barriers, map[flow.id] ?? [])}.`).join(" ");
}

/** "3: 2 with Fear, 1 with no barrier". @param {Place[]} barriers @param {Put[]} puts */
export function counted(barriers, puts) {
  if (puts.length === 0) return "none yet";
  const kinds = barriers
    .map(({ id, name }) => ({ name, count: puts.filter(({ barrier }) => barrier === id).length }))
    .filter(({ count }) => count > 0);
  const said = kinds.map(({ name, count }) => `${short(name)}: ${count}`).join(", ");
  return said ? `${puts.length} (${said})` : String(puts.length);
}

/** A code's name up to its gloss. @param {string} name */
export function short(name) {
  return name.split(":")[0];
}

/**
 * The same as the drawing.
 * @param {Place[]} flows
 * @param {Place[]} barriers
 * @param {Record<string, Put[]>} map
 * @param {string[]} ids all excerpts, in their order
 */
export function flowTable(flows, barriers, map, ids) {
  return table(
    "The map in words: what you have placed so far",
    ["Flow", "Placed", "Something in the way", "Excerpts"],
    flows.map((flow) => {
      const puts = map[flow.id] ?? [];
      return [
        `${flow.letter} · ${flow.name}`,
        counted(barriers, puts),
        flow.id in DASHES ? `${heldUp(puts)} of ${puts.length}` : "does not apply",
        puts.map(({ id }) => ids.indexOf(id) + 1).join(", ") || "none yet",
      ];
    }),
  );
}

/** What the marks stand for. @param {Place[]} barriers */
export function legend(barriers) {
  return h(
    "p",
    { class: "cw-fine" },
    "Each square is an excerpt. ",
    barriers.map(({ letter, name }) => `${letter} ${short(name).toLowerCase()}`).join("; "),
    ". A solid line goes out, a dashed one comes in, a dotted one goes round.",
  );
}

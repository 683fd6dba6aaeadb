/**
 * The paradigm drawn round one category: conditions lead in, actions and consequences lead on. Laid out for the width
 * there is and the size of the text; where that is narrow, from top to bottom. What it shows is written out beside it.
 */

import { s } from "../../dom.js";

/** @typedef {{name: string, note: string, kind: "category" | "code"}} Box */
/** @typedef {{letters: string, name: string, boxes: Box[]}} Group */
/** @typedef {{middle: {name: string, note: string, within: Group}, causal: Group, contextual: Group, intervening: Group, actions: Group, consequences: Group}} Picture */
/** @typedef {{x: number, y: number, w: number, h: number}} Frame */

/** From so many ems on the paradigm stands in three columns. */
const WIDE = 40;
/** An average letter is so many ems wide, in bold and in plain type; wide fonts counted, so that no word leaves its box. */
const BOLD = 0.63;
const PLAIN = 0.57;

/** Text in lines that fit; a word too long for a line is cut. @param {string} text @param {number} most letters */
export function wrapped(text, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + rest.length <= most) {
      lines[lines.length - 1] = `${last} ${rest}`;
      continue;
    }
    for (; rest.length > most; rest = rest.slice(most - 1)) lines.push(`${rest.slice(0, most - 1)}-`);
    lines.push(rest);
  }
  return lines;
}

/**
 * @param {Picture} picture
 * @param {{width: number, em: number, label: string}} place
 */
export function diagram(picture, { width, em, label }) {
  const pen = penOf(em);
  const wide = width / em >= WIDE;
  const height = wide ? inColumns(picture, width, pen) : inOneColumn(picture, width, pen);
  return s("svg", { class: "cw-map-picture", role: "img", "aria-label": label, viewBox: `0 0 ${width} ${Math.ceil(height)}`, width, height: Math.ceil(height), "data-columns": wide ? 3 : 1 }, pen.drawn);
}

/** @param {number} em @returns {Pen} */
function penOf(em) {
  const size = em * 0.875;
  return { drawn: [], em, size, line: size * 1.35, pad: em * 0.5 };
}

/** @typedef {{drawn: SVGElement[], em: number, size: number, line: number, pad: number}} Pen */

/** @param {Pen} pen @param {number} x @param {number} y @param {string[]} lines @param {string} [kind] */
function write({ drawn, size, line }, x, y, lines, kind = "") {
  lines.forEach((text, index) => drawn.push(s("text", { x, y: y + size + index * line, "font-size": size, class: kind || null }, text)));
  return y + lines.length * line;
}

/** @param {Pen} pen @param {string} text @param {number} w @param {number} [letter] */
function fit({ size, pad }, text, w, letter = BOLD) {
  return wrapped(text, Math.max(6, Math.floor((w - 2 * pad) / (size * letter))));
}

/** @param {Pen} pen @param {Box} box @param {number} w */
function heightOf(pen, { name, note }, w) {
  return (fit(pen, name, w).length + fit(pen, note, w, PLAIN).length) * pen.line + 2 * pen.pad;
}

/** @param {Pen} pen @param {Group} group @param {number} w */
function groupHeight(pen, group, w) {
  const inner = w - 2 * pen.pad;
  const boxes = group.boxes.map((box) => heightOf(pen, box, inner) + pen.pad);
  return fit(pen, title(group), w).length * pen.line + 2 * pen.pad + (boxes.length ? boxes.reduce((a, b) => a + b, 0) : pen.line);
}

/** @param {Group} group */
function title({ letters, name }) {
  return `${letters}: ${name}`;
}

/** @param {Pen} pen @param {Group} group @param {number} x @param {number} y @param {number} w @returns {Frame} */
function drawGroup(pen, group, x, y, w) {
  const h = groupHeight(pen, group, w);
  const { drawn, pad } = pen;
  drawn.push(s("rect", { x, y, width: w, height: h, rx: 4, class: group.boxes.length ? "cw-map-slot" : "cw-map-slot cw-map-empty" }));
  const below = write(pen, x + pad, y + pad, fit(pen, title(group), w), "cw-map-title");
  if (!group.boxes.length) write(pen, x + pad, below, ["empty"], "cw-map-note");
  else drawBoxes(pen, group.boxes, x + pad, below + pad / 2, w - 2 * pad);
  return { x, y, w, h };
}

/** @param {Pen} pen @param {Box[]} boxes @param {number} x @param {number} y @param {number} w */
function drawBoxes(pen, boxes, x, y, w) {
  let at = y;
  for (const box of boxes) {
    const h = heightOf(pen, box, w);
    // Square for a category, round for a code; the note says it in words.
    pen.drawn.push(s("rect", { x, y: at, width: w, height: h, rx: box.kind === "code" ? pen.em * 0.75 : 0, class: "cw-map-box" }));
    const below = write(pen, x + pen.pad, at + pen.pad, fit(pen, box.name, w), "cw-map-name");
    write(pen, x + pen.pad, below, fit(pen, box.note, w, PLAIN), "cw-map-note");
    at += h + pen.pad;
  }
}

/** @param {Pen} pen @param {Picture["middle"]} middle @param {number} w */
function middleHeight(pen, { name, note, within }, w) {
  const boxes = within.boxes.map((box) => heightOf(pen, box, w - 2 * pen.pad) + pen.pad).reduce((a, b) => a + b, 0);
  const heads = within.boxes.length ? fit(pen, title(within), w).length * pen.line : 0;
  return (fit(pen, name, w).length + fit(pen, note, w, PLAIN).length) * pen.line + heads + boxes + 3 * pen.pad;
}

/** @param {Pen} pen @param {Picture["middle"]} middle @param {number} x @param {number} y @param {number} w @returns {Frame} */
function drawMiddle(pen, middle, x, y, w) {
  const h = middleHeight(pen, middle, w);
  const { pad } = pen;
  pen.drawn.push(s("rect", { x, y, width: w, height: h, class: "cw-map-middle" }));
  let below = write(pen, x + pad, y + pad, fit(pen, middle.name, w), "cw-map-title");
  below = write(pen, x + pad, below, fit(pen, middle.note, w, PLAIN), "cw-map-note");
  if (middle.within.boxes.length) {
    below = write(pen, x + pad, below + pad / 2, fit(pen, title(middle.within), w), "cw-map-title");
    drawBoxes(pen, middle.within.boxes, x + pad, below + pad / 2, w - 2 * pad);
  }
  return { x, y, w, h };
}

/** An arrow along straight lines, with its head at the end. @param {Pen} pen @param {[number, number][]} points */
function arrow({ drawn, em }, points) {
  const [[fromX, fromY], [x, y]] = points.slice(-2);
  const long = em * 0.6;
  const wide = em * 0.35;
  const across = fromY === y;
  const back = across ? Math.sign(x - fromX) * long : Math.sign(y - fromY) * long;
  const head = across ? `${x - back},${y - wide} ${x},${y} ${x - back},${y + wide}` : `${x - wide},${y - back} ${x},${y} ${x + wide},${y - back}`;
  drawn.push(s("polyline", { points: points.map((point) => point.join(",")).join(" "), class: "cw-map-arrow" }));
  drawn.push(s("polygon", { points: head, class: "cw-map-head" }));
}

/** @param {Frame} frame */
const centre = ({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2 });

/** @param {Picture} picture @param {number} width @param {Pen} pen @returns {number} its height */
function inColumns(picture, width, pen) {
  const across = pen.em * 2.75;
  const down = pen.em * 2;
  const edge = 2;
  const w = (width - 2 * across - 2 * edge) / 3;
  const [left, mid, right] = [edge, edge + w + across, edge + 2 * (w + across)];
  const midHeights = [groupHeight(pen, picture.contextual, w), middleHeight(pen, picture.middle, w), groupHeight(pen, picture.intervening, w)];
  const rightHeights = [groupHeight(pen, picture.actions, w), groupHeight(pen, picture.consequences, w)];
  const leftHeight = groupHeight(pen, picture.causal, w);
  const total = Math.max(midHeights.reduce((a, b) => a + b, 2 * down), rightHeights.reduce((a, b) => a + b, down), leftHeight) + 2 * edge;
  let y = (total - midHeights.reduce((a, b) => a + b, 2 * down)) / 2;
  const contextual = drawGroup(pen, picture.contextual, mid, y, w);
  y += contextual.h + down;
  const middle = drawMiddle(pen, picture.middle, mid, y, w);
  const intervening = drawGroup(pen, picture.intervening, mid, y + middle.h + down, w);
  const causal = drawGroup(pen, picture.causal, left, clamp(centre(middle).y - leftHeight / 2, edge, total - leftHeight - edge), w);
  const rightTotal = rightHeights.reduce((a, b) => a + b, down);
  const top = clamp(centre(middle).y - rightHeights[0] / 2, edge, total - rightTotal - edge);
  const actions = drawGroup(pen, picture.actions, right, top, w);
  const consequences = drawGroup(pen, picture.consequences, right, top + actions.h + down, w);
  const heart = centre(middle);
  beside(pen, causal, middle);
  arrow(pen, [[heart.x, contextual.y + contextual.h], [heart.x, middle.y]]);
  arrow(pen, [[heart.x, intervening.y], [heart.x, middle.y + middle.h]]);
  beside(pen, middle, actions);
  arrow(pen, [[centre(actions).x, actions.y + actions.h], [centre(actions).x, consequences.y]]);
  return total;
}

/** An arrow from one frame to the one on its right, straight where their sides face each other. @param {Pen} pen @param {Frame} one @param {Frame} other */
function beside(pen, one, other) {
  const low = Math.max(one.y, other.y);
  const high = Math.min(one.y + one.h, other.y + other.h);
  if (low < high) return arrow(pen, [[one.x + one.w, (low + high) / 2], [other.x, (low + high) / 2]]);
  const between = (one.x + one.w + other.x) / 2;
  return arrow(pen, [[one.x + one.w, centre(one).y], [between, centre(one).y], [between, centre(other).y], [other.x, centre(other).y]]);
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}

/** Conditions first, joined by a rail at the left to the middle; then what is done, and what comes of it. @param {Picture} picture @param {number} width @param {Pen} pen @returns {number} */
function inOneColumn(picture, width, pen) {
  const rail = pen.em * 0.5;
  const x = pen.em * 1.5;
  const w = width - x - 2;
  const gap = pen.em * 0.75;
  const down = pen.em * 2;
  let y = 2;
  const conditions = [picture.causal, picture.contextual, picture.intervening].map((group) => {
    const frame = drawGroup(pen, group, x, y, w);
    y += frame.h + gap;
    return frame;
  });
  const middle = drawMiddle(pen, picture.middle, x, y + gap, w);
  for (const { y: top } of conditions) {
    const at = top + pen.em;
    pen.drawn.push(s("polyline", { points: `${x},${at} ${rail},${at} ${rail},${centre(middle).y}`, class: "cw-map-arrow" }));
  }
  arrow(pen, [[rail, centre(middle).y], [x, centre(middle).y]]);
  const actions = drawGroup(pen, picture.actions, x, middle.y + middle.h + down, w);
  const consequences = drawGroup(pen, picture.consequences, x, actions.y + actions.h + down, w);
  for (const [one, other] of [[middle, actions], [actions, consequences]]) arrow(pen, [[centre(one).x, one.y + one.h], [centre(other).x, other.y]]);
  return consequences.y + consequences.h + 2;
}

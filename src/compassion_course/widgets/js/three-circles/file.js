// The picture as a file and on paper: what is saved is exactly what is passed in, and nothing else.
import { h, s, table } from "../dom.js";
import { ON_PAPER, circlesPicture, fedBy, inWords } from "./picture.js";

/** @typedef {import("./picture.js").System} System */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {{ title: string, of: string, case: string | null, picture: Picture }} Named one picture with what it is a picture of; `case` is null for one's own */

const LINE = 20;
const ACROSS = 70;

/** @param {System[]} systems @param {string[]} words @param {Named[]} pictures @param {string} note */
export function pictureJson(systems, words, pictures, note) {
  const body = {
    format: "compassion-course/three-circles",
    format_version: 1,
    // Drawn by lot at each saving, so that two people who drew the same are not taken for one file handed in twice.
    lot: lot(),
    note,
    pictures: pictures.map(({ title, case: id, picture }) => ({
      case: id,
      title,
      systems: systems.map((system) => ({
        system: system.id,
        size: picture.sizes[system.id] === undefined ? null : words[picture.sizes[system.id]],
        fed_by: picture.feeds[system.id] ?? [],
      })),
    })),
  };
  return `${JSON.stringify(body, null, 1)}\n`;
}

function lot() {
  return [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One SVG document with every picture and its words below it. @param {System[]} systems @param {string[]} words @param {Named[]} pictures @param {string} note */
export function pictureSvg(systems, words, pictures, note) {
  let y = 16;
  /** @type {SVGElement[]} */
  const parts = [];
  for (const { title, of, picture } of pictures) {
    const drawing = circlesPicture(systems, words, picture, {
      label: inWords(systems, words, picture, of),
      colours: ON_PAPER,
    });
    drawing.removeAttribute("class");
    for (const [name, value] of Object.entries({ x: 130, y: y + 20, width: 340, height: 318 }))
      drawing.setAttribute(name, String(value));
    parts.push(text(title, y + 8, 700), drawing);
    y += 360;
    const said = systems.map(({ id, name }) => `${name}, fed by: ${fedBy(picture, id)}.`);
    for (const line of said.flatMap((one) => wrapped(one, ACROSS))) {
      parts.push(text(line, y, 400));
      y += LINE;
    }
    y += LINE;
  }
  for (const line of wrapped(note, ACROSS)) {
    parts.push(text(line, y, 400));
    y += LINE;
  }
  const page = s(
    "svg",
    { viewBox: `0 0 600 ${y}`, width: 600, height: y, "font-family": "system-ui, sans-serif" },
    s("title", null, pictures.map(({ title }) => title).join("; ")),
    s("rect", { width: 600, height: y, fill: ON_PAPER.paper }),
    parts,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}\n`;
}

/** What is printed. @param {System[]} systems @param {string[]} words @param {Named[]} pictures @param {string} note */
export function pictureSheet(systems, words, pictures, note) {
  const shown = pictures.map(({ title, of, picture }) => [
    h("h2", null, title),
    circlesPicture(systems, words, picture, { label: title, colours: ON_PAPER }),
    pictureTable(systems, words, picture, inWords(systems, words, picture, of)),
  ]);
  return [...shown.flat(), h("p", null, note)];
}

/** @param {System[]} systems @param {string[]} words @param {Picture} picture @param {string} caption */
export function pictureTable(systems, words, picture, caption) {
  return table(
    caption,
    ["System", "Size", "Fed by"],
    systems.map(({ id, name }) => {
      const size = picture.sizes[id];
      return [name, size === undefined ? "not sized yet" : words[size], fedBy(picture, id)];
    }),
  );
}

/** @param {string} words @param {number} y @param {number} weight */
function text(words, y, weight) {
  return s("text", { x: 24, y, "font-size": 15, "font-weight": weight, fill: ON_PAPER.ink }, words);
}

/** @param {string} words @param {number} width in characters */
function wrapped(words, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

// Rows of a dot with its interval over one axis. Sizes along the axis are percentages and all others are em, so that
// the figure fits any width and grows with the reader's text.
import { fill, s } from "./dom.js";

/** @typedef {{ id: string, label: string, x: number, low?: number | null, high?: number | null }} Mark */
/** @typedef {{ label: string, unit?: string, min: number, max: number }} Axis */

const LINE = 1.35;
const TRACK = 2.8;
const LABEL_WIDTH = 32;

/** Where a value stands, in per cent of the width. @param {Axis} axis @param {number} x */
export function position(axis, x) {
  const inside = Math.min(Math.max(x, axis.min), axis.max);
  return 4 + (92 * (inside - axis.min)) / (axis.max - axis.min);
}

/** Round values to label, at most six. @param {Axis} axis */
export function ticks(axis) {
  const rough = (axis.max - axis.min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const values = [];
  for (let n = Math.ceil(axis.min / step - 1e-9); n * step <= axis.max + step * 1e-9; n += 1)
    values.push(tidy(n * step));
  return values;
}

/** @param {number} x */
function tidy(x) {
  return Number(x.toFixed(2));
}

/** A number with its unit. @param {Axis} axis @param {number} x */
export function worded(axis, x) {
  const unit = axis.unit ?? "";
  return `${Number(x.toFixed(1))}${unit === "" || unit === "%" ? unit : ` ${unit}`}`;
}

/** A mark in words. @param {Axis} axis @param {Mark} mark */
export function valueOf(axis, mark) {
  const interval =
    mark.low != null && mark.high != null ? ` (${worded(axis, mark.low)} to ${worded(axis, mark.high)})` : "";
  return worded(axis, mark.x) + interval;
}

/**
 * Where the words over a mark stand so that they lie over it and yet fit a narrow screen: short ones in the middle,
 * long ones running inward from their interval's end. Half the width of the words is reckoned in per cent of 250 px.
 * @param {string} words @param {number} at @param {number} low @param {number} high
 */
export function wordsPlace(words, at, low, high) {
  const half = words.length * 1.8;
  if (half <= 12) return { anchor: "middle", x: Math.min(Math.max(at, half), 100 - half) };
  if (at < 50) return { anchor: "start", x: Math.max(0, Math.min(low, 100 - 2 * half)) };
  return { anchor: "end", x: Math.min(100, Math.max(high, 2 * half)) };
}

/** Breaks a label into lines at spaces. @param {string} label */
export function broken(label) {
  /** @type {string[]} */
  const lines = [];
  for (const word of label.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LABEL_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {Axis} axis
 * @param {Mark[][]} states the marks of every state: a mark that is in any of them has a row in all
 */
export function intervalFigure(axis, states) {
  /** @type {Map<string, string[]>} */
  const labels = new Map();
  for (const mark of states.flat()) {
    const lines = broken(mark.label);
    // A label may differ between states; the row keeps room for the longest.
    if (lines.length > (labels.get(mark.id)?.length ?? 0)) labels.set(mark.id, lines);
  }
  const picture = s("svg", { class: "cw-figure", role: "img", width: "100%" });
  const grid = s("g", { class: "cw-figure-grid" });
  picture.append(grid);
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  let top = 0;
  for (const [id, lines] of labels) {
    const made = row(top, lines.length);
    rows.set(id, made);
    picture.append(made.el);
    top += lines.length * LINE + TRACK;
  }
  for (const value of ticks(axis)) {
    const at = `${position(axis, value)}%`;
    grid.append(
      s("line", { x1: at, x2: at, y1: "0.3em", y2: `${top + 0.3}em` }),
      s("text", { x: at, y: `${top + 1.5}em`, "text-anchor": "middle" }, worded(axis, value)),
    );
  }
  picture.append(
    s("text", { class: "cw-figure-axis", x: "50%", y: `${top + 3}em`, "text-anchor": "middle" }, axis.label),
  );
  picture.style.height = `${top + 3.6}em`;
  return {
    el: picture,
    /** @param {Mark[]} marks @param {string} words what the figure shows, for a screen reader */
    show(marks, words) {
      picture.setAttribute("aria-label", words);
      for (const [id, { el }] of rows) el.toggleAttribute("hidden", !marks.some((mark) => mark.id === id));
      for (const mark of marks) rows.get(mark.id)?.move(axis, mark);
    },
  };
}

/** @param {number} top @param {number} labelLines */
function row(top, labelLines) {
  const middle = top + labelLines * LINE + 1.75;
  const label = s("g", { class: "cw-figure-label" });
  const value = s("text", { class: "cw-figure-value", y: `${middle - 0.75}em` });
  const interval = s("rect", { class: "cw-figure-interval", y: `${middle - 0.18}em`, height: "0.36em", rx: "0.18em" });
  const dot = s("circle", { class: "cw-figure-dot", cy: `${middle}em`, r: "0.5em" });
  const track = s("line", { class: "cw-figure-track", x1: "4%", x2: "96%", y1: `${middle}em`, y2: `${middle}em` });
  return {
    el: s("g", null, label, track, interval, dot, value),
    /** @param {Axis} axis @param {Mark} mark */
    move(axis, mark) {
      const at = position(axis, mark.x);
      const low = position(axis, mark.low ?? mark.x);
      const high = position(axis, mark.high ?? mark.x);
      fill(
        label,
        broken(mark.label).map((line, index) => s("text", { x: "0", y: `${top + 1 + index * LINE}em` }, line)),
      );
      // As CSS properties and not attributes: only those can glide.
      dot.style.setProperty("cx", `${at}%`);
      interval.style.setProperty("x", `${low}%`);
      interval.style.setProperty("width", `${high - low}%`);
      const words = valueOf(axis, mark);
      const place = wordsPlace(words, at, low, high);
      value.textContent = words;
      value.setAttribute("x", `${place.x}%`);
      value.setAttribute("text-anchor", place.anchor);
    },
  };
}

/**
 * Choosing words with a mouse, a pen or a finger: a sweep, a native selection, or a tap on the first and the last word.
 */

import { offsetIn } from "./passage.js";

/** @typedef {import("./offsets.js").Extent} Extent */
/** @typedef {import("./span-work.js").Place} Place */
/** @typedef {Map<string, {item: HTMLElement, text: HTMLElement}>} TurnViews */
/**
 * @typedef {object} PointerActions
 * @property {(turn: string, extent: Extent, others: Place[]) => void} swept `others`: what the sweep took of other turns, in order
 * @property {(turn: string, index: number) => void} tap UTF-16 index in the turn's text
 * @property {(turn: string, index: number) => void} shiftTap
 */

/** Handles of a touch selection report no pointer; it counts as made when it rests this long. */
const TOUCH_REST_MS = 700;

/**
 * @param {HTMLElement} list
 * @param {TurnViews} views
 * @param {PointerActions} actions
 * @returns {() => void} stops watching
 */
export function watchPointer(list, views, actions) {
  let byTouch = false;
  let down = false;
  let sweptAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  const stop = new AbortController();
  const { signal } = stop;

  /** @param {Node | null} node */
  const textOf = (node) => {
    const element = node instanceof Element ? node : node?.parentElement;
    const text = element?.closest(".cw-turn-text");
    return text instanceof HTMLElement && list.contains(text) ? text : null;
  };
  /** @param {HTMLElement} text */
  const turnOf = (text) => text.closest("li")?.dataset.turn ?? "";

  function adopt() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const within = [...views.values()].map(({ text }) => text).filter((text) => range.intersectsNode(text));
    // A selection that only passes through on its way elsewhere is not one of words to code.
    const text = textOf(selection.anchorNode) ?? (byTouch ? within[0] : null);
    if (!text || !within.includes(text)) return;
    const places = within.map((one) => ({ turn: turnOf(one), ...taken(one, range) })).filter(({ start, end }) => start < end);
    const here = places.find(({ turn }) => turn === turnOf(text));
    if (!here) return;
    sweptAt = Date.now();
    selection.removeAllRanges();
    actions.swept(here.turn, here, places.filter((one) => one !== here));
  }

  list.addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
    down = true;
  }, { signal });
  document.addEventListener("pointerup", () => {
    if (down && !byTouch) setTimeout(adopt, 0);
    down = false;
  }, { signal });
  document.addEventListener("selectionchange", () => {
    if (!byTouch) return;
    clearTimeout(rest);
    rest = setTimeout(adopt, TOUCH_REST_MS);
  }, { signal });
  list.addEventListener("click", (event) => {
    const text = textOf(/** @type {Node} */ (event.target));
    if (!text || Date.now() - sweptAt < 300 || !document.getSelection()?.isCollapsed) return;
    const index = indexAt(text, event.clientX, event.clientY);
    if (index === null) return;
    (event.shiftKey ? actions.shiftTap : actions.tap)(turnOf(text), index);
  }, { signal });
  return () => {
    clearTimeout(rest);
    stop.abort();
  };
}

/** What a range takes of a turn's text. @param {HTMLElement} text @param {Range} range @returns {Extent} */
function taken(text, range) {
  const startsHere = text.contains(range.startContainer);
  const endsHere = text.contains(range.endContainer);
  return {
    start: startsHere ? offsetIn(text, range.startContainer, range.startOffset) : 0,
    end: endsHere ? offsetIn(text, range.endContainer, range.endOffset) : offsetIn(text, text, text.childNodes.length),
  };
}

/** @param {HTMLElement} text @param {number} x @param {number} y */
function indexAt(text, x, y) {
  /** @type {{node: Node, offset: number} | null} */
  let point = null;
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    if (caret) point = { node: caret.offsetNode, offset: caret.offset };
  } else {
    // Safari before 18.4 and Chromium before 128.
    const range = document.caretRangeFromPoint(x, y);
    if (range) point = { node: range.startContainer, offset: range.startOffset };
  }
  return point && text.contains(point.node) ? offsetIn(text, point.node, point.offset) : null;
}

/**
 * Dragging with a mouse, a pen or a finger. A finger drags by the handle alone, so that the page still scrolls under it.
 * Whatever can be dragged can also be moved by the button that its handle is.
 */

import { h } from "../../dom.js";

/** So many pixels make a press a drag. */
const SLOP = 6;
/** Near the edge of the window the page scrolls along. */
const EDGE = 56;

/**
 * @template P
 * @typedef {object} DragRules
 * @property {(card: HTMLElement) => {what: P, label: string} | null} lift what a card stands for
 * @property {(what: P, place: HTMLElement) => boolean} fits whether it can be dropped there
 * @property {(what: P, place: HTMLElement) => void} drop
 */

/**
 * @template P
 * @param {HTMLElement} el
 * @param {DragRules<P>} rules
 * @returns {() => void} stops watching
 */
export function watchDrag(el, { lift, fits, drop }) {
  /** @type {{card: HTMLElement, x: number, y: number, id: number} | null} */
  let pressed = null;
  /** @type {{what: P, ghost: HTMLElement, card: HTMLElement} | null} */
  let held = null;
  /** @type {HTMLElement | null} */
  let over = null;
  let frame = 0;
  let swallow = false;
  let pointer = { x: 0, y: 0 };
  const stop = new AbortController();
  const { signal } = stop;

  /** @param {PointerEvent} event */
  function down(event) {
    swallow = false;
    const target = /** @type {Element} */ (event.target);
    const handle = target.closest(".cw-handle");
    const card = /** @type {HTMLElement | null} */ (target.closest("[data-card]"));
    if (!card || event.button !== 0 || !event.isPrimary) return;
    // Buttons, fields and folds of a card are for pressing, and its extracts for selecting.
    const free = handle !== null || (event.pointerType === "mouse" && target.closest(".cw-grab") !== null);
    if (free) pressed = { card, x: event.clientX, y: event.clientY, id: event.pointerId };
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (pressed && event.pointerId !== pressed.id) return;
    pointer = { x: event.clientX, y: event.clientY };
    if (pressed && !held && Math.hypot(pointer.x - pressed.x, pointer.y - pressed.y) > SLOP) begin(pressed.card, pressed.id);
    if (!held) return;
    event.preventDefault();
    follow();
  }

  /** @param {HTMLElement} card @param {number} id */
  function begin(card, id) {
    const lifted = lift(card);
    if (!lifted) {
      pressed = null;
      return;
    }
    const ghost = h("div", { class: "cw-ghost", "aria-hidden": "true" }, lifted.label);
    el.append(ghost);
    el.classList.add("cw-dragging");
    card.classList.add("cw-lifted");
    held = { what: lifted.what, ghost, card };
    document.getSelection()?.removeAllRanges();
    try {
      el.setPointerCapture(id);
    } catch {
      // The pointer is gone already; its end will not come, and the next press begins anew.
    }
    frame = requestAnimationFrame(roll);
  }

  function follow() {
    if (!held) return;
    held.ghost.style.transform = `translate(${pointer.x + 12}px, ${pointer.y + 12}px)`;
    const { what } = held;
    const under = document.elementFromPoint(pointer.x, pointer.y);
    let place = /** @type {HTMLElement | null} */ (under?.closest("[data-drop]") ?? null);
    while (place && el.contains(place) && !fits(what, place)) place = place.parentElement?.closest("[data-drop]") ?? null;
    mark(place && el.contains(place) ? place : null);
  }

  /** @param {HTMLElement | null} place */
  function mark(place) {
    if (place === over) return;
    over?.classList.remove("cw-over");
    over = place;
    over?.classList.add("cw-over");
  }

  /** Scrolls the page, or the list under the pointer, while something is held at its edge. */
  function roll() {
    if (!held) return;
    const list = document.elementFromPoint(pointer.x, pointer.y)?.closest(".cw-scrolls");
    const box = list?.getBoundingClientRect();
    if (list && box) {
      if (pointer.y < box.top + EDGE / 2) list.scrollBy(0, -8);
      else if (pointer.y > box.bottom - EDGE / 2) list.scrollBy(0, 8);
    }
    if (pointer.y < EDGE) window.scrollBy(0, -12);
    else if (pointer.y > window.innerHeight - EDGE) window.scrollBy(0, 12);
    follow();
    frame = requestAnimationFrame(roll);
  }

  /** @param {boolean} dropped */
  function end(dropped) {
    const was = held;
    const place = over;
    pressed = null;
    if (!was) return;
    held = null;
    mark(null);
    cancelAnimationFrame(frame);
    was.ghost.remove();
    was.card.classList.remove("cw-lifted");
    el.classList.remove("cw-dragging");
    // The click that ends a drag must not press the handle.
    swallow = true;
    setTimeout(() => (swallow = false), 50);
    if (dropped && place) drop(was.what, place);
  }

  el.addEventListener("pointerdown", down, { signal });
  el.addEventListener("pointermove", move, { signal });
  el.addEventListener("pointerup", () => end(true), { signal });
  el.addEventListener("pointercancel", () => end(false), { signal });
  el.addEventListener(
    "click",
    (event) => {
      if (!swallow) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal, capture: true },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (!held || event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    },
    { signal, capture: true },
  );
  // A press that ends elsewhere begins nothing here.
  window.addEventListener("pointerup", () => !held && (pressed = null), { signal });
  return () => {
    end(false);
    stop.abort();
  };
}

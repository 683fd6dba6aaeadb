/**
 * Lists that keep their elements while what they show changes, so that a field that is typed in stays where it is, and a
 * focus that is never lost: where the control that had it goes away, the nearest one that is left takes it.
 */

/**
 * @template V
 * @typedef {{el: HTMLElement, draw: (value: V) => void, stop?: () => void}} Card
 */

/**
 * @template V
 * @param {HTMLElement} list
 * @param {(value: V) => string} keyOf
 * @param {(value: V) => Card<V>} make
 */
export function keyedList(list, keyOf, make) {
  /** @type {Map<string, Card<V>>} */
  const cards = new Map();
  return {
    cards,
    /** @param {V[]} values */
    draw(values) {
      const keys = new Set(values.map(keyOf));
      for (const [key, { el, stop }] of cards) {
        if (keys.has(key)) continue;
        stop?.();
        el.remove();
        cards.delete(key);
      }
      values.forEach((value, index) => {
        const key = keyOf(value);
        const card = cards.get(key) ?? make(value);
        cards.set(key, card);
        card.draw(value);
        if (list.children[index] !== card.el) list.insertBefore(card.el, list.children[index] ?? null);
      });
      list.hidden = values.length === 0;
    },
  };
}

/** The control of a card that takes the focus for it. @param {Element | null | undefined} card @returns {HTMLElement | null} */
export function landing(card) {
  // Its own row of buttons, not that of a thing in it.
  return card?.querySelector(":scope > .cw-buttons button") ?? card?.querySelector("button, input, select, textarea, summary") ?? null;
}

/**
 * Draws, and sees to it that what had the focus has it still, or what stands nearest.
 * @param {HTMLElement} el
 * @param {() => void} draw
 * @param {() => HTMLElement | null | undefined} last where to go if all around it is gone
 */
export function keepingFocus(el, draw, last) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !el.contains(active)) return draw();
  const card = active.closest("[data-card]");
  const item = card?.getAttribute("data-card");
  /** @type {Element[]} */
  const near = [];
  for (let one = active.closest("[data-card]"); one; one = one.parentElement?.closest("[data-card]") ?? null) {
    if (one !== card) near.push(one);
    for (let next = one.nextElementSibling; next; next = next.nextElementSibling) near.push(next);
    for (let before = one.previousElementSibling; before; before = before.previousElementSibling) near.push(before);
  }
  draw();
  if (active.isConnected && !isHidden(active)) {
    if (document.activeElement !== active) active.focus();
    return;
  }
  const same = card?.isConnected ? card : item && [...el.querySelectorAll("[data-card]")].find((one) => one.getAttribute("data-card") === item);
  const found = [same, ...near].find((one) => one && el.contains(one) && landing(one));
  (found ? landing(found) : last())?.focus();
}

/** @param {HTMLElement} one */
function isHidden(one) {
  return one.closest("[hidden]") !== null;
}

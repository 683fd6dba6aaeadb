/**
 * A list on screen that follows a list of things: what stayed keeps its node, and with it the focus and what was typed.
 */

/**
 * @template T
 * @template {{el: HTMLElement}} E
 * @param {HTMLElement} list
 * @param {(thing: T) => string} keyOf
 * @param {(key: string, thing: T) => E} make
 * @param {(entry: E, thing: T) => void} draw called for what is new or another object than before
 */
export function keyedList(list, keyOf, make, draw) {
  /** @type {Map<string, {entry: E, thing: T}>} */
  const known = new Map();
  return {
    /** @param {string | undefined} key */
    entry: (key) => known.get(key ?? "")?.entry,
    /** @param {T[]} things @param {boolean} [again] draws also what is the same object as before */
    show(things, again = false) {
      const kept = new Set(things.map(keyOf));
      for (const [key, { entry }] of known) {
        if (kept.has(key)) continue;
        entry.el.remove();
        known.delete(key);
      }
      let place = list.firstElementChild;
      for (const thing of things) {
        const key = keyOf(thing);
        const found = known.get(key);
        const entry = found?.entry ?? make(key, thing);
        if (again || found?.thing !== thing) draw(entry, thing);
        known.set(key, { entry, thing });
        // Moving a node that holds the focus would lose it, so only what stands wrong is moved.
        if (place && place === entry.el) place = place.nextElementSibling;
        else list.insertBefore(entry.el, place);
      }
    },
  };
}

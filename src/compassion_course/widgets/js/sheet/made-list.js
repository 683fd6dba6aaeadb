/**
 * A list of things that a trainee makes, each in a box of fields with a button that deletes it; and beneath it what is
 * still missing. Themes and links are both such lists. All state is in the session.
 */

import { button, h } from "../dom.js";
import { keyedList } from "./keyed-list.js";
import { missing } from "./missing.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./session.js").Session} Session */

/**
 * @template T
 * @template {{el: HTMLElement, first: HTMLElement}} E
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item
 * @param {Codebook} parts.codebook
 * @param {string} parts.called what one is called
 * @param {() => T[]} parts.value
 * @param {(thing: T) => string} parts.keyOf
 * @param {(key: string, remove: HTMLElement) => E} parts.box
 * @param {(box: E, thing: T, index: number) => void} parts.draw
 * @param {() => string} parts.make adds one and gives its key
 * @param {(key: string) => string} parts.remove gives its name
 * @param {(text: string) => void} parts.say
 */
export function madeList({ session, item, codebook, called, value, keyOf, box, draw, make, remove, say }) {
  const list = h("ol", { class: "cw-made" });
  const lacks = h("p", { class: "cw-hint cw-lacks" });
  const add = button(`Add ${/^[aeiou]/i.test(called) ? "an" : "a"} ${called}`, () => entries.entry(make())?.first.focus());
  const entries = keyedList(
    list,
    keyOf,
    (key) => box(key, button("Delete", () => away(key), { class: "cw-button cw-button-small" })),
    () => {},
  );

  /** @param {string} key */
  function away(key) {
    const keys = value().map(keyOf);
    const next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1];
    say(`Deleted: ${remove(key)}. Ctrl Z brings it back.`);
    (entries.entry(next)?.first ?? add).focus();
  }

  return {
    el: h("div", null, list, h("div", { class: "cw-buttons" }, add), lacks),
    update() {
      const things = value();
      entries.show(things);
      things.forEach((thing, index) => {
        const entry = entries.entry(keyOf(thing));
        if (entry) draw(entry, thing, index);
      });
      const words = missing(item, session, { exercise: session.exercise, codebook });
      lacks.textContent = words.length ? `Still missing: ${words.join(" ")}` : "Nothing is missing here, as far as can be checked.";
    },
  };
}

/** Sets a text only where it is another, so that nothing is read out anew. @param {HTMLElement} element @param {string} text */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field @param {string} value */
export function putValue(field, value) {
  if (field.value !== value) field.value = value;
}

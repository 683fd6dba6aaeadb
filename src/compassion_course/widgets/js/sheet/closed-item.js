/**
 * A closed question of the sheet: the same view that Check uses, with the answer in the session.
 */

import { itemView } from "../items.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./session.js").Session} Session */

const DEEDS = { choice: "choose", classify: "classify", order: "order", number: "write" };

/** @param {Session} session @param {Item} item */
export function closedItem(session, item) {
  const kind = /** @type {keyof typeof DEEDS} */ (item.kind);
  const view = itemView(/** @type {any} */ (item), {
    prefix: `sheet-${session.exercise.slug}`,
    value: session.answer(item.id),
    confirmOrder: true,
    onchange: (value, what) => session.setAnswer(item.id, value, { what, deed: { do: DEEDS[kind] } }),
  });
  let shown = session.answer(item.id);
  return {
    el: view.el,
    update() {
      const value = session.answer(item.id);
      if (value === shown) return;
      shown = value;
      if (JSON.stringify(value ?? null) !== JSON.stringify(view.value() ?? null)) view.put(value);
    },
  };
}

/**
 * The list of keys that ? shows, and the box that switches single-letter keys off.
 */

import { button, freshId, h } from "../dom.js";
import { KEY_LIST } from "./keys.js";

/** @typedef {(text: string, props?: import("../dom.js").Props) => HTMLElement} Heading */

/** A heading of the exercise sheet. @type {Heading} */
export const sheetHeading = (text, props) => h("h4", props ?? null, text);

/**
 * @param {(text: string) => void} say
 * @param {{keys?: string[][], heading?: Heading}} [more]
 */
export function keysPanel(say, { keys = KEY_LIST, heading = sheetHeading } = {}) {
  const [listId, singleId] = ["cw-keys", "cw-single"].map(freshId);
  const list = h(
    "div",
    { class: "cw-panel cw-keys", id: listId, hidden: true },
    heading("Keys"),
    h("dl", null, keys.flatMap(([key, does]) => [h("dt", null, h("kbd", null, key)), h("dd", null, does)])),
  );
  const show = button("Show the keys", () => toggle(), {
    class: "cw-button cw-button-quiet",
    "aria-expanded": "false",
    "aria-controls": listId,
  });
  const single = h("input", { type: "checkbox", id: singleId, checked: true });

  function toggle() {
    list.hidden = !list.hidden;
    show.setAttribute("aria-expanded", String(!list.hidden));
    show.textContent = list.hidden ? "Show the keys" : "Hide the keys";
    say(list.hidden ? "List of keys hidden." : keys.map(([key, does]) => `${key}: ${does}`).join(". "));
  }

  return {
    el: h(
      "div",
      null,
      h(
        "div",
        { class: "cw-buttons cw-coder-tools" },
        show,
        h("span", { class: "cw-option" }, single, h("label", { for: singleId }, "Single-letter keys")),
      ),
      list,
    ),
    toggle,
    /** Whether letters and digits act. */
    get single() {
      return single.checked;
    },
  };
}

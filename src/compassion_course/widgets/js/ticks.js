// Checkboxes under one legend, each with a line that says more. More than one may be ticked.
import { freshId, h } from "./dom.js";

/** @typedef {{ id: string, text: string, gist?: string }} Tick */

/**
 * @param {string | Node} legend
 * @param {Tick[]} options
 * @param {{ value?: string[], onchange?: (ids: string[], changed: string) => void, alone?: string, name?: string, hint?: string }} [settings]
 *   `alone` is the id of what cannot be ticked with others, such as "nothing"
 */
export function ticks(legend, options, { value = [], onchange, alone, name = "ticks", hint } = {}) {
  const boxes = new Map(
    options.map(({ id }) => [
      id,
      h("input", { type: "checkbox", id: freshId(name), checked: value.includes(id), onchange: () => changed(id) }),
    ]),
  );
  const now = () => [...boxes].filter(([, box]) => box.checked).map(([id]) => id);
  /** @param {string} id */
  const changed = (id) => {
    if (alone && boxes.get(id)?.checked) {
      for (const [other, box] of boxes) if ((other === alone) !== (id === alone)) box.checked = false;
    }
    onchange?.(now(), id);
  };
  return {
    el: h(
      "fieldset",
      null,
      h("legend", null, legend),
      hint ? h("p", { class: "cw-hint" }, hint) : null,
      h(
        "div",
        { class: "cw-options" },
        options.map(({ id, text, gist }) => {
          const box = /** @type {HTMLInputElement} */ (boxes.get(id));
          return h(
            "div",
            { class: "cw-option" },
            box,
            h("label", { for: box.id }, text, gist ? h("span", { class: "cw-gist" }, gist) : null),
          );
        }),
      ),
    ),
    get value() {
      return now();
    },
  };
}

// Groups of native inputs with a label, as the widgets use them over and over.
import { freshId, h } from "./dom.js";

/**
 * Radio buttons under one legend.
 * @param {string | Node} legend
 * @param {{ id: string, text: string }[]} options
 * @param {{ value?: string, onchange?: (id: string) => void, inline?: boolean, name?: string }} [settings]
 */
export function radios(legend, options, { value = "", onchange, inline, name = "radios" } = {}) {
  const group = freshId(name);
  const inputs = options.map(({ id }) =>
    h("input", {
      type: "radio",
      id: freshId(group),
      name: group,
      value: id,
      checked: id === value,
      onchange: () => onchange?.(id),
    }),
  );
  const rows = options.map(({ text }, index) =>
    h("div", { class: "cw-option" }, inputs[index], h("label", { for: inputs[index].id }, text)),
  );
  return {
    el: h(
      "fieldset",
      null,
      h("legend", null, legend),
      h("div", { class: inline ? "cw-options cw-options-row" : "cw-options" }, rows),
    ),
    first: inputs[0],
    get value() {
      return inputs.find((input) => input.checked)?.value ?? "";
    },
    /** @param {string} id the one to check; none when it is empty */
    put(id) {
      for (const input of inputs) input.checked = input.value === id;
    },
  };
}

/**
 * A list that opens, under its label.
 * @param {string} label
 * @param {{ id: string, text: string }[]} options
 * @param {{ value?: string, onchange?: (id: string) => void, name?: string }} [settings]
 */
export function choose(label, options, { value = "", onchange, name = "choose" } = {}) {
  const id = freshId(name);
  const select = h(
    "select",
    { id, value, onchange: () => onchange?.(select.value) },
    h("option", { value: "" }, "Choose …"),
    options.map((option) => h("option", { value: option.id }, option.text)),
  );
  return { el: h("div", { class: "cw-row" }, h("label", { for: id }, label), select), select };
}

/**
 * A text box for the reader's own words.
 * @param {string} label
 * @param {{ value?: string, oninput?: (text: string) => void, name?: string }} [settings]
 */
export function ownWords(label, { value = "", oninput, name = "words" } = {}) {
  const id = freshId(name);
  const box = h("textarea", { id, rows: "4", value, oninput: () => oninput?.(box.value) });
  return { el: h("div", { class: "cw-words" }, h("label", { for: id }, label), box), box };
}

// Check boxes under one legend, each with a gist that is read out after its name.
import { freshId, h } from "../dom.js";

/**
 * @param {string | Node} legend
 * @param {{ id: string, text: string, gist?: string }[]} options
 * @param {{ values?: readonly string[], onchange?: (ids: string[]) => void, name?: string }} [settings]
 */
export function ticks(legend, options, { values = [], onchange, name = "ticks" } = {}) {
  const chosen = () => options.filter((_, index) => inputs[index].checked).map(({ id }) => id);
  const inputs = options.map(({ id, gist }) =>
    h("input", {
      type: "checkbox",
      id: freshId(name),
      value: id,
      checked: values.includes(id),
      "aria-describedby": gist ? freshId(`${name}-gist`) : null,
      onchange: () => onchange?.(chosen()),
    }),
  );
  return {
    el: h(
      "fieldset",
      null,
      h("legend", null, legend),
      options.map(({ text, gist }, index) =>
        h(
          "div",
          { class: "cw-option" },
          inputs[index],
          h("label", { for: inputs[index].id }, text),
          gist &&
            h("span", { class: "cw-gist cw-place", id: inputs[index].getAttribute("aria-describedby") }, gist),
        ),
      ),
    ),
    chosen,
  };
}

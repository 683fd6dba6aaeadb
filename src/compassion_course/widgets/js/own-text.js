// The part for a text of the reader's own: only where there is a kernel, and only after the warning was acknowledged.
// What is done in it lives in the elements that `make` gives and nowhere else: no trait, no file.
import { fill, freshId, h, paragraphs } from "./dom.js";

/** @typedef {{ intro: string, warning: string, agree: string }} OwnWords */

/**
 * @param {import("./model.js").Model} model
 * @param {OwnWords} words
 * @param {{ heading: import("./dom.js").Heading, say: (text: string) => void, make: () => import("./dom.js").Children }} tools
 * @returns {HTMLElement | null} nothing in a published page, which has no trait `kernel`
 */
export function ownText(model, words, { heading, say, make }) {
  if (!model.get("kernel")) return null;
  const stage = h("div");
  const agree = h("input", {
    type: "checkbox",
    id: freshId("cw-agree"),
    onchange: () => {
      fill(stage, agree.checked ? make() : null);
      say(agree.checked ? "The part for a text of your own is open below." : "It is closed, and what you wrote is gone.");
    },
  });
  return h(
    "div",
    { class: "cw-own" },
    heading("A text of your own"),
    paragraphs(words.intro),
    h("div", { class: "cw-panel" }, paragraphs(words.warning)),
    h("div", { class: "cw-option" }, agree, h("label", { for: agree.id }, words.agree)),
    stage,
  );
}

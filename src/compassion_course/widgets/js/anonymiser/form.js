// What is decided about one place: what it is, what is done with it, what stands instead, and why.
import { button, fill, freshId, h } from "../dom.js";
import { choose, radios } from "../fields.js";
import { replacementOf } from "./rule.js";
import { turnNumber } from "./text.js";

/** @typedef {import("./rule.js").Mark} Mark */
/** @typedef {import("./rule.js").Words} Words */
/** @typedef {{ id: string, name: string, gist: string, letter: string }} Named */
/** @typedef {{ kinds: Named[], whats: Named[], actions: Named[], consistent: string }} Wording */
/**
 * @typedef {object} FormActions
 * @property {(change: Partial<Mark>, what: string, merge?: string) => void} change
 * @property {(words: Words) => void} doThere
 * @property {() => void} close
 * @property {() => void} remove
 */

/**
 * @param {Mark} mark
 * @param {Wording} words
 * @param {string} name
 * @param {FormActions} actions
 */
export function placeForm(mark, words, name, { change, doThere, close, remove }) {
  const title = `\u201c${mark.quote}\u201d, turn ${turnNumber(mark.turn)}`;
  const elsewhere = h("div");
  const preview = h("p", { class: "cw-an-preview" });
  const kind = radios(
    "What is it?",
    words.kinds.map(({ id, name: text, gist }) => ({ id, text: `${text}. ${gist}` })),
    { value: mark.kind, name: `${name}-kind`, onchange: (id) => change({ kind: id }, "what a place is") },
  );
  const what = choose(
    "Of which sort?",
    words.whats.map(({ id, name: text }) => ({ id, text })),
    { value: mark.what, name: `${name}-what`, onchange: (id) => change({ what: id }, "the sort of a place") },
  );
  const instead = field("Put in its place", `${name}-instead`, mark.replacement, (text) =>
    change({ replacement: text }, "typing of a replacement", `instead-${mark.id}`),
  );
  const why = field("Why, for the log", `${name}-why`, mark.why, (text) =>
    change({ why: text }, "typing of a reason", `why-${mark.id}`),
  );
  /** @param {string} action */
  const offer = (action) => {
    instead.el.hidden = action !== "pseudonym" && action !== "vaguer";
  };
  const action = radios(
    "What will you do?",
    words.actions.map(({ id, name: text, gist }) => ({ id, text: `${text}. ${gist}` })),
    {
      value: mark.action,
      name: `${name}-action`,
      onchange(id) {
        offer(id);
        change({ action: id }, "what is done with a place");
      },
    },
  );
  offer(mark.action);
  const done = button("Done", close);
  return {
    id: mark.id,
    focus: () => (kind.value ? /** @type {HTMLElement | null} */ (kind.el.querySelector(":checked")) : kind.first)?.focus(),
    /**
     * How the turn reads now, and where the same words stand as well.
     * @param {string} reads
     * @param {{ unmarked: Words[], otherwise: Mark[] }} same
     */
    show(reads, { unmarked, otherwise }) {
      fill(preview, h("strong", null, "It now reads: "), reads);
      const focused = elsewhere.contains(document.activeElement);
      fill(
        elsewhere,
        unmarked.length || otherwise.length ? h("p", { class: "cw-hint" }, words.consistent) : null,
        otherwise.map((one) =>
          h("p", null, `At turn ${turnNumber(one.turn)} the same words become \u201c${replacementOf(one)}\u201d.`),
        ),
        unmarked.length
          ? h(
              "div",
              { class: "cw-buttons" },
              unmarked.map((one) =>
                button(`Also at turn ${turnNumber(one.turn)}: do the same there`, () => doThere(one), {
                  class: "cw-button cw-button-quiet",
                }),
              ),
            )
          : null,
      );
      // The button that was pressed is gone.
      if (focused) (elsewhere.querySelector("button") ?? done).focus();
    },
    el: h(
      "div",
      { class: "cw-an-form", role: "group", "aria-label": `Place: ${title}` },
      h("p", null, h("strong", null, title)),
      kind.el,
      what.el,
      action.el,
      instead.el,
      why.el,
      preview,
      elsewhere,
      h(
        "div",
        { class: "cw-buttons" },
        done,
        button("It is no place: take the mark away", remove, { class: "cw-button cw-button-quiet" }),
      ),
    ),
  };
}

/** @param {string} label @param {string} name @param {string} value @param {(text: string) => void} oninput */
function field(label, name, value, oninput) {
  const id = freshId(name);
  const input = h("input", { type: "text", id, value, autocomplete: "off", oninput: () => oninput(input.value) });
  return { el: h("div", { class: "cw-an-field" }, h("label", { for: id }, label), input), input };
}

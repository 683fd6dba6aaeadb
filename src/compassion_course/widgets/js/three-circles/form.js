// Sizing three circles and naming what feeds each: the same form for a synthetic colleague and for oneself.
import { button, fill, freshId, h } from "../dom.js";
import { radios } from "../fields.js";
import { pictureTable } from "./file.js";
import { circlesPicture, inWords } from "./picture.js";

/** @typedef {import("./picture.js").System} System */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {{ id: string, text: string, could_feed: string[], comment: string }} Cue */
/**
 * @typedef {object} FormSettings
 * @property {System[]} systems
 * @property {string[]} words the size words, smallest first
 * @property {Cue[]} cues what the text offers; none for one's own picture
 * @property {string} of what it is a picture of, as a sentence begins: "Gareth's moment"
 * @property {string} name a prefix for ids
 * @property {{ sizes: Record<string, string>, cues: Record<string, string[]> }} [start] what was drawn before: words, and ids of cues
 * @property {(picture: Picture, said: string) => void} onchange
 */

/** @param {FormSettings} settings */
export function circlesForm({ systems, words, cues, of, name, start, onchange }) {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const [id, word] of Object.entries(start?.sizes ?? {})) sizes[id] = words.indexOf(word);
  /** Cue ids picked for a system. @type {Record<string, Set<string>>} */
  const picked = Object.fromEntries(systems.map(({ id }) => [id, new Set(start?.cues[id])]));
  /** @type {Record<string, string[]>} */
  const typed = Object.fromEntries(systems.map(({ id }) => [id, []]));
  const view = h("div", { class: "cw-panel cw-circles-view" });

  /** For each system something made of the cues picked for it. @template T @param {(picked: Cue[], id: string) => T} make @returns {Record<string, T>} */
  const bySystem = (make) =>
    Object.fromEntries(systems.map(({ id }) => [id, make(cues.filter((cue) => picked[id].has(cue.id)), id)]));
  const cueWords = () => bySystem((chosen) => chosen.map(({ text }) => text));
  /** @returns {Picture} */
  const picture = () => ({
    sizes: { ...sizes },
    feeds: bySystem((chosen, id) => [...chosen.map(({ text }) => text), ...typed[id]]),
  });
  /** @param {string} said */
  const changed = (said) => {
    draw();
    onchange(picture(), said);
  };
  const draw = () => {
    const now = picture();
    const words_ = inWords(systems, words, now, of);
    fill(view, circlesPicture(systems, words, now, { label: words_ }), pictureTable(systems, words, now, words_));
  };

  const feeding = cues.map((cue) => {
    const boxes = systems.map((system) => {
      const id = freshId(`${name}-${cue.id}`);
      const input = h("input", {
        type: "checkbox",
        id,
        checked: picked[system.id].has(cue.id),
        onchange: () => {
          if (input.checked) picked[system.id].add(cue.id);
          else picked[system.id].delete(cue.id);
          changed(`${system.name}: ${input.checked ? "fed by" : "no longer fed by"} ${cue.text}.`);
        },
      });
      return h("div", { class: "cw-option" }, input, h("label", { for: id }, system.name));
    });
    return h(
      "fieldset",
      { class: "cw-cue" },
      h("legend", null, cue.text),
      h("div", { class: "cw-options-row" }, boxes),
    );
  });
  const adding = systems.map((system) => ownFeeds(system, typed[system.id], name, changed));
  const sizing = systems.map(({ id, name: system, gist }) =>
    radios(
      h("span", null, system, h("span", { class: "cw-gist" }, gist)),
      words.map((text, place) => ({ id: String(place), text })),
      {
        inline: true,
        value: sizes[id] === undefined ? "" : String(sizes[id]),
        name: `${name}-${id}`,
        onchange: (place) => {
          sizes[id] = Number(place);
          changed(`${system}: ${words[sizes[id]]}.`);
        },
      },
    ),
  );
  draw();
  return {
    feeding: h("div", null, feeding, adding),
    sizing: h(
      "div",
      { class: "cw-sizing" },
      sizing.map(({ el }) => el),
    ),
    view,
    picture,
    /** Cues' words alone, for each system: what somebody typed is left out. */
    cueWords,
    /** What may leave the page: sizes in words and ids of cues, never what was typed. */
    kept: () => ({
      sizes: Object.fromEntries(Object.entries(sizes).map(([id, place]) => [id, words[place]])),
      cues: bySystem((chosen) => chosen.map((cue) => cue.id)),
    }),
    /** Which systems a cue was picked for, by name. @param {string} cueId */
    pickedFor: (cueId) => systems.filter(({ id }) => picked[id].has(cueId)).map((system) => system.name),
    sized: () => systems.every(({ id }) => sizes[id] !== undefined),
  };
}

/** Words of one's own that feed a system, one added at a time. @param {System} system @param {string[]} words @param {string} name @param {(said: string) => void} changed */
function ownFeeds(system, words, name, changed) {
  const id = freshId(`${name}-own`);
  const list = h("ul", { class: "cw-own-feeds" });
  const input = h("input", {
    type: "text",
    id,
    maxlength: "120",
    autocomplete: "off",
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    },
  });
  const draw = () =>
    fill(
      list,
      words.map((word, place) =>
        h(
          "li",
          null,
          word,
          " ",
          button(
            "Remove",
            () => {
              words.splice(place, 1);
              draw();
              input.focus();
              changed(`${system.name}: removed ${word}.`);
            },
            { class: "cw-button cw-button-small", "aria-label": `Remove: ${word}` },
          ),
        ),
      ),
    );
  const add = () => {
    const word = input.value.trim().replace(/\s+/g, " ");
    if (!word || words.includes(word)) return;
    words.push(word);
    input.value = "";
    draw();
    changed(`${system.name}: fed by ${word}.`);
  };
  return h(
    "div",
    { class: "cw-add" },
    h("label", { for: id }, h("strong", null, `${system.name}, in your own words. `), system.feeds_prompt),
    h(
      "div",
      { class: "cw-add-row" },
      input,
      button("Add", add, { class: "cw-button cw-button-quiet", "aria-label": `Add to ${system.name}` }),
    ),
    list,
  );
}

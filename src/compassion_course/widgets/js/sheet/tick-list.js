/**
 * Members or evidence to be ticked from a list that shows their words, drawn when it is opened: twelve themes with forty
 * spans each would be five hundred boxes.
 */

import { fill, freshId, h } from "../dom.js";

/** @typedef {{id: string, words: string, about: string, note?: string}} Tick `note`: where else it stands */
/** @typedef {{title: string, ticks: Tick[]}} Group */

/**
 * @param {(id: string, on: boolean, words: string) => void} toggle
 * @param {string} none what is said where there is nothing to tick
 */
export function tickList(toggle, none) {
  // Drawn by the click and not by the toggle that comes of it later: the next key may be on its way already.
  const summary = h("summary", { onclick: () => draw(true) });
  const place = h("div", null);
  const el = h("details", { class: "cw-ticks", ontoggle: () => draw() }, summary, place);
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  /** @type {Group[]} */
  let groups = [];
  /** @type {Set<string>} */
  let chosen = new Set();
  let drawn = "";

  function draw(opening = false) {
    if (!el.open && !opening) return;
    const key = JSON.stringify(groups);
    if (key !== drawn) {
      drawn = key;
      // What is ticked or offered may change under the hands of whoever is in the list.
      const active = [...boxes].find(([, box]) => box === document.activeElement)?.[0];
      boxes.clear();
      fill(place, groups.some(({ ticks }) => ticks.length) ? groups.map(group) : h("p", { class: "cw-hint" }, none));
      boxes.get(active ?? "")?.focus();
    }
    for (const [id, box] of boxes) box.checked = chosen.has(id);
  }

  /** @param {Group} one */
  function group({ title, ticks }) {
    if (!ticks.length) return null;
    return h("fieldset", null, h("legend", null, title), ticks.map(option));
  }

  /** @param {Tick} tick */
  function option({ id, words, about, note }) {
    const boxId = freshId("cw-tick");
    const box = h("input", { type: "checkbox", id: boxId, onchange: () => toggle(id, box.checked, words) });
    boxes.set(id, box);
    return h("div", { class: "cw-option" }, box, h("label", { for: boxId }, words, about ? h("span", { class: "cw-hint cw-line" }, about) : null, note ? h("span", { class: "cw-hint cw-line" }, note) : null));
  }

  return {
    el,
    /** @param {string} label @param {Group[]} of @param {Iterable<string>} ticked */
    put(label, of, ticked) {
      if (summary.textContent !== label) summary.textContent = label;
      groups = of;
      chosen = new Set(ticked);
      draw();
    },
  };
}

/**
 * What a category holds, as ticks: codes of a category, categories of the core. The theme board does the same by moving.
 */

import { freshId, h } from "../../dom.js";
import { counted } from "../phrases.js";
import { possibleMembers } from "../theme-questions.js";
import { KINDS, putInto, takenOut } from "../themes.js";

/** @typedef {import("./map-panel.js").MapParts} MapParts */
/** @typedef {import("../types.js").Theme} Theme */

/** @param {MapParts} map @param {string} id */
export function gathering({ desk, say, known, nameOf, draw: redraw }, id) {
  const kind = /** @type {Theme} */ (desk.theme(id)).kind;
  const { one, member, members } = KINDS[kind];
  const list = h("div", { class: "cw-picks" });
  /** @type {Map<string, {el: HTMLElement, box: HTMLInputElement, label: HTMLElement}>} */
  const rows = new Map();

  /** @param {string} item @param {boolean} on */
  function toggle(item, on) {
    const change = on ? putInto(desk.work, desk.codes, item, id) : takenOut(desk.work, item, id);
    if (!change) return;
    desk.step(`a ${member} ${on ? "put into" : "taken out of"} a ${one}`, change, { do: "theme", theme: id, [on ? "add" : "remove"]: item });
    redraw();
    say(`“${nameOf(item)}” is ${on ? "in" : "out of"} “${nameOf(id)}”. It holds ${counted(desk.theme(id)?.members.length ?? 0, member, members)}.`);
  }

  function draw() {
    const held = new Set(desk.theme(id)?.members);
    const items = possibleMembers(known(), kind, null);
    for (const [item, { el }] of rows) {
      if (items.includes(item)) continue;
      el.remove();
      rows.delete(item);
    }
    for (const item of items) {
      let row = rows.get(item);
      if (!row) {
        const boxId = freshId("cw-gather");
        const box = h("input", { type: "checkbox", id: boxId, onchange: () => toggle(item, box.checked) });
        const label = h("label", { for: boxId });
        row = { el: h("div", { class: "cw-option" }, box, label), box, label };
        rows.set(item, row);
        list.append(row.el);
      }
      row.box.checked = held.has(item);
      const name = nameOf(item);
      if (row.label.textContent !== name) row.label.textContent = name;
    }
  }

  draw();
  return { id, el: h("fieldset", { class: "cw-picker" }, h("legend", null, `Which ${members} it holds`), list), draw };
}

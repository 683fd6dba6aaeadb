/**
 * The memos on one theme, written where one thinks of them; they are the same memos as everywhere at the desk.
 */

import { h } from "../../dom.js";
import { choose } from "../../fields.js";
import { MEMO_KINDS, memoChanged, memoRemoved, withMemo } from "../memos.js";
import { keyedList } from "./keyed.js";
import { fold, liveField, small } from "./parts.js";

/** @typedef {import("./board-panel.js").Board} Board */
/** @typedef {import("../types.js").Memo} Memo */
/** @typedef {import("../types.js").MemoKind} MemoKind */

/** @param {Board} board @param {string} theme */
export function themeMemos({ desk, say, draw: redraw }, theme) {
  const items = h("ul", { class: "cw-slips" });
  const add = small("Write a memo", "", () => write());
  const shown = fold("Memos", () => {
    list.draw(own());
    return [items, add];
  }, { keeps: true });
  const own = () => desk.work.memos.filter(({ on }) => on === `theme:${theme}`);
  const list = keyedList(items, (/** @type {Memo} */ memo) => memo.id, (memo) => card(memo.id));

  function write() {
    const { memo, change } = withMemo(desk.work, `theme:${theme}`, "theoretical", "");
    desk.step("a memo begun", change, { do: "memo", memo: memo.id, on: memo.on });
    redraw();
    /** @type {HTMLElement | null | undefined} */ (list.cards.get(memo.id)?.el.querySelector("textarea"))?.focus();
  }

  /** @param {string} id */
  function card(id) {
    const words = liveField("Memo", {
      rows: 3,
      limit: 8000,
      write(text) {
        desk.step("typing of a memo", memoChanged(desk.work, id, { text }), { do: "memo-text", memo: id }, { typing: `memo:${id}` });
        redraw();
      },
      settle: () => desk.settle(),
    });
    const kind = choose("Kind of memo", MEMO_KINDS.slice(1).map(([value, text]) => ({ id: value, text })), {
      name: "cw-memo-kind",
      onchange(value) {
        desk.step("a memo's kind", memoChanged(desk.work, id, { kind: /** @type {MemoKind} */ (value) }), { do: "memo-kind", memo: id, kind: value });
        redraw();
      },
    });
    kind.select.options[0].textContent = MEMO_KINDS[0][1];
    const away = small("Delete this memo", "", () => {
      desk.step("a memo deleted", memoRemoved(desk.work, id), { do: "memo-removed", memo: id });
      redraw();
      say("Memo deleted. Ctrl Z brings it back.");
      add.focus();
    });
    const missing = h("p", { class: "cw-missing" }, "Nothing is written in it yet.");
    return {
      el: h("li", { class: "cw-slip", "data-card": `memo:${id}` }, words.el, missing, kind.el, away),
      /** @param {Memo} memo */
      draw(memo) {
        words.put(memo.text);
        missing.hidden = memo.text.trim() !== "";
        if (kind.select.value !== memo.kind) kind.select.value = memo.kind;
      },
    };
  }

  return {
    button: shown.button,
    place: shown.place,
    /** @param {string} about */
    draw(about) {
      const memos = own();
      shown.draw(memos.length ? `Memos (${memos.length})` : "Memos", about);
      if (shown.open) list.draw(memos);
    },
  };
}

/**
 * All memos in one place: written here or where the reader worked, listed by what they are about.
 */

import { button, fill, freshId, h } from "../dom.js";
import { choose } from "../fields.js";
import { MEMO_KINDS, aboutWords, memoChanged, memoRemoved, places, withMemo } from "./memos.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Memo} Memo */
/** @typedef {import("./types.js").MemoKind} MemoKind */

export const MEMO_LIMIT = "8000";
const KINDS = MEMO_KINDS.map(([id, text]) => ({ id, text }));

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {import("../dom.js").Heading} parts.heading
 */
export function memoPanel({ desk, say, heading }) {
  const title = heading("Memos", { tabindex: "-1" });
  const list = h("ol", { class: "cw-memos" });
  const standing = h("p", { class: "cw-hint" });
  /** @type {Map<string, ReturnType<typeof card>>} */
  const cards = new Map();
  const kind = choose("Kind of memo", KINDS.slice(1), { name: "cw-memo-kind" });
  kind.select.options[0].textContent = KINDS[0].text;
  const about = choose("About", [], { name: "cw-memo-on" });
  const textId = freshId("cw-memo-new");
  const text = h("textarea", { id: textId, rows: "4", maxlength: MEMO_LIMIT, "data-own-undo": true });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  let offered = "";

  function offerPlaces() {
    const all = places(desk);
    const now = JSON.stringify(all);
    if (now === offered) return;
    offered = now;
    const was = about.select.value || "project";
    fill(about.select, all.map(({ id, text: words }) => h("option", { value: id }, words)));
    about.select.value = all.some(({ id }) => id === was) ? was : "project";
  }

  function add() {
    const words = text.value.trim();
    problem.textContent = words ? "" : "Write something first.";
    if (!words) return text.focus();
    const { memo, change } = withMemo(desk.work, about.select.value, /** @type {MemoKind} */ (kind.select.value), words);
    desk.step("a memo written", change, { do: "memo", memo: memo.id, on: memo.on });
    text.value = "";
    say(`Memo written. ${standing.textContent}`);
    text.focus();
  }

  /** @param {string} id */
  function card(id) {
    const wordsId = freshId("cw-memo");
    const where = h("p", { class: "cw-side" });
    const words = h("textarea", {
      id: wordsId,
      rows: "3",
      maxlength: MEMO_LIMIT,
      oninput: () => desk.step("typing of a memo", memoChanged(desk.work, id, { text: words.value }), { do: "memo-text", memo: id }, { typing: `memo:${id}` }),
      onblur: () => desk.settle(),
    });
    const kindOf = choose("Kind of memo", KINDS.slice(1), {
      name: "cw-memo-kind",
      onchange: (value) => desk.step("a memo's kind", memoChanged(desk.work, id, { kind: /** @type {MemoKind} */ (value) }), { do: "memo-kind", memo: id, kind: value }),
    });
    kindOf.select.options[0].textContent = KINDS[0].text;
    const away = button("Delete this memo", () => remove(id), { class: "cw-button cw-button-small" });
    const label = h("label", { for: wordsId }, "Text");
    return {
      el: h("li", { class: "cw-panel" }, where, kindOf.el, h("div", { class: "cw-field" }, label, words), h("div", { class: "cw-buttons" }, away)),
      away,
      /** @param {Memo} memo */
      draw(memo) {
        const on = aboutWords(memo.on, desk);
        where.textContent = on;
        away.setAttribute("aria-label", `Delete this memo. ${on}`);
        words.setAttribute("aria-label", `Memo. ${on}`);
        if (words.value !== memo.text) words.value = memo.text;
        if (kindOf.select.value !== memo.kind) kindOf.select.value = memo.kind;
      },
    };
  }

  /** @param {string} id */
  function remove(id) {
    const at = desk.work.memos.findIndex((memo) => memo.id === id);
    const next = desk.work.memos[at + 1] ?? desk.work.memos[at - 1];
    desk.step("a memo deleted", memoRemoved(desk.work, id), { do: "memo-removed", memo: id });
    say("Memo deleted. Ctrl Z brings it back.");
    (cards.get(next?.id ?? "")?.away ?? title).focus();
  }

  return {
    el: h(
      "section",
      null,
      title,
      h("p", null, "A memo is a note to yourself about what you see: what a code means, how two things hang together, what you did and why, a case that does not fit. Date and order are kept in the log."),
      h(
        "div",
        { class: "cw-panel", role: "group", "aria-label": "A new memo" },
        about.el,
        kind.el,
        h("div", { class: "cw-field" }, h("label", { for: textId }, "Your memo"), text),
        problem,
        h("div", { class: "cw-buttons" }, button("Write this memo", add)),
      ),
      standing,
      list,
    ),
    update() {
      offerPlaces();
      const { memos } = desk.work;
      for (const [id, { el }] of cards) {
        if (memos.some((memo) => memo.id === id)) continue;
        el.remove();
        cards.delete(id);
      }
      memos.forEach((memo, index) => {
        const known = cards.get(memo.id) ?? card(memo.id);
        cards.set(memo.id, known);
        known.draw(memo);
        if (list.children[index] !== known.el) list.insertBefore(known.el, list.children[index] ?? null);
      });
      standing.textContent = memos.length === 0 ? "No memo yet." : memos.length === 1 ? "1 memo." : `${memos.length} memos.`;
    },
  };
}

/**
 * The memo on the passage.
 */

import { freshId, h } from "../dom.js";

/** @param {import("./span-work.js").SpanWork} work @param {string} prompt @param {() => void} settle ends a run of typing */
export function memoField(work, prompt, settle) {
  const id = freshId("cw-memo");
  const area = h("textarea", {
    id,
    rows: "3",
    maxlength: "8000",
    oninput: () => work.setMemo(area.value),
    onblur: settle,
  });
  return {
    el: h("div", { class: "cw-field" }, h("label", { for: id }, h("strong", null, "Memo. "), prompt), area),
    update() {
      if (area.value !== work.memo) area.value = work.memo;
    },
  };
}

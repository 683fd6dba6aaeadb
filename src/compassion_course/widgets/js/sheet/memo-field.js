/**
 * A memo that is written straight into the work: on the passage, or on a transcript.
 */

import { freshId, h } from "../dom.js";

/**
 * @param {{memo: string, setMemo: (text: string) => void}} work
 * @param {string} prompt
 * @param {() => void} settle ends a run of typing
 */
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

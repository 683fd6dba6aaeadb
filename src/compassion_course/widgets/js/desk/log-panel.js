/**
 * The log: what was done, in order and in words, to look back on how one worked. It only grows; an undo is an entry too.
 */

import { button, fill, h } from "../dom.js";
import { auditTrail, traceInWords } from "./exchange/audit-trail.js";

/** @typedef {import("./desk.js").Desk} Desk */

const PAGE = 100;

/** @param {{desk: Desk, heading: import("../dom.js").Heading}} parts */
export function logPanel({ desk, heading }) {
  const standing = h("p", { class: "cw-hint" });
  const list = h("ol", { class: "cw-log" });
  const more = button("Show earlier entries", () => {
    shown += PAGE;
    draw();
  }, { class: "cw-button cw-button-small", hidden: true });
  let shown = PAGE;
  /** @type {unknown} */
  let drawn = null;

  function draw() {
    const trail = auditTrail(desk.events, (id) => desk.nameOf(id));
    const latest = trail.slice(-shown).reverse();
    standing.textContent = trail.length === 0 ? "Nothing was done yet." : trail.length === 1 ? "1 entry." : `${trail.length} entries, the latest first. Times are in UTC.`;
    // The latest first, each with the number that it keeps.
    list.reversed = true;
    list.start = trail.length;
    fill(list, latest.map((trace) => h("li", null, traceInWords(trace))));
    more.hidden = trail.length <= shown;
  }

  return {
    el: h(
      "section",
      null,
      heading("Log"),
      h("p", null, "What you did here, in order. Read back through it now and then: where you changed your mind is where the analysis happened. Nobody marks it; it can be saved under “Save and share”."),
      standing,
      list,
      h("div", { class: "cw-buttons" }, more),
    ),
    update() {
      if (drawn === desk.events) return;
      drawn = desk.events;
      draw();
    },
  };
}

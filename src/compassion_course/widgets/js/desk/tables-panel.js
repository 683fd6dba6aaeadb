/**
 * The coding in tables: how often each code is used and in which cases, and which codes come together. Counts are a way
 * to find a place to look at; they say nothing about how much a thing matters.
 */

import { fill, h, table } from "../dom.js";
import { codeByCase, together } from "./questions.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Rarer pairs are not shown. */
const MOST_PAIRS = 60;

/** @param {{desk: Desk, heading: import("../dom.js").Heading}} parts */
export function tablesPanel({ desk, heading }) {
  const place = h("div", null);
  /** @type {unknown[]} */
  let drawn = [];

  return {
    el: h(
      "section",
      null,
      heading("Codes in numbers"),
      h("p", null, "A count says where to look, not what matters: a thing said once may be the one that turns the whole account."),
      place,
    ),
    update() {
      const { spans } = desk.work;
      if (drawn[0] === spans && drawn[1] === desk.codes) return;
      drawn = [spans, desk.codes];
      const docs = desk.shelf.transcripts.map(({ doc }) => doc);
      const used = codeByCase(desk.work, desk.codes, desk.shelf.transcripts).filter((one) => one.spans > 0);
      const pairs = together(desk.work, desk.codes);
      fill(
        place,
        used.length
          ? [
              table(
                "Spans of each code, by case",
                ["Code", ...docs, "Spans", "Cases"],
                used.map(({ code, byCase, spans: all, cases }) => [code.name, ...byCase.map(String), String(all), String(cases)]),
              ),
              pairs.length
                ? table(
                    "Codes that come together: on one span, or on words that two spans share",
                    ["Code", "With", "Times"],
                    pairs.slice(0, MOST_PAIRS).map(({ code, other, times }) => [desk.nameOf(code), desk.nameOf(other), String(times)]),
                  )
                : h("p", { class: "cw-hint" }, "No two codes come together yet."),
              pairs.length > MOST_PAIRS ? h("p", { class: "cw-hint" }, `The ${MOST_PAIRS} most frequent of ${pairs.length} pairs.`) : null,
            ]
          : h("p", { class: "cw-hint" }, "Nothing is coded yet."),
      );
    },
  };
}

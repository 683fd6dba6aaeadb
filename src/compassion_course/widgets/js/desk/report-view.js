/**
 * The report's blocks as elements, to be printed.
 */

import { h, table } from "../dom.js";

/** @typedef {import("./exchange/report.js").Block} Block */

/** @param {Block[]} blocks @returns {HTMLElement[]} */
export function drawBlocks(blocks) {
  return blocks.map((block) => {
    switch (block.is) {
      case "heading":
        return h(/** @type {"h1" | "h2" | "h3"} */ (`h${block.level}`), null, block.text);
      case "text":
        return h("p", null, block.text);
      case "list":
        return h("ul", null, block.items.map((item) => h("li", null, item)));
      case "table":
        return table(block.caption, block.head, block.rows);
      case "extract":
        return h(
          "blockquote",
          null,
          h("strong", null, block.where),
          " ",
          block.before,
          "“",
          h("mark", { class: "cw-found" }, block.quote),
          "”",
          block.after,
          block.told.map((line) => h("p", { class: "cw-hint" }, line)),
        );
    }
  });
}

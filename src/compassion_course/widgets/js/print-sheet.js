// Prints one thing and not the page around it.
import { h } from "./dom.js";

/** @param {Node[]} content what stands on the sheet */
export function printSheet(content) {
  const sheet = h("div", { class: "cw-print-sheet" }, h("div", { class: "cw" }, content));
  const done = () => {
    sheet.remove();
    document.documentElement.classList.remove("cw-printing");
  };
  document.body.append(sheet);
  document.documentElement.classList.add("cw-printing");
  window.addEventListener("afterprint", done, { once: true });
  window.print();
}

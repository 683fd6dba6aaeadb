// Prints one thing and not the page around it.
import { h } from "./dom.js";

/**
 * Puts something on paper in place of the page, until it is printed.
 * @param {Node[]} content what stands on the sheet
 */
export function onPaper(content) {
  const sheet = h("div", { class: "cw-print-sheet" }, h("div", { class: "cw" }, content));
  const done = () => {
    sheet.remove();
    document.documentElement.classList.remove("cw-printing");
  };
  document.body.append(sheet);
  document.documentElement.classList.add("cw-printing");
  window.addEventListener("afterprint", done, { once: true });
}

/** Whether something other than the page is about to be printed. */
export function paperTaken() {
  return document.documentElement.classList.contains("cw-printing");
}

/** @param {Node[]} content */
export function printSheet(content) {
  onPaper(content);
  window.print();
}

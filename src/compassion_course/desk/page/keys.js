// Keys: what each does, and when it is the page's to take.
import { h } from "./elements.js";

/** @typedef {{ key: string, shown: string, does: string, run: (event: KeyboardEvent) => boolean | void }} Key */

const TYPING = "textarea, select, input:not([type=radio]):not([type=checkbox])";

/** Whether a key press is somebody's text. @param {EventTarget | null} target */
export function isTyping(target) {
  return target instanceof Element && target.matches(TYPING);
}

/**
 * Listens for keys until the page closes. Single keys can be switched off, for speech input and for those whose
 * hands tremble.
 * @param {Key[]} keys @param {{ single: boolean }} settings @param {{ leave: () => void, next: () => void }} always
 */
export function listen(keys, settings, always) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return always.leave();
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      return always.next();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !settings.single) return;
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow && event.target instanceof HTMLInputElement) return;
    const key = keys.find((one) => one.key.split(" ").includes(event.key));
    if (key && key.run(event) !== false) event.preventDefault();
  });
}

/** @param {Key[]} keys @param {{ single: boolean }} settings */
export function showKeys(keys, settings) {
  const toggle = h("input", {
    type: "checkbox",
    checked: settings.single,
    onchange: () => {
      settings.single = toggle.checked;
    },
  });
  const rows = keys.map((key) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key.shown)), h("td", {}, key.does)));
  const dialog = h(
    "dialog",
    { "aria-labelledby": "keys-title" },
    h("h2", { id: "keys-title" }, "Keys"),
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        ...rows,
        h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, "Esc")), h("td", {}, "Leave a field, so that the keys work again")),
        h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, "Ctrl Enter")), h("td", {}, "Next answer, from within a field too")),
      ),
    ),
    h("label", { class: "choice" }, toggle, "Single keys are on"),
    h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => dialog.close() }, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// One polite live region for each widget: what changed, said once, without moving the focus.
import { h } from "./dom.js";

/** @typedef {{ el: HTMLElement, say: (text: string) => void }} Announcer */

/** Makes the region; append `el` to the widget before the first `say`. @returns {Announcer} */
export function announcer() {
  const el = h("div", { class: "cw-spoken", role: "status", "aria-live": "polite" });
  let odd = false;
  return {
    el,
    say(text) {
      // A region whose text did not change is not read again; a trailing no-break space makes it a change.
      odd = !odd;
      el.textContent = odd ? text : `${text}\u00a0`;
    },
  };
}

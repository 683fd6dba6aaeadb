/**
 * The lock on a first pass: it says how the spans stand, asks once, and then says when it was locked.
 */

import { button, fill, freshId, h } from "../dom.js";
import { dayAndTime } from "./time.js";

/**
 * @param {object} parts
 * @param {() => string | undefined} parts.locked when
 * @param {() => number} parts.count how many spans the first pass had
 * @param {() => string} parts.standing how the spans stand, in words
 * @param {() => string} [parts.shortfall] what is still asked for, after a blank
 * @param {() => void} parts.lock
 * @param {() => void} parts.settle what stands in an open form belongs to the first pass
 * @param {(text: string) => void} parts.say
 * @param {number | (() => number)} parts.readings how many appear then
 * @param {string} parts.none what is said where there are none, if anything is
 * @param {string} [parts.work] what the first pass is made of
 * @param {() => string} [parts.since] what the second pass changed, in words
 */
export function lockBox({ locked, count, standing, shortfall = () => "", lock, settle, say, readings, none, work = "codes", since = () => "" }) {
  const many = () => (typeof readings === "function" ? readings() : readings);
  const el = h("div", { class: "cw-lock" });
  const second = h("p", { class: "cw-hint" });
  let drawn = "";

  function ask() {
    settle();
    const headingId = freshId("cw-lock");
    const heading = h("p", { class: "cw-form-title", id: headingId, tabindex: "-1" }, "Lock your first pass?");
    const cancel = () => {
      drawn = "";
      update();
      el.querySelector("button")?.focus();
    };
    drawn = "asking";
    fill(
      el,
      h(
        "div",
        {
          class: "cw-panel",
          role: "group",
          "aria-labelledby": headingId,
          onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && cancel(),
        },
        heading,
        h("p", null, standing(), shortfall()),
        h("p", null, `Your ${work === "codes" ? "coding is" : `${work} are`} kept as ${work === "codes" ? "it is" : "they are"} now${many() ? `, and the readings appear beside ${work === "codes" ? "it" : "them"}` : ""}. You can go on changing your ${work} afterwards; the first pass stays as it was.`),
        h("div", { class: "cw-buttons" }, button("Lock it", lockNow), button("Not yet", cancel, { class: "cw-button cw-button-quiet" })),
      ),
    );
    heading.focus();
  }

  function lockNow() {
    lock();
    const heading = el.querySelector("p");
    if (heading instanceof HTMLElement) heading.focus();
    say(many() ? "First pass locked. The readings stand below your spans." : "First pass locked.");
  }

  function update() {
    const at = locked();
    const readings = many();
    const next = at ? `locked ${at} ${readings}` : drawn === "asking" ? "asking" : `open ${shortfall()}`;
    if (next === drawn) return;
    drawn = next;
    if (at) {
      const spans = count();
      fill(
        el,
        h("p", { class: "cw-locked", tabindex: "-1" }, h("span", { class: "cw-symbol", "aria-hidden": "true" }, "✓"), ` First pass locked on ${dayAndTime(at)} with ${work === "notes" ? `notes on ${spans === 1 ? "1 place" : `${spans} places`}` : spans === 1 ? "1 span" : `${spans} spans`}. What you change from here on is your second pass.`),
        second,
        readings || !none ? null : h("p", null, none),
      );
    } else {
      const beside = readings === 1 ? " Then a reading by somebody else appears beside yours." : readings ? ` Then ${readings === 2 ? "two" : readings} readings by others appear beside yours.` : "";
      fill(el, h("p", null, work === "codes" ? "When you have coded what you see, lock your first pass." : `When you have written your ${work}, lock your first pass.`, beside, shortfall()), h("div", { class: "cw-buttons" }, button("Lock my first pass", ask)));
    }
  }

  return {
    el,
    update,
    /** Says how far the second pass has come; apart, because it can wait until the keys rest. */
    count() {
      const words = locked() ? since() : "";
      if (second.textContent !== words) second.textContent = words;
    },
  };
}

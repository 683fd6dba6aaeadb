/**
 * The responses item: for some differences from the readings, what the trainee does with them and why. Two are given,
 * the others are the trainee's choice.
 */

import { button, freshId, h } from "../dom.js";
import { WHY_LIMIT } from "./coding-form.js";
import { differenceCard } from "./difference-card.js";
import { differenceById } from "./differences.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Reply} Reply */
/** @typedef {import("./types.js").ReplyKind} ReplyKind */
/** @typedef {import("./differences.js").Difference} Difference */
/** @typedef {import("./session.js").Session} Session */

/** @type {[ReplyKind, string][]} */
export const REPLIES = [
  ["adopt", "I take over the reading's view"],
  ["keep", "I keep mine"],
  ["both", "Both can stand"],
  ["reference_wrong", "The reading is wrong here"],
];

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item
 * @param {() => Reading[]} parts.readings
 * @param {Turn[]} parts.turns
 * @param {Codebook} parts.codebook
 * @param {(text: string) => void} parts.say
 */
export function repliesItem({ session, item, readings, turns, codebook, say }) {
  const fixed = item.fixed ?? [];
  const count = item.count ?? fixed.length;
  const coded = item.to ?? "";
  const number = session.exercise.items.findIndex(({ id }) => id === coded) + 1;
  const standing = h("p", { class: "cw-hint" });
  const toThem = h("div", { class: "cw-buttons" }, button(`Go to the differences in question ${number}`, () => backTo(""), { class: "cw-button cw-button-small" }));
  const list = h("div", { class: "cw-replies" });
  /** @type {Map<string, {el: HTMLElement, draw: (reply: Reply | undefined) => void}>} */
  const cards = new Map();

  const mine = () => session.coding(coded).spans;
  /** @returns {Record<string, Reply>} */
  const value = () => session.answer(item.id) ?? {};
  const chosen = () => [...fixed, ...Object.keys(value()).filter((id) => !fixed.includes(id))];

  /** @param {string} id @param {Partial<Reply>} change @param {string} what @param {string} [typing] */
  function put(id, change, what, typing) {
    const before = value()[id] ?? { reply: "", why: "" };
    session.setAnswer(item.id, { ...value(), [id]: { ...before, ...change } }, { what, deed: { do: "reply", to: id }, typing });
  }

  /** @param {string} id */
  function card(id) {
    const [name, whyId] = ["cw-reply", "cw-reply-why"].map(freshId);
    let drawnFor = mine();
    let drawnOf = readings();
    let about = aboutNow();
    function aboutNow() {
      const difference = differenceById(id, mine(), readings(), turns);
      if (difference) return differenceCard(difference, { readings: readings(), codebook, turns });
      return h("p", { class: "cw-hint" }, readings().length || id.startsWith("mine/") ? `The span behind ${id} is no longer there.` : `On ${id}.`);
    }
    /** @type {Map<string, HTMLInputElement>} */
    const radios = new Map();
    const choices = REPLIES.map(([reply, label]) => {
      const input = h("input", { type: "radio", id: freshId(name), name, value: reply, onchange: () => put(id, { reply }, "a reply") });
      radios.set(reply, input);
      return h("div", { class: "cw-option" }, input, h("label", { for: input.id }, label));
    });
    const why = h("textarea", {
      id: whyId,
      rows: "3",
      maxlength: String(WHY_LIMIT),
      oninput: () => put(id, { why: why.value }, "typing of a reply", `reply:${id}`),
      onblur: () => session.settle(),
    });
    const reason = h("div", { class: "cw-field" }, h("label", { for: whyId }, "Why? Point at the words."), why);
    const own = fixed.includes(id)
      ? null
      : h(
          "div",
          { class: "cw-buttons" },
          button("Back to the differences", () => backTo(id), { class: "cw-button cw-button-small" }),
          button("Leave this one out", () => leaveOut(id), { class: "cw-button cw-button-small" }),
        );
    const el = h(
      "fieldset",
      { class: "cw-reply" },
      h("legend", null, fixed.includes(id) ? "Given to everyone" : "Chosen by you", h("span", { class: "cw-spoken" }, `: ${id}`)),
      about,
      choices,
      reason,
      own,
    );
    return {
      el,
      /** @param {Reply | undefined} reply */
      draw(reply) {
        // The trainee's side of the difference moves with every change of the coding.
        if (drawnFor !== mine() || drawnOf !== readings()) {
          drawnFor = mine();
          drawnOf = readings();
          const next = aboutNow();
          about.replaceWith(next);
          about = next;
        }
        for (const [kind, input] of radios) input.checked = reply?.reply === kind;
        // A reason belongs to a reply: the file has no place for one without the other.
        reason.hidden = !reply?.reply;
        if (why.value !== (reply?.why ?? "")) why.value = reply?.why ?? "";
      },
    };
  }

  /** The place in the list from which this one was taken; the list may show another reading now. @param {string} id */
  function backTo(id) {
    const buttons = [...(list.closest(".cw-sheet")?.querySelectorAll("button[data-difference]") ?? [])];
    const place = buttons.find((one) => one.getAttribute("data-difference") === id) ?? buttons[0];
    if (place instanceof HTMLElement) place.focus();
  }

  /** @param {string} id */
  function leaveOut(id) {
    const { [id]: _gone, ...rest } = value();
    session.setAnswer(item.id, Object.keys(rest).length ? rest : null, { what: "a difference left out", deed: { do: "reply", to: id, left: true } });
    say("Left out. Ctrl Z brings it back.");
    heading.focus();
  }

  const heading = h("p", { class: "cw-reply-heading", tabindex: "-1" }, h("strong", null, "Your replies"));

  return {
    el: h("div", { class: "cw-item" }, heading, standing, toThem, list),
    /** The differences that have a place here. */
    taken: chosen,
    /** Whether a difference can still be taken up, and whether it is already. @param {string} id */
    state: (/** @type {string} */ id) => (chosen().includes(id) ? "taken" : chosen().length >= count ? "full" : "free"),
    /** @param {string} id */
    take(id) {
      if (!chosen().includes(id)) put(id, {}, "a difference chosen");
      const first = cards.get(id)?.el.querySelector("input");
      first?.focus();
      first?.closest("fieldset")?.scrollIntoView({ block: "nearest" });
    },
    update() {
      const ids = chosen();
      for (const [id, { el }] of cards) {
        if (ids.includes(id)) continue;
        el.remove();
        cards.delete(id);
      }
      ids.forEach((id, index) => {
        const known = cards.get(id) ?? card(id);
        cards.set(id, known);
        known.draw(value()[id]);
        if (list.children[index] !== known.el) list.insertBefore(known.el, list.children[index] ?? null);
      });
      const done = ids.filter((id) => value()[id]?.reply && value()[id].why.trim()).length;
      const more = count - ids.length;
      toThem.hidden = more <= 0 || !readings().length;
      standing.textContent =
        `${done} of ${count} replied to with a reason.` +
        (more > 0 ? ` Choose ${more} more from the differences in question ${number}: those that taught you something, or that you would argue about.` : "");
    },
  };
}

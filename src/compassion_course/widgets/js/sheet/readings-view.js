/**
 * What appears once the first pass is locked: the readings beside the trainee's spans, turn by turn, and the counts as
 * a prompt to look again, next to how far the readings stand from each other.
 */

import { button, fill, freshId, h, table } from "../dom.js";
import { differences, distance } from "./differences.js";
import { differenceCard } from "./replies.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./differences.js").Difference} Difference */
/** @typedef {import("./session.js").Session} Session */

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item the coding item
 * @param {Reading[]} parts.readings
 * @param {Turn[]} parts.turns
 * @param {Codebook} parts.codebook
 * @param {ReturnType<typeof import("./replies.js").repliesItem> | null} parts.replies where a difference can be replied to
 */
export function readingsView({ session, item, readings, turns, codebook, replies }) {
  const ids = new Set(turns.map(({ turn }) => turn));
  // A reading runs over the whole transcript; only what it coded in this passage can be compared.
  const here = readings.map((reading) => ({ ...reading, spans: reading.spans.filter((span) => ids.has(span.turn)) }));
  const [readerId, kindId] = ["cw-reader", "cw-kind"].map(freshId);
  const counts = h("div", null);
  const list = h("ol", { class: "cw-differences" });
  const shownCount = h("p", { class: "cw-hint", role: "status" });
  const reader = h("select", { id: readerId, onchange: () => draw() }, here.map(({ id, name }) => h("option", { value: id }, name)));
  const kind = h(
    "select",
    { id: kindId, onchange: () => draw() },
    h("option", { value: "" }, "All of them"),
    h("option", { value: "differ" }, "Only where we differ"),
    h("option", { value: "reading" }, "Only where the reading stopped and I did not"),
    h("option", { value: "mine" }, "Only where I stopped and the reading did not"),
  );
  let drawn = "";

  const mine = () => session.coding(item.id).spans;

  function drawCounts() {
    const rows = here.map((reading) => {
      const d = distance(mine(), reading, turns);
      return [`You and “${reading.name}”`, d.matched, d.sameCode, d.reading, d.mine];
    });
    here.forEach((a, index) => {
      for (const b of here.slice(index + 1)) {
        const d = distance(a.spans, b, turns);
        rows.push([`“${a.name}” and “${b.name}”`, d.matched, d.sameCode, d.reading, d.mine]);
      }
    });
    fill(
      counts,
      table("Where two stopped at the same words. A prompt to look again, not a mark", ["Who", "Both stopped", "with a code in common", "Only the second", "Only the first"], rows.map((row) => row.map(String))),
      h("p", { class: "cw-hint" }, "The last line is how far the readings stand from each other on the same words. Read your own lines beside it."),
    );
  }

  function draw() {
    const reading = here.find(({ id }) => id === reader.value);
    if (!reading) return;
    const all = differences(mine(), reading, turns).filter((one) => {
      if (kind.value === "differ") return one.kind !== "matched" || !one.sameCode;
      return !kind.value || one.kind === kind.value;
    });
    shownCount.textContent = all.length === 1 ? "1 place." : `${all.length} places.`;
    fill(list, all.map((one) => h("li", null, h("p", { class: "cw-side" }, labelOf(one, reading.name)), differenceCard(one, { readings: here, codebook, turns }), takeButton(one))));
  }

  /** @param {Difference} one */
  function takeButton(one) {
    if (!replies) return null;
    const state = replies.state(one.id);
    if (state === "full") return null;
    const label = state === "taken" ? "Go to my reply" : "Reply to this difference";
    return button(label, () => replies.take(one.id), { class: "cw-button cw-button-small", "data-difference": one.id, "aria-label": `${label}: ${one.theirs[0]?.quote ?? one.mine[0]?.quote}` });
  }

  return {
    el: h(
      "section",
      { class: "cw-readings", "aria-label": "The readings beside yours" },
      h("h4", null, "The readings beside yours"),
      h(
        "p",
        null,
        "These are readings, not answers. Each keeps to its own way of reading, named below, and each holds weak spots: a code that stretches the words, a place passed over. Where you differ, look at the words again; then change your coding, keep it, or say why both can stand.",
      ),
      here.map(({ name, stance }) => h("p", null, h("strong", null, `${name}. `), stance)),
      counts,
      h(
        "div",
        { class: "cw-word-pair" },
        h("div", { class: "cw-field" }, h("label", { for: readerId }, "Reading"), reader),
        h("div", { class: "cw-field" }, h("label", { for: kindId }, "Show"), kind),
      ),
      shownCount,
      list,
    ),
    update() {
      const now = JSON.stringify([mine(), replies?.taken()]);
      if (now === drawn) return;
      drawn = now;
      // The button with the focus would go with the old list; its place is found again by what it is about.
      const active = document.activeElement;
      const label = active && list.contains(active) ? active.getAttribute("aria-label") : null;
      drawCounts();
      draw();
      if (label) /** @type {HTMLElement | undefined} */ ([...list.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label))?.focus();
    },
  };
}

/** @param {Difference} one @param {string} name */
function labelOf(one, name) {
  if (one.kind === "mine") return `Only you stopped here, not “${name}”`;
  if (one.kind === "reading") return `“${name}” stopped here, you did not`;
  return one.sameCode ? "Both of you stopped here, with a code in common" : "Both of you stopped here, with different codes";
}

/**
 * What appears once the first pass is locked: the readings beside the trainee's spans, turn by turn, and the counts as
 * a prompt to look again, next to how far the readings stand from each other.
 */

import { button, fill, freshId, h, table } from "../dom.js";
import { differenceCard } from "./difference-card.js";
import { differences, distance } from "./differences.js";
import { sheetHeading } from "./keys-panel.js";

/** @typedef {import("./differences.js").Reading} Reading */
/** @typedef {import("./span-work.js").Line} Line */
/** @typedef {import("./types.js").Turn} Turn */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./differences.js").Difference} Difference */

/**
 * @param {object} parts
 * @param {() => Line[]} parts.mine another array once anything changed
 * @param {Reading[]} parts.readings
 * @param {Turn[]} parts.turns
 * @param {Codebook} parts.codebook
 * @param {ReturnType<typeof import("./replies.js").repliesItem> | null} [parts.replies] where a difference can be replied to
 * @param {((id: string) => void) | null} [parts.look] opens a span of one's own, or a turn, to look again
 * @param {import("./keys-panel.js").Heading} [parts.heading]
 * @param {number} [parts.page] how many places are shown at a time
 * @param {"coding" | "notes"} [parts.work] what the reader has made
 * @param {boolean} [parts.codes] whether codes are compared; the words of notes and of one's own codes are not a reader's
 */
export function readingsView({ mine, readings, turns, codebook, replies = null, look = null, heading = sheetHeading, page = Infinity, codes = true, work = "coding" }) {
  const ids = new Set(turns.map(({ turn }) => turn));
  // A reading runs over the whole transcript; only what it coded in this passage can be compared.
  const here = readings.map((reading) => ({ ...reading, spans: reading.spans.filter((span) => ids.has(span.turn)) }));
  const [readerId, kindId] = ["cw-reader", "cw-kind"].map(freshId);
  const counts = h("div", null);
  const list = h("ol", { class: "cw-differences" });
  const shownCount = h("p", { class: "cw-hint", role: "status" });
  const reader = h("select", { id: readerId, onchange: () => fromStart() }, here.map(({ id, name }) => h("option", { value: id }, name)));
  const kind = h(
    "select",
    { id: kindId, onchange: () => fromStart() },
    h("option", { value: "" }, "All of them"),
    h("option", { value: "differ" }, "Only where we differ"),
    h("option", { value: "reading" }, "Only where the reading stopped and I did not"),
    h("option", { value: "mine" }, "Only where I stopped and the reading did not"),
  );
  const more = button("", () => showMore(), { class: "cw-button cw-button-quiet", hidden: true });
  let upTo = page;
  /** @type {unknown[]} */
  let drawn = [];

  function drawCounts() {
    const rows = here.map((reading) => {
      const d = distance(mine(), reading, turns);
      return [`You and “${reading.name}”`, d.matched, ...(codes ? [d.sameCode] : []), d.reading, d.mine];
    });
    here.forEach((a, index) => {
      for (const b of here.slice(index + 1)) {
        const d = distance(a.spans, b, turns);
        rows.push([`“${a.name}” and “${b.name}”`, d.matched, ...(codes ? [d.sameCode] : []), d.reading, d.mine]);
      }
    });
    const last = here.length < 2 ? null : here.length === 2 ? "The last line is" : "The last lines are";
    fill(
      counts,
      table("Where two stopped at the same words. A prompt to look again, not a mark", ["Who", "Both stopped", ...(codes ? ["with a code in common"] : []), "Only the second", "Only the first"], rows.map((row) => row.map(String))),
      last ? h("p", { class: "cw-hint" }, `${last} how far the readings stand from each other on the same words. Read your own lines beside ${here.length === 2 ? "it" : "them"}.`) : null,
    );
  }

  function fromStart() {
    upTo = page;
    draw();
  }

  function draw() {
    const reading = here.find(({ id }) => id === reader.value);
    if (!reading) return;
    const all = differences(mine(), reading, turns).filter((one) => {
      if (kind.value === "differ") return one.kind !== "matched" || (codes && !one.sameCode);
      return !kind.value || one.kind === kind.value;
    });
    shownCount.textContent = all.length === 1 ? "1 place." : `${all.length} places.`;
    const shown = all.length > upTo ? all.slice(0, upTo) : all;
    fill(list, shown.map((one) => h("li", null, h("p", { class: "cw-side" }, labelOf(one, reading.name, codes)), differenceCard(one, { readings: here, codebook, turns }), takeButton(one), lookButton(one))));
    more.hidden = shown.length === all.length;
    if (!more.hidden) more.textContent = `Show ${Math.min(page, all.length - upTo)} more of ${all.length}`;
  }

  function showMore() {
    const first = upTo;
    upTo += page;
    draw();
    const next = list.children[first];
    if (!(next instanceof HTMLElement)) return;
    next.tabIndex = -1;
    next.focus();
  }

  /** @param {Difference} one */
  function lookButton(one) {
    if (!look) return null;
    const [own] = one.mine;
    const label = own ? "Look at my span" : "Go to this turn";
    return button(label, () => look(own?.id ?? one.turn), { class: "cw-button cw-button-small", "aria-label": `${label}: ${own?.quote ?? one.turn}` });
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
      heading("The readings beside yours"),
      h(
        "p",
        null,
        `These are readings, not answers. Each keeps to its own way of reading, named below, and each holds weak spots: a ${work === "notes" ? "note" : "code"} that stretches the words, a place passed over. Where you differ, look at the words again; then change your ${work}, keep ${work === "notes" ? "them" : "it"}, or say why both can stand.`,
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
      more,
    ),
    update() {
      const now = [mine(), codebook.codes, JSON.stringify(replies?.taken())];
      if (now.every((one, index) => one === drawn[index])) return;
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

/** @param {Difference} one @param {string} name @param {boolean} codes */
function labelOf(one, name, codes) {
  if (one.kind === "mine") return `Only you stopped here, not “${name}”`;
  if (one.kind === "reading") return `“${name}” stopped here, you did not`;
  if (!codes || ![...one.mine, ...one.theirs].some(({ codes }) => codes.length)) return "Both of you stopped here";
  return one.sameCode ? "Both of you stopped here, with a code in common" : "Both of you stopped here, with different codes";
}

// After "I have finished": the reader's places beside two readers', what was needlessly destroyed, and who could still
// recognise somebody. Reasons throughout, no score.
import { button, fill, h } from "../dom.js";
import { ownWords } from "../fields.js";
import { compare, replacementOf, stillThere } from "./rule.js";
import { turnNumber } from "./text.js";
import { ticks } from "../ticks.js";

/** @typedef {import("../anonymiser.js").Anonymising} Anonymising */
/** @typedef {import("../anonymiser.js").Excerpt} Excerpt */
/** @typedef {import("./rule.js").Mark} Mark */
/** @typedef {import("./rule.js").Place} Place */
/** @typedef {import("./desk.js").Tools} Tools */

const GROUPS = /** @type {const} */ ([
  ["missed", "Not marked by you, and by one reader or both"],
  ["one", "Marked by you and by one of them"],
  ["both", "Marked by you and by both"],
]);

/** @param {Anonymising} model @param {Excerpt} excerpt @param {Mark[]} marks @param {Tools} tools */
export function comparison(model, excerpt, marks, { heading }) {
  const { compared, destroyed, alone } = compare(excerpt, marks);
  /** @param {Mark} mark */
  const done = (mark) => {
    const action = model.actions.find(({ id }) => id === mark.action);
    if (!action) return "marked, not decided";
    return mark.action === "keep" || mark.action === "remove" ? action.name : `${action.name}: ${replacementOf(mark)}`;
  };
  const marked = model.readers.map(
    ({ id, name }) => `${name} marked ${excerpt.places.filter((place) => place.readers[id]).length}`,
  );
  return [
    h("p", null, `You marked ${marks.length} places, ${marked.join(", ")}. ${model.no_right_number}`),
    h(
      "p",
      null,
      `${model.readers.map(({ name, stance }) => `${name} ${stance}.`).join(" ")} They decided about the same words, and often differently.`,
    ),
    GROUPS.map(([found, title]) => {
      const places = compared.filter((one) => one.found === found);
      if (!places.length) return null;
      return [
        heading(title),
        h(
          "ul",
          { class: "cw-an-places" },
          places.map(({ place, mine, left }) => placeItem(model, place, { left, mine: mine.map(done) })),
        ),
      ];
    }),
    heading("Perhaps needlessly destroyed"),
    destroyed.length
      ? h(
          "ul",
          { class: "cw-an-places" },
          destroyed.map(({ decoy, mark }) =>
            h(
              "li",
              null,
              h("p", null, h("strong", null, `\u201c${decoy.quote}\u201d`), ` (turn ${turnNumber(decoy.turn)})`),
              h("p", null, `You: ${done(mark)}.`),
              h("p", null, h("strong", null, "What is lost: "), decoy.lost),
            ),
          ),
        )
      : h("p", null, "Nothing that both readers left alone on purpose was changed."),
    alone.length
      ? [
          heading("Only you"),
          h("p", null, model.alone),
          h(
            "ul",
            { class: "cw-an-places" },
            alone.map((mark) => h("li", null, h("p", null, h("strong", null, `\u201c${mark.quote}\u201d`), ` (turn ${turnNumber(mark.turn)}). ${done(mark)}.`))),
          ),
        ]
      : null,
  ];
}

/** @param {Anonymising} model @param {Place} place @param {{ mine: string[], left: import("./rule.js").Words[] }} yours */
function placeItem(model, place, { mine, left }) {
  const kind = model.kinds.find(({ id }) => id === place.kind)?.name;
  const what = model.whats.find(({ id }) => id === place.what)?.name;
  const numbers = [...new Set(place.at.map(({ turn }) => turnNumber(turn)))];
  const where = `${numbers.length > 1 ? "turns" : "turn"} ${numbers.join(" and ")}`;
  return h(
    "li",
    null,
    h("p", null, h("strong", null, `\u201c${place.at[0].quote}\u201d`), ` (${where}). ${kind}: ${what}.`),
    mine.length ? h("p", null, `You: ${[...new Set(mine)].join("; ")}.`) : null,
    left.length ? h("p", null, `It still stands at turn ${left.map(({ turn }) => turnNumber(turn)).join(" and ")}.`) : null,
    model.readers.map(({ id, name }) => {
      const decision = place.readers[id];
      if (!decision) return h("p", null, h("strong", null, `${name}: `), "did not mark it.");
      const action = model.actions.find((one) => one.id === decision.action)?.name;
      return h("p", null, h("strong", null, `${name}: `), `${action}${decision.replacement ? `: ${decision.replacement}` : ""}. ${decision.why}`);
    }),
    h("p", null, h("strong", null, "If kept: "), place.risk),
  );
}

/**
 * Who could still recognise somebody in the reader's version.
 * @param {Excerpt} excerpt one that has a residual
 * @param {{ name: string, ticked: string[], marks: () => Mark[], tell: (ids: string[]) => void }} here
 * @param {Tools} tools
 */
export function residualRisk(excerpt, { name, ticked, marks, tell }, { say, heading }) {
  const { residual } = excerpt;
  if (!residual) return null;
  const result = h("div", { class: "cw-result" });
  const who = ticks(
    residual.question,
    residual.combinations.map((one) => ({ id: one.id, text: one.who })),
    { value: ticked, name: `${name}-who`, hint: "More than one may fit.", onchange: () => fill(result) },
  );
  const show = () =>
    fill(
      result,
      h(
        "ul",
        { class: "cw-an-places" },
        residual.combinations.map((one) => {
          const standing = stillThere(excerpt.places, one.parts, marks());
          const words = standing.map(({ quote, turn }) => `\u201c${quote}\u201d (turn ${turnNumber(turn)})`).join(", ");
          return h(
            "li",
            null,
            h("p", null, h("strong", null, `${one.who}. `), `You: ${who.value.includes(one.id) ? "could" : "not ticked"}. The readers: ${one.could ? "could, from the raw text" : "hardly"}.`),
            one.parts.length
              ? h("p", null, standing.length ? `Of what they would put together, this still stands in your version: ${words}.` : "Of what they would put together, nothing stands in your version as it was said. What you put instead may still tell.")
              : null,
            h("p", null, one.feedback),
          );
        }),
      ),
    );
  if (ticked.length) show();
  return {
    /** Shows what stands now, where it was shown before. */
    refresh() {
      if (result.querySelector("ul")) show();
    },
    el: h(
      "div",
      null,
      heading("The risk that stays"),
      who.el,
      button("Compare who could", () => {
        if (!who.value.length) {
          fill(result, h("p", { class: "cw-hint" }, "Tick at least one first."));
          say("Tick at least one first.");
          return;
        }
        show();
        tell(who.value);
        say("What the readers think of each is below, with what still stands in your version.");
      }),
      result,
      ownWords(residual.write, { name: `${name}-risk` }).el,
    ),
  };
}

// After placing: the prediction beside the map, one's own words, one closed question, and a conversation not seen before.
import { button, fill, h, paragraphs } from "../dom.js";
import { ownWords, radios } from "../fields.js";
import { NEITHER } from "./excerpt.js";
import { heldUp } from "./rule.js";

/** @typedef {import("./excerpt.js").Flows} Flows */
/** @typedef {import("./rule.js").Put} Put */

/**
 * Made once, so that placing another excerpt leaves what was written; `compare` is called whenever the map changes.
 * @param {Flows} flows
 * @param {{ key: string, say: (text: string) => void, heading: import("../dom.js").Heading }} tools
 */
export function afterView(flows, { key, say, heading }) {
  const title = heading("4. Compare with what you expected", { tabindex: "-1" });
  const comparison = h("div");
  return {
    title,
    el: h(
      "div",
      { hidden: true },
      title,
      comparison,
      heading("5. Explain"),
      ownWords(flows.explain, { name: `${key}-explain` }).el,
      heading("6. How the flows go together"),
      relate(flows, key, say),
      heading("7. Try it on something new"),
      h("p", { class: "cw-hint" }, flows.transfer.prompt),
      paragraphs(flows.transfer.text, { class: "cw-panel" }),
      ownWords(flows.transfer.question, { name: `${key}-transfer` }).el,
      h("p", { class: "cw-fine" }, flows.keeps),
    ),
    /** @param {string} prediction @param {Record<string, Put[]>} map */
    compare(prediction, map) {
      const own = flows.flow_places.filter(({ id }) => id !== NEITHER);
      const expected = own.find(({ id }) => id === prediction);
      fill(
        comparison,
        h("p", null, expected ? `You expected the most barriers at: ${expected.name}.` : "You preferred not to say what you expected."),
        h(
          "ul",
          { class: "cw-reasons" },
          own.map(({ id, name }) => {
            const puts = map[id] ?? [];
            const held = `${heldUp(puts)} of ${puts.length} with something in the way`;
            return h("li", null, `${name}: in your placements ${held}.`);
          }),
        ),
        h("p", null, flows.predict.told),
      );
    },
  };
}

/** @param {Flows} flows @param {string} key @param {(text: string) => void} say */
function relate({ relate: { question, source, options } }, key, say) {
  const feedback = h("div", { class: "cw-result" });
  const choice = radios(question, options, { name: `${key}-relate`, onchange: () => fill(feedback) });
  const look = button("Check my answer", () => {
    const chosen = options.find(({ id }) => id === choice.value);
    if (!chosen) {
      fill(feedback, h("p", { class: "cw-hint" }, "Choose one first."));
      say("Choose one first.");
      return;
    }
    const verdict = chosen.carries ? "The scores support this." : "The scores do not support this.";
    fill(
      feedback,
      h(
        "div",
        { class: `cw-note cw-note-${chosen.carries ? "right" : "look-again"}` },
        h("span", { class: "cw-symbol", "aria-hidden": "true" }, chosen.carries ? "✓" : "↻"),
        h("div", null, h("strong", null, `${verdict} `), chosen.feedback),
      ),
    );
    say(`${verdict} ${chosen.feedback}`);
  });
  return [choice.el, h("p", { class: "cw-fine" }, source), look, feedback];
}

// The four prompts, one at a time: which words of the story speak to it, and where it points.
import { button, fill, freshId, h } from "../dom.js";
import { radios } from "../fields.js";

/** @typedef {import("./rule.js").Card} Card */
/** @typedef {import("./rule.js").Case} Case */
/** @typedef {{ words: Record<string, string[]>, points: Record<string, string> }} Picked prompt id to sentences, and to a place */

/**
 * @param {Card} card
 * @param {Case} one
 * @param {{ key: string, picked: Picked, tell: () => void, ondone: () => void, say: (text: string) => void, heading: import("../dom.js").Heading }} tools
 */
export function promptsView(card, one, { key, picked, tell, ondone, say, heading }) {
  const stage = h("div");
  let place = 0;
  /** @param {boolean} focus */
  const draw = (focus) => {
    const prompt = card.prompts[place];
    const last = place === card.prompts.length - 1;
    const nudge = h("p", { class: "cw-hint" });
    const title = heading(`${prompt.name}`, { tabindex: "-1" });
    const boxes = one.story.map((sentence, row) => {
      const box = h("input", {
        type: "checkbox",
        id: freshId(`${key}-${prompt.id}`),
        checked: (picked.words[prompt.id] ?? []).includes(sentence.id),
        onchange: () => {
          const chosen = new Set(picked.words[prompt.id] ?? []);
          if (box.checked) chosen.add(sentence.id);
          else chosen.delete(sentence.id);
          // In the order of the story, whatever the order of the ticks.
          picked.words = { ...picked.words, [prompt.id]: one.story.map(({ id }) => id).filter((id) => chosen.has(id)) };
          tell();
        },
      });
      return h("div", { class: "cw-option" }, box, h("label", { for: box.id }, `${row + 1}. ${sentence.text}`));
    });
    const points = radios("Where do these words point?", card.points, {
      value: picked.points[prompt.id],
      name: `${key}-points`,
      inline: true,
      onchange: (id) => {
        picked.points = { ...picked.points, [prompt.id]: id };
        tell();
      },
    });
    const on = button(last ? "Compare with two readers\u2019 cards" : "Next prompt", () => {
      if (!(picked.words[prompt.id] ?? []).length || !picked.points[prompt.id]) {
        fill(nudge, "Tick one sentence or more, and say where the words point.");
        say(nudge.textContent ?? "");
        return;
      }
      if (!last) {
        place += 1;
        draw(true);
        return;
      }
      const open = card.prompts.findIndex(({ id }) => !(picked.words[id] ?? []).length || !picked.points[id]);
      if (open >= 0) {
        place = open;
        draw(true);
        say("This prompt is not filled in yet.");
        return;
      }
      fill(nudge);
      ondone();
    });
    const back = button(
      "Back one prompt",
      () => {
        place -= 1;
        draw(true);
      },
      { class: "cw-button cw-button-quiet", hidden: place === 0 },
    );
    fill(
      stage,
      h("p", { class: "cw-hint" }, `Prompt ${place + 1} of ${card.prompts.length}`),
      title,
      h("p", { class: "cw-question" }, prompt.ask),
      h("fieldset", null, h("legend", null, `Which of ${one.name}\u2019s sentences speak to it?`), boxes),
      points.el,
      nudge,
      h("div", { class: "cw-buttons" }, on, back),
    );
    if (focus) title.focus();
  };
  draw(false);
  return h("div", { class: "cw-card-prompts" }, stage);
}

/** Sentences by the numbers that they have in the story. @param {Case} one @param {string[]} words */
export function sentencesInWords(one, words) {
  const numbers = one.story.flatMap(({ id }, place) => (words.includes(id) ? [place + 1] : [])).join(", ");
  return `${words.length > 1 ? "sentences" : "sentence"} ${numbers}`;
}

/** Where words point, in words. @param {Card} card @param {string} points */
export function placeOf(card, points) {
  return card.points.find(({ id }) => id === points)?.text ?? "";
}

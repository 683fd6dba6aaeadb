// Check: one retrieval question with feedback on every option. Nothing is kept here; the page is told how it went.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, paragraphs } from "./dom.js";
import { itemView, summaryLine } from "./items.js";
import { complete, judge, whatIsMissing } from "./judge.js";
import { tellAnswered } from "./tell.js";

/** @typedef {import("./judge.js").Item} Item */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Item} */
  const item = model.get("item");
  const titleId = freshId(`${model.get("key")}-title`);
  const voice = announcer();
  const result = h("div", { class: "cw-result" });

  const stale = () => {
    // Feedback on an answer that is no longer there would mislead.
    view.show(null);
    fill(result);
    again.hidden = true;
  };
  const view = itemView(item, { prefix: model.get("key"), onchange: stale });

  const check = () => {
    const value = view.value();
    if (!complete(item, value)) {
      fill(result, h("p", { class: "cw-hint" }, whatIsMissing(item)));
      voice.say(whatIsMissing(item));
      return;
    }
    const verdict = judge(item, value);
    view.show(verdict);
    const explain = item.explain ? h("div", { class: "cw-explain" }, paragraphs(item.explain)) : null;
    fill(result, summaryLine(verdict), explain);
    again.hidden = false;
    const notes = verdict.lines.map((line) => `${nameOf(item, line.on)} ${line.label}. ${line.text}`);
    voice.say([verdict.summary, ...notes].join(" "));
    tellAnswered("check", item, verdict);
  };
  const again = button(
    "Clear and try again",
    () => {
      view.put(undefined);
      stale();
      const first = view.el.querySelector("input, select, button");
      if (first instanceof HTMLElement) first.focus();
    },
    { class: "cw-button cw-button-quiet", hidden: true },
  );

  el.append(
    h(
      "div",
      { class: "cw cw-check", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, "Check what you remember"),
      view.el,
      h("div", { class: "cw-buttons" }, button("Check my answer", check), again),
      result,
      voice.el,
    ),
  );
}

/** What a line of feedback is about, for the ears. @param {Item} item @param {string} id */
function nameOf(item, id) {
  const named = [...(item.options ?? []), ...(item.rows ?? [])].find((part) => part.id === id);
  return named ? `${named.text}:` : "";
}

export default { render };

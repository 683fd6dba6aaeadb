// The four prompts for oneself: behind a button, told to nobody. What is typed lives in these boxes alone; it never
// reaches the model, and no browser helper is asked to store, complete or check it.
import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { asJson, asSheet, asText } from "./file.js";
import { onPaper } from "../print-sheet.js";
import { saveFile } from "../save-file.js";

/** @typedef {import("./rule.js").Card} Card */

const QUIET = { class: "cw-button cw-button-quiet" };

/**
 * @param {Card} card
 * @param {{ key: string, say: (text: string) => void, heading: import("../dom.js").Heading }} tools
 */
export function ownCard({ prompts, self, label }, { key, say, heading }) {
  const stage = h("div");
  /** Takes away every trace: boxes, ticks, and a sheet that a print may have left. */
  const clear = () => {
    for (const box of stage.querySelectorAll("textarea")) box.value = "";
    fill(stage);
    for (const sheet of document.querySelectorAll(".cw-print-sheet")) sheet.remove();
    document.documentElement.classList.remove("cw-printing");
    begin.hidden = false;
    begin.focus();
    say("What you wrote is cleared.");
  };
  const open = () => {
    const title = heading("One for yourself", { tabindex: "-1" });
    const boxes = [...prompts, ...self.plan].map(({ own }) => ownBox(key, own));
    const nudge = h("p", { class: "cw-hint" });
    /** Hands over what is ticked and written, or says what is missing. @param {(written: import("./file.js").Written[]) => void} use */
    const ticked = (use) => () => {
      const written = boxes
        .filter(({ tick, box }) => tick.checked && box.value.trim() !== "")
        .map(({ prompt, box }) => ({ prompt, words: box.value }));
      if (!written.length) {
        fill(nudge, "Tick what to take with you first. Empty boxes are left out.");
        say(nudge.textContent ?? "");
        return;
      }
      fill(nudge);
      use(written);
    };
    fill(
      stage,
      title,
      paragraphs(self.intro),
      h("p", { class: "cw-fine" }, label),
      paragraphs(self.stop, { class: "cw-panel" }),
      boxes.map(({ el }) => el),
      heading("Take it with you, only if you want to"),
      paragraphs(self.files),
      h(
        "fieldset",
        null,
        h("legend", null, "What to take"),
        boxes.map(({ row }) => row),
      ),
      nudge,
      h(
        "div",
        { class: "cw-buttons" },
        button("Save as a text file", ticked((written) => saveFile("card.txt", "text/plain", asText(written), say)), QUIET),
        button("Save as data", ticked((written) => saveFile("card.json", "application/json", asJson(written), say)), QUIET),
        button("Print", ticked((written) => (onPaper(asSheet(written)), window.print())), QUIET),
        button("Clear what I wrote and close it", clear, QUIET),
      ),
    );
    begin.hidden = true;
    title.focus();
  };
  const begin = button("One for yourself, if you choose to", open, QUIET);
  return h("div", { class: "cw-own" }, begin, stage);
}

/** @param {string} key @param {string} prompt */
function ownBox(key, prompt) {
  const id = freshId(`${key}-own`);
  const box = h("textarea", {
    id,
    rows: "3",
    autocomplete: "off",
    autocapitalize: "sentences",
    // Some browsers and add-ons send what they check to a server.
    spellcheck: "false",
    "data-gramm": "false",
  });
  const tick = h("input", { type: "checkbox", id: freshId(`${key}-take`) });
  return {
    prompt,
    box,
    tick,
    el: h("div", { class: "cw-words" }, h("label", { for: id }, prompt), box),
    row: h("div", { class: "cw-option" }, tick, h("label", { for: tick.id }, prompt)),
  };
}

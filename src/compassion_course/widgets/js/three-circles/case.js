// One moment of an invented colleague: what feeds what, how large each is, two other readers, explain, and the file.
import { circlesForm } from "./form.js";
import { pictureJson, pictureSheet, pictureSvg } from "./file.js";
import { circlesPicture, inWords } from "./picture.js";
import { button, fill, freshId, h, paragraphs, table } from "../dom.js";
import { ownWords } from "../fields.js";
import { printSheet } from "../print-sheet.js";
import { saveFile } from "../save-file.js";

/** @typedef {import("../three-circles.js").Circles} Circles */
/** @typedef {import("../three-circles.js").Case} Case */
/** @typedef {import("../three-circles.js").Tools} Tools */
/** @typedef {import("./kept.js").Kept} Kept */
/** @typedef {ReturnType<typeof circlesForm>} Form */
/** @typedef {ReturnType<typeof caseView>} CaseView */

const QUIET = { class: "cw-button cw-button-quiet" };
export const STAYS = "What you write here stays in this page and is gone when you leave it.";

/**
 * @param {Circles} circles
 * @param {Case} one
 * @param {Tools & {
 *   own: ReturnType<typeof import("./own.js").ownCircles>,
 *   start: Kept,
 *   changed: () => void,
 *   moments: { predict: HTMLElement, section: HTMLElement } | null,
 *   onward: HTMLElement | null,
 * }} tools `moments`: what a second moment has beside the rest; `onward`: what leads on from a first one
 */
export function caseView(circles, one, { key, say, heading, own, start, changed, moments, onward }) {
  const { systems, sizes: words } = circles;
  const name = `${key}-${one.id}`;
  const of = `In your picture of ${one.name}'s moment`;
  const comparison = h("div", { class: "cw-result" });
  const think = thinking(circles, { key: name, heading, transfers: moments === null });
  const nudge = h("p", { class: "cw-hint" });
  let isCompared = false;
  const form = circlesForm({
    systems,
    words,
    name,
    of,
    cues: one.cues,
    start,
    onchange(_, said) {
      say(said);
      // What stands beside two readers is the picture as it is now.
      if (isCompared) fill(comparison, compared(circles, one, form));
      changed();
    },
  });
  const show = () => {
    isCompared = true;
    think.hidden = false;
    if (onward) onward.hidden = false;
    fill(comparison, compared(circles, one, form));
  };
  const compare = button("Compare with two other readers", () => {
    if (!form.sized()) {
      fill(nudge, "Size all three circles first.");
      say("Size all three circles first.");
      return;
    }
    fill(nudge);
    show();
    changed();
    say(
      `Two other readers. ${one.pictures.map(({ by, sizes }) => inWords(systems, words, { sizes, feeds: {} }, by)).join(" ")}`,
    );
  });
  if (onward) onward.hidden = true;
  if (start.compared && form.sized()) show();
  return {
    form,
    compared: () => isCompared,
    els: [
      heading(`${one.name}. ${one.moment}`, { tabindex: "-1" }),
      paragraphs(one.text),
      moments?.predict,
      heading("1. What feeds what?"),
      h("p", { class: "cw-hint" }, "One cue may feed several systems, or none."),
      form.feeding,
      heading("2. How large is each?"),
      form.sizing,
      form.view,
      heading("3. Compare"),
      nudge,
      compare,
      comparison,
      think,
      onward,
      moments?.section,
      heading("Keep the picture"),
      keeping(circles, one, form, { own, say, name, of }),
    ],
  };
}

/** Saves and prints the picture, and one's own where that was asked for. @param {Circles} circles @param {Case} one @param {Form} form @param {{ own: ReturnType<typeof import("./own.js").ownCircles>, name: string, of: string, say: (text: string) => void }} settings */
function keeping({ systems, sizes: words, note }, one, form, { own, name, of, say }) {
  const include = h("input", { type: "checkbox", id: freshId(`${name}-include`) });
  const includeRow = h(
    "div",
    { class: "cw-option" },
    include,
    h("label", { for: include.id }, "Include mine, the picture that I drew for myself"),
  );
  own.onopen((open) => {
    includeRow.hidden = !open;
    // Never still ticked when a picture of one's own is opened again.
    include.checked = false;
  });
  const pictures = () => {
    const mine = include.checked ? own.picture() : null;
    return [
      { title: `${one.name}: ${one.moment}`, of, case: one.id, picture: form.picture() },
      ...(mine ? [{ title: "My own moment", of: "In my picture", case: null, picture: mine }] : []),
    ];
  };
  const file = `three-circles-${one.id}`;
  return [
    includeRow,
    h(
      "div",
      { class: "cw-buttons" },
      button(
        "Save as a picture",
        () => saveFile(`${file}.svg`, "image/svg+xml", pictureSvg(systems, words, pictures(), note), say),
        QUIET,
      ),
      button(
        "Save as data",
        () => saveFile(`${file}.json`, "application/json", pictureJson(systems, words, pictures(), note), say),
        QUIET,
      ),
      button("Print the picture", () => printSheet(pictureSheet(systems, words, pictures(), note)), QUIET),
    ),
  ];
}

/** Two other readers beside the reader's own picture. @param {Circles} circles @param {Case} one @param {Form} form */
function compared({ systems, sizes: words }, one, form) {
  const names = Object.fromEntries(systems.map((system) => [system.id, system.name]));
  return [
    h("p", null, inWords(systems, words, form.picture(), `In your picture of ${one.name}'s moment`)),
    h(
      "div",
      { class: "cw-readers" },
      one.pictures.map(({ by, sizes, why }) => {
        const said = inWords(systems, words, { sizes, feeds: {} }, by);
        return h(
          "div",
          { class: "cw-panel" },
          h("p", null, h("strong", null, by)),
          circlesPicture(systems, words, { sizes, feeds: {} }, { label: said }),
          h("p", null, said),
          h("p", null, why),
        );
      }),
    ),
    table(
      "The cues: where you put them, and where they could go",
      ["Cue", "You said", "Could feed", "Why readers may differ"],
      one.cues.map((cue) => [
        cue.text,
        form.pickedFor(cue.id).join(", ") || "none",
        cue.could_feed.map((id) => names[id]).join(", "),
        cue.comment,
      ]),
    ),
  ];
}

/** Explain and transfer; made once, so that comparing again leaves what was written. @param {Circles} circles @param {{ key: string, heading: import("../dom.js").Heading, transfers: boolean }} settings */
function thinking({ transfer }, { key, heading, transfers }) {
  const next = transfers
    ? [
        heading(`5. ${transfer.prompt}`),
        paragraphs(transfer.text),
        ownWords(transfer.question, { name: key }).el,
      ]
    : [];
  return h(
    "div",
    { hidden: true },
    heading("4. Explain"),
    ownWords("Where do you differ from one of these readers, and which words in the text would you each point at?", {
      name: key,
    }).el,
    next,
    h("p", { class: "cw-fine" }, STAYS),
  );
}

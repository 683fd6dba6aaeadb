// ThreeCircles: draw a synthetic colleague's moment, compare with two readers, explain, transfer; and, only by choice,
// one for oneself that is kept nowhere. There is no right ratio and no score.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { circlesForm } from "./circles-form.js";
import { pictureJson, pictureSheet, pictureSvg } from "./circles-file.js";
import { circlesPicture, inWords } from "./circles-picture.js";
import { button, fill, freshId, h, headings, paragraphs, table } from "./dom.js";
import { choose, ownWords } from "./fields.js";
import { printSheet } from "./print-sheet.js";
import { saveFile } from "./save-file.js";

/** @typedef {import("./circles-picture.js").System} System */
/** @typedef {import("./circles-picture.js").Picture} Picture */
/** @typedef {import("./circles-form.js").Cue} Cue */
/** @typedef {{ id: string, name: string, moment: string, text: string, cues: Cue[], pictures: { by: string, sizes: Record<string, number>, why: string }[] }} Case */
/**
 * @typedef {object} Circles
 * @property {string[]} sizes
 * @property {System[]} systems
 * @property {Case[]} cases
 * @property {{ intro: string, stop: string }} self
 * @property {string} note
 * @property {{ prompt: string, text: string, question: string }} transfer
 */
/** @typedef {ReturnType<typeof circlesForm>} Form */
/** @typedef {{ key: string, say: (text: string) => void, heading: import("./dom.js").Heading }} Tools */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Circles} */
  const circles = model.get("circles");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const stage = h("div");

  const heading = headings(el);
  const own = ownCircles(circles, { key, say: voice.say, heading });
  /** Kept, so that going to another moment and back loses nothing. @type {Map<string, import("./dom.js").Children[]>} */
  const views = new Map();
  /** @param {Case} one */
  const draw = (one) => {
    const again = button(
      "Clear this picture",
      () => {
        views.delete(one.id);
        draw(one);
        tell(one, { sizes: {}, feeds: {} });
        stage.querySelector("input")?.focus();
        voice.say("The picture is cleared.");
      },
      QUIET,
    );
    const view = views.get(one.id) ?? [caseView(circles, one, { key, say: voice.say, own, tell, heading }), again];
    views.set(one.id, view);
    fill(stage, view);
  };
  /** @param {Case} one @param {Picture} picture */
  const tell = (one, picture) => {
    const sizes = Object.fromEntries(Object.entries(picture.sizes).map(([id, place]) => [id, circles.sizes[place]]));
    model.set("picture", { case: one.id, sizes, feeds: picture.feeds });
    model.save_changes();
  };
  const which = choose(
    "Whose moment?",
    circles.cases.map(({ id, name, moment }) => ({ id, text: `${name}: ${moment}` })),
    {
      value: circles.cases[0].id,
      name: key,
      onchange: (id) => {
        const one = circles.cases.find((known) => known.id === id) ?? circles.cases[0];
        draw(one);
        voice.say(`Now: ${one.name}. What you drew of the other moment is kept.`);
      },
    },
  );
  which.select.options[0].remove();
  which.el.hidden = circles.cases.length < 2;

  draw(circles.cases[0]);
  el.append(
    h(
      "div",
      { class: "cw cw-three-circles", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, "Three circles"),
      h("p", { class: "cw-panel" }, circles.note),
      which.el,
      stage,
      own.el,
      voice.el,
    ),
  );
}

/**
 * @param {Circles} circles
 * @param {Case} one
 * @param {Tools & { own: ReturnType<typeof ownCircles>, tell: (one: Case, picture: Picture) => void }} tools
 */
function caseView(circles, one, { key, say, own, tell, heading }) {
  const { systems, sizes: words } = circles;
  const name = `${key}-${one.id}`;
  const of = `In your picture of ${one.name}'s moment`;
  const form = circlesForm({
    systems,
    words,
    name,
    of,
    cues: one.cues,
    onchange(picture, said) {
      say(said);
      tell(one, picture);
    },
  });
  const comparison = h("div", { class: "cw-result" });
  const think = thinking(circles, { key: name, say, heading });
  const nudge = h("p", { class: "cw-hint" });
  const compare = button("Compare with two other readers", () => {
    if (!form.sized()) {
      fill(nudge, "Size all three circles first.");
      say("Size all three circles first.");
      return;
    }
    fill(nudge);
    think.hidden = false;
    fill(comparison, compared(circles, one, form));
    say(
      `Two other readers. ${one.pictures.map(({ by, sizes }) => inWords(systems, words, { sizes, feeds: {} }, by)).join(" ")}`,
    );
  });
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
    heading(`${one.name}. ${one.moment}`),
    paragraphs(one.text),
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
    heading("Keep the picture"),
    includeRow,
    h(
      "div",
      { class: "cw-buttons" },
      button(
        "Save as a picture",
        () => saveFile(`${file}.svg`, "image/svg+xml", pictureSvg(systems, words, pictures(), circles.note)),
        QUIET,
      ),
      button(
        "Save as data",
        () => saveFile(`${file}.json`, "application/json", pictureJson(systems, words, pictures(), circles.note)),
        QUIET,
      ),
      button("Print the picture", () => printSheet(pictureSheet(systems, words, pictures(), circles.note)), QUIET),
    ),
  ];
}

const QUIET = { class: "cw-button cw-button-quiet" };

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

/** Explain and transfer; made once, so that comparing again leaves what was written. @param {Circles} circles @param {Tools} tools */
function thinking({ transfer }, { key, heading }) {
  return h(
    "div",
    { hidden: true },
    heading("4. Explain"),
    ownWords("Where do you differ from one of these readers, and which words in the text would you each point at?", {
      name: key,
    }).el,
    heading(`5. ${transfer.prompt}`),
    paragraphs(transfer.text),
    ownWords(transfer.question, { name: key }).el,
    h("p", { class: "cw-fine" }, "What you write here stays in this page and is gone when you leave it."),
  );
}

/**
 * A picture of one's own: behind a button, told to nobody. It lives in this closure alone and never reaches the model.
 * @param {Circles} circles
 * @param {Tools} tools
 */
function ownCircles({ systems, sizes: words, self }, { key, say, heading }) {
  /** @type {Form | null} */
  let form = null;
  /** @type {((open: boolean) => void)[]} */
  const watchers = [];
  /** @param {boolean} open */
  const tell = (open) => watchers.forEach((watcher) => watcher(open));
  const stage = h("div");
  const close = () => {
    form = null;
    fill(stage);
    begin.hidden = false;
    begin.focus();
    tell(false);
    say("Your picture is cleared.");
  };
  const begin = button(
    "Draw one for yourself, if you choose to",
    () => {
      form = circlesForm({
        systems,
        words,
        cues: [],
        of: "In your own picture",
        name: `${key}-own`,
        onchange: (_, said) => say(said),
      });
      const title = heading("One for yourself", { tabindex: "-1" });
      fill(
        stage,
        title,
        paragraphs(self.intro),
        form.sizing,
        form.feeding,
        form.view,
        paragraphs(self.stop),
        button("Clear my picture and close it", close, QUIET),
      );
      begin.hidden = true;
      tell(true);
      title.focus();
    },
    QUIET,
  );
  return {
    el: h("div", { class: "cw-own" }, begin, stage),
    picture: () => form?.picture() ?? null,
    /** @param {(open: boolean) => void} callback called now, and whenever it is opened or closed */
    onopen(callback) {
      watchers.push(callback);
      callback(form !== null);
    },
  };
}

export default { render };

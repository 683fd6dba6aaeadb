// ThreeCircles: draw a synthetic colleague's moment, compare with two readers, explain, transfer; the same person at
// another hour; a class's pictures together; and, only by choice, one for oneself that is kept nowhere. There is no
// right ratio and no score.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { caseView } from "./three-circles/case.js";
import { groupView } from "./three-circles/group-view.js";
import { keptOf, nothingKept } from "./three-circles/kept.js";
import { momentsView } from "./three-circles/moments.js";
import { ownCircles } from "./three-circles/own.js";
import { button, fill, freshId, h, headings } from "./dom.js";
import { choose } from "./fields.js";

/** @typedef {import("./three-circles/picture.js").System} System */
/** @typedef {import("./three-circles/form.js").Cue} Cue */
/** @typedef {{ prompt: string, text: string, question: string }} Transfer */
/** @typedef {{ id: string, name: string, moment: string, text: string, cues: Cue[], pictures: { by: string, sizes: Record<string, number>, why: string }[] }} Case */
/** @typedef {{ first: string, second: string, labels: string[], tipped: { text: string, whose: string, comment: string }[], transfer: Transfer }} Pair */
/**
 * @typedef {object} Circles
 * @property {string[]} sizes
 * @property {System[]} systems
 * @property {Case[]} cases
 * @property {Pair[]} pairs
 * @property {{ least: number, intro: string, kept: string, prompts: string[] }} group
 * @property {{ intro: string, stop: string }} self
 * @property {string} note
 * @property {Transfer} transfer
 */
/** @typedef {{ key: string, say: (text: string) => void, heading: import("./dom.js").Heading }} Tools */
/** @typedef {{ view: import("./three-circles/case.js").CaseView, moments: ReturnType<typeof momentsView> | null, els: import("./dom.js").Children[] }} Drawn */

const QUIET = { class: "cw-button cw-button-quiet" };

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
  const tools = { key, say: voice.say, heading };
  const own = ownCircles(circles, tools);

  /** What each moment was when this was last drawn; only read until its view is made. */
  const held = model.get("pictures") ?? {};
  /** Kept, so that going to another moment and back loses nothing. @type {Map<string, Drawn>} */
  const views = new Map();
  let shown = circles.cases.find(({ id }) => id === model.get("shown")) ?? circles.cases[0];

  /** @param {Case} one @param {boolean} [fresh] whether what the model held is passed over @returns {Drawn} */
  const drawnOf = (one, fresh = false) => {
    const known = views.get(one.id);
    if (known) return known;
    const start = fresh ? nothingKept() : keptOf(circles, one, held[one.id]);
    const pair = circles.pairs.find(({ second }) => second === one.id);
    const next = circles.pairs.find(({ first }) => first === one.id);
    const moments = pair
      ? momentsView(circles, pair, { ...tools, start, formOf, go, changed: () => tell(one) })
      : null;
    const view = caseView(circles, one, {
      ...tools,
      own,
      start,
      moments,
      onward: next ? onward(circles, next, go) : null,
      changed() {
        tell(one);
        moments?.refresh();
        if (next) views.get(next.second)?.moments?.refresh();
      },
    });
    const drawn = { view, moments, els: [view.els, button("Clear this picture", () => clear(one), QUIET)] };
    views.set(one.id, drawn);
    moments?.restore();
    return drawn;
  };
  /** @param {string} id */
  const formOf = (id) => drawnOf(circles.cases.find((one) => one.id === id) ?? shown).view.form;
  /** @param {Case} one */
  const show = (one) => {
    shown = one;
    which.select.value = one.id;
    fill(stage, drawnOf(one).els);
  };
  /** To another moment, with the focus on its heading. @param {string} id */
  const go = (id) => {
    show(circles.cases.find((one) => one.id === id) ?? shown);
    const title = stage.querySelector(".cw-heading");
    if (title instanceof HTMLElement) title.focus();
    placed();
  };
  /** @param {Case} one */
  const clear = (one) => {
    views.delete(one.id);
    drawnOf(one, true);
    show(one);
    tell(one);
    const later = circles.pairs.find(({ first }) => first === one.id);
    if (later) views.get(later.second)?.moments?.refresh();
    stage.querySelector("input")?.focus();
    voice.say("The picture is cleared.");
  };
  /** @param {Case} one */
  const tell = (one) => {
    const { view, moments } = drawnOf(one);
    const { sizes, cues } = view.form.kept();
    const kept = { ...nothingKept(), sizes, cues, compared: view.compared(), ...moments?.kept() };
    model.set("pictures", { ...model.get("pictures"), [one.id]: kept });
    model.set("shown", one.id);
    model.set("picture", { case: one.id, sizes, feeds: view.form.cueWords() });
    model.save_changes();
  };
  const placed = () => {
    model.set("shown", shown.id);
    model.save_changes();
  };
  const which = choose(
    "Whose moment?",
    circles.cases.map(({ id, name, moment }) => ({ id, text: `${name}: ${moment}` })),
    {
      value: shown.id,
      name: key,
      onchange: (id) => {
        show(circles.cases.find((known) => known.id === id) ?? shown);
        placed();
        voice.say(`Now: ${shown.name}, ${shown.moment}. What you drew of the other moment is kept.`);
      },
    },
  );
  which.select.options[0].remove();
  which.el.hidden = circles.cases.length < 2;

  show(shown);
  el.append(
    h(
      "div",
      { class: "cw cw-three-circles", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, "Three circles"),
      h("p", { class: "cw-panel" }, circles.note),
      which.el,
      stage,
      own.el,
      model.get("group") ? groupView(circles, tools) : null,
      voice.el,
    ),
  );
}

/** What leads from a first moment to the second. @param {Circles} circles @param {Pair} pair @param {(id: string) => void} go */
function onward({ cases }, pair, go) {
  const second = cases.find(({ id }) => id === pair.second);
  return h(
    "p",
    { class: "cw-onward" },
    button(`Go on to ${second?.name} at ${pair.labels[1].toLowerCase()}`, () => go(pair.second), QUIET),
  );
}

export default { render };

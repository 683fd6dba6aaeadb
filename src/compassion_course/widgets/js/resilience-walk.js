// ResilienceWalk: expect, walk a model from element to element and place the voices behind each, link, meet the case
// that does not fit, place a new account. Nothing is scored, and nothing here is shown to build resilience.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, table } from "./dom.js";
import { radios } from "./fields.js";
import { expectation, misfit, ownLink, unseen } from "./resilience-walk/after.js";
import { elementView } from "./resilience-walk/element.js";
import { walkPicture } from "./resilience-walk/picture.js";
import { chain, numbered, sentence } from "./resilience-walk/rule.js";

/** @typedef {import("./resilience-walk/rule.js").Walk} Walk */
/**
 * What the reader did. With a kernel all of it goes to Python; typed words are no part of it.
 * @typedef {object} Walked
 * @property {string} guess
 * @property {string[]} trail elements in the order in which they were opened
 * @property {Record<string, string>} judged voice id to way
 * @property {string[]} leftOut
 * @property {{ from: string, to: string, kind: string }} link
 * @property {string} caseGuess
 * @property {Record<string, string>} stations element id to mark
 * @property {boolean} compared whether the marks were compared
 * @property {Record<string, string>} placed
 */

/** @returns {Walked} */
const fresh = () => ({
  guess: "",
  trail: [],
  judged: {},
  leftOut: [],
  link: { from: "", to: "", kind: "" },
  caseGuess: "",
  stations: {},
  compared: false,
  placed: {},
});

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Walk} */
  const walk = model.get("walk");
  const key = model.get("key");
  const heading = headings(el);
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const stage = h("div");
  /** @type {Walked} */
  let walked = { ...fresh(), ...model.get("walked") };
  const tell = () => {
    model.set("walked", { ...walked });
    model.save_changes();
  };
  /** @param {boolean} focus */
  const draw = (focus) => {
    const view = wholeWalk(walk, { key, walked, tell, say: voice.say, heading });
    const again = button(
      "Start again and clear everything",
      () => {
        walked = fresh();
        tell();
        draw(true);
        voice.say("Everything is cleared.");
      },
      { class: "cw-button cw-button-quiet" },
    );
    fill(stage, view.el, again);
    if (focus) view.title.focus();
  };
  el.append(
    h(
      "div",
      { class: "cw cw-resilience-walk", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, walk.title),
      h("p", null, walk.note),
      h("p", { class: "cw-panel" }, walk.voices_note),
      stage,
      voice.el,
    ),
  );
  draw(false);
}

/**
 * @param {Walk} walk
 * @param {import("./resilience-walk/after.js").Tools} tools
 */
function wholeWalk(walk, tools) {
  const { key, walked, tell, say, heading } = tools;
  const title = heading("1. Predict", { tabindex: "-1" });
  const nudge = h("p", { class: "cw-hint" });
  const guess = radios(walk.predict.question, walk.predict.options, { value: walked.guess, name: `${key}-guess` });
  const walking = h("div", { hidden: true });
  const after = h("div", { hidden: true });
  const picture = h("div", { class: "cw-walk-frame" });
  const opened = h("div");
  const soFar = h("p", { class: "cw-hint" });
  /** @type {Map<string, HTMLButtonElement>} */
  const steps = new Map();
  const walkTitle = heading("2. Walk", { tabindex: "-1" });

  const redraw = () => {
    const visited = new Set(walked.trail);
    const here = walked.trail.at(-1) ?? "";
    fill(picture, walkPicture(walk, { here, visited, leftOut: walked.leftOut }));
    for (const [id, step] of steps) {
      step.classList.toggle("is-walked", visited.has(id));
      if (id === here) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
      fill(
        step,
        numbered(walk, id),
        h("span", { class: "cw-walk-state" }, `${sideOf(walk, id)}${visited.has(id) ? ", walked \u2713" : ""}`),
      );
    }
    fill(soFar, stillToDo(walk, walked));
  };
  /** Opens what comes after the walk, once. */
  const goOn = () => {
    if (!after.hidden || stillMissing(walk, walked) !== null) return;
    fill(
      after,
      expectation(walk, { ...tools, redraw }),
      ownLink(walk, tools),
      misfit(walk, tools),
      unseen(walk, tools),
    );
    after.hidden = false;
  };
  /** @param {string} id @param {boolean} [focus] */
  const open = (id, focus = true) => {
    const element = walk.elements.find((one) => one.id === id);
    if (!element) return;
    if (walked.trail.at(-1) !== id) {
      walked.trail = [...walked.trail, id];
      tell();
    }
    const view = elementView(walk, element, {
      key,
      judged: walked.judged,
      say: (text) => say([text, lately].filter(Boolean).join(" ")),
      heading,
      onopen: open,
      onback: (back) => steps.get(back)?.focus(),
      onjudge(one, way) {
        walked.judged = { ...walked.judged, [one.id]: way };
        tell();
        const before = after.hidden;
        redraw();
        goOn();
        lately = before && !after.hidden ? "Steps 3 to 7 are open below." : "";
      },
    });
    fill(opened, view.el);
    redraw();
    goOn();
    if (focus) {
      view.title.focus();
      say(stillToDo(walk, walked));
    }
  };
  let lately = "";

  const begin = button("This is what I expect", () => {
    if (!guess.value) {
      fill(nudge, "Choose one first. It need not be right.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    walked.guess = guess.value;
    tell();
    start(true);
  });
  /** @param {boolean} focus */
  const start = (focus) => {
    for (const input of guess.el.querySelectorAll("input")) input.disabled = true;
    begin.hidden = true;
    walking.hidden = false;
    redraw();
    if (focus) walkTitle.focus();
  };

  fill(
    walking,
    walkTitle,
    h(
      "p",
      null,
      "Open an element from the list, say of one voice or more whether it fits, and follow an arrow to the next element. Go once from a challenge, through values and appraisal, to a way of coping; then the next steps open.",
    ),
    h(
      "div",
      { class: "cw-walk-two" },
      picture,
      h(
        "div",
        { class: "cw-walk-list" },
        walk.phases.map(({ id, name, gist }) =>
          h(
            "div",
            { role: "group", "aria-label": name },
            h("p", { class: "cw-walk-phase" }, h("strong", null, `${name}. `), h("span", { class: "cw-fine" }, gist)),
            walk.elements
              .filter((element) => element.phase === id)
              .map((element) => {
                const step = button("", () => open(element.id), { class: "cw-button cw-button-quiet cw-walk-step" });
                steps.set(element.id, step);
                return step;
              }),
          ),
        ),
      ),
    ),
    h("p", { class: "cw-fine" }, `${legend(walk)} ${walk.drawing_note}`),
    soFar,
    opened,
    inTable(walk),
  );
  if (walked.guess) {
    start(false);
    const here = walked.trail.at(-1);
    if (here) open(here, false);
  }
  return { title, el: h("div", null, title, guess.el, nudge, begin, walking, after) };
}

/** @param {Walk} walk @param {string} id */
function sideOf(walk, id) {
  const side = walk.elements.find((element) => element.id === id)?.side;
  return walk.sides.find((one) => one.id === side)?.name ?? "";
}

/** What keeps the later steps shut, in words, or null. @param {Walk} walk @param {Walked} walked */
function stillMissing(walk, { trail, judged }) {
  const way = chain(walk, trail);
  if (!way.length) return "Not yet walked: one way from a challenge, through values and appraisal, to a way of coping.";
  const unplaced = way.filter((id) => {
    const element = walk.elements.find((one) => one.id === id);
    return !element?.voices.some((voice) => judged[voice.id]);
  });
  if (!unplaced.length) return null;
  return `Still to place: a voice at ${unplaced.map((id) => numbered(walk, id)).join(", ")}.`;
}

/** @param {Walk} walk @param {Walked} walked */
function stillToDo(walk, walked) {
  const way = chain(walk, walked.trail);
  const last = walked.trail.slice(-6).map((id) => numbered(walk, id));
  return [
    last.length ? `Your way so far: ${walked.trail.length > 6 ? "\u2026, " : ""}${last.join(", ")}.` : "",
    way.length ? `A way through: ${way.map((id) => numbered(walk, id)).join(", then ")}.` : "",
    stillMissing(walk, walked) ?? "Steps 3 to 7 are open below.",
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {Walk} walk */
function legend({ kinds }) {
  // Two kinds may share a line, and are then told together.
  const lines = [...new Set(kinds.map(({ line }) => line))].map((line) => {
    const verbs = kinds.filter((kind) => kind.line === line).map(({ verb }) => verb);
    return `${line[0].toUpperCase()}${line.slice(1)}: ${verbs.join(", or ")}.`;
  });
  return `${lines.join(" ")} A tick marks what you have opened, a ring where you are.`;
}

/** The whole model in words. @param {Walk} walk */
function inTable(walk) {
  return h(
    "details",
    { class: "cw-fold" },
    h("summary", null, "The model as a table and in sentences"),
    table(
      "The elements, by phase and side",
      ["Phase", ...walk.sides.map(({ name }) => name)],
      walk.phases.map(({ id, name }) => [
        name,
        ...walk.sides.map((side) =>
          walk.elements
            .filter((element) => element.phase === id && element.side === side.id)
            .map((element) => numbered(walk, element.id))
            .join("; ") || "\u2013",
        ),
      ]),
    ),
    h(
      "ul",
      null,
      walk.links.map((link) => h("li", null, `${sentence(walk, link)}: ${link.says} ${walk.bases[link.basis]}`)),
    ),
  );
}

export default { render };

// FlowMap: predict, place excerpts by flow and barrier, compare with two readers, go from a flow back to its excerpts,
// explain, transfer. No placement is scored, and the counts are the reader's own placements.
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, table } from "./dom.js";
import { radios } from "./fields.js";
import { afterView } from "./flow-map/after.js";
import { excerptView, said } from "./flow-map/excerpt.js";
import { flowPicture, flowTable, inWords, legend } from "./flow-map/picture.js";
import { gathered } from "./flow-map/rule.js";
import { ownKeys } from "./own-keys.js";
import { History } from "./state.js";

/** @typedef {import("./flow-map/excerpt.js").Flows} Flows */
/** @typedef {import("./flow-map/rule.js").Placements} Placements */
/** @typedef {import("./flow-map/rule.js").Put} Put */

const QUIET = { class: "cw-button cw-button-quiet" };
const UNSURE = "unsure";
/** From this excerpt on the comparison may be read: twelve are much for one evening. */
const ENOUGH = 6;

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Flows} */
  const flows = model.get("flows");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  const ids = flows.excerpts.map(({ id }) => id);
  /** @type {History<Placements>} */
  const history = new History({ ...model.get("placements") });
  let prediction = /** @type {string} */ (model.get("prediction"));
  let place = Math.max(
    0,
    ids.findIndex((id) => !(id in history.state)),
  );

  const tell = () => {
    model.set("prediction", prediction);
    model.set("placements", history.state);
    model.save_changes();
  };

  // 1. Predict.
  const expected = radios(
    flows.predict.question,
    [
      ...flows.flow_places.slice(0, -1).map(({ id, name }) => ({ id, text: name })),
      { id: UNSURE, text: flows.predict.unsure },
    ],
    { name: `${key}-predict`, value: prediction },
  );
  const nudge = h("p", { class: "cw-hint" });
  const commit = button("This is what I expect", () => {
    if (!expected.value) {
      fill(nudge, "Choose one first.");
      voice.say("Choose one first.");
      return;
    }
    prediction = expected.value;
    tell();
    begin();
    titleOf(stage)?.focus();
    voice.say(flows.predict.told);
  });
  const begin = () => {
    fill(nudge, flows.predict.told);
    commit.hidden = true;
    expected.el.disabled = true;
    work.hidden = false;
    drawExcerpt(false);
    drawMap();
  };

  // 2. Place.
  const stage = h("div");
  const after = afterView(flows, { key, say: voice.say, heading });
  /** @param {boolean} [focus] */
  const drawExcerpt = (focus = true) => {
    const excerpt = flows.excerpts[place];
    const title = heading(`Excerpt ${place + 1} of ${ids.length}: ${excerpt.doc}, ${excerpt.role}`, { tabindex: "-1" });
    fill(
      stage,
      excerptView(flows, excerpt, {
        key: `${key}-${excerpt.id}`,
        title,
        say: voice.say,
        placed: history.state[excerpt.id],
        put(placement) {
          history.step(called(excerpt.id), { ...history.state, [excerpt.id]: placement });
          return after.el.hidden ? "" : " The comparison with what you expected stands under the map.";
        },
      }),
      h(
        "div",
        { class: "cw-buttons" },
        button("Next excerpt", () => go(place + 1), { hidden: place === ids.length - 1 }),
        button("Back one excerpt", () => go(place - 1), { ...QUIET, hidden: place === 0 }),
        button("Go on to the comparison", show, { ...QUIET, hidden: place < ENOUGH - 1 }),
      ),
    );
    if (focus) title.focus();
  };
  /** @param {number} to */
  const go = (to) => {
    place = to;
    drawExcerpt();
  };
  /** @param {string} id */
  const called = (id) => `excerpt ${ids.indexOf(id) + 1}`;
  const show = () => {
    after.el.hidden = false;
    after.title.focus();
  };

  // 3. The map.
  const view = h("div");
  const mapTitle = heading("3. Your map", { tabindex: "-1" });
  const undo = button(
    "Undo one placement",
    () => {
      const what = history.undo();
      if (what === null) voice.say("There is nothing to undo.");
      else {
        drawExcerpt(false);
        voice.say(`Undone: ${what}. ${inWords(flows.flow_places, flows.barrier_places, map())}`);
      }
    },
    QUIET,
  );
  const again = button(
    "Start again",
    () => {
      history.step("starting again", {});
      place = 0;
      drawExcerpt();
      voice.say("The map is empty. \u201cUndo one placement\u201d brings it back.");
    },
    QUIET,
  );
  const flowIds = flows.flow_places.map(({ id }) => id);
  const map = () => gathered(flowIds, ids, history.state);
  const drawMap = () => {
    const now = map();
    const { flow_places: places, barrier_places: barriers } = flows;
    fill(
      view,
      flowPicture(places, barriers, now),
      legend(barriers),
      flowTable(places, barriers, now, ids),
      places.map((flow) => list(flow, now[flow.id])),
    );
    undo.setAttribute("aria-disabled", String(history.undoes === null));
    after.compare(prediction, now);
  };
  /** From a flow back to its excerpts. @param {import("./flow-map/picture.js").Place} flow @param {Put[]} puts */
  const list = (flow, puts) =>
    puts.length === 0
      ? null
      : h(
          "details",
          { class: "cw-fold" },
          h("summary", null, `${flow.letter} · ${flow.name}: back to its excerpts (${puts.length})`),
          h(
            "ul",
            { class: "cw-reasons" },
            puts.map(({ id }) => {
              const excerpt = flows.excerpts[ids.indexOf(id)];
              const number = ids.indexOf(id) + 1;
              return h(
                "li",
                null,
                `\u201c${excerpt.quotes.map(({ text }) => text).join(" … ")}\u201d `,
                h("span", { class: "cw-fine" }, `${excerpt.doc}. ${said(flows, history.state[id])}. `),
                button(`Go to excerpt ${number}`, () => go(number - 1), { class: "cw-button cw-button-small" }),
              );
            }),
          ),
        );
  history.watch((state) => {
    tell();
    drawMap();
    if (ids.every((id) => id in state)) after.el.hidden = false;
  });

  const work = h(
    "div",
    { hidden: true },
    heading("2. Place the excerpts"),
    h("p", { class: "cw-hint" }, flows.content_note),
    stage,
    h("p", { class: "cw-fine" }, flows.readers_note),
    mapTitle,
    view,
    h("div", { class: "cw-buttons" }, undo, again),
    after.el,
  );
  el.append(
    h(
      "div",
      { class: "cw cw-flow-map", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, flows.title),
      h("div", { class: "cw-panel" }, h("p", null, h("strong", null, flows.purpose)), h("p", null, flows.outcome)),
      h("p", null, flows.about),
      codes(flows),
      heading("1. Predict"),
      expected.el,
      nudge,
      commit,
      work,
      voice.el,
    ),
  );
  if (prediction || Object.keys(history.state).length) {
    begin();
    if (ids.every((id) => id in history.state)) after.el.hidden = false;
  }
}

/** The heading of the excerpt that stands there now. @param {HTMLElement} stage */
function titleOf(stage) {
  return /** @type {HTMLElement | null} */ (stage.querySelector("[tabindex='-1']"));
}

/** @param {Flows} flows */
function codes({ flow_places: places, barrier_places: barriers }) {
  return h(
    "details",
    { class: "cw-fold" },
    h("summary", null, "The codes and what each asks for"),
    table(
      "The codes, from the course's codebook",
      ["Code", "Definition", "It takes in", "It leaves out"],
      [...places, ...barriers].map((one) => [
        `${one.letter} · ${one.name}`,
        one.definition,
        one.include || "–",
        one.exclude || "–",
      ]),
    ),
  );
}

export default { render };

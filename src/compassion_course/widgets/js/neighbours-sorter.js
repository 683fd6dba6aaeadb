// NeighboursSorter: say what will be hard to keep apart, sort vignettes and point at the words, compare with two readers,
// explain, transfer. Texts are sorted, not people; more than one and "cannot tell" are answers, and nothing is counted.
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs, table } from "./dom.js";
import { ownWords } from "./fields.js";
import { parted } from "./neighbours-sorter/rule.js";
import { ticks } from "./neighbours-sorter/ticks.js";
import { listed, named, vignetteView } from "./neighbours-sorter/vignette.js";
import { ownKeys } from "./own-keys.js";

/** @typedef {import("./neighbours-sorter/rule.js").Choice} Choice */
/** @typedef {import("./neighbours-sorter/vignette.js").Neighbours} Neighbours */

const QUIET = { class: "cw-button cw-button-quiet" };
const UNSURE = "unsure";

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Neighbours} */
  const neighbours = model.get("neighbours");
  const key = model.get("key");
  const { vignettes, readers, codes } = neighbours;
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  /** @type {Record<string, Choice>} */
  let choices = { ...model.get("choices") };
  /** @type {string[]} */
  let expected = model.get("expected");
  /** Typed reasons stay here. @type {Record<string, string>} */
  const reasons = {};
  let place = Math.max(
    0,
    vignettes.findIndex(({ id }) => !(id in choices)),
  );
  const all = () => vignettes.every(({ id }) => id in choices);

  const tell = () => {
    model.set("expected", [...expected]);
    model.set("choices", { ...choices });
    model.save_changes();
  };

  const guess = ticks(
    neighbours.predict.question,
    [
      ...neighbours.predict.families.map(({ id, name }) => ({ id, text: name })),
      { id: UNSURE, text: neighbours.predict.unsure },
    ],
    { values: expected, name: `${key}-predict` },
  );
  const nudge = h("p", { class: "cw-hint" });
  const commit = button("This is what I expect", () => {
    const chosen = guess.chosen();
    if (chosen.length < 2 && !chosen.includes(UNSURE)) {
      fill(nudge, "Tick two or more, or say that you would not like to say.");
      voice.say(nudge.textContent ?? "");
      return;
    }
    expected = chosen;
    tell();
    begin();
    draw();
    voice.say("The first vignette is open.");
  });
  const begin = () => {
    fill(nudge);
    commit.hidden = true;
    guess.el.disabled = true;
    work.hidden = false;
    if (all()) after.hidden = false;
  };

  const stage = h("div");
  /** @param {boolean} [focus] */
  const draw = (focus = true) => {
    const vignette = vignettes[place];
    const title = heading(`Vignette ${place + 1} of ${vignettes.length}: ${vignette.who}`, { tabindex: "-1" });
    const last = place === vignettes.length - 1;
    fill(
      stage,
      vignetteView(neighbours, vignette, {
        key: `${key}-${vignette.id}`,
        title,
        say: voice.say,
        choice: choices[vignette.id],
        reason: reasons[vignette.id] ?? "",
        onreason: (text) => (reasons[vignette.id] = text),
        onsort(choice) {
          choices = { ...choices, [vignette.id]: choice };
          tell();
          if (all()) after.hidden = false;
          drawAfter();
          return after.hidden ? "" : " The table of your choices stands at the end.";
        },
      }),
      h(
        "div",
        { class: "cw-buttons" },
        button("Next vignette", () => go(1), { hidden: last }),
        button("Back one vignette", () => go(-1), { ...QUIET, hidden: place === 0 }),
        button("Clear this one", clear, QUIET),
        button("Go on to the comparison", show, { ...QUIET, hidden: !last }),
      ),
    );
    if (focus) title.focus();
  };
  /** @param {1 | -1} by */
  const go = (by) => {
    place += by;
    draw();
  };
  const clear = () => {
    const { [vignettes[place].id]: _, ...rest } = choices;
    choices = rest;
    delete reasons[vignettes[place].id];
    tell();
    draw();
    drawAfter();
    voice.say("This vignette is cleared.");
  };
  const show = () => {
    after.hidden = false;
    drawAfter();
    afterTitle.focus();
  };

  const afterTitle = heading("3. Compare with the readers and with what you expected", { tabindex: "-1" });
  const comparison = h("div");
  const drawAfter = () => fill(comparison, compared(neighbours, expected, choices));
  const after = h(
    "div",
    { hidden: true },
    afterTitle,
    comparison,
    heading("4. Explain"),
    ownWords(neighbours.explain, { name: `${key}-explain` }).el,
    heading("5. Try it on something new"),
    h("p", { class: "cw-hint" }, neighbours.transfer.prompt),
    paragraphs(neighbours.transfer.text, { class: "cw-panel" }),
    ownWords(neighbours.transfer.question, { name: `${key}-transfer` }).el,
    h("p", { class: "cw-fine" }, neighbours.keeps),
  );
  const work = h(
    "div",
    { hidden: true },
    heading("2. Sort the texts, and point at the words"),
    h(
      "details",
      { class: "cw-fold" },
      h("summary", null, "The parts of burnout and of compassion fatigue"),
      h(
        "dl",
        { class: "cw-systems" },
        neighbours.parts.map((id) =>
          h("div", { class: "cw-system" }, h("dt", null, codes[id].name), h("dd", null, codes[id].definition)),
        ),
      ),
    ),
    stage,
    h("p", { class: "cw-fine" }, neighbours.readers_note),
    h("p", { class: "cw-fine" }, neighbours.keeps),
    after,
  );

  el.append(
    h(
      "div",
      { class: "cw cw-neighbours-sorter", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, neighbours.title),
      h(
        "div",
        { class: "cw-panel" },
        h("p", null, h("strong", null, neighbours.purpose)),
        h("p", null, neighbours.outcome),
      ),
      h("p", null, neighbours.about),
      heading("1. Predict"),
      guess.el,
      nudge,
      commit,
      work,
      voice.el,
    ),
  );
  draw(false);
  drawAfter();
  if (expected.length || Object.keys(choices).length) begin();
}

/** @param {Neighbours} neighbours @param {string[]} expected @param {Record<string, Choice>} choices */
function compared(neighbours, expected, choices) {
  const { vignettes, readers, constructs, open, predict } = neighbours;
  const names = predict.families.filter(({ id }) => expected.includes(id)).map(({ name }) => name);
  const where = parted([...constructs, open], vignettes, choices);
  const lines = Object.entries(where).map(([construct, places]) => {
    const said = places.map(
      ({ id, way }) => `${firstName(vignettes, id)} (${way === "more" ? "you alone" : "both readers, not you"})`,
    );
    return h("li", null, h("strong", null, `${named(neighbours, construct)}: `), said.join(", "));
  });
  return [
    h(
      "p",
      null,
      names.length ? `You expected to find hard to keep apart: ${names.join(", ")}.` : "You preferred not to say what you expected.",
    ),
    lines.length
      ? [h("p", null, "Words on which you and both readers differ:"), h("ul", { class: "cw-reasons" }, lines)]
      : h("p", null, "So far you differ from both readers nowhere. They differ from each other."),
    table(
      "What you and two readers chose; no row has one right answer",
      ["Vignette", "You", ...readers.map(({ name }) => name)],
      vignettes.map(({ id, who, readings }) => [
        who,
        choices[id] ? listed(neighbours, choices[id].chosen) : "not sorted",
        ...readers.map((reader) => (choices[id] ? listed(neighbours, readings[reader.id].chosen) : "after you")),
      ]),
    ),
  ];
}

/** @param {{ id: string, who: string }[]} vignettes @param {string} id */
function firstName(vignettes, id) {
  return vignettes.find((one) => one.id === id)?.who.split(",")[0] ?? id;
}

export default { render };

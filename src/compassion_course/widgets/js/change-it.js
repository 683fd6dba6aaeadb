// ChangeIt: say what you expect, change one assumption, and see figure, numbers and sentence change together.
// Every state was computed when the book was built; here nothing is computed.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs, table } from "./dom.js";
import { intervalFigure } from "./interval-figure.js";

/** @typedef {import("./interval-figure.js").Mark} Mark */
/** @typedef {import("./interval-figure.js").Axis} Axis */
/**
 * @typedef {object} State
 * @property {string} value
 * @property {string} label
 * @property {Record<string, string | number>} numbers
 * @property {string} sentence
 * @property {Mark[]} marks
 * @property {string[]} [right_predictions]
 */

/** More choices than this are easier to scan in a list that opens. */
const RADIOS_AT_MOST = 5;

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {State[]} */
  const states = model.get("states");
  /** @type {string[]} */
  const columns = model.get("columns");
  /** @type {{ id: string, text: string }[]} */
  const predictions = model.get("predictions");
  /** @type {Axis} */
  const axis = model.get("axis");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  /** @type {Set<State>} */
  const seen = new Set();
  let predicted = "";
  let shown = states[0];

  // 1. Predict
  const predictionName = freshId(`${key}-prediction`);
  const radios = predictions.map(({ id, text }) => radio(predictionName, id, text, () => fill(nudge)));
  const nudge = h("p", { class: "cw-hint" });
  const commit = button("This is what I expect", () => {
    const chosen = radios.find(({ input }) => input.checked)?.input.value;
    if (!chosen) {
      fill(nudge, "Choose one first. A guess is fine: nobody keeps it.");
      voice.say(nudge.textContent ?? "");
      return;
    }
    predicted = chosen;
    tell("predicted", predicted);
    open();
    voice.say("Now change it.");
    const first = control.querySelector("input, select");
    if (first instanceof HTMLElement) first.focus();
  });
  const ask = h(
    "fieldset",
    null,
    h("legend", null, "1. What do you expect?"),
    h(
      "div",
      { class: "cw-options" },
      radios.map(({ row }) => row),
    ),
    nudge,
    commit,
  );

  // 2. Change
  const name = freshId(`${key}-control`);
  const few = states.length <= RADIOS_AT_MOST;
  const choices = few ? states.map((state) => radio(name, state.value, state.label, () => change(state.value))) : [];
  const select = h(
    "select",
    { id: name, onchange: () => change(select.value) },
    states.map((state) => h("option", { value: state.value }, state.label)),
  );
  const lockedHint = h("p", { class: "cw-hint" }, "Opens when you have said what you expect.");
  const control = h(
    "fieldset",
    null,
    h("legend", null, few ? `2. ${model.get("control")}` : h("label", { for: name }, `2. ${model.get("control")}`)),
    few
      ? h(
          "div",
          { class: "cw-options cw-options-row" },
          choices.map(({ row }) => row),
        )
      : select,
    lockedHint,
  );

  // 3. See
  const figure = intervalFigure(
    axis,
    states.map((state) => state.marks),
  );
  const sentence = h("p", { class: "cw-sentence" });
  const numbers = h("div");
  const compare = h("div", { class: "cw-compare" });
  const restart = button("Start again", () => reset(), { class: "cw-button cw-button-quiet" });

  /** @param {string} trait @param {string} value */
  function tell(trait, value) {
    model.set(trait, value);
    model.save_changes();
  }
  function open() {
    const committed = predicted !== "";
    ask.disabled = committed;
    commit.hidden = committed;
    control.disabled = !committed;
    lockedHint.hidden = committed;
    restart.hidden = !committed;
  }
  /** @param {string} value */
  function change(value) {
    const next = states.find((state) => state.value === value);
    if (!next || next === shown) return;
    shown = next;
    draw();
    voice.say(next.sentence);
    tell("shown", value);
  }
  function draw() {
    seen.add(shown);
    figure.show(shown.marks, `${axis.label}. ${shown.label}. ${shown.sentence}`);
    fill(sentence, shown.sentence);
    fill(numbers, numberTable(columns, states, seen, shown));
    fill(compare, predicted && seen.size > 1 ? comparison() : null);
    for (const { input } of choices) input.checked = input.value === shown.value;
    select.value = shown.value;
  }
  function comparison() {
    const said = predictions.find(({ id }) => id === predicted)?.text ?? "";
    const left = states.length - seen.size;
    const judged = shown.right_predictions?.length ? shown.right_predictions.includes(predicted) : null;
    return [
      heading("3. What you expected, and what happened"),
      h("p", null, h("strong", null, "You expected: "), said),
      h("p", null, h("strong", null, "Shown now: "), shown.sentence),
      judged === null
        ? null
        : h(
            "p",
            null,
            judged ? "Here it went as you expected." : "Here it did not go as you expected. What had you assumed?",
          ),
      h(
        "p",
        { class: "cw-hint" },
        left
          ? `You have looked at ${seen.size} of ${states.length}. The table keeps what you have seen.`
          : "You have looked at all of them. Compare the rows of the table with what you expected.",
      ),
    ];
  }
  function reset() {
    predicted = "";
    seen.clear();
    shown = states[0];
    for (const { input } of radios) input.checked = false;
    tell("predicted", "");
    tell("shown", shown.value);
    open();
    draw();
    radios[0]?.input.focus();
  }

  model.on("change:shown", () => change(model.get("shown")));
  predicted = model.get("predicted") ?? "";
  for (const { input } of radios) input.checked = input.value === predicted;
  shown = states.find((state) => state.value === model.get("shown")) ?? states[0];
  open();
  draw();
  el.append(
    h(
      "div",
      { class: "cw cw-change-it", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, "Change it and see"),
      paragraphs(model.get("question"), { class: "cw-question" }),
      ask,
      control,
      h("div", { class: "cw-panel" }, figure.el, sentence),
      numbers,
      compare,
      h("div", { class: "cw-buttons" }, restart),
      h(
        "p",
        { class: "cw-fine" },
        `${model.get("computed_from")} Source: ${model.get("source")}.`.replace(/\.\.$/, "."),
      ),
      voice.el,
    ),
  );
}

/** @param {string} name @param {string} value @param {string} text @param {() => void} onchange */
function radio(name, value, text, onchange) {
  const id = freshId(name);
  const input = h("input", { type: "radio", id, name, value, onchange });
  return { input, row: h("div", { class: "cw-option" }, input, h("label", { for: id }, text)) };
}

/** @param {string[]} names @param {State[]} states @param {Set<State>} seen @param {State} shown */
function numberTable(names, states, seen, shown) {
  return table(
    "The numbers of each choice that you have looked at",
    ["Choice", ...names],
    // Twelve rows of "not looked at yet" would hide the one that is.
    states
      .filter((state) => seen.has(state))
      .map((state) =>
        [
          state === shown ? [state.label, h("span", { class: "cw-now" }, " (shown now)")] : state.label,
          ...names.map((name) => String(state.numbers[name] ?? "")),
        ].map((cell) => (Array.isArray(cell) ? h("span", null, cell) : cell)),
      ),
  );
}

export default { render };

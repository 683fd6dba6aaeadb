// EvidenceReader: say what you expect, then move a cut-off and a sample size; figure, numbers and what may and may not
// be said change together. The counts were made when the page was; the intervals are computed here.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { claimView, STAYS } from "./claim.js";
import { button, fill, freshId, h, headings, paragraphs, table } from "./dom.js";
import { cutWords, perCent, stateAt } from "./evidence-reader/rule.js";
import { ownWords, radios } from "./fields.js";
import { intervalFigure } from "./interval-figure.js";

/** @typedef {{ id: string, moves: "cut_off" | "size", prompt: string, options: { id: string, text: string }[], happens: string, told: string, why: string }} Prediction */
/** @typedef {{ n: number, count: number, low: number, high: number, fits: boolean }} Candidate */
/** @typedef {{ id: string, group: string, value: number, low: number, high: number, candidates: Candidate[] }} Rebuilt */
/** @typedef {import("./interval-figure.js").Axis} Axis */
/**
 * @typedef {object} Words the rest of the model
 * @property {string} title
 * @property {string} intro
 * @property {string} synthetic
 * @property {string} thought
 * @property {string} method
 * @property {Axis} axis
 * @property {Axis} difference_axis
 * @property {{ cut_off: number, size: string, group: string }} start
 * @property {Prediction[]} predictions
 * @property {{ title: string, intro: string, says: string }} published
 * @property {{ id: string, label: string }[]} explain
 * @property {import("./claim.js").Claim} transfer
 */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {import("./evidence-reader/rule.js").Reader & Words} */
  const reader = model.get("reader");
  /** @type {import("./evidence-reader/rule.js").Survey} */
  const survey = { counts: model.get("counts"), people: model.get("people") };
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  /** @type {Record<string, string>} */
  let predicted = { ...model.get("predicted") };
  let cutOff = Number(model.get("cut_off"));
  let size = model.get("size");
  let group = model.get("group");
  /** @type {Set<string>} which controls were moved since the prediction */
  let moved = new Set();
  /** @type {Set<string> | null} the sayings that stood before the last move */
  let before = null;

  const tell = () => {
    model.set("predicted", { ...predicted });
    model.set("cut_off", cutOff);
    model.set("size", size);
    model.set("group", group);
    model.save_changes();
  };

  // 1. Predict
  const asks = reader.predictions.map((one) =>
    radios(one.prompt, one.options, { name: `${key}-${one.id}`, onchange: () => fill(nudge) }),
  );
  const nudge = h("p", { class: "cw-hint" });
  const commit = button("This is what I expect", () => {
    if (asks.some(({ value }) => !value)) {
      fill(nudge, "Choose one line in each group. \u201cI am not sure\u201d is an answer, and nobody keeps it.");
      voice.say(nudge.textContent ?? "");
      return;
    }
    predicted = Object.fromEntries(reader.predictions.map(({ id }, index) => [id, asks[index].value]));
    moved = new Set();
    tell();
    open();
    range.focus();
    voice.say("Now move the cut-off, and then the number of people.");
  });
  const predict = h("div", null, heading("1. Predict"), asks.map(({ el: one }) => one), nudge, commit);

  // 2. Move
  const rangeId = freshId(`${key}-cut-off`);
  const last = reader.cut_offs.length - 1;
  const range = h("input", {
    type: "range",
    id: rangeId,
    class: "cw-range",
    min: "0",
    max: String(last),
    step: "1",
    oninput: () => move("cut_off", Number(range.value)),
  });
  const reads = h("output", { for: rangeId, class: "cw-reads" });
  const lower = button("Lower", () => move("cut_off", cutOff - 1), { class: "cw-button cw-button-quiet", "aria-label": "Lower cut-off" });
  const higher = button("Higher", () => move("cut_off", cutOff + 1), { class: "cw-button cw-button-quiet", "aria-label": "Higher cut-off" });
  const sizes = radios(
    "Number of people in each group",
    reader.sizes.map(({ id, name }) => ({ id, text: name })),
    { inline: true, name: `${key}-size`, onchange: (id) => move("size", id) },
  );
  const groups = radios(
    "Which group are the sentences about?",
    reader.groups.map(({ id, name }) => ({ id, text: name })),
    { inline: true, name: `${key}-group`, onchange: (id) => move("group", id) },
  );
  const closed = h("p", { class: "cw-hint" }, "Opens when you have said what you expect.");
  const controls = h(
    "fieldset",
    { class: "cw-controls" },
    h("legend", null, "2. Move the cut-off and the number of people"),
    h(
      "div",
      { class: "cw-cut-off" },
      h("label", { for: rangeId }, "Cut-off: both means at or above"),
      reads,
      h("div", { class: "cw-range-row" }, lower, range, higher),
    ),
    sizes.el,
    h("p", { class: "cw-hint" }, reader.thought),
    groups.el,
    closed,
  );

  // 3. See
  const shownAt = () => stateAt(reader, survey, cutOff, size, group);
  const start = shownAt();
  const figure = intervalFigure(reader.axis, [start.marks]);
  const apart = intervalFigure(reader.difference_axis, [[differenceMark(start.difference)]]);
  const sentence = h("p", { class: "cw-sentence" });
  const numbers = h("div");
  const sayings = h("div", { class: "cw-sayings" });
  const compare = h("div", { class: "cw-compare" });
  const after = h("div");

  /** @param {"cut_off" | "size" | "group"} what @param {string | number} value */
  function move(what, value) {
    if (what === "cut_off") {
      const place = Math.min(Math.max(Number(value), 0), last);
      if (place === cutOff) return;
      cutOff = place;
    } else if (what === "size") {
      if (value === size) return;
      size = String(value);
    } else {
      if (value === group) return;
      group = String(value);
    }
    const now = shownAt();
    if (what !== "group") moved.add(what);
    draw(now);
    tell();
    voice.say(now.sentence);
  }
  function open() {
    const committed = Object.keys(predicted).length > 0;
    for (const { el: one } of asks) /** @type {HTMLFieldSetElement} */ (one).disabled = committed;
    commit.hidden = committed;
    controls.disabled = !committed;
    closed.hidden = committed;
    again.hidden = !committed;
  }
  /** @param {ReturnType<typeof stateAt>} now */
  function draw(now) {
    const words = cutWords(reader.cut_offs[cutOff]);
    const convention = reader.cut_offs[cutOff].convention ? " (the Swedish convention)" : "";
    range.value = String(cutOff);
    range.setAttribute("aria-valuetext", words + convention);
    fill(reads, words, convention);
    // aria-disabled and not disabled: a button that has the focus must not lose it at the end of the list.
    lower.setAttribute("aria-disabled", String(cutOff === 0));
    higher.setAttribute("aria-disabled", String(cutOff === last));
    sizes.put(size);
    groups.put(group);
    figure.show(now.marks, `Synthetic. ${now.sentence}`);
    const [x, low, high] = now.difference;
    apart.show([differenceMark(now.difference)], `Synthetic. PWPs less therapists: ${x} points, ${low} to ${high}. The line at 0 is no difference.`);
    fill(sentence, h("strong", null, "Synthetic. "), now.sentence);
    fill(numbers, numberTable(now));
    fill(sayings, list("You may say of these synthetic scores", "may", now.may), list("You may not say", "not", now.mayNot));
    before = new Set([...now.may, ...now.mayNot].map(({ id }) => id));
    fill(compare, comparison());
    drawAfter();
  }
  /** @param {ReturnType<typeof stateAt>} now */
  function numberTable(now) {
    const [x, low, high] = now.difference;
    return table(
      "Synthetic: the numbers behind the figure",
      ["Group", "Counted", "Share", "95% interval", "Width"],
      [
        ...now.shares.map((share, index) => [
          reader.groups[index].name,
          `${share.count} of ${share.n}`,
          perCent(share.share),
          `${share.low.toFixed(1)} to ${share.high.toFixed(1)}`,
          share.width.toFixed(1),
        ]),
        ["Difference, in points", "", x.toFixed(1), `${low.toFixed(1)} to ${high.toFixed(1)}`, (high - low).toFixed(1)],
      ],
    );
  }
  /** @param {string} title @param {string} tone @param {import("./evidence-reader/rule.js").Said[]} said */
  function list(title, tone, said) {
    return h(
      "div",
      { class: `cw-say cw-say-${tone}` },
      heading(title),
      h(
        "ul",
        null,
        said.map(({ id, text, because }) =>
          h(
            "li",
            null,
            h("span", { class: "cw-sign", "aria-hidden": "true" }, tone === "may" ? "✓" : "✕"),
            h(
              "div",
              null,
              before && !before.has(id) ? h("span", { class: "cw-new" }, "New here: ") : null,
              h("strong", null, text),
              h("span", { class: "cw-because" }, because),
            ),
          ),
        ),
      ),
    );
  }
  function comparison() {
    const met = reader.predictions.filter(({ id, moves }) => predicted[id] && moved.has(moves));
    if (!met.length) return null;
    const left = reader.predictions.length - met.length;
    return [
      heading("3. Compare what you expected with what happened"),
      met.map((one) => {
        const expected = one.options.find(({ id }) => id === predicted[one.id])?.text;
        return h(
          "div",
          { class: "cw-met" },
          h("p", null, h("strong", null, one.prompt), " You expected: ", expected, predicted[one.id] === one.happens ? ". It went as you expected." : predicted[one.id] === "unsure" ? "." : ". It went otherwise."),
          h("p", null, model.get("told")[one.id], " ", one.why),
        );
      }),
      left ? h("p", { class: "cw-hint" }, moved.has("size") ? "Move the cut-off too." : "Change the number of people too.") : null,
    ];
  }
  // The last part is drawn once, so that words typed there are not lost when a control moves.
  function drawAfter() {
    if (!(moved.has("cut_off") && moved.has("size")) || after.firstChild) return;
    fill(
      after,
      heading("4. Explain"),
      reader.explain.map(({ id, label }) => ownWords(label, { name: `${key}-${id}` }).el),
      h("p", { class: "cw-fine" }, STAYS),
      claimView(reader.transfer, {
        key,
        say: voice.say,
        heading,
        answers: model.get("answers") ?? {},
        tell: (answers) => {
          model.set("answers", answers);
          model.save_changes();
        },
      }).el,
    );
  }
  const again = button(
    "Start again",
    () => {
      predicted = {};
      moved = new Set();
      before = null;
      ({ cut_off: cutOff, size, group } = reader.start);
      for (const one of asks) one.put("");
      fill(after);
      model.set("answers", {});
      tell();
      open();
      draw(shownAt());
      asks[0].first.focus();
      voice.say("Everything stands where it stood at first.");
    },
    { class: "cw-button cw-button-quiet" },
  );

  // With a kernel, Python may move the controls too.
  for (const what of /** @type {const} */ (["cut_off", "size", "group"])) {
    model.on(`change:${what}`, () => move(what, model.get(what)));
  }
  reader.predictions.forEach(({ id }, index) => asks[index].put(predicted[id] ?? ""));
  if (Object.keys(predicted).length) {
    if (cutOff !== reader.start.cut_off) moved.add("cut_off");
    if (size !== reader.start.size) moved.add("size");
  }
  open();
  draw(start);
  el.append(
    h(
      "div",
      { class: "cw cw-evidence-reader", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, reader.title),
      paragraphs(reader.intro),
      h("div", { class: "cw-panel" }, paragraphs(reader.synthetic)),
      predict,
      controls,
      h("div", { class: "cw-panel" }, figure.el, apart.el, sentence),
      numbers,
      sayings,
      compare,
      published(model.get("published"), reader.published),
      after,
      h("div", { class: "cw-buttons" }, again),
      h("p", { class: "cw-fine" }, reader.method),
      voice.el,
    ),
  );
}

/** @param {number[]} difference */
function differenceMark([x, low, high]) {
  return { id: "difference", label: "PWPs less therapists", x, low, high };
}

/** @param {Rebuilt[]} figures @param {Words["published"]} words */
function published(figures, words) {
  return h(
    "details",
    { class: "cw-fold cw-published" },
    h("summary", null, words.title),
    paragraphs(words.intro),
    figures.map((figure) =>
      table(
        `Published: ${figure.group}, ${perCent(figure.value)} (${figure.low.toFixed(1)} to ${figure.high.toFixed(1)}). The nearest sizes that can give this share`,
        ["People", "Counted", "Exact interval", "As printed?"],
        figure.candidates.map(({ n, count, low, high, fits }) => [
          String(n),
          String(count),
          `${low.toFixed(1)} to ${high.toFixed(1)}`,
          fits ? h("strong", null, "yes, both ends") : "no",
        ]),
      ),
    ),
    paragraphs(words.says),
  );
}

export default { render };

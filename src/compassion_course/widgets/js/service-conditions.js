// ServiceConditions: choose a role and a condition, say what studies found, and only then see them light up; say what
// met a conflict or an empty place, write what a service could try, and judge a claim. No sliders, nothing added up.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { claimView } from "./claim.js";
import { button, fill, freshId, h, headings, paragraphs } from "./dom.js";
import { radios } from "./fields.js";
import { cellOf, cellView, gridTable, named, placeOf } from "./service-conditions/evidence.js";
import { lookBack, planView } from "./service-conditions/plan.js";

/** @typedef {import("./service-conditions/evidence.js").Grid} Grid */
/** @typedef {Record<string, string>} Predictions place to the id of what was expected */

/** So many places make a look back worth while: with fewer there is nothing to compare. */
const ENOUGH = 3;

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Grid} */
  const grid = model.get("grid");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  /** @type {Record<string, string>} typed words; they stay here */
  const written = {};
  /** @type {Predictions} */
  let predictions = { ...model.get("predictions") };
  let place = model.get("shown") || "";
  let opened = Object.keys(predictions).length >= ENOUGH;

  const tell = () => {
    model.set("predictions", { ...predictions });
    model.set("shown", place);
    model.save_changes();
  };

  // 1. Choose
  const [condition, role] = place.split("/");
  const roles = radios("1. Which role?", choices(grid.roles), {
    value: role,
    inline: true,
    name: `${key}-role`,
    onchange: () => chosen(),
  });
  const conditions = radios("2. Which condition of the service?", choices(grid.conditions), {
    value: condition,
    name: `${key}-condition`,
    onchange: () => chosen(),
  });
  const chosen = () => {
    fill(nudge);
    place = roles.value && conditions.value ? placeOf(conditions.value, roles.value) : "";
    if (place in predictions) tell();
    drawPlace();
    if (place in predictions) voice.say(`You have looked at this. ${words(place)}`);
  };

  // 2. Predict
  const expects = radios("3. Predict: what do you expect the studies to have found beside burnout scores?", choices(grid.predictions), {
    name: `${key}-expected`,
    onchange: () => fill(nudge),
  });
  const nudge = h("p", { class: "cw-hint" });
  const light = button("Light up the studies", () => {
    const missing = !roles.value ? "Choose a role first." : !conditions.value ? "Choose a condition first." : "";
    if (missing || !expects.value) {
      fill(nudge, missing || "Say what you expect first. A guess is fine: nobody keeps it.");
      voice.say(nudge.textContent ?? "");
      return;
    }
    predictions = { ...predictions, [place]: expects.value };
    tell();
    drawPlace()?.focus();
    drawRest();
    voice.say(words(place));
  });

  const other = button(
    "The same condition, the other role",
    () => {
      roles.put(grid.roles.find(({ id }) => id !== roles.value)?.id ?? "");
      chosen();
      const title = result.querySelector("[tabindex='-1']");
      if (title instanceof HTMLElement) title.focus();
      else expects.first.focus();
    },
    { class: "cw-button cw-button-quiet" },
  );
  const onward = button(
    "Another condition",
    () => /** @type {HTMLInputElement | null} */ (conditions.el.querySelector("input:checked"))?.focus(),
    { class: "cw-button cw-button-quiet" },
  );

  // 3. See
  const result = h("div", { class: "cw-result" });
  const map = h("div", { class: "cw-lit-grid" });
  const drawPlace = () => {
    const expected = predictions[place] ?? "";
    const seen = expected !== "";
    expects.put(expected);
    /** @type {HTMLFieldSetElement} */ (expects.el).disabled = seen;
    // Not hidden while it has the focus: the new heading takes it next.
    light.hidden = seen;
    const view = seen ? cellView(grid, cellOf(grid, place), expected, heading) : null;
    fill(result, view?.el, seen ? h("div", { class: "cw-buttons" }, other, onward) : null);
    fill(map, gridTable(grid, predictions, place));
    return view?.title;
  };
  /** @param {string} one a place */
  const words = (one) => {
    const cell = cellOf(grid, one);
    return `${named(grid.conditions, cell.condition)}, ${named(grid.roles, cell.role)}: ${named(grid.verdicts, cell.verdict)}. ${cell.says}`;
  };

  // 4. Explain, plan, transfer
  const back = h("div");
  const rest = h("div");
  const drawRest = () => {
    const count = Object.keys(predictions).length;
    fill(
      back,
      count < ENOUGH
        ? h("p", { class: "cw-hint" }, `Look at ${ENOUGH} places or more, for both roles, and the next part opens here. So far: ${count}.`)
        : lookBack(grid, predictions, { key, heading, written }),
    );
    if (count < ENOUGH) {
      fill(rest);
      opened = false;
      return;
    }
    if (!opened || !rest.firstChild) {
      opened = true;
      plan = planView(grid, { key, heading, written, say: voice.say });
      fill(
        rest,
        plan.el,
        claimView(grid.transfer, {
          key,
          say: voice.say,
          heading,
          answers: model.get("answers") ?? {},
          tell: (answers) => {
            model.set("answers", answers);
            model.save_changes();
          },
        }).el,
        h("div", { class: "cw-buttons" }, again),
      );
    }
    plan?.offer(predictions);
  };
  /** @type {ReturnType<typeof planView> | null} */
  let plan = null;
  const again = button(
    "Start again",
    () => {
      predictions = {};
      place = "";
      for (const name of Object.keys(written)) delete written[name];
      roles.put("");
      conditions.put("");
      model.set("answers", {});
      tell();
      drawPlace();
      drawRest();
      roles.first.focus();
      voice.say("All places are dark again.");
    },
    { class: "cw-button cw-button-quiet" },
  );

  drawPlace();
  drawRest();
  el.append(
    h(
      "div",
      { class: "cw cw-service-conditions", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, grid.title),
      paragraphs(grid.intro),
      h("div", { class: "cw-panel" }, paragraphs(grid.note)),
      roles.el,
      conditions.el,
      expects.el,
      nudge,
      light,
      map,
      result,
      back,
      rest,
      voice.el,
    ),
  );
}

/** @param {import("./service-conditions/evidence.js").Named[]} named */
function choices(named) {
  return named.map(({ id, name, about }) => ({ id, text: about ? `${name} (${about})` : name }));
}

export default { render };

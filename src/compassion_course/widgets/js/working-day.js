// WorkingDay: say how a person takes each moment, predict, compare with the illustration, disagree if you do; then
// change something that only the service can and something that the person can. Two moments of the day can be
// laid beside each other. Words throughout, no curve.
import { ownKeys } from "./own-keys.js";
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings, paragraphs } from "./dom.js";
import { ownWords, radios } from "./fields.js";
import { momentView } from "./working-day/moment.js";
import { twoMoments } from "./working-day/moments.js";
import { walk } from "./working-day/rule.js";
import { chosenChanges, fresh, traitsOf, walkedFrom } from "./working-day/walked.js";
import { dayTable, movements } from "./working-day/words.js";

/** @typedef {import("./working-day/rule.js").Day} Day */
/** @typedef {import("./working-day/walked.js").Walked} Walked */
/** @typedef {{ key: string, say: (text: string) => void, tell: () => void, heading: import("./dom.js").Heading }} Tools */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Day} */
  const day = model.get("day");
  const key = model.get("key");
  const titleId = freshId(`${key}-title`);
  const voice = announcer();
  const heading = headings(el);
  const stage = h("div", { class: "cw-stage" });
  let walked = walkedFrom(day, (name) => model.get(name));

  const tell = () => {
    for (const [name, value] of Object.entries(traitsOf(walked))) model.set(name, value);
    model.save_changes();
  };
  /** @param {boolean} [focus] whether the new heading takes the focus */
  const draw = (focus = true) => {
    const over = walked.place >= day.events.length;
    const tools = { key, say: voice.say, tell, heading };
    const view = over ? evening(day, walked, tools) : momentView(day, walked, tools);
    const back = button("Back one moment", () => go(-1), {
      class: "cw-button cw-button-quiet",
      hidden: walked.place === 0,
    });
    const on = button(walked.place === day.events.length - 1 ? "To the end of the day" : "Next moment", () => go(1), {
      hidden: over,
    });
    const again = button(
      "Start the day again",
      () => {
        walked = fresh();
        tell();
        draw();
      },
      { class: "cw-button cw-button-quiet", hidden: !over },
    );
    on.disabled = !over && !(day.events[walked.place].id in walked.choices);
    view.onready = (ready) => {
      on.disabled = !ready;
    };
    fill(stage, view.el, h("div", { class: "cw-buttons" }, on, back, again));
    if (focus) view.title.focus();
  };
  /** @param {1 | -1} by */
  const go = (by) => {
    walked.place += by;
    tell();
    draw();
  };

  el.append(
    h(
      "div",
      { class: "cw cw-working-day", role: "group", "aria-labelledby": titleId },
      h("p", { class: "cw-title", id: titleId }, day.title),
      h("p", null, h("strong", null, `${day.person.name}, ${day.person.role}. `), day.person.intro),
      h(
        "dl",
        { class: "cw-systems" },
        day.systems.map(({ name, letter, gist, id }) =>
          h(
            "div",
            { class: `cw-system cw-system-${id}` },
            h("dt", null, h("span", { class: "cw-system-letter", "aria-hidden": "true" }, letter), ` ${name}`),
            h("dd", null, gist),
          ),
        ),
      ),
      h(
        "div",
        { class: "cw-panel" },
        h("p", null, h("strong", null, "The rule. "), day.rule.statement),
        h("p", { class: "cw-fine" }, day.rule.label),
      ),
      stage,
      voice.el,
    ),
  );
  draw(false);
}

/**
 * After the last moment: the day as a table, two changes, the day again, and a moment not seen before.
 * @param {Day} day
 * @param {Walked} walked
 * @param {Tools} tools
 */
function evening(day, walked, { key, say, tell, heading }) {
  const { person } = day;
  const title = heading("The end of the day", { tabindex: "-1" });
  const none = { id: "none", text: "Leave it as it is" };
  const result = h("div", { class: "cw-result" });
  const nudge = h("p", { class: "cw-hint" });
  const service = radios("What only the service can change", [...day.changes.service, none], {
    value: walked.changes.service,
    name: `${key}-service`,
  });
  const own = radios(`What ${person.name} can change`, [...day.changes.person, none], {
    value: walked.changes.person,
    name: `${key}-person`,
  });
  const guess = radios(
    "Before you look: will the last row of the table be different?",
    [
      { id: "yes", text: "Yes, in one system or more" },
      { id: "no", text: "No" },
      { id: "unsure", text: "I am not sure" },
    ],
    { value: walked.guess, name: `${key}-guess`, inline: true, onchange: (id) => (walked.guess = id) },
  );

  const look = () => {
    if (!service.value || !own.value || !guess.value) {
      fill(
        nudge,
        "Choose one line in each group and say what you expect. \u201cLeave it as it is\u201d is a choice too.",
      );
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    walked.changes = { service: service.value, person: own.value };
    tell();
    show();
    two.refresh();
    say(outcome());
  };
  const outcome = () => {
    const before = walk(day, walked.choices).at(-1) ?? day.start;
    const now = walk(day, walked.choices, chosenChanges(walked)).at(-1) ?? day.start;
    const same = day.systems.every(({ id }) => before[id] === now[id]);
    return same
      ? "The last row reads the same as before."
      : `The last row compared with before: ${movements(day, before, now)}`;
  };
  const show = () => {
    const changes = chosenChanges(walked);
    const known = [...day.changes.service, ...day.changes.person].filter(({ id }) => changes.includes(id));
    const guesses = {
      yes: "You expected a different last row.",
      no: "You expected the same last row.",
      unsure: "You were not sure.",
    };
    const guessed = guesses[/** @type {keyof typeof guesses} */ (walked.guess)];
    fill(
      result,
      h("p", null, `${guessed} ${outcome()}`),
      dayTable(day, walked.choices, changes),
      known.map(({ text, comment }) => h("p", null, h("strong", null, `${text} `), comment)),
      written("What did the two changes reach, and what did they leave as it was?", "explain"),
      heading(day.transfer.prompt),
      paragraphs(day.transfer.text),
      written(day.transfer.question, "transfer"),
      h("p", { class: "cw-fine" }, "What you write here stays in this page and is gone when you leave it."),
    );
  };
  /** @param {string} label @param {string} name */
  const written = (label, name) =>
    ownWords(label, {
      value: walked.written[name],
      name: `${key}-${name}`,
      oninput: (text) => (walked.written[name] = text),
    }).el;

  const two = twoMoments(day, walked, { key, say, tell, heading });
  if (walked.changes.service) show();
  /** @type {(ready: boolean) => void} */
  const onready = () => {};
  return {
    title,
    onready,
    el: h(
      "div",
      null,
      title,
      dayTable(day, walked.choices),
      two.el,
      heading("Change two things"),
      service.el,
      own.el,
      guess.el,
      nudge,
      button("See the day again", look),
      result,
    ),
  };
}

export default { render };

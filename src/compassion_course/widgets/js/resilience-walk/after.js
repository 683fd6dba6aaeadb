// After the walk: what was expected, a link of one's own, the case that does not fit, and an account not seen before.
import { button, fill, freshId, h, paragraphs, table } from "../dom.js";
import { choose, ownWords, radios } from "../fields.js";
import { itemView } from "../items.js";
import { complete, judge, whatIsMissing } from "../judge.js";
import { numbered, reach, sentence } from "./rule.js";

/** @typedef {import("./rule.js").Walk} Walk */
/** @typedef {import("../resilience-walk.js").Walked} Walked */
/** @typedef {{ key: string, walked: Walked, tell: () => void, say: (text: string) => void, heading: import("../dom.js").Heading }} Tools */

/**
 * What was expected of somebody with nobody to turn to, and what the arrows say.
 * @param {Walk} walk
 * @param {Tools & { redraw: () => void }} tools
 */
export function expectation(walk, { key, walked, tell, say, heading, redraw }) {
  const { predict } = walk;
  const guessed = predict.options.find(({ id }) => id === walked.guess)?.text ?? "";
  const result = h("div");
  const words = () => {
    const left = reach(walk, predict.start, walked.leftOut);
    const list = left.map((id) => numbered(walk, id)).join(", ");
    return `From ${numbered(walk, predict.start)}, the arrows still lead on to ${list || "nothing"}.`;
  };
  const show = () => {
    const all = predict.leave_out.every((id) => walked.leftOut.includes(id));
    fill(result, h("p", null, words()), all ? h("p", null, predict.comment) : null);
  };
  const boxes = predict.leave_out.map((id) => {
    const box = h("input", {
      type: "checkbox",
      id: freshId(`${key}-without`),
      checked: walked.leftOut.includes(id),
      onchange: () => {
        walked.leftOut = predict.leave_out.filter((one) => (one === id ? box.checked : walked.leftOut.includes(one)));
        tell();
        show();
        redraw();
        say(words());
      },
    });
    return h("div", { class: "cw-option" }, box, h("label", { for: box.id }, numbered(walk, id)));
  });
  show();
  return h(
    "div",
    null,
    heading("3. Compare what you expected with the arrows"),
    h("p", null, `You expected: ${guessed}.`),
    h("fieldset", null, h("legend", null, "Take away what the person has not got"), boxes),
    result,
  );
}

/** A link of the reader's own, beside the model's and two readers'. @param {Walk} walk @param {Tools} tools */
export function ownLink(walk, { key, walked, tell, say, heading }) {
  const elements = walk.elements.map(({ id }) => ({ id, text: numbered(walk, id) }));
  const result = h("div", { class: "cw-result" });
  const nudge = h("p", { class: "cw-hint" });
  const from = choose("From", elements, { value: walked.link.from, name: `${key}-from` });
  const kind = choose(
    "What it does",
    walk.kinds.map(({ id, verb }) => ({ id, text: verb })),
    { value: walked.link.kind, name: `${key}-kind` },
  );
  const to = choose("To", elements, { value: walked.link.to, name: `${key}-to` });
  const reason = ownWords(walk.link_task.why, { name: key });
  const compare = button("Compare with the study and two readers", () => {
    const mine = { from: from.select.value, kind: kind.select.value, to: to.select.value };
    if (!mine.from || !mine.kind || !mine.to || mine.from === mine.to) {
      fill(nudge, "Choose two different elements and what the one does to the other first.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    walked.link = mine;
    tell();
    say(show());
  });
  const show = () => {
    const said = whoLinks(walk, walked.link);
    fill(
      result,
      h("p", null, h("strong", null, `${sentence(walk, walked.link)}. `), said),
      h("p", null, "Links that two readers would add; neither is the answer:"),
      h(
        "div",
        { class: "cw-readers" },
        walk.readers.map(({ by, links }) =>
          h(
            "div",
            { class: "cw-panel" },
            h("p", null, h("strong", null, by)),
            links.map((link) =>
              h(
                "p",
                null,
                `${sentence(walk, link)}. ${link.why} `,
                h("span", { class: "cw-fine" }, `${link.turn}, synthetic`),
              ),
            ),
          ),
        ),
      ),
    );
    return said;
  };
  if (walked.link.from) show();
  return h(
    "div",
    null,
    heading("4. A link of your own"),
    h("p", null, walk.link_task.question),
    from.el,
    kind.el,
    to.el,
    reason.el,
    nudge,
    compare,
    result,
  );
}

/** Who else joins the same two elements. @param {Walk} walk @param {{ from: string, to: string, kind: string }} mine */
function whoLinks(walk, mine) {
  /** @param {{ from: string, to: string }} other */
  const pair = (other) =>
    (other.from === mine.from && other.to === mine.to) || (other.from === mine.to && other.to === mine.from);
  const found = walk.links
    .filter(pair)
    .map((link) => `The model joins them: ${sentence(walk, link)}. ${walk.bases[link.basis]}`);
  const read = walk.readers.flatMap(({ by, links }) =>
    links.filter(pair).map((link) => `${by} joins them too: ${sentence(walk, link)}.`),
  );
  if (found.length + read.length > 0) return [...found, ...read].join(" ");
  return "Neither the model nor the two readers join these two. That makes it neither wrong nor a finding: it rests on the voice that you can point at.";
}

/** The case that the model does not hold. @param {Walk} walk @param {Tools} tools */
export function misfit(walk, { key, walked, tell, say, heading }) {
  const one = walk.case;
  const mark = Object.fromEntries(one.marks.map(({ id, short }) => [id, short]));
  const result = h("div", { class: "cw-result" });
  const answers = h("div", { class: "cw-readers" });
  const nudge = h("p", { class: "cw-hint" });
  const guess = radios(one.predict.question, one.predict.options, {
    value: walked.caseGuess,
    name: `${key}-case`,
    onchange: (id) => {
      walked.caseGuess = id;
      tell();
    },
  });
  const stops = one.stations.map((station) =>
    radios(
      h(
        "span",
        null,
        `At ${numbered(walk, station.element)}. ${station.setting} `,
        h("q", { class: "cw-walk-quote" }, station.quote),
        " ",
        h("span", { class: "cw-fine" }, `${station.turn}, synthetic`),
      ),
      one.marks,
      {
        value: walked.stations[station.element],
        name: `${key}-stop`,
        inline: true,
        onchange: (id) => {
          walked.stations = { ...walked.stations, [station.element]: id };
          tell();
        },
      },
    ),
  );
  const words = ownWords(one.question, { name: key });
  const wordsNudge = h("p", { class: "cw-hint" });
  const look = button("See what two readers answer", () => {
    if (words.box.value.trim() === "") {
      fill(wordsNudge, "Write a sentence of your own first. It stays in this page.");
      say(wordsNudge.textContent ?? "");
      words.box.focus();
      return;
    }
    fill(wordsNudge);
    fill(
      answers,
      one.answers.map(({ by, text }) => h("div", { class: "cw-panel" }, h("p", null, h("strong", null, by)), h("p", null, text))),
    );
    say("Two readers\u2019 answers are shown.");
  });
  const show = () => {
    const expected = one.predict.options.find(({ id }) => id === walked.caseGuess)?.text ?? "";
    fill(
      result,
      table(
        "Where the model holds for P06: you and two readers",
        ["Element", "You", ...walk.readers.map(({ by }) => by)],
        one.stations.map((station) => [
          numbered(walk, station.element),
          mark[walked.stations[station.element]],
          mark[station.first],
          mark[station.second],
        ]),
      ),
      h(
        "ul",
        null,
        one.stations.map(({ element, comment }) =>
          h("li", null, h("strong", null, `${numbered(walk, element)}. `), comment),
        ),
      ),
      h("p", null, `You expected: ${expected}. What she tells: ${one.after}`),
      heading("6. Explain"),
      words.el,
      wordsNudge,
      look,
      answers,
    );
  };
  const compare = button("Compare with two readers", () => {
    const missing = one.stations.some(({ element }) => !walked.stations[element]);
    if (!walked.caseGuess || missing) {
      fill(nudge, "Say what you expect, and mark every stop first.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    walked.compared = true;
    tell();
    show();
    say(`The table below puts your marks beside two readers\u2019. ${one.after}`);
  });
  if (walked.compared) show();
  return h(
    "div",
    null,
    heading("5. The case that does not fit"),
    h("p", null, h("strong", null, `${one.name}. `), one.intro),
    guess.el,
    stops.map(({ el }) => el),
    nudge,
    compare,
    result,
  );
}

/** Somebody not met before, to be placed. @param {Walk} walk @param {Tools} tools */
export function unseen(walk, { key, walked, tell, say, heading }) {
  const { transfer } = walk;
  const nudge = h("p", { class: "cw-hint" });
  const view = itemView(transfer.item, {
    prefix: key,
    value: Object.keys(walked.placed).length ? walked.placed : undefined,
    onchange: () => {
      view.show(null);
    },
  });
  const show = () => {
    const verdict = judge(transfer.item, view.value());
    view.show(verdict);
    return [verdict.summary, ...verdict.lines.map(({ label, text }) => `${label}. ${text}`)].join(" ");
  };
  if (complete(transfer.item, view.value())) show();
  return h(
    "div",
    null,
    heading(`7. ${transfer.heading}`),
    paragraphs(transfer.text),
    view.el,
    nudge,
    button("Check my answer", () => {
      const value = view.value();
      if (!complete(transfer.item, value)) {
        fill(nudge, whatIsMissing(transfer.item));
        say(nudge.textContent ?? "");
        return;
      }
      fill(nudge);
      walked.placed = /** @type {Record<string, string>} */ (value);
      tell();
      say(show());
    }),
    ownWords(transfer.question, { name: key }).el,
    h("p", { class: "cw-fine" }, "What you write here stays in this page and is gone when you leave it."),
  );
}

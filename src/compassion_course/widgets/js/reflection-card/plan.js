// One change with two parts, what it still lacks, and two readers' plans beside it. Typed words stay here.
import { button, fill, freshId, h } from "../dom.js";
import { choose, ownWords } from "../fields.js";
import { gaps } from "./rule.js";

/** @typedef {import("./rule.js").Card} Card */
/** @typedef {import("./rule.js").Case} Case */
/** @typedef {import("./rule.js").Plan} Plan */

/** @param {string} label @param {string} name */
function line(label, name) {
  const id = freshId(name);
  const box = h("input", { type: "text", id, autocomplete: "off" });
  return { el: h("div", { class: "cw-words" }, h("label", { for: id }, label), box), box };
}

/**
 * @param {Card} card
 * @param {Case} one
 * @param {{ key: string, decides: string, ondecide: (id: string) => void, oncompare: () => void, compared: boolean, say: (text: string) => void, heading: import("../dom.js").Heading }} tools
 */
export function planView(card, one, { key, decides, ondecide, oncompare, compared, say, heading }) {
  const change = line("What is to be different", key);
  const person = ownWords(`${one.name}\u2019s part`, { name: key });
  const service = ownWords("The service\u2019s part", { name: key });
  const who = choose("Who decides whether it happens", card.deciders, { value: decides, name: key, onchange: ondecide });
  const when = line("By when", key);
  const know = line("How would one know that it has happened?", key);
  const lacks = h("div");
  const result = h("div", { class: "cw-result" });
  /** @returns {Plan} */
  const plan = () => ({
    change: change.box.value,
    person: person.box.value,
    service: service.box.value,
    decides: who.select.value,
    when: when.box.value,
    know: know.box.value,
  });
  const show = () =>
    fill(
      result,
      h("p", null, "One change, as two readers plan it:"),
      h(
        "div",
        { class: "cw-readers" },
        one.readers.map(({ by, plan: theirs }) =>
          h(
            "div",
            { class: "cw-panel" },
            h("p", null, h("strong", null, by)),
            parts(one).map(({ part, name }) => h("p", null, h("strong", null, `${name}. `), theirs[part])),
          ),
        ),
      ),
    );
  const look = button("Compare with two readers\u2019 plans", () => {
    const found = gaps(plan(), one.name);
    if (plan().change.trim() === "" && plan().person.trim() === "" && plan().service.trim() === "") {
      fill(lacks, h("p", { class: "cw-hint" }, "Write what is to be different, and both parts, first."));
      say("Write what is to be different, and both parts, first.");
      return;
    }
    const whole = "Each part has somebody and something. Whether it is a good plan, nothing here can tell.";
    fill(
      lacks,
      found.length
        ? h("ul", null, found.map((text) => h("li", null, text)))
        : h("p", null, whole),
    );
    show();
    oncompare();
    say(`${found.length ? found.join(" ") : whole} Two readers\u2019 plans are shown below.`);
  });
  if (compared) show();
  return h(
    "div",
    null,
    heading("5. One change, with two parts"),
    h(
      "p",
      null,
      `Plan one change that would matter to ${one.name}. Give ${one.name} a part and the service a part; neither stands in for the other.`,
    ),
    change.el,
    person.el,
    service.el,
    who.el,
    when.el,
    know.el,
    look,
    lacks,
    result,
  );
}

/** @param {Case} one @returns {{ part: keyof Plan, name: string }[]} */
function parts({ name }) {
  return [
    { part: "change", name: "What is to be different" },
    { part: "person", name: `${name}\u2019s part` },
    { part: "service", name: "The service\u2019s part" },
    { part: "decides", name: "Who decides" },
    { part: "when", name: "By when" },
    { part: "know", name: "How one would know" },
  ];
}

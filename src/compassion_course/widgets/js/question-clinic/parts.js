// What follows the ten questions: three kinds of question, an order for six, an aim not seen before, questions of one's own.
import { button, fill, h, paragraphs } from "../dom.js";
import { ownWords, radios } from "../fields.js";
import { itemView, summaryLine } from "../items.js";
import { complete, judge, whatIsMissing } from "../judge.js";
import { ownQuestion } from "./question.js";
import { outOfOrder } from "./rule.js";
import { ticks } from "../ticks.js";

/** @typedef {import("../question-clinic.js").Clinic} Clinic */
/** @typedef {import("./question.js").Tools} Tools */

/** A part that opens. @param {string} title @param {boolean} open @param {...import("../dom.js").Children} children */
function part(title, open, ...children) {
  return h("details", { class: "cw-fold cw-clinic-part", open }, h("summary", null, title), children);
}

/**
 * @param {Clinic} clinic
 * @param {{ value: Record<string, string>, tell: (placed: Record<string, string>) => void }} here
 * @param {Tools} tools
 */
export function kindsPart({ kinds }, { value, tell }, { key, say }) {
  const result = h("div", { class: "cw-result" });
  const begun = Object.keys(value).length > 0;
  const view = itemView(kinds.item, {
    prefix: key,
    value: begun ? value : undefined,
    onchange: () => {
      view.show(null);
      fill(result);
    },
  });
  const show = () => {
    const placed = view.value();
    if (!complete(kinds.item, placed)) {
      fill(result, h("p", { class: "cw-hint" }, whatIsMissing(kinds.item)));
      return whatIsMissing(kinds.item);
    }
    const verdict = judge(kinds.item, placed);
    view.show(verdict);
    // How many fit is no mark, and is not said: the notes beside the rows say which to think about again.
    const words = verdict.right ? "Yes, as most readers would place them." : "Some to look at again: read the notes beside them.";
    fill(result, summaryLine({ ...verdict, summary: words }));
    return words;
  };
  const check = () => {
    const words = show();
    const placed = view.value();
    if (complete(kinds.item, placed)) tell(/** @type {Record<string, string>} */ (placed));
    say(words);
  };
  if (begun) show();
  return part("Tell three kinds of question apart", begun, paragraphs(kinds.intro), view.el, button("Check my answer", check), result);
}

/**
 * @param {Clinic} clinic
 * @param {{ value: string[], tell: (order: string[]) => void }} here
 * @param {Tools} tools
 */
export function schedulePart({ schedule }, { value, tell }, { key, say }) {
  const result = h("div", { class: "cw-result" });
  const texts = new Map(schedule.entries.map(({ id, text }) => [id, text]));
  const begun = value.length > 0;
  const view = itemView(
    { id: "schedule", kind: "order", prompt: schedule.prompt, entries: schedule.entries },
    { prefix: key, value: begun ? value : undefined, confirmOrder: true, onchange: () => fill(result) },
  );
  const show = () => {
    const order = /** @type {string[] | null} */ (view.value());
    if (!order) {
      fill(result, h("p", { class: "cw-hint" }, "Move the lines first, or keep the order on purpose."));
      return result.textContent ?? "";
    }
    const turned = outOfOrder(schedule.pairs, order);
    fill(
      result,
      turned.length
        ? [
            h("p", null, "You put some the other way round than both supervisors would. Their reasons:"),
            h(
              "ul",
              { class: "cw-reasons" },
              turned.map(({ before, after, why }) =>
                h("li", null, `\u201c${texts.get(before)}\u201d before \u201c${texts.get(after)}\u201d: `, why),
              ),
            ),
          ]
        : h("p", null, "Both supervisors could live with your order. They do not agree with each other:"),
      h(
        "div",
        { class: "cw-readers" },
        schedule.orders.map((one) =>
          h(
            "div",
            { class: "cw-panel" },
            h("p", null, h("strong", null, one.by)),
            h(
              "ol",
              { class: "cw-clinic-order" },
              one.order.map((id) => h("li", null, texts.get(id))),
            ),
            h("p", null, one.why),
          ),
        ),
      ),
    );
    return turned.length
      ? `The supervisors would turn some round: ${turned.map(({ why }) => why).join(" ")}`
      : "Both supervisors could live with your order.";
  };
  const compare = () => {
    const words = show();
    const order = /** @type {string[] | null} */ (view.value());
    if (order) tell(order);
    say(words);
  };
  if (begun) show();
  return part("Make a schedule of six", begun, paragraphs(schedule.intro), view.el, button("Compare the order", compare), result);
}

/**
 * @param {Clinic} clinic
 * @param {{ value: string, tell: (method: string) => void }} here
 * @param {Tools} tools
 */
export function transferPart({ transfer, repair }, { value, tell }, { key, say }) {
  const result = h("div", { class: "cw-result" });
  const examples = h("div", { class: "cw-result" });
  const write = h(
    "div",
    { hidden: !value },
    ownQuestion(transfer.write, repair, `${key}-transfer`),
    button("Show what two supervisors wrote", () => {
      fill(
        examples,
        h(
          "div",
          { class: "cw-readers" },
          transfer.examples.map(({ by, text }) =>
            h("div", { class: "cw-panel" }, h("p", null, h("strong", null, by)), h("p", null, text)),
          ),
        ),
      );
      say("Two supervisors' questions are below.");
    }),
    examples,
  );
  const which = radios(transfer.question, transfer.options, {
    value,
    name: `${key}-method`,
    onchange: () => fill(result),
  });
  const show = () => {
    const option = transfer.options.find(({ id }) => id === which.value);
    fill(result, h("p", null, option?.feedback ?? "Choose one first."));
    write.hidden = !option;
    return option;
  };
  const look = () => {
    const option = show();
    if (option) tell(option.id);
    say(result.textContent ?? "");
  };
  if (value) show();
  return part(
    transfer.prompt,
    value !== "",
    paragraphs(transfer.aim),
    which.el,
    button("See what speaks for it", look),
    result,
    write,
  );
}

/**
 * For questions of one's own: two boxes and two lists that nobody reads but who ticks them.
 * @param {Clinic} clinic
 * @param {string} key
 */
export function ownPart({ own, faults, fine, repair }, key) {
  return h(
    "div",
    null,
    ownWords(own.question, { name: `${key}-own-question` }).el,
    ticks(
      own.faults,
      [...faults, fine].map(({ id, name: text, gist }) => ({ id, text, gist })),
      { alone: fine.id, name: `${key}-own-faults` },
    ).el,
    ownQuestion(own.again, repair, `${key}-own-again`),
  );
}

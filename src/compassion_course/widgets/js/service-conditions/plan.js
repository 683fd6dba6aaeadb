// After the grid: where an expectation met a conflict or an empty place, and what a service could try and how it would know.
import { STAYS } from "../claim.js";
import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { ownWords } from "../fields.js";
import { printSheet } from "../print-sheet.js";
import { cellOf, named, placeOf, verdictView } from "./evidence.js";

/** @typedef {import("./evidence.js").Grid} Grid */
/** @typedef {{ key: string, heading: import("../dom.js").Heading, written: Record<string, string> }} Tools */

/** @param {Grid} grid @param {string} place */
function placeName(grid, place) {
  const cell = cellOf(grid, place);
  return `${named(grid.conditions, cell.condition)}, ${named(grid.roles, cell.role)}`;
}

/** @param {Grid} grid @param {Record<string, string>} predictions @returns {string[]} places in the grid's order */
function looked(grid, predictions) {
  return grid.cells.map(({ condition, role }) => placeOf(condition, role)).filter((place) => place in predictions);
}

/**
 * What the predictions met, without a count of hits.
 * @param {Grid} grid
 * @param {Record<string, string>} predictions
 * @param {Tools} tools
 */
export function lookBack(grid, predictions, { key, heading, written }) {
  const places = looked(grid, predictions);
  /** @param {string} verdict @param {string} words @param {string} nothing */
  const met = (verdict, words, nothing) => {
    const hit = places.filter((place) => cellOf(grid, place).verdict === verdict);
    return h(
      "div",
      null,
      h("p", null, h("strong", null, hit.length ? words : nothing)),
      hit.length
        ? h(
            "ul",
            { class: "cw-reasons" },
            hit.map((place) => h("li", null, `${placeName(grid, place)}. You expected: ${named(grid.predictions, predictions[place])}.`)),
          )
        : null,
    );
  };
  const roles = new Set(places.map((place) => cellOf(grid, place).role));
  return h(
    "div",
    null,
    heading("Compare and explain: what your expectations met"),
    met("conflict", "These met a conflict:", "None of these met a conflict so far. There are some."),
    met("unmeasured", "These met an empty place:", "None of these met an empty place so far. There are some."),
    roles.size < 2 ? h("p", null, "All of them are of one role. Ask the same of the other: what holds for one has not been shown for the other.") : null,
    grid.explain.map(({ id, label }) =>
      ownWords(label, { value: written[id], name: `${key}-${id}`, oninput: (text) => (written[id] = text) }).el,
    ),
    h("p", { class: "cw-fine" }, STAYS),
  );
}

/** @param {Grid} grid @param {Tools & { say: (text: string) => void }} tools */
export function planView(grid, { key, heading, written, say }) {
  const id = freshId(`${key}-plan`);
  const behind = h("div", { class: "cw-behind" });
  const sheet = h("div", { class: "cw-result" });
  const select = h("select", {
    id,
    onchange: () => {
      const cell = select.value ? cellOf(grid, select.value) : null;
      fill(sheet);
      fill(behind, cell ? [h("p", null, h("strong", null, "What stands behind it: "), verdictView(grid, cell)), h("p", null, grid.plan.behind[cell.verdict])] : null);
      if (cell) say(`What stands behind it: ${named(grid.verdicts, cell.verdict)}. ${grid.plan.behind[cell.verdict]}`);
    },
  });
  const nudge = h("p", { class: "cw-hint" });
  const read = button("Read the plan back", () => {
    const empty = grid.plan.prompts.filter((prompt) => !written[prompt.id]?.trim());
    if (!select.value || empty.length === grid.plan.prompts.length) {
      fill(nudge, "Choose a condition, and write in at least one box.");
      say(nudge.textContent ?? "");
      return;
    }
    fill(nudge);
    const title = heading("The plan, read back", { tabindex: "-1" });
    const cell = cellOf(grid, select.value);
    const body = () => [
      h("p", null, h("strong", null, `${placeName(grid, select.value)}. `), named(grid.verdicts, cell.verdict), ". ", grid.plan.behind[cell.verdict]),
      h(
        "dl",
        { class: "cw-plan" },
        grid.plan.prompts.map((prompt) =>
          h("div", null, h("dt", null, prompt.label), h("dd", null, written[prompt.id]?.trim() || "Not said yet.")),
        ),
      ),
    ];
    fill(
      sheet,
      title,
      body(),
      h("p", null, h("strong", null, "Ask of it")),
      h("ul", { class: "cw-reasons" }, grid.plan.ask.map((line) => h("li", null, line))),
      h("div", { class: "cw-buttons" }, button("Print the plan", () => printSheet(body().flat()), { class: "cw-button cw-button-quiet" })),
    );
    title.focus();
    say(empty.length ? `${empty.length} of ${grid.plan.prompts.length} boxes are not written in yet.` : "Every box is written in.");
  });
  return {
    el: h(
      "div",
      null,
      heading("What the service could try, and how it would know"),
      paragraphs(grid.plan.intro),
      h("div", { class: "cw-row" }, h("label", { for: id }, "Which condition, for which role?"), select),
      behind,
      grid.plan.prompts.map((prompt) =>
        ownWords(prompt.label, {
          value: written[prompt.id],
          name: `${key}-${prompt.id}`,
          oninput: (text) => (written[prompt.id] = text),
        }).el,
      ),
      nudge,
      read,
      sheet,
      h("p", { class: "cw-fine" }, STAYS),
    ),
    /** Offers the places looked at. @param {Record<string, string>} predictions */
    offer(predictions) {
      const now = select.value;
      fill(
        select,
        h("option", { value: "" }, "Choose …"),
        looked(grid, predictions).map((place) => h("option", { value: place }, placeName(grid, place))),
      );
      select.value = now;
    },
  };
}

// One place of the grid, lit: what the studies amount to, what differs where they conflict, each study as a card and all
// of them as a table; and the grid itself, dark where nobody has looked yet.
import { h, table } from "../dom.js";

/** @typedef {{ id: string, name: string, about: string }} Named */
/** @typedef {{ roles: string[], who: string, n: number | null, figure: string }} Group */
/** @typedef {{ citekey: string, name: string, groups: Group[], instrument: string, design: string, read: string, note: string }} Source */
/** @typedef {{ outcome: string, direction: string }} Finding */
/** @typedef {{ condition: string, roles: string[], source: string, reach: string, measured: string, words: string, findings: Finding[] }} Evidence */
/** @typedef {{ what: string, words: string }} Difference */
/** @typedef {{ condition: string, role: string, says: string, differs: Difference[], verdict: string, apart: boolean, told: boolean }} Cell */
/** @typedef {{ id: string, label: string }} Prompt */
/**
 * @typedef {object} Grid
 * @property {string} title
 * @property {string} intro
 * @property {string} note
 * @property {Named[]} roles
 * @property {Named[]} conditions
 * @property {Named[]} outcomes
 * @property {Record<string, string>} directions
 * @property {Record<string, string>} reaches
 * @property {Record<string, string>} reads
 * @property {Named[]} predictions
 * @property {Named[]} verdicts `about` is the sign that stands beside the words
 * @property {Record<string, { same: string, other: string }>} replies
 * @property {string} not_apart
 * @property {string} told
 * @property {string} not_told
 * @property {Source[]} sources
 * @property {Evidence[]} evidence nearest first
 * @property {Cell[]} cells
 * @property {{ source: string, why: string }[]} left_out
 * @property {Prompt[]} explain
 * @property {{ intro: string, behind: Record<string, string>, prompts: Prompt[], ask: string[] }} plan
 * @property {import("../claim.js").Claim} transfer
 */

/** @param {string} condition @param {string} role */
export function placeOf(condition, role) {
  return `${condition}/${role}`;
}

/** @param {Named[]} list @param {string} id */
export function named(list, id) {
  return list.find((one) => one.id === id)?.name ?? id;
}

/** @param {Grid} grid @param {string} place @returns {Cell} */
export function cellOf(grid, place) {
  const cell = grid.cells.find((one) => placeOf(one.condition, one.role) === place);
  if (!cell) throw new Error(`there is no place ${place}`);
  return cell;
}

/** A verdict with its sign, as it stands in the grid and above the studies. @param {Grid} grid @param {Cell} cell */
export function verdictView(grid, cell) {
  const verdict = grid.verdicts.find(({ id }) => id === cell.verdict);
  const beside =
    cell.verdict === "unmeasured" ? (cell.told ? grid.told : "Not told either") : cell.apart ? "" : "Roles not told apart";
  return h(
    "span",
    { class: "cw-verdict" },
    h("span", { class: "cw-sign", "aria-hidden": "true" }, verdict?.about),
    h("span", null, h("strong", null, verdict?.name), beside ? `. ${beside}` : null),
  );
}

/**
 * @param {Grid} grid
 * @param {Cell} cell
 * @param {string} expected
 * @param {import("../dom.js").Heading} heading
 */
export function cellView(grid, cell, expected, heading) {
  const condition = named(grid.conditions, cell.condition);
  const role = named(grid.roles, cell.role);
  const title = heading(`${condition}, ${role}`, { tabindex: "-1" });
  const rows = grid.evidence.filter((row) => row.condition === cell.condition && row.roles.includes(cell.role));
  const reply = grid.replies[cell.verdict];
  const nearly = expected === "unmeasured" && cell.verdict !== "unmeasured" && !cell.apart;
  return {
    title,
    el: h(
      "div",
      null,
      title,
      h("p", null, h("strong", null, "You expected: "), named(grid.predictions, expected), "."),
      h("p", null, h("strong", null, "In what we read: "), verdictView(grid, cell)),
      h("p", null, expected === cell.verdict ? reply.same : reply.other, nearly ? ` You are half right. ${grid.not_apart}` : null),
      h("p", null, cell.says),
      cell.differs.length
        ? h(
            "div",
            { class: "cw-panel" },
            h("p", null, h("strong", null, "What differs between them")),
            h(
              "ul",
              { class: "cw-reasons" },
              cell.differs.map(({ what, words }) => h("li", null, h("strong", null, `${what}. `), words)),
            ),
          )
        : null,
      rows.length ? [cards(grid, cell, rows), asTable(grid, cell, rows, `${condition}, ${role}: the studies`)] : h("p", null, grid.not_told),
    ),
  };
}

/** @param {Grid} grid @param {Cell} cell @param {Evidence[]} rows */
function cards(grid, cell, rows) {
  return h(
    "ul",
    { class: "cw-studies", "aria-label": `Studies: ${rows.length}` },
    rows.map((row) => {
      const source = sourceOf(grid, row);
      /** @param {string} name @param {string} words */
      const line = (name, words) => h("div", null, h("dt", null, name), h("dd", null, words));
      return h(
        "li",
        { class: `cw-study cw-study-${row.reach}` },
        h("p", { class: "cw-study-name" }, h("strong", null, source.name), ` (${grid.reads[source.read]})`),
        h("p", { class: "cw-study-reach" }, grid.reaches[row.reach]),
        h(
          "dl",
          null,
          line("Who", who(source, cell.role)),
          line("Measured", row.measured),
          row.reach === "told" ? null : line("Outcome", source.instrument),
          line("Design", source.design),
          line(row.reach === "told" ? "Told" : "Found", found(grid, row)),
        ),
        source.note ? h("p", { class: "cw-fine" }, source.note) : null,
      );
    }),
  );
}

/** @param {Grid} grid @param {Cell} cell @param {Evidence[]} rows @param {string} caption */
function asTable(grid, cell, rows, caption) {
  return h(
    "details",
    { class: "cw-fold" },
    h("summary", null, "The same studies as a table"),
    table(
      caption,
      ["Study", "How near", "Who, and how many", "What was measured, and how", "Design", "Found"],
      rows.map((row) => {
        const source = sourceOf(grid, row);
        return [
          `${source.name} (${grid.reads[source.read]})`,
          grid.reaches[row.reach],
          who(source, cell.role),
          row.reach === "told" ? row.measured : `${row.measured}. Outcome: ${source.instrument}`,
          source.design,
          found(grid, row),
        ];
      }),
    ),
  );
}

/** @param {Grid} grid @param {Evidence} row */
function sourceOf(grid, row) {
  return /** @type {Source} */ (grid.sources.find(({ citekey }) => citekey === row.source));
}

/** @param {Source} source @param {string} role */
function who(source, role) {
  const group = source.groups.find(({ roles }) => roles.includes(role));
  return `${group?.who}; ${group?.n == null ? "n not shown" : `n = ${group.n}`}`;
}

/** @param {Grid} grid @param {Evidence} row */
function found(grid, row) {
  const parts = row.findings.map(({ outcome, direction }) => `${named(grid.outcomes, outcome)}: ${grid.directions[direction]}`);
  return parts.length ? `${parts.join("; ")}. ${row.words}`.trim() : row.words;
}

/** The whole grid; a place is dark until somebody said what they expect of it. @param {Grid} grid @param {Record<string, string>} predictions @param {string} shown */
export function gridTable(grid, predictions, shown) {
  const lit = Object.keys(predictions).length;
  return table(
    `The grid: ${lit} of ${grid.cells.length} places lit`,
    ["Condition", ...grid.roles.map(({ name }) => name)],
    grid.conditions.map(({ id, name }) => [
      name,
      ...grid.roles.map((role) => {
        const place = placeOf(id, role.id);
        if (!(place in predictions)) return h("span", { class: "cw-dark" }, "not looked at yet");
        return h(
          "span",
          { class: "cw-lit" },
          verdictView(grid, cellOf(grid, place)),
          place === shown ? h("span", { class: "cw-now" }, " (shown below)") : null,
        );
      }),
    ]),
  );
}

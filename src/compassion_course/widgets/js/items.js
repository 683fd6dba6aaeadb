// Draws an item of kind choice, classify, match, order or number with native inputs. Used by Check and by ExerciseSheet,
// with the answers in it (practice) or without (graded): what is right is the business of judge.js.
import { button, fill, freshId, h, lines, spoken } from "./dom.js";

/** @typedef {import("./judge.js").Item} Item */
/** @typedef {import("./judge.js").Value} Value */
/** @typedef {import("./judge.js").Verdict} Verdict */
/** @typedef {import("./judge.js").Line} Line */
/**
 * @typedef {object} ItemView
 * @property {HTMLElement} el
 * @property {() => Value} value the answer as it stands, or null when nothing was chosen yet
 * @property {(value: Value | undefined) => void} put shows an answer, without calling onchange
 * @property {(locked: boolean) => void} lock
 * @property {(verdict: Verdict | null) => void} show feedback beside what it is about; null takes it away
 */
/** @typedef {(value: Value, what: string) => void} OnChange `what` is what the person did, for a live region or an event log */
/**
 * @typedef {object} ItemOptions
 * @property {string} prefix for ids and names; unique in the page
 * @property {Value | undefined} [value] a first answer
 * @property {OnChange} [onchange]
 * @property {boolean} [confirmOrder] for `order`: the order given counts only once something was moved or it was kept on purpose
 */
/** @typedef {{ body: HTMLElement[], value: () => Value, put: (value: Value | undefined) => void, places: Map<string, HTMLElement> }} Parts */

const SYMBOLS = { right: "✓", "look-again": "↻", missed: "+" };

/** @param {Item} item @param {ItemOptions} options @returns {ItemView} */
export function itemView(item, options) {
  const parts = DRAW[item.kind](item, options);
  const fields = h(
    "fieldset",
    { class: `cw-item cw-item-${item.kind}` },
    h("legend", { class: "cw-prompt" }, lines(item.prompt)),
    parts.body,
  );
  parts.put(options.value);
  return {
    el: fields,
    value: parts.value,
    put: parts.put,
    lock: (locked) => {
      fields.disabled = locked;
    },
    show(verdict) {
      for (const place of parts.places.values()) fill(place);
      for (const line of verdict?.lines ?? []) {
        const place = parts.places.get(line.on);
        if (place) fill(place, note(line));
      }
    },
  };
}

/** A line of feedback: symbol, word and reason. @param {Line} line */
export function note(line) {
  return h(
    "div",
    { class: `cw-note cw-note-${line.tone}` },
    h("span", { class: "cw-symbol", "aria-hidden": "true" }, SYMBOLS[line.tone]),
    h(
      "div",
      null,
      h("strong", null, `${line.label}. `),
      line.text
        .trim()
        .split(/\n\s*\n/)
        .join(" "),
    ),
  );
}

/** @param {Item} item @param {ItemOptions} options @returns {Parts} */
function drawChoice(item, { prefix, onchange }) {
  const name = freshId(`${prefix}-${item.id}`);
  /** @type {Map<string, HTMLInputElement>} */
  const inputs = new Map();
  const places = new Map();
  const value = () => {
    const chosen = [...inputs].filter(([, input]) => input.checked).map(([id]) => id);
    return chosen.length ? chosen : null;
  };
  const list = h(
    "div",
    { class: "cw-options" },
    (item.options ?? []).map((option) => {
      const id = freshId(name);
      const place = h("div", { class: "cw-place", id: `${id}-note` });
      const input = h("input", {
        type: item.many ? "checkbox" : "radio",
        id,
        name,
        value: option.id,
        "aria-describedby": `${id}-note`,
        onchange: () => onchange?.(value(), input.checked ? `chose: ${option.text}` : `took back: ${option.text}`),
      });
      inputs.set(option.id, input);
      places.set(option.id, place);
      return h("div", { class: "cw-option" }, input, h("label", { for: id }, option.text), place);
    }),
  );
  const hint = item.many ? [h("p", { class: "cw-hint" }, "More than one may fit.")] : [];
  return {
    body: [...hint, list],
    places,
    value,
    put(answer) {
      const chosen = Array.isArray(answer) ? answer : [];
      for (const [id, input] of inputs) input.checked = chosen.includes(id);
    },
  };
}

/** @param {Item} item @param {ItemOptions} options @returns {Parts} */
function drawClassify(item, options) {
  return drawRows(
    item,
    options,
    (item.categories ?? []).map(({ id, name }) => ({ id, text: name })),
    "placed under",
  );
}

/** Rows with a list each, in which a partner that stands beside another row is marked. @param {Item} item @param {ItemOptions} options @returns {Parts} */
function drawMatch(item, options) {
  const parts = drawRows(item, options, item.partners ?? [], "paired with", true);
  return { ...parts, body: [h("p", { class: "cw-hint" }, "Use each partner once at most."), ...parts.body] };
}

/**
 * @param {Item} item
 * @param {ItemOptions} options
 * @param {{ id: string, text: string }[]} choices what each row's list offers
 * @param {string} did what choosing does, in words
 * @param {boolean} [once] whether what one row has taken is marked in the other rows' lists
 * @returns {Parts}
 */
function drawRows(item, { prefix, onchange }, choices, did, once = false) {
  /** @type {Map<string, HTMLSelectElement>} */
  const selects = new Map();
  const places = new Map();
  const value = () => {
    const placed = [...selects].filter(([, select]) => select.value !== "").map(([id, select]) => [id, select.value]);
    return placed.length ? Object.fromEntries(placed) : null;
  };
  const mark = () => {
    for (const select of once ? selects.values() : []) {
      const taken = [...selects.values()].filter((other) => other !== select).map((other) => other.value);
      choices.forEach(({ id, text }, place) => {
        select.options[place + 1].text = taken.includes(id) ? `${text} (used)` : text;
      });
    }
  };
  const list = h(
    "div",
    { class: "cw-rows" },
    (item.rows ?? []).map((row) => {
      const id = freshId(`${prefix}-${item.id}`);
      const place = h("div", { class: "cw-place", id: `${id}-note` });
      const select = h(
        "select",
        {
          id,
          "aria-describedby": `${id}-note`,
          onchange: () => {
            const name = choices.find(({ id }) => id === select.value)?.text ?? "nothing yet";
            mark();
            onchange?.(value(), `${did} ${name}: ${row.text}`);
          },
        },
        h("option", { value: "" }, "Choose …"),
        choices.map(({ id, text }) => h("option", { value: id }, text)),
      );
      selects.set(row.id, select);
      places.set(row.id, place);
      return h("div", { class: "cw-row" }, h("label", { for: id }, row.text), select, place);
    }),
  );
  return {
    body: [list],
    places,
    value,
    put(answer) {
      const placed = /** @type {Record<string, string>} */ (answer ?? {});
      for (const [id, select] of selects) select.value = placed[id] ?? "";
      mark();
    },
  };
}

/** @param {Item} item @param {ItemOptions} options @returns {Parts} */
function drawOrder(item, { onchange, confirmOrder }) {
  const entries = item.entries ?? [];
  const given = entries.map((entry) => entry.id);
  let order = given;
  let meant = !confirmOrder;
  const list = h("ol", { class: "cw-order" });
  const moved = h("div", { class: "cw-spoken", role: "status" });
  const place = h("div", { class: "cw-place" });
  /** @type {Map<string, { row: HTMLElement, up: HTMLButtonElement, down: HTMLButtonElement }>} */
  const rows = new Map();
  const keep = button("Keep this order", () => settle("kept the order"), { class: "cw-button cw-button-quiet" });

  const arrange = () => {
    fill(
      list,
      order.map((id) => rows.get(id)?.row),
    );
    order.forEach((id, index) => {
      const row = rows.get(id);
      // aria-disabled and not disabled: a button that has the focus must not lose it at the end of the list.
      row?.up.setAttribute("aria-disabled", String(index === 0));
      row?.down.setAttribute("aria-disabled", String(index === order.length - 1));
    });
    keep.hidden = meant;
  };
  /** @param {string} what */
  const settle = (what) => {
    meant = true;
    arrange();
    onchange?.([...order], what);
  };
  /** @param {string} id @param {string} text @param {-1 | 1} by @param {HTMLButtonElement} from */
  const move = (id, text, by, from) => {
    const at = order.indexOf(id);
    const to = at + by;
    if (to < 0 || to >= order.length) return;
    const next = order.filter((other) => other !== id);
    next.splice(to, 0, id);
    order = next;
    settle(`moved to place ${to + 1} of ${order.length}: ${text}`);
    moved.textContent = `${text}: now ${to + 1} of ${order.length}`;
    from.focus();
  };
  for (const { id, text } of entries) {
    const up = button("↑", () => move(id, text, -1, up), {
      class: "cw-button cw-button-small",
      "aria-label": `Move up: ${text}`,
    });
    const down = button("↓", () => move(id, text, 1, down), {
      class: "cw-button cw-button-small",
      "aria-label": `Move down: ${text}`,
    });
    const row = h(
      "li",
      null,
      h(
        "div",
        { class: "cw-order-row" },
        h("span", { class: "cw-order-text" }, text),
        h("span", { class: "cw-order-buttons" }, up, down),
      ),
    );
    rows.set(id, { row, up, down });
  }
  arrange();
  return {
    body: [h("p", { class: "cw-hint" }, "Use the arrow buttons to move a line up or down."), list, keep, place, moved],
    places: new Map([[item.id, place]]),
    value: () => (meant ? [...order] : null),
    put(answer) {
      const known = Array.isArray(answer) && answer.length === given.length && given.every((id) => answer.includes(id));
      order = known ? /** @type {string[]} */ (answer) : given;
      meant = known || !confirmOrder;
      arrange();
    },
  };
}

/** @param {Item} item @param {ItemOptions} options @returns {Parts} */
function drawNumber(item, { prefix, onchange }) {
  const id = freshId(`${prefix}-${item.id}`);
  const place = h("div", { class: "cw-place", id: `${id}-note` });
  const value = () => (input.value.trim() === "" || !Number.isFinite(input.valueAsNumber) ? null : input.valueAsNumber);
  const input = h("input", {
    type: "number",
    step: "any",
    inputmode: "decimal",
    id,
    autocomplete: "off",
    "aria-describedby": `${id}-note`,
    onchange: () => onchange?.(value(), `typed ${input.value}`),
    // Feedback on the number before goes as soon as another is typed. If it went when the field is left, by a press on
    // the button below, the button would move away under the press.
    oninput: () => fill(place),
    // The wheel would change the number under somebody who only wants to scroll.
    onwheel: () => input.blur(),
  });
  return {
    body: [
      h(
        "div",
        { class: "cw-number" },
        h("label", { for: id }, "Your number"),
        input,
        item.unit ? h("span", null, item.unit) : null,
      ),
      place,
    ],
    places: new Map([[item.id, place]]),
    value,
    put(answer) {
      input.value = typeof answer === "number" ? String(answer) : "";
    },
  };
}

const DRAW = { choice: drawChoice, classify: drawClassify, match: drawMatch, order: drawOrder, number: drawNumber };

/** The summary of a verdict, as a line that has a symbol and words. @param {Verdict} verdict */
export function summaryLine(verdict) {
  const tone = verdict.right ? "right" : "look-again";
  return h(
    "p",
    { class: `cw-summary cw-summary-${tone}` },
    h("span", { class: "cw-symbol", "aria-hidden": "true" }, SYMBOLS[tone]),
    spoken("Result: "),
    verdict.summary,
  );
}

/**
 * One code of the codebook: what it means, where it stands, its properties and dimensions, and what can be done to it.
 */

import { button, fill, freshId, h } from "../dom.js";
import { choose } from "../fields.js";
import { withParts } from "./code-tree.js";
import { MEMO_LIMIT } from "./memo-panel.js";
import { memoChanged, withMemo } from "./memos.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Property} Property */
/**
 * @typedef {object} CodeActions
 * @property {(id: string, change: Partial<Omit<Code, "code">>, what: string, typing?: string) => void} change
 * @property {() => void} settle
 * @property {(id: string, parent: string | null) => void} move
 * @property {(id: string, by: -1 | 1) => void} shift
 * @property {(id: string, into: string) => void} merge
 * @property {(id: string) => void} remove
 * @property {(id: string) => void} extracts
 */

/** @type {["name" | "definition" | "include" | "exclude" | "example", string, number][]} */
const FIELDS = [
  ["name", "Name", 120],
  ["definition", "What it means", 2000],
  ["include", "Use it when", 1000],
  ["exclude", "Not when", 1000],
  ["example", "For example", 1000],
];

/** @param {Code} code @param {Desk} desk @param {CodeActions} actions */
export function codeForm(code, desk, actions) {
  const id = code.code;
  return desk.isOwn(id) ? ownForm(id, desk, actions) : closedForm(code, desk, actions);
}

/** @param {Code} code @param {Desk} desk @param {CodeActions} actions */
function closedForm(code, desk, actions) {
  const memo = memoOn(code.code, desk);
  return {
    id: code.code,
    el: h(
      "div",
      null,
      h("p", { class: "cw-side" }, code.name),
      h("p", { class: "cw-hint" }, "From a closed codebook of the course: to be used as it is."),
      FIELDS.slice(1).map(([part, label]) => (code[part] ? h("p", null, h("strong", null, `${label}: `), code[part]) : null)),
      memo.el,
      h("div", { class: "cw-buttons" }, button("Show its extracts", () => actions.extracts(code.code), { class: "cw-button cw-button-small" })),
    ),
    update: () => memo.update(),
  };
}

/** @param {string} id @param {Desk} desk @param {CodeActions} actions */
function ownForm(id, desk, actions) {
  const fields = FIELDS.map(([part, label, most]) => {
    const fieldId = freshId(`cw-code-${part}`);
    const onchange = () => {
      const value = field.value;
      // A name of nothing would leave the code without a handle.
      if (part === "name" && !value.trim()) return;
      actions.change(id, { [part]: part === "name" ? value.replace(/\s+/g, " ") : value }, part === "name" ? "a code renamed" : "typing on a code", `code:${id}:${part}`);
    };
    const shared = { id: fieldId, maxlength: String(most), oninput: onchange, onblur: () => actions.settle() };
    const field = part === "name" ? h("input", { type: "text", autocomplete: "off", ...shared }) : h("textarea", { rows: part === "definition" ? "3" : "2", ...shared });
    return { part, field, el: h("div", { class: "cw-field" }, h("label", { for: fieldId }, label), field) };
  });
  const parent = choose("Stands under", [], { name: "cw-code-parent", onchange: (under) => actions.move(id, under || null) });
  const into = choose("Merge it into", [], { name: "cw-code-merge" });
  const merge = button("Merge", () => into.select.value && actions.merge(id, into.select.value), { class: "cw-button cw-button-small" });
  const properties = propertyTable(id, desk, actions);
  const memo = memoOn(id, desk);
  let offered = "";

  return {
    id,
    el: h(
      "div",
      null,
      fields.map(({ el }) => el),
      properties.el,
      memo.el,
      parent.el,
      h(
        "div",
        { class: "cw-buttons" },
        button("Move up", () => actions.shift(id, -1), { class: "cw-button cw-button-small" }),
        button("Move down", () => actions.shift(id, 1), { class: "cw-button cw-button-small" }),
        button("Show its extracts, or split it", () => actions.extracts(id), { class: "cw-button cw-button-small" }),
      ),
      into.el,
      h("div", { class: "cw-buttons" }, merge, button("Remove this code", () => actions.remove(id), { class: "cw-button cw-button-small" })),
    ),
    /** @param {Code} code */
    update(code) {
      for (const { part, field } of fields) if (field.value !== code[part] && !(part === "name" && !field.value.trim() && document.activeElement === field)) field.value = code[part];
      // Under itself or what stands below it, a code can neither be put nor merged.
      const below = withParts(desk.work.codes, id);
      const list = desk.codes.filter((one) => !below.has(one.code));
      const now = JSON.stringify(list.map((one) => [one.code, one.name]));
      if (now !== offered) {
        offered = now;
        const options = () => list.map((one) => h("option", { value: one.code }, one.name));
        fill(parent.select, h("option", { value: "" }, "Nothing: it stands at the top"), options());
        fill(into.select, h("option", { value: "" }, "Choose …"), options());
      }
      parent.select.value = code.parent ?? "";
      properties.update(code);
      memo.update();
    },
  };
}

/** Properties and the two ends of each dimension. @param {string} id @param {Desk} desk @param {CodeActions} actions */
function propertyTable(id, desk, actions) {
  const rows = h("div", null);
  /** @type {string} */
  let drawn = "";
  /** @returns {Property[]} */
  const now = () => (desk.code(id)?.properties ?? []).map((one) => (typeof one === "string" ? { name: one, from: "", to: "" } : one));
  /** @param {Property[]} properties @param {string} what @param {string} [typing] */
  const put = (properties, what, typing) => actions.change(id, { properties: properties.length ? properties : null }, what, typing);
  const add = button(
    "Add a property",
    () => {
      put([...now(), { name: "", from: "", to: "" }], "a property added");
      const last = [...rows.querySelectorAll(".cw-property")].at(-1)?.querySelector("input");
      last?.focus();
    },
    { class: "cw-button cw-button-small" },
  );

  /** @param {number} index */
  function row(index) {
    const parts = /** @type {const} */ ([
      ["name", "Property"],
      ["from", "From"],
      ["to", "To"],
    ]).map(([part, label]) => {
      const fieldId = freshId("cw-property");
      const field = h("input", {
        type: "text",
        id: fieldId,
        maxlength: "120",
        autocomplete: "off",
        "data-part": part,
        oninput: () => put(now().map((one, place) => (place === index ? { ...one, [part]: field.value } : one)), "typing on a property", `property:${id}:${index}:${part}`),
        onblur: () => actions.settle(),
      });
      return h("div", { class: "cw-field" }, h("label", { for: fieldId }, label), field);
    });
    const away = button(
      "Remove",
      () => {
        put(now().filter((_, place) => place !== index), "a property removed");
        add.focus();
      },
      { class: "cw-button cw-button-small", "aria-label": `Remove property ${index + 1}` },
    );
    return h("div", { class: "cw-property", role: "group", "aria-label": `Property ${index + 1}` }, parts, away);
  }

  return {
    el: h(
      "details",
      { class: "cw-fold" },
      h("summary", null, "Properties and dimensions"),
      h("p", { class: "cw-hint" }, "What can vary in it, and between which ends: how long, from a moment to weeks."),
      rows,
      h("div", { class: "cw-buttons" }, add),
    ),
    /** @param {Code} code */
    update(code) {
      const properties = now();
      if (String(code.properties?.length ?? 0) !== drawn) {
        drawn = String(code.properties?.length ?? 0);
        fill(rows, properties.map((_, index) => row(index)));
      }
      properties.forEach((one, index) => {
        for (const field of rows.children[index].querySelectorAll("input")) {
          const value = one[/** @type {keyof Property} */ (field.dataset.part)];
          if (field.value !== value) field.value = value;
        }
      });
    },
  };
}

/** The memo on a code, one to write on here; others are in the list of memos. @param {string} id @param {Desk} desk */
function memoOn(id, desk) {
  const fieldId = freshId("cw-code-memo");
  const mine = () => desk.work.memos.find(({ on }) => on === `code:${id}`);
  const field = h("textarea", {
    id: fieldId,
    rows: "2",
    maxlength: MEMO_LIMIT,
    oninput: () => {
      const memo = mine();
      if (memo) desk.step("typing of a memo", memoChanged(desk.work, memo.id, { text: field.value }), { do: "memo-text", memo: memo.id }, { typing: `memo:${memo.id}` });
      else if (field.value) {
        const made = withMemo(desk.work, `code:${id}`, "code", field.value);
        desk.step("typing of a memo", made.change, { do: "memo", memo: made.memo.id, on: made.memo.on }, { typing: `memo:${made.memo.id}` });
      }
    },
    onblur: () => desk.settle(),
  });
  return {
    el: h("div", { class: "cw-field" }, h("label", { for: fieldId }, "Memo on this code"), field),
    update() {
      const text = mine()?.text ?? "";
      if (field.value !== text) field.value = text;
    },
  };
}

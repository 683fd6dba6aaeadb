/**
 * “Move”, without dragging: a list of the places where a thing can go.
 */

import { freshId, h } from "../../dom.js";
import { inTree } from "../theme-questions.js";
import { mayHold, standsUnder, themesAt } from "../themes.js";

/** @typedef {import("./board-panel.js").Board} Board */
/** @typedef {{value: string, text: string}} Option */

/** @param {string} label @param {[string, Option[]][]} groups those without options are left out */
function places(label, groups) {
  const id = freshId("cw-where");
  const select = h(
    "select",
    { id },
    groups.filter(([, options]) => options.length).map(([name, options]) => h("optgroup", { label: name }, options.map(({ value, text }) => h("option", { value }, text)))),
  );
  return { el: h("div", { class: "cw-field" }, h("label", { for: id }, label), select), select };
}

/** Themes of the level, named with their depth. @param {Board} board */
function named({ desk, level }) {
  const { kind, doc } = level();
  return inTree(themesAt(desk.work, kind, doc)).map(({ theme, depth }) => ({ theme, text: `${"– ".repeat(depth)}${theme.name || "No name yet"}` }));
}

/** @type {Option[]} */
const ORDER = [
  { value: "earlier", text: "One place earlier" },
  { value: "later", text: "One place later" },
];

/** @param {Board} board @param {HTMLElement} card @param {HTMLElement} back @param {string} id @param {string} from */
export function moveItem(board, card, back, id, from) {
  const { desk, act, forms, level } = board;
  const open = named(board).filter(({ theme }) => theme.id !== from && !theme.members.includes(id) && mayHold(desk.work, desk.codes, theme, id));
  const fresh = level().kind === "core" && themesAt(desk.work, "core", null).length ? [] : [{ value: "new", text: "A new one, with this in it" }];
  /** @param {string} how @returns {Option[]} */
  const options = (how) => open.map(({ theme, text }) => ({ value: `${how}:${theme.id}`, text }));
  const where = places("Where to?", [
    [from ? "Move to" : "Put into", [...options("into"), ...fresh]],
    ["Take out", from ? [{ value: "out", text: "Out of this theme, not placed" }] : []],
    ["Leave here, and put as well into", from ? options("also") : []],
    ["Order", (desk.theme(from)?.members.length ?? 0) > 1 ? ORDER : []],
  ]);
  forms.open(card, back, `Move ${act.called(id)}`, where.el, {
    does: "Move it",
    act() {
      const { value } = where.select;
      const [how, into] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
      forms.close({ focus: true });
      if (value === "new") act.make(level(), [id], from || null);
      else if (value === "out") act.takeOut(id, from);
      else if (value === "earlier" || value === "later") act.shift(id, from, value === "earlier" ? -1 : 1);
      else if (how) act.put(id, into, how === "into" ? from || null : null);
    },
  });
}

/** @param {Board} board @param {HTMLElement} card @param {HTMLElement} back @param {string} id */
export function moveTheme(board, card, back, id) {
  const { desk, act, forms, say } = board;
  const all = named(board);
  const under = all.filter(({ theme }) => standsUnder(desk.work, id, theme.id));
  const parent = desk.theme(id)?.parent ?? null;
  if (all.length < 2) return say("There is no other one here under which it could stand.");
  const where = places("Where should it stand?", [
    ["Part of", under.map(({ theme, text }) => ({ value: theme.id, text }))],
    ["By itself", parent === null ? [] : [{ value: "top", text: "At the top" }]],
    ["Order", ORDER],
  ]);
  forms.open(card, back, `Move ${act.called(id)}`, where.el, {
    does: "Move it",
    act() {
      const { value } = where.select;
      forms.close({ focus: true });
      if (value === "earlier" || value === "later") act.shift(id, "themes", value === "earlier" ? -1 : 1);
      else act.stand(id, value === "top" ? null : value);
    },
  });
}

/** @param {Board} board @param {HTMLElement} card @param {HTMLElement} back @param {string} id */
export function mergeTheme(board, card, back, id) {
  const { act, forms, say } = board;
  const others = named(board).filter(({ theme }) => theme.id !== id);
  if (!others.length) return say("There is no other one here to merge it into.");
  const where = places("Merge it into", [["Others here", others.map(({ theme, text }) => ({ value: theme.id, text }))]]);
  forms.open(card, back, `Merge ${act.called(id)}`, where.el, {
    does: "Merge",
    act() {
      const { value } = where.select;
      forms.close({ focus: true });
      act.merge(id, value);
    },
  });
}

/** @param {Board} board @param {HTMLElement} card @param {HTMLElement} back @param {string} id */
export function splitTheme(board, card, back, id) {
  const { desk, act, forms, say } = board;
  const members = desk.theme(id)?.members ?? [];
  if (members.length < 2) return say("There must be two things in it before it can be split.");
  const nameId = freshId("cw-split-name");
  const name = h("input", { type: "text", id: nameId, maxlength: "200", autocomplete: "off", "data-own-undo": true });
  const boxes = members.map((member) => {
    const boxId = freshId("cw-split");
    return { member, boxId, box: h("input", { type: "checkbox", id: boxId }) };
  });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const fields = [
    h("fieldset", null, h("legend", null, "What goes into the new one?"), boxes.map(({ member, boxId, box }) => h("div", { class: "cw-option" }, box, h("label", { for: boxId }, act.called(member))))),
    h("div", { class: "cw-field" }, h("label", { for: nameId }, "Name of the new one"), name),
    problem,
  ];
  forms.open(card, back, `Split ${act.called(id)}`, fields, {
    does: "Split",
    act() {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ member }) => member);
      problem.textContent = !chosen.length ? "Choose what goes into the new one." : chosen.length === members.length ? "Leave something in the old one." : "";
      if (problem.textContent) return boxes[0].box.focus();
      forms.close({ focus: true });
      act.split(id, chosen, name.value);
    },
  });
}

/**
 * The theme board: statements or codes into themes and sub-themes, and across cases. Everything that can be dragged can
 * be moved by a button too; the focus goes with what was moved, and a live region says where it is.
 */

import { button, fill, freshId, h } from "../../dom.js";
import { radios } from "../../fields.js";
import { counted } from "../phrases.js";
import { inTree, notPlaced, possibleMembers } from "../theme-questions.js";
import { KINDS, mayHold, themesAt } from "../themes.js";
import { boardActions } from "./actions.js";
import { watchDrag } from "./drag.js";
import { itemCard, setText } from "./item-card.js";
import { keepingFocus, keyedList, landing } from "./keyed.js";
import { levelsOf } from "./levels.js";
import { outline } from "./outline.js";
import { below, fold, formPlace, short } from "./parts.js";
import { statementMaker } from "./statement-maker.js";
import { themeCard } from "./theme-card.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").ThemeKind} ThemeKind */
/** @typedef {import("../theme-questions.js").Known} Known */
/** @typedef {import("./levels.js").Level} Level */
/** @typedef {import("./parts.js").Show} Show */
/** @typedef {{type: "item" | "theme", id: string, from: string}} Held */
/**
 * @typedef {object} Board what the parts of the board share
 * @property {Desk} desk
 * @property {(text: string) => void} say
 * @property {Show} show
 * @property {import("../../dom.js").Heading} heading for what stands below the parts of the board
 * @property {() => Known} known
 * @property {() => Level} level the one that is shown
 * @property {import("./actions.js").Actions} act
 * @property {ReturnType<typeof formPlace>} forms
 * @property {() => void} draw
 */
/**
 * @typedef {object} PanelParts
 * @property {Desk} desk
 * @property {(text: string) => void} say
 * @property {import("../../dom.js").Heading} heading
 * @property {string} [key]
 * @property {{kinds?: ThemeKind[]}} [settings] `kinds`: PET and GET, or category and core
 * @property {Show} [show]
 */

/** From so many things on they can be filtered. */
const MANY = 8;

/** @param {PanelParts} parts */
export function boardPanel({ desk, say, heading, key = "theme-board", settings = {}, show }) {
  const kinds = settings.kinds ?? ["PET", "GET"];
  const levels = levelsOf(kinds, desk.shelf.transcripts);
  const inside = below(heading);
  let level = levels[0];
  /** @type {unknown} */
  let drawn = null;
  /** @type {ReturnType<typeof levelView> | null} */
  let view = null;

  const title = heading("Theme board", { tabindex: "-1" });
  const choice = radios(kinds.includes("PET") ? "Case" : "Level", levels.map(({ id, name }) => ({ id, text: name })), { value: level.id, onchange: go, inline: true, name: `cw-level-${key}` });
  const place = h("div", { class: "cw-board-level" });
  const all = fold("All themes as an outline, to read through", () => outline(board, levels));
  const el = h("section", { class: "cw-board" }, title, levels.length > 1 && choice.el, place, h("div", { class: "cw-buttons" }, all.button), all.place);

  /** @type {Board} */
  const board = {
    desk,
    say,
    show,
    heading: below(inside),
    known: () => ({ work: desk.work, codes: desk.codes, transcripts: desk.shelf.transcripts }),
    level: () => level,
    act: boardActions({
      desk,
      say,
      draw: () => draw(),
      land: (card, where) => landing(find(card, where))?.focus(),
      edit(theme) {
        view?.themes.cards.get(theme)?.el.scrollIntoView({ block: "nearest" });
        /** @type {ReturnType<typeof themeCard> | undefined} */ (view?.themes.cards.get(theme))?.edit();
      },
      editStatement(statement) {
        view?.unfilter();
        /** @type {ReturnType<typeof itemCard> | undefined} */ (view?.items.cards.get(statement))?.edit();
      },
      landOnTitle: () => view?.add.focus(),
    }),
    forms: formPlace(),
    draw: () => draw(),
  };

  /** @param {string} card @param {string} where the theme that it is in, "" for what is not placed, or "themes" */
  function find(card, where) {
    return [...el.querySelectorAll("[data-card]")].find((one) => one.getAttribute("data-card") === card && one.getAttribute("data-in") === where);
  }

  /** @param {string} id */
  function go(id) {
    level = levels.find((one) => one.id === id) ?? levels[0];
    board.forms.close({ focus: false });
    desk.settle();
    view = levelView(board);
    fill(place, view.el);
    view.draw();
  }

  function draw() {
    if (!view) {
      view = levelView(board);
      fill(place, view.el);
    }
    if (drawn === desk.work) return;
    drawn = desk.work;
    keepingFocus(el, () => (view?.draw(), all.draw()), () => view?.add.hidden ? title : view?.add);
  }

  const stop = watchDrag(el, dragRules(board));
  return {
    el,
    /** @param {import("../desk.js").Step} [_step] */
    update: (_step) => draw(),
    /** All that is typed is work at once; a small form that stands open says nothing about the work. */
    settle: () => desk.settle(),
    stop,
  };
}

/** What is not placed on one side, themes on the other. @param {Board} board */
function levelView(board) {
  const { desk, act, known, level } = board;
  const at = level();
  const filterId = freshId("cw-board-filter");
  const filter = h("input", { type: "text", id: filterId, class: "cw-filter", autocomplete: "off", spellcheck: "false", "data-own-undo": true, oninput: () => draw() });
  const filterRow = h("div", { class: "cw-filter-row" }, h("label", { for: filterId }, "Filter"), filter);
  const standing = h("p", { class: "cw-hint" });
  const add = button(at.adds, () => act.make(at), { class: "cw-button cw-new-theme", "data-drop": "new" });
  const left = h("ul", { class: "cw-slips cw-scrolls" });
  const right = h("ul", { class: "cw-themes" });
  const none = h("p", { class: "cw-hint" }, `There is none yet. Press “${at.adds}”, or drag something onto that button.`);
  const maker = at.kind === "PET" && at.doc !== null ? statementMaker(board, at.doc) : null;
  const items = keyedList(left, (/** @type {string} */ id) => id, (id) => itemCard(board, id, ""));
  const themes = keyedList(right, (/** @type {import("./theme-card.js").Row} */ row) => row.theme.id, (row) => themeCard(board, row));
  // One level above what stands on the cards.
  const sub = (/** @type {string} */ text) => {
    const card = board.heading("");
    return h(/** @type {"h4"} */ (`h${Math.max(2, Number(card.tagName[1]) - 1)}`), { class: "cw-heading" }, text);
  };

  function draw() {
    const open = notPlaced(known(), at.kind, at.doc);
    const wanted = filter.value.trim().toLowerCase();
    const words = (/** @type {string} */ id) => `${desk.work.statements.find((one) => one.id === id)?.text ?? ""} ${desk.nameOf(id)} ${desk.code(id)?.definition ?? ""} ${desk.theme(id)?.doc ?? ""}`.toLowerCase();
    const shown = wanted ? open.filter((id) => words(id).includes(wanted)) : open;
    filterRow.hidden = open.length <= MANY && !wanted;
    items.draw(shown);
    const possible = possibleMembers(known(), at.kind, at.doc).length;
    const { member, members } = KINDS[at.kind];
    setText(standing, !possible ? at.none : !open.length ? at.all : wanted ? `${shown.length} of ${open.length} shown.` : `${counted(open.length, member, members)} of ${possible}.`);
    const rows = inTree(themesAt(desk.work, at.kind, at.doc));
    themes.draw(rows);
    none.hidden = rows.length > 0;
    add.hidden = at.kind === "core" && rows.length > 0;
    maker?.draw();
  }

  return {
    el: h(
      "div",
      { class: "cw-board-sides" },
      h("div", { class: "cw-board-left", "data-drop": "out" }, sub(at.left), standing, filterRow, left, maker?.el),
      h("div", { class: "cw-board-right", "data-drop": "top" }, sub(at.right), h("div", { class: "cw-buttons" }, add), none, right),
    ),
    add,
    items,
    themes,
    draw,
    unfilter() {
      if (!filter.value) return;
      filter.value = "";
      draw();
    },
  };
}

/** @param {Board} board @returns {import("./drag.js").DragRules<Held>} */
function dragRules({ desk, act, forms, level }) {
  /** @param {HTMLElement} place */
  const where = (place) => place.dataset.drop ?? "";
  return {
    lift(card) {
      const { card: id = "", in: from = "" } = card.dataset;
      if (id.includes(":") || desk.theme(id)?.kind === "core") return null;
      forms.close({ focus: false });
      return { what: { type: from === "themes" ? "theme" : "item", id, from }, label: short(act.called(id), 50) };
    },
    fits({ type, id, from }, place) {
      const to = where(place);
      if (to === "new") return type === "item";
      if (type === "theme") return to === "top" || to === "out" ? desk.theme(id)?.parent !== null : to !== id && desk.theme(to) !== undefined;
      if (to === "out") return from !== "";
      const theme = desk.theme(to);
      return theme !== undefined && to !== from && mayHold(desk.work, desk.codes, theme, id);
    },
    drop({ type, id, from }, place) {
      const to = where(place);
      if (to === "new") act.make(level(), [id], from || null);
      else if (type === "theme") act.stand(id, to === "top" || to === "out" ? null : to);
      else if (to === "out") act.takeOut(id, from);
      else act.put(id, to, from || null);
    },
  };
}

/**
 * A theme or category on the board: its name, what it says, what is in it, who carries it, and what it still needs.
 */

import { fill, h, table } from "../../dom.js";
import { carriers, lookAgain, themeNeeds } from "../theme-questions.js";
import { codeByCase } from "../questions.js";
import { handleButton, itemCard, setText } from "./item-card.js";
import { keyedList } from "./keyed.js";
import { mergeTheme, moveTheme, splitTheme } from "./mover.js";
import { fold, liveField, short, small } from "./parts.js";
import { themeMemos } from "./theme-memos.js";

/** @typedef {import("./board-panel.js").Board} Board */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("./actions.js").ThemePart} ThemePart */
/** @typedef {{theme: Theme, depth: number}} Row */

/** @type {Record<Theme["kind"], {statement: string, why: string}>} */
const ASKS = {
  PET: { statement: "What it says about this person's experience", why: "Why these belong together" },
  GET: { statement: "What it says across the cases", why: "Why these belong together" },
  category: { statement: "What it says: what goes on here, and how it varies", why: "Why these belong together" },
  core: { statement: "What it says: how everything else can be told in relation to it", why: "Why this one and no other" },
};

/** @param {Board} board @param {Row} row */
export function themeCard(board, { theme: { id, kind } }) {
  const { desk, act, heading, forms, known } = board;
  const title = heading("", { class: "cw-heading cw-theme-name" });
  const under = h("span", { class: "cw-slip-meta" });
  const says = h("p", { class: "cw-theme-says" });
  const needs = h("p", { class: "cw-missing" });
  const prompts = h("ul", { class: "cw-prompts" });
  const words = h("div", { class: "cw-theme-words" });
  const carried = h("div", { class: "cw-carried" });
  const members = h("ul", { class: "cw-slips" });
  const empty = h("p", { class: "cw-hint" }, "Nothing is in it yet. Drag something here, or use Move.");
  const handle = kind === "core" ? null : handleButton(() => moveTheme(board, el, /** @type {HTMLElement} */ (handle), id));
  const editButton = small("Edit", "", () => toggle());
  const merge = kind === "core" ? null : opens("Merge", () => mergeTheme(board, el, /** @type {HTMLElement} */ (merge), id));
  const split = kind === "core" ? null : opens("Split", () => splitTheme(board, el, /** @type {HTMLElement} */ (split), id));
  const remove = small("Remove", "", () => act.remove(id));
  const memos = themeMemos(board, id);
  const counts = kind === "category" ? fold("Counts by case", () => countTable()) : null;
  /** @type {ReturnType<typeof editor> | null} */
  let fields = null;
  let shownPrompts = "";
  let shownCases = "";
  let shownWords = "";
  const el = h(
    "li",
    { class: "cw-theme", "data-card": id, "data-in": "themes", "data-drop": id },
    h("div", { class: "cw-theme-head cw-grab" }, title, under),
    says,
    words,
    needs,
    prompts,
    carried,
    empty,
    members,
    h("div", { class: "cw-buttons cw-theme-buttons" }, handle, editButton, counts?.button, memos.button, merge, split, remove),
    counts?.place,
    memos.place,
  );
  const list = keyedList(members, (/** @type {string} */ member) => member, (member) => itemCard(board, member, id));

  /** @param {string} label @param {() => void} onclick */
  function opens(label, onclick) {
    const one = small(label, "", onclick);
    one.setAttribute("aria-expanded", "false");
    return one;
  }

  function toggle(open = !fields) {
    if (open === Boolean(fields)) return;
    if (open) {
      fields = editor();
      el.insertBefore(fields.el, words);
    } else {
      desk.settle();
      fields?.el.remove();
      fields = null;
    }
    editButton.setAttribute("aria-expanded", String(open));
    editButton.firstChild?.replaceWith(open ? "Done" : "Edit");
    draw({ theme: /** @type {Theme} */ (desk.theme(id)), depth: Number(el.dataset.depth) });
    if (open) fields?.all.name.box.focus();
    else editButton.focus();
  }

  function editor() {
    /** @param {string} label @param {ThemePart} part @param {number} [rows] @param {string} [hint] */
    const field = (label, part, rows, hint) =>
      liveField(label, { rows, limit: rows ? 8000 : 200, hint, write: (text) => act.write(id, part, text), settle: () => desk.settle() });
    const all = {
      name: field("Name", "name", undefined, "A short phrase; somebody's own words are often the best."),
      statement: field(ASKS[kind].statement, "statement", 3),
      ...(kind === "GET" ? { convergence: field("Convergence: where the cases come together", "convergence", 3), divergence: field("Divergence: where a case goes another way", "divergence", 3) } : {}),
      why: field(ASKS[kind].why, "why", 2),
    };
    return { el: h("div", { class: "cw-edit" }, Object.values(all).map((one) => one.el)), all };
  }

  function countTable() {
    const { work, codes, transcripts } = known();
    const read = new Set(work.spans.map(({ doc }) => doc));
    const cases = transcripts.filter(({ doc }) => read.has(doc));
    const own = new Set(desk.theme(id)?.members);
    const rows = codeByCase(work, codes.filter(({ code }) => own.has(code)), cases).map(({ code, byCase, spans }) => [code.name, ...byCase, spans]);
    return table("How many spans of each case have each code; sub-codes are counted by themselves", ["Code", ...cases.map(({ doc }) => doc), "All"], rows);
  }

  /** @param {Theme} theme */
  function drawCases(theme) {
    const cases = kind === "PET" ? [] : carriers(known(), id);
    const now = JSON.stringify(kind === "GET" ? [cases, cases.flatMap(({ through }) => through.map(desk.nameOf, desk)), theme.name] : cases);
    if (now === shownCases) return;
    shownCases = now;
    if (!cases.length) return fill(carried);
    if (kind === "GET") {
      const rows = cases.map(({ doc, through, spans }) => [doc, through.length ? through.map((pet) => desk.nameOf(pet) || "No name yet").join("; ") : "not carried", spans]);
      return fill(carried, table("Who carries it", ["Case", "Through which personal themes", "Extracts"], rows));
    }
    const having = cases.filter(({ spans }) => spans > 0);
    const words = having.length ? `In ${having.length} of ${cases.length} cases: ${having.map(({ doc, spans }) => `${doc} (${spans})`).join(", ")}.` : "No span in any case yet.";
    return fill(carried, h("p", { class: "cw-slip-meta" }, words));
  }

  /** @param {Theme} theme */
  function drawWords(theme) {
    /** @type {[string, string][]} */
    const parts = fields ? [] : [["Convergence", theme.convergence], ["Divergence", theme.divergence], ["Why", theme.why]];
    const written = parts.filter(([, text]) => text.trim());
    const now = JSON.stringify(written);
    if (now === shownWords) return;
    shownWords = now;
    fill(words, written.map(([name, text]) => h("p", null, h("strong", null, `${name}: `), text)));
  }

  /** @param {Row} row */
  function draw({ theme, depth }) {
    const name = theme.name || "No name yet";
    const about = short(name, 48);
    el.dataset.depth = String(Math.min(depth, 3));
    setText(title, name);
    setText(under, depth > 0 ? `part of “${desk.nameOf(theme.parent ?? "") || "No name yet"}”` : "");
    setText(says, fields ? "" : theme.statement);
    drawWords(theme);
    const lacking = themeNeeds(known(), theme);
    setText(needs, lacking.length ? `Still needs: ${lacking.join("; ")}.` : "");
    const looks = lookAgain(known(), theme);
    if (looks.join() !== shownPrompts) {
      shownPrompts = looks.join();
      fill(prompts, looks.map((one) => h("li", null, one)));
    }
    prompts.hidden = !looks.length;
    drawCases(theme);
    members.setAttribute("aria-label", `In ${about}`);
    list.draw(theme.members);
    empty.hidden = theme.members.length > 0;
    counts?.draw("Counts by case", about);
    if (counts) counts.button.hidden = !theme.members.length;
    memos.draw(about);
    for (const [one, label] of /** @type {[HTMLElement | null, string][]} */ ([[handle, "Move"], [editButton, fields ? "Done" : "Edit"], [merge, "Merge"], [split, "Split"], [remove, "Remove"]])) {
      one?.setAttribute("aria-label", `${label}: ${about}`);
    }
    if (fields) for (const [part, field] of Object.entries(fields.all)) field?.put(theme[/** @type {ThemePart} */ (part)]);
  }

  return {
    el,
    draw,
    list,
    edit: () => (fields ? fields.all.name.box.focus() : toggle(true)),
    stop: () => el.contains(document.activeElement) && forms.close({ focus: false }),
  };
}

/**
 * One thing that is or can be placed: a statement, a code, a personal theme or a category, with its extracts.
 */

import { h } from "../../dom.js";
import { countByCase, extractsIn, extractsOf, spansUnder } from "../extracts.js";
import { counted } from "../phrases.js";
import { statementNeeds } from "../theme-questions.js";
import { moveItem } from "./mover.js";
import { extractList, fold, liveField, short, small } from "./parts.js";
import { spanPicker } from "./span-picker.js";

/** @typedef {import("./board-panel.js").Board} Board */
/** @typedef {{title: string, text: string, meta: string, needs: string, spans: number}} Face */

/** What a card shows of a thing. @param {Board} board @param {string} id @returns {Face} */
function faceOf({ desk, known }, id) {
  const { work, codes } = known();
  const spans = spansUnder(id, work, codes);
  const cases = countByCase(spans, work);
  const inCases = `${counted(spans.size, "span", "spans")} in ${counted(cases.size, "case", "cases")}`;
  const statement = work.statements.find((one) => one.id === id);
  if (statement) {
    const needs = statementNeeds(work, statement);
    return { title: "", text: statement.text || "No words yet.", meta: "", needs: needs.length ? `Still needs: ${needs.join("; ")}.` : "", spans: spans.size };
  }
  const code = desk.code(id);
  if (code) {
    const above = code.parent === null ? "" : `, part of “${desk.nameOf(code.parent)}”`;
    return { title: code.name, text: code.definition, meta: `${inCases}${above}`, needs: "", spans: spans.size };
  }
  const theme = desk.theme(id);
  if (!theme) return { title: id, text: "", meta: "This is no longer there.", needs: "", spans: 0 };
  return { title: theme.name || "No name yet", text: theme.statement, meta: theme.doc ?? inCases, needs: "", spans: spans.size };
}

/** @param {HTMLElement} el @param {string} text */
export function setText(el, text) {
  if (el.textContent !== text) el.textContent = text;
  el.hidden = text === "";
}

/**
 * @param {Board} board
 * @param {string} id
 * @param {string} place the theme that it is in, or ""
 */
export function itemCard(board, id, place) {
  const { desk, act, forms, show, known } = board;
  const isStatement = desk.work.statements.some((one) => one.id === id);
  const title = h("strong", { class: "cw-slip-name" });
  const text = h("span", { class: "cw-slip-text" });
  const meta = h("span", { class: "cw-slip-meta" });
  const needs = h("p", { class: "cw-missing" });
  const handle = handleButton(() => moveItem(board, el, handle, id, place));
  const extracts = fold("Extracts", () => {
    const { work, codes, transcripts } = known();
    return [inner && h("p", null, inner), extractList(extractsOf(spansUnder(id, work, codes), work, transcripts), show)];
  });
  let inner = "";
  const edit = isStatement ? small("Edit", "", () => toggle()) : null;
  const away = isStatement ? small("Delete", "", () => act.removeStatement(id)) : null;
  /** @type {ReturnType<typeof editor> | null} */
  let fields = null;
  const el = h(
    "li",
    { class: "cw-slip", "data-card": id, "data-in": place },
    h("div", { class: "cw-slip-face cw-grab" }, title, " ", text, " ", meta),
    needs,
    h("div", { class: "cw-buttons" }, handle, edit, extracts.button, away),
    extracts.place,
  );

  function toggle(open = !fields) {
    if (open === Boolean(fields)) return;
    if (open) {
      fields = editor();
      edit?.after(fields.done);
      el.insertBefore(fields.el, extracts.place);
      draw();
    } else {
      desk.settle();
      fields?.el.remove();
      fields?.done.remove();
      fields = null;
    }
    if (edit) edit.hidden = open;
    if (open) fields?.words.box.focus();
    else edit?.focus();
  }

  function editor() {
    const words = liveField("What the statement says", {
      rows: 3,
      limit: 2000,
      hint: "One or two sentences, close to what this person said and what it is like for them.",
      write: (now) => act.writeStatement(id, now),
      settle: () => desk.settle(),
    });
    const doc = desk.work.statements.find((one) => one.id === id)?.doc ?? "";
    const picker = spanPicker({
      legend: "The spans it rests on",
      source: () => extractsIn(doc, known().work, known().transcripts),
      chosen: () => new Set(desk.work.statements.find((one) => one.id === id)?.spans ?? []),
      toggle: (span, on) => act.statementSpan(id, span, on),
    });
    const done = small("Done", "editing", () => toggle(false));
    return { el: h("div", { class: "cw-edit" }, words.el, picker.el), words, picker, done };
  }

  function draw() {
    const face = faceOf(board, id);
    setText(title, face.title);
    // In a theme a thing stands with its name; what it says is with its extracts.
    const named = place !== "" && face.title !== "";
    inner = named ? face.text : "";
    setText(text, fields || named ? "" : face.text);
    setText(meta, face.meta);
    setText(needs, face.needs);
    const about = short(face.title || face.text, 48);
    handle.setAttribute("aria-label", `Move: ${about}`);
    edit?.setAttribute("aria-label", `Edit: ${about}`);
    away?.setAttribute("aria-label", `Delete: ${about}`);
    extracts.draw(`Extracts (${face.spans})`, about);
    const statement = desk.work.statements.find((one) => one.id === id);
    if (fields && statement) {
      fields.words.put(statement.text);
      fields.picker.draw();
    }
  }

  return {
    el,
    draw,
    edit: () => toggle(true),
    stop: () => el.contains(document.activeElement) && forms.close({ focus: false }),
  };
}

/** The button that a card is moved with: pressed it asks where to, dragged it drags. @param {() => void} onclick */
export function handleButton(onclick) {
  return h(
    "button",
    { type: "button", class: "cw-button cw-button-small cw-handle", "aria-expanded": "false", onclick },
    h("span", { "aria-hidden": "true", class: "cw-grip" }, "⠿"),
    " Move",
  );
}

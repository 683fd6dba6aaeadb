/**
 * The axial map: round one category what leads into it, in what setting, with what is done and what comes of it; each
 * link with words of the transcripts at both ends. Drawn, written as sentences, and as a table.
 */

import { button, fill, freshId, h, table } from "../../dom.js";
import { keepingFocus, keyedList, landing } from "../board/keyed.js";
import { below, fold, formPlace, small } from "../board/parts.js";
import { extractsOf } from "../extracts.js";
import { SLOTS, coreOf, fillers, middles, mostLinked, places, relationMade, relationNeeds, slotOf, written } from "../relations.js";
import { counted } from "../phrases.js";
import { themeNeeds } from "../theme-questions.js";
import { made } from "../themes.js";
import { coreSection } from "./core-section.js";
import { diagram } from "./diagram.js";
import { gathering } from "./gathering.js";
import { linkCard } from "./link-card.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Slot} Slot */
/** @typedef {import("../types.js").Relation} Relation */
/** @typedef {import("../theme-questions.js").Known} Known */
/** @typedef {import("../board/parts.js").Show} Show */
/**
 * @typedef {object} MapParts what the parts of the map share
 * @property {Desk} desk
 * @property {(text: string) => void} say
 * @property {Show} show
 * @property {import("../../dom.js").Heading} heading
 * @property {() => Known} known
 * @property {(id: string) => string} nameOf
 * @property {() => void} draw
 * @property {() => void} away where the focus goes when a link is gone
 */

/** Why nothing here has to be filled. */
const CAUTION =
  "The paradigm is a lens to ask with, not a form to fill. Glaser objected that a frame set beforehand forces the data into it. A slot that nothing fills stays empty, and a link that you cannot show is not made.";

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {import("../../dom.js").Heading} parts.heading
 * @param {string} [parts.key]
 * @param {Record<string, unknown> & {caution?: string}} [parts.settings]
 * @param {Show} [parts.show]
 */
export function mapPanel({ desk, say, heading, settings = {}, show }) {
  const sub = below(heading);
  let middle = mostLinked(desk.work)?.id ?? "";
  /** @type {unknown} */
  let drawn = null;
  /** @type {ReturnType<typeof gathering> | null} */
  let gathered = null;

  /** @type {MapParts} */
  const map = {
    desk,
    say,
    show,
    heading: sub,
    known: () => ({ work: desk.work, codes: desk.codes, transcripts: desk.shelf.transcripts }),
    nameOf: (id) => desk.nameOf(id) || "No name yet",
    draw: () => draw(),
    away: () => landing(list.querySelector("[data-card]"))?.focus() ?? what.focus(),
  };
  const { known, nameOf } = map;

  // --- the middle -------------------------------------------------------------------------------

  const middleId = freshId("cw-middle");
  const chooser = h("select", { id: middleId, onchange: () => go(chooser.value) });
  const forms = formPlace();
  const maker = h("div");
  const newButton = small("New category", "", () => openMaker());
  newButton.setAttribute("aria-expanded", "false");
  const holds = fold("What it holds", () => gathered?.el, { keeps: true });
  const middleNeeds = h("p", { class: "cw-missing" });

  function openMaker() {
    const id = freshId("cw-new-category");
    const name = h("input", { type: "text", id, maxlength: "200", autocomplete: "off", "data-own-undo": true });
    const problem = h("p", { class: "cw-problem", role: "alert" });
    forms.open(maker, newButton, "A new category", [h("div", { class: "cw-field" }, h("label", { for: id }, "Name of the category"), name), problem], {
      does: "Make it",
      act() {
        problem.textContent = name.value.trim() ? "" : "Give it a name first.";
        if (problem.textContent) return name.focus();
        const { theme, change } = made(desk.work, "category", { name: name.value.trim() }, desk.codes);
        desk.step("a category made", change, { do: "theme", theme: theme.id, made: "category" });
        forms.close();
        go(theme.id);
        holds.turn(true);
        holds.place.querySelector("input")?.focus();
        say(`“${theme.name}” stands in the middle. Tick the codes that it holds.`);
      },
    });
  }

  /** @param {string} id */
  function go(id) {
    middle = id;
    drawn = null;
    draw();
    say(`“${nameOf(id)}” stands in the middle. ${counted(linksHere().length, "link", "links")}.`);
  }

  const linksHere = () => {
    const order = SLOTS.map(({ id }) => id);
    return desk.work.relations.filter(({ to }) => to === middle).sort((a, b) => order.indexOf(a.slot) - order.indexOf(b.slot));
  };

  // --- a new link -------------------------------------------------------------------------------

  const whatId = freshId("cw-link-what");
  const slotId = freshId("cw-link-slot");
  const what = h("select", { id: whatId });
  const slot = h("select", { id: slotId }, SLOTS.map(({ id, one, ask }) => h("option", { value: id }, `${one}: ${ask}`)));
  slot.value = "causal";
  const standing = h("p", { class: "cw-hint" });
  const list = h("ul", { class: "cw-links" });
  const links = keyedList(list, (/** @type {Relation} */ relation) => relation.id, (relation) => linkCard(map, relation.id));
  let offered = "";

  function addLink() {
    if (!what.value) return say("There is nothing yet to put into a slot.");
    const ends = { from: what.value, to: middle, slot: /** @type {Slot} */ (slot.value) };
    const there = desk.work.relations.find((one) => one.from === ends.from && one.to === ends.to && one.slot === ends.slot);
    if (there) {
      say("That link is there already.");
      return landing(links.cards.get(there.id)?.el)?.focus();
    }
    const { relation, change } = relationMade(desk.work, ends);
    desk.step("a link made", change, { do: "relation", relation: relation.id, from: ends.from, to: ends.to, slot: ends.slot });
    draw();
    /** @type {ReturnType<typeof linkCard> | undefined} */ (links.cards.get(relation.id))?.edit();
    say(`“${nameOf(ends.from)}” is put as ${slotOf(ends.slot).one.toLowerCase()}. Now choose the words at both ends, and say why.`);
  }

  function drawChoices() {
    const all = middles(desk.work);
    const { categories, codes } = fillers(known(), middle);
    const now = JSON.stringify([middle, all.map(({ id, name, kind }) => [id, name, kind]), codes.map(({ code, name }) => [code, name])]);
    if (now === offered) return;
    offered = now;
    fill(chooser, all.map(({ id, kind }) => h("option", { value: id }, `${nameOf(id)}${kind === "core" ? " (core category)" : ""}`)));
    chooser.value = middle;
    const was = what.value;
    fill(
      what,
      [["Categories", categories.map(({ id }) => id)], ["Codes", codes.map(({ code }) => code)]]
        .filter(([, ids]) => ids.length)
        .map(([name, ids]) => h("optgroup", { label: /** @type {string} */ (name) }, /** @type {string[]} */ (ids).map((id) => h("option", { value: id }, nameOf(id))))),
    );
    if ([...what.options].some(({ value }) => value === was)) what.value = was;
  }

  // --- the picture ------------------------------------------------------------------------------

  const frame = h("div", { class: "cw-map-frame" });
  let pictured = "";

  function drawPicture() {
    const width = Math.floor(frame.clientWidth);
    if (!width) return;
    const em = Number.parseFloat(getComputedStyle(frame).fontSize);
    /** @param {Slot} id */
    const group = (id) => {
      const { letters, name } = slotOf(id);
      return { letters, name: name[0].toUpperCase() + name.slice(1), boxes: linksHere().filter((one) => one.slot === id).map(boxOf) };
    };
    const kind = desk.theme(middle)?.kind === "core" ? "core category" : "category";
    /** @type {import("./diagram.js").Picture} */
    const picture = {
      middle: { name: nameOf(middle), note: kind, within: group("phenomenon") },
      causal: group("causal"),
      contextual: group("contextual"),
      intervening: group("intervening"),
      actions: group("actions"),
      consequences: group("consequences"),
    };
    const filled = SLOTS.map(({ id, name }) => ({ name, boxes: group(id).boxes })).filter(({ boxes }) => boxes.length);
    const label = `Diagram round “${nameOf(middle)}”. ${filled.map(({ name, boxes }) => `${name}: ${boxes.map((box) => box.name).join(", ")}`).join(". ") || "Every slot is empty"}. The links below say the same in sentences.`;
    const now = JSON.stringify([picture, width, em]);
    if (now === pictured) return;
    pictured = now;
    fill(frame, diagram(picture, { width, em, label }));
  }

  /** @param {Relation} relation @returns {import("./diagram.js").Box} */
  function boxOf(relation) {
    const kind = desk.code(relation.from) ? "code" : "category";
    const count = extractsOf(relation.evidence, desk.work, desk.shelf.transcripts).length;
    const complete = !relationNeeds(known(), relation, nameOf).length;
    return { name: nameOf(relation.from), kind, note: `${kind}, ${count ? counted(count, "extract", "extracts") : "no extract"}${complete ? "" : ", not complete"}` };
  }

  const watcher = new ResizeObserver(() => drawPicture());
  watcher.observe(frame);

  // --- all links --------------------------------------------------------------------------------

  const inOrder = () => {
    const order = SLOTS.map(({ id }) => id);
    const at = middles(desk.work).map(({ id }) => id);
    return [...desk.work.relations].sort((a, b) => at.indexOf(a.to) - at.indexOf(b.to) || order.indexOf(a.slot) - order.indexOf(b.slot));
  };
  const sentences = fold("All links as sentences", () => {
    const all = inOrder();
    return all.length ? h("ol", { class: "cw-sentences" }, all.map((one) => h("li", null, written(known(), one, nameOf)))) : h("p", { class: "cw-hint" }, "There is no link yet.");
  });
  const asTable = fold("All links as a table", () => {
    const rows = inOrder().map((one) => [nameOf(one.from), slotOf(one.slot).one, nameOf(one.to), places(extractsOf(one.evidence, desk.work, desk.shelf.transcripts)) || "none yet", one.why || "not said yet"]);
    return rows.length ? table("Links of the axial map", ["What", "Stands as", "Of", "Evidence", "Why"], rows) : h("p", { class: "cw-hint" }, "There is no link yet.");
  });

  // --- the whole --------------------------------------------------------------------------------

  const core = coreSection(map);
  const ground = h(
    "div",
    null,
    frame,
    sub("Links"),
    h(
      "div",
      { class: "cw-panel", role: "group", "aria-label": "A new link" },
      h("div", { class: "cw-field" }, h("label", { for: whatId }, "Put this category or code"), what),
      h("div", { class: "cw-field" }, h("label", { for: slotId }, "into this slot"), slot),
      h("div", { class: "cw-buttons" }, button("Put it there", addLink)),
    ),
    standing,
    list,
  );
  const none = h("p", null, "There is no category yet. Make one here, or on a theme board, and put it in the middle.");
  const middleRow = h("div", { class: "cw-field" }, h("label", { for: middleId }, "In the middle: the phenomenon"), chooser);
  const title = heading("Axial map", { tabindex: "-1" });
  const el = h(
    "section",
    { class: "cw-map" },
    title,
    h("p", { class: "cw-panel" }, settings.caution ?? CAUTION),
    none,
    middleRow,
    middleNeeds,
    h("div", { class: "cw-buttons" }, holds.button, newButton),
    maker,
    holds.place,
    ground,
    h("div", { class: "cw-buttons" }, sentences.button, asTable.button),
    sentences.place,
    asTable.place,
    core.el,
  );

  function drawAll() {
    if (!middles(desk.work).some(({ id }) => id === middle)) middle = (coreOf(desk.work) ?? mostLinked(desk.work))?.id ?? "";
    const theme = desk.theme(middle);
    none.hidden = Boolean(theme);
    for (const one of [middleRow, ground, holds.button]) one.hidden = !theme;
    if (gathered?.id !== middle) {
      gathered = theme ? gathering(map, middle) : null;
      holds.place.replaceChildren(...(gathered ? [gathered.el] : []));
      if (!theme) holds.turn(false);
    } else gathered?.draw();
    holds.draw(theme ? `What it holds (${theme.members.length})` : "What it holds");
    const lacks = theme ? themeNeeds(known(), theme) : [];
    middleNeeds.textContent = lacks.length ? `“${nameOf(middle)}” still needs: ${lacks.join("; ")}.` : "";
    middleNeeds.hidden = !lacks.length;
    drawChoices();
    const here = linksHere();
    links.draw(here);
    const others = desk.work.relations.length - here.length;
    standing.textContent = `${here.length ? `${counted(here.length, "link", "links")} here` : "No link here yet"}${others ? `, ${others} round other categories` : ""}.`;
    sentences.draw();
    asTable.draw();
    core.draw();
    drawPicture();
  }

  function draw() {
    if (drawn === desk.work) return;
    drawn = desk.work;
    keepingFocus(el, drawAll, () => (middleRow.hidden ? newButton : chooser));
  }

  return {
    el,
    /** @param {import("../desk.js").Step} [_step] */
    update: (_step) => draw(),
    /** All that is typed is work at once. */
    settle: () => desk.settle(),
    stop: () => watcher.disconnect(),
  };
}

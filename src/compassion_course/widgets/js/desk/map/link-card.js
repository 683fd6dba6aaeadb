/**
 * One link: its sentence, the words at both of its ends, the reader's reason, and what it still needs.
 */

import { fill, freshId, h } from "../../dom.js";
import { extractList, fold, liveField, short, small } from "../board/parts.js";
import { spanPicker } from "../board/span-picker.js";
import { extractsCoded, extractsOf } from "../extracts.js";
import { SLOTS, evidenceAtEnds, evidenceChanged, places, relationChanged, relationNeeds, relationRemoved, sentence, slotOf, spansFor } from "../relations.js";

/** @typedef {import("./map-panel.js").MapParts} MapParts */
/** @typedef {import("../types.js").Relation} Relation */
/** @typedef {import("../types.js").Slot} Slot */

/** @param {MapParts} map @param {string} id */
export function linkCard({ desk, say, show, known, nameOf, draw: redraw, away: landed }, id) {
  const says = h("p", { class: "cw-link-says" });
  const evidence = h("p", { class: "cw-slip-meta" });
  const why = h("p");
  const needs = h("p", { class: "cw-missing" });
  const editButton = small("Edit", "", () => toggle());
  const extracts = fold("Extracts", () => {
    const relation = now();
    const ends = evidenceAtEnds(known(), relation);
    return [
      h("p", { class: "cw-side" }, `What shows “${nameOf(relation.from)}”`),
      extractList(ends.from, show),
      h("p", { class: "cw-side" }, `What shows “${nameOf(relation.to)}”`),
      extractList(ends.to, show),
      ends.neither.length > 0 && [h("p", { class: "cw-side" }, "What shows neither any more"), extractList(ends.neither, show)],
    ];
  });
  const remove = small("Remove", "", () => takeAway());
  /** @type {ReturnType<typeof editor> | null} */
  let fields = null;
  const el = h("li", { class: "cw-link", "data-card": id, "data-in": "links" }, says, evidence, why, needs, h("div", { class: "cw-buttons" }, editButton, extracts.button, remove), extracts.place);

  const now = () => /** @type {Relation} */ (desk.work.relations.find((one) => one.id === id));

  function takeAway() {
    const words = sentence(now(), nameOf);
    desk.step("a link removed", relationRemoved(desk.work, id), { do: "relation", relation: id, removed: true });
    redraw();
    landed();
    say(`Removed: ${words} Ctrl Z brings it back.`);
  }

  function toggle(open = !fields) {
    if (open === Boolean(fields)) return;
    if (open) {
      fields = editor();
      el.insertBefore(fields.el, extracts.place);
    } else {
      desk.settle();
      fields?.el.remove();
      fields = null;
    }
    editButton.setAttribute("aria-expanded", String(open));
    fill(editButton, open ? "Done" : "Edit");
    draw(now());
    if (open) fields?.slot.focus();
    else editButton.focus();
  }

  function editor() {
    const slotId = freshId("cw-slot");
    const slot = h(
      "select",
      {
        id: slotId,
        onchange() {
          const to = /** @type {Slot} */ (slot.value);
          desk.step("a link's slot", relationChanged(desk.work, id, { slot: to }), { do: "relation", relation: id, slot: to }, { typing: `slot:${id}` });
          redraw();
          say(sentence(now(), nameOf));
        },
      },
      SLOTS.map(({ id: value, one, ask }) => h("option", { value }, `${one}: ${ask}`)),
    );
    const reason = liveField("Why: what shows the link?", {
      rows: 3,
      limit: 4000,
      hint: "Say how strong it is: do they say “because” or “so”, does one follow the other in the telling, or is the link yours?",
      write(text) {
        desk.step("a link's reason", relationChanged(desk.work, id, { why: text }), { do: "write", to: `relation:${id}` }, { typing: `relation-why:${id}` });
        redraw();
      },
      settle: () => desk.settle(),
    });
    const [from, to] = [picker("from"), picker("to")];
    return { el: h("div", { class: "cw-edit" }, h("div", { class: "cw-field" }, h("label", { for: slotId }, "Slot"), slot), from.el, to.el, reason.el), slot, reason, from, to };
  }

  /** @param {"from" | "to"} end */
  function picker(end) {
    const other = end === "from" ? "to" : "from";
    return spanPicker({
      legend: "",
      source: () => extractsCoded(now()[end], known().work, known().codes, known().transcripts),
      chosen: () => {
        const atEnd = spansFor(known(), now()[end]);
        return new Set(now().evidence.filter((span) => atEnd.has(span)));
      },
      mark: (extract) => (spansFor(known(), now()[other]).has(extract.id) ? "shows both ends" : ""),
      toggle(span, on) {
        desk.step(on ? "evidence put to a link" : "evidence taken from a link", evidenceChanged(desk.work, id, span, on), { do: "relation", relation: id, [on ? "add" : "remove"]: span });
        redraw();
        const lacks = relationNeeds(known(), now(), nameOf);
        say(`${on ? "Chosen" : "No longer chosen"}. ${lacks.length ? `Still needs: ${lacks.join("; ")}.` : "There is evidence at both ends, and a reason."}`);
      },
      none: "No span has a code of this end yet.",
    });
  }

  /** @param {Relation} relation */
  function draw(relation) {
    const words = sentence(relation, nameOf);
    if (says.textContent !== words) says.textContent = words;
    const all = extractsOf(relation.evidence, known().work, known().transcripts);
    evidence.textContent = all.length ? `Evidence: ${places(all)}.` : "No evidence yet.";
    why.textContent = relation.why.trim() && !fields ? `Why: ${relation.why}` : "";
    why.hidden = !why.textContent;
    const lacks = relationNeeds(known(), relation, nameOf);
    needs.textContent = lacks.length ? `Still needs: ${lacks.join("; ")}.` : "";
    needs.hidden = !lacks.length;
    const about = `${slotOf(relation.slot).one} ${short(nameOf(relation.from), 40)}`;
    editButton.setAttribute("aria-label", `${fields ? "Done" : "Edit"}: ${about}`);
    remove.setAttribute("aria-label", `Remove: ${about}`);
    extracts.draw(`Extracts (${all.length})`, about);
    if (!fields) return;
    if (fields.slot.value !== relation.slot) fields.slot.value = relation.slot;
    fields.reason.put(relation.why);
    fields.from.name(`What shows “${nameOf(relation.from)}”?`);
    fields.to.name(`What shows “${nameOf(relation.to)}”?`);
    fields.from.draw();
    fields.to.draw();
  }

  return { el, draw, edit: () => toggle(true) };
}

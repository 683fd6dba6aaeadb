/**
 * The core category and the storyline: what everything else is told in relation to, and the telling.
 */

import { button, fill, freshId, h } from "../../dom.js";
import { liveField, small } from "../board/parts.js";
import { coreFrom, coreOf, middles, notNamed } from "../relations.js";
import { themeNeeds } from "../theme-questions.js";
import { lostWithTheme, themeChanged, themeRemoved } from "../themes.js";
import { countWords } from "../../sheet/offsets.js";
import { gathering } from "./gathering.js";

/** @typedef {import("./map-panel.js").MapParts} MapParts */

/** @param {MapParts} map */
export function coreSection(map) {
  const { desk, say, heading, known, nameOf, draw: redraw } = map;
  const selectId = freshId("cw-core");
  const from = h("select", { id: selectId });
  const makeButton = button("Make it the core", make);
  const none = h("p", { class: "cw-hint" }, "There is no category yet to begin from.");
  const chooser = h("div", null, h("div", { class: "cw-field" }, h("label", { for: selectId }, "Begin the core category from"), from), none, h("div", { class: "cw-buttons" }, makeButton));
  const place = h("div");
  /** @type {ReturnType<typeof fieldsOf> | null} */
  let fields = null;
  let offered = "";

  function make() {
    const made = coreFrom(desk.work, from.value, desk.codes);
    if (!made) return say("Choose a category first.");
    desk.step("a core category chosen", made.change, { do: "theme", theme: made.theme.id, made: "core" });
    redraw();
    fields?.name.box.focus();
    say(`“${made.theme.name}” is the core category now. Say what it holds together, and tick the categories that it gathers.`);
  }

  /** @param {string} id */
  function fieldsOf(id) {
    /** @param {string} label @param {"name" | "statement" | "why"} part @param {number} [rows] */
    const field = (label, part, rows) =>
      liveField(label, {
        rows,
        limit: rows ? 8000 : 200,
        write(text) {
          desk.step(`the core category's ${part === "why" ? "reason" : part}`, themeChanged(desk.work, id, { [part]: text }), { do: "write", to: `theme:${id}`, part }, { typing: `theme-${part}:${id}` });
          redraw();
        },
        settle: () => desk.settle(),
      });
    const name = field("Name of the core category", "name");
    const statement = field("What it says: how everything else can be told in relation to it", "statement", 3);
    const why = field("Why this one and no other", "why", 2);
    const needs = h("p", { class: "cw-missing" });
    const gathered = gathering(map, id);
    const remove = small("Remove the core category", "", () => {
      const [was, lost] = [nameOf(id), lostWithTheme(desk.work, id)];
      desk.step("a core category removed", themeRemoved(desk.work, id), { do: "theme", theme: id, removed: true });
      redraw();
      from.focus();
      say(`Removed: “${was}” is no core category now. ${lost} Ctrl Z brings it back.`);
    });
    return { id, el: h("div", { class: "cw-edit" }, name.el, statement.el, gathered.el, why.el, needs, h("div", { class: "cw-buttons" }, remove)), name, statement, why, needs, gathered };
  }

  // --- the storyline ------------------------------------------------------------------------------

  const story = liveField("Storyline", {
    rows: 10,
    limit: 20000,
    hint: "Tell what goes on here, from the core category outwards, in your own words. Quote, and name turns.",
    write(text) {
      desk.step("the storyline", { storyline: text }, { do: "write", to: "storyline" }, { typing: "storyline" });
      redraw();
    },
    settle: () => desk.settle(),
  });
  const count = h("p", { class: "cw-hint" });
  const unnamed = h("ul", { class: "cw-prompts" });
  const unnamedTitle = h("p", { class: "cw-side", id: freshId("cw-unnamed") }, "Not in it by name yet");
  unnamed.setAttribute("aria-labelledby", unnamedTitle.id);
  let shown = "";

  function drawStory() {
    story.put(desk.work.storyline);
    const words = countWords(desk.work.storyline);
    count.textContent = words === 1 ? "1 word." : `${words} words.`;
    const missing = notNamed(desk.work.storyline, desk.work.themes).map(({ name }) => name);
    if (missing.join("\n") === shown) return;
    shown = missing.join("\n");
    fill(unnamed, missing.map((name) => h("li", null, name)));
    unnamed.hidden = unnamedTitle.hidden = !missing.length;
  }
  unnamed.hidden = unnamedTitle.hidden = true;

  return {
    el: h("div", null, heading("Core category"), chooser, place, heading("Storyline"), story.el, count, unnamedTitle, unnamed),
    draw() {
      const core = coreOf(desk.work);
      if (core?.id !== fields?.id) {
        fields = core ? fieldsOf(core.id) : null;
        fill(place, fields?.el);
      }
      chooser.hidden = Boolean(core);
      if (core && fields) {
        fields.name.put(core.name);
        fields.statement.put(core.statement);
        fields.why.put(core.why);
        fields.gathered.draw();
        const lacks = themeNeeds(known(), core);
        fields.needs.textContent = lacks.length ? `Still needs: ${lacks.join("; ")}.` : "";
        fields.needs.hidden = !lacks.length;
      } else {
        const categories = middles(desk.work);
        const now = categories.map(({ id, name }) => `${id} ${name}`).join("\n");
        if (now !== offered) {
          offered = now;
          const was = from.value;
          fill(from, categories.map(({ id, name }) => h("option", { value: id }, name || "No name yet")));
          if (categories.some(({ id }) => id === was)) from.value = was;
        }
        none.hidden = categories.length > 0;
        makeButton.hidden = !categories.length;
      }
      drawStory();
    },
  };
}

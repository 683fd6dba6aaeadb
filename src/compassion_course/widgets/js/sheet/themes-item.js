/**
 * A themes item: statements, themes or categories, each with a name, a statement, and members ticked from what was made
 * before. Every step is the session's, so that undo, keeping and the file need nothing of their own here.
 */

import { button, fill, freshId, h, paragraphs } from "../dom.js";
import { freeId } from "./answers.js";
import { madeList, put, putValue } from "./made-list.js";
import { sourcesOf } from "./members.js";
import { tickList } from "./tick-list.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./members.js").Source} Source */

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Item} parts.item
 * @param {Codebook} parts.codebook
 * @param {(text: string) => void} parts.say
 */
export function themesItem({ session, item, codebook, say }) {
  const called = item.called ?? "theme";
  const title = `${called[0].toUpperCase()}${called.slice(1)}`;
  /** @type {Source[]} */
  let sources = [];

  /** @returns {Theme[]} */
  const value = () => session.answer(item.id) ?? [];
  const find = (/** @type {string} */ id) => value().find((theme) => theme.id === id);
  const nameOf = (/** @type {string} */ code) => codebook.codes.find((one) => one.code === code)?.name ?? code;
  const nameOfTheme = (/** @type {Theme} */ { id, name }) => name.trim() || `No. ${value().findIndex((one) => one.id === id) + 1}`;
  const wordsOf = (/** @type {string} */ id) => sources.flatMap(({ members }) => members).find((one) => one.id === id)?.words;

  /** @param {Theme[]} themes @param {string} what @param {string} did @param {string} to @param {string} [typing] */
  function step(themes, what, did, to, typing) {
    session.setAnswer(item.id, themes.length ? themes : null, { what, deed: { do: did, to }, typing });
  }

  /** @param {string} id @param {Partial<Theme>} change @param {string} what @param {string} did @param {string} [typing] */
  function change(id, change, what, did, typing) {
    step(value().map((theme) => (theme.id === id ? { ...theme, ...change } : theme)), what, did, id, typing);
  }

  function make() {
    const id = freeId("t", value().length + 1, session.ids);
    step([...value(), { id, name: "", statement: "", parent: null, members: [] }], `${called} added`, "theme", id);
    return id;
  }

  /** @param {string} id */
  function remove(id) {
    const name = nameOfTheme(/** @type {Theme} */ (find(id)));
    step(value().filter((theme) => theme.id !== id), `${called} deleted`, "theme-deleted", id);
    return name;
  }

  /** @param {string} id @param {string} member @param {string} words */
  function putIn(id, member, words) {
    const theme = find(id);
    if (!theme || theme.members.includes(member)) return;
    change(id, { members: [...theme.members, member] }, "a member added", "member");
    say(`In: ${words}`);
  }

  /** @param {string} id @param {string} member @param {string} words */
  function takeOut(id, member, words) {
    change(id, { members: find(id)?.members.filter((one) => one !== member) ?? [] }, "a member taken out", "member");
    say(`Taken out: ${words}`);
  }

  /** @param {string} id @param {string} member @param {string} to another theme */
  function move(id, member, to) {
    const goal = find(to);
    if (!goal) return;
    const themes = value().map((theme) => {
      if (theme.id === id) return { ...theme, members: theme.members.filter((one) => one !== member) };
      return theme.id === to && !theme.members.includes(member) ? { ...theme, members: [...theme.members, member] } : theme;
    });
    step(themes, "a member moved", "member", to);
    say(`Moved to ${nameOfTheme(goal)}.`);
  }

  /** @param {string} id @param {HTMLElement} away */
  function box(id, away) {
    const [nameId, statementId] = ["cw-theme-name", "cw-theme-statement"].map(freshId);
    const legend = h("legend", null);
    const name = h("input", { type: "text", id: nameId, maxlength: "200", autocomplete: "off", oninput: () => change(id, { name: name.value }, "typing of a name", "write", `name:${id}`), onblur: () => session.settle() });
    const statement = h("textarea", { id: statementId, rows: "2", maxlength: "4000", oninput: () => change(id, { statement: statement.value }, "typing of a statement", "write", `statement:${id}`), onblur: () => session.settle() });
    const members = h("ul", { class: "cw-members" });
    const ticks = tickList((member, on, words) => (on ? putIn : takeOut)(id, member, words), "Nothing was made there yet.");
    const el = h(
      "li",
      null,
      h(
        "fieldset",
        { class: "cw-made-one" },
        legend,
        h("div", { class: "cw-field" }, h("label", { for: nameId }, "Name"), name),
        h("div", { class: "cw-field" }, h("label", { for: statementId }, "Statement"), statement),
        members,
        ticks.el,
        away,
      ),
    );
    return { el, first: name, away, legend, name, statement, members, ticks, drawn: "" };
  }

  /** @param {ReturnType<typeof box>} entry @param {Theme} theme @param {number} index */
  function draw(entry, theme, index) {
    put(entry.legend, `${title} ${index + 1}${theme.name.trim() ? `: ${theme.name.trim()}` : ""}`);
    putValue(entry.name, theme.name);
    putValue(entry.statement, theme.statement);
    entry.away.setAttribute("aria-label", `Delete ${nameOfTheme(theme)}`);
    const others = value().filter(({ id }) => id !== theme.id);
    const key = JSON.stringify([theme.members.map((id) => [id, wordsOf(id)]), others.map(nameOfTheme)]);
    if (key !== entry.drawn) {
      entry.drawn = key;
      const had = entry.members.contains(document.activeElement);
      fill(entry.members, theme.members.map((member) => memberRow(theme.id, member, others)));
      if (had) entry.ticks.el.querySelector("summary")?.focus();
    }
    entry.ticks.put(
      `Choose members (${theme.members.length})`,
      sources.map(({ item: source, number, members }) => ({
        title: `From question ${number}${source.called ? `, ${source.called}` : ""}`,
        ticks: members.map((one) => ({ ...one, note: elsewhere(one.id, others) })),
      })),
      theme.members,
    );
  }

  /** @param {string} member @param {Theme[]} others */
  function elsewhere(member, others) {
    const names = others.filter(({ members }) => members.includes(member)).map(nameOfTheme);
    return names.length ? `Also in: ${names.join(", ")}` : "";
  }

  /** @param {string} id @param {string} member @param {Theme[]} others */
  function memberRow(id, member, others) {
    const words = wordsOf(member) ?? "No longer there";
    const to = h("select", { "aria-label": `Move to: ${words}`, onchange: () => to.value && move(id, member, to.value) }, h("option", { value: "" }, "Move to …"), others.map((theme) => h("option", { value: theme.id }, nameOfTheme(theme))));
    return h("li", null, h("span", null, words), " ", h("span", { class: "cw-buttons" }, others.length ? to : null, button("Take out", () => takeOut(id, member, words), { class: "cw-button cw-button-small", "aria-label": `Take out: ${words}` })));
  }

  const list = madeList({ session, item, codebook, called, value, keyOf: ({ id }) => id, box, draw, make, remove, say });
  return {
    el: h("div", { class: "cw-item" }, h("div", { class: "cw-prompt" }, paragraphs(item.prompt)), list.el),
    update() {
      sources = sourcesOf(item, session.exercise, session.answers, nameOf);
      list.update();
    },
  };
}

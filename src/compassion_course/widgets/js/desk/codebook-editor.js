/**
 * The codebook as a tree to build: make, rename, define, move, merge and remove codes, with properties and their
 * dimensions. A closed codebook of the course stands beside it to read; only one's own codes can be changed.
 */

import { button, fill, freshId, h } from "../dom.js";
import { chip } from "../sheet/codebook-panel.js";
import { lookOf } from "./coder/look.js";
import { changed, lostWith, merged, moved, newCode, removed, shifted, withCode } from "./code-tree.js";
import { codeForm } from "./code-form.js";
import { codeByCase } from "./questions.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Code} Code */

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {import("../dom.js").Heading} parts.heading
 * @param {(code: string) => void} parts.extracts shows what was given a code
 */
export function codebookEditor({ desk, say, heading, extracts }) {
  const look = lookOf(desk);
  const title = heading("Codebook", { tabindex: "-1" });
  const nameId = freshId("cw-new-code");
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const name = h("input", {
    type: "text",
    id: nameId,
    maxlength: "120",
    autocomplete: "off",
    "data-own-undo": true,
    onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && (event.preventDefault(), add()),
  });
  const tree = h("ul", { class: "cw-code-tree", "aria-label": "Codes" });
  const standing = h("p", { class: "cw-hint" });
  const about = h("div", { class: "cw-code-about" });
  let chosen = "";
  /** @type {ReturnType<typeof codeForm> | null} */
  let form = null;
  let drawn = /** @type {unknown} */ (null);

  function add() {
    const words = name.value.trim();
    problem.textContent = "";
    if (!words) {
      problem.textContent = "Give the code a name first.";
      return name.focus();
    }
    const alike = desk.codes.find((code) => code.name.toLowerCase() === words.toLowerCase());
    if (alike) {
      problem.textContent = `There is a code of that name already: ${alike.name}.`;
      return name.focus();
    }
    const code = newCode(words, [...desk.codes.map((one) => one.code), ...desk.work.themes.map(({ id }) => id)]);
    desk.step("a code made", withCode(desk.work, code), { do: "code-made", code: code.code });
    name.value = "";
    say(`Code made: ${code.name}. Say what it means in the form.`);
    choose(code.code);
  }

  /** @param {string} id @param {boolean} [focus] */
  function choose(id, focus = false) {
    chosen = id;
    draw(true);
    if (focus) row(id)?.focus();
  }

  /** @param {string} id @returns {HTMLButtonElement | null} */
  function row(id) {
    return tree.querySelector(`button[data-code="${CSS.escape(id)}"]`);
  }

  /** What the form asks for, each as one step. @type {import("./code-form.js").CodeActions} */
  const actions = {
    change(id, change, what, typing) {
      desk.step(what, changed(desk.work, id, change), { do: "code-changed", code: id, part: Object.keys(change)[0] }, { typing });
    },
    settle: () => desk.settle(),
    move(id, parent) {
      const change = moved(desk.work, id, parent);
      if (!change) return say("A code cannot stand below itself.");
      desk.step("a code moved", change, { do: "code-moved", code: id, under: parent ?? "" });
      say(parent ? `${desk.nameOf(id)} now stands under ${desk.nameOf(parent)}.` : `${desk.nameOf(id)} now stands at the top.`);
    },
    shift(id, by) {
      const change = shifted(desk.work, id, by);
      if (!change) return say(by < 0 ? "It is the first among those beside it." : "It is the last among those beside it.");
      desk.step("a code moved", change, { do: "code-moved", code: id });
      say(`${desk.nameOf(id)} moved ${by < 0 ? "up" : "down"}.`);
    },
    merge(id, into) {
      const change = merged(desk.work, id, into);
      if (!change) return say("It cannot be merged into a code that stands below it.");
      const [from, to] = [desk.nameOf(id), desk.nameOf(into)];
      desk.step("two codes merged", change, { do: "code-merged", code: id, into });
      say(`${from} is merged into ${to}. Ctrl Z takes it back.`);
      choose(into, true);
    },
    remove(id) {
      const [gone, lost] = [desk.nameOf(id), lostWith(desk.work, id)];
      const at = order().indexOf(id);
      const next = order()[at + 1] ?? order()[at - 1] ?? "";
      desk.step("a code removed", removed(desk.work, id), { do: "code-removed", code: id });
      say(`${gone} is removed${lost ? `, and with it ${lost === 1 ? "1 span" : `${lost} spans`} that had no other code` : ""}. Ctrl Z brings it back.`);
      choose(next);
      (row(next) ?? name).focus();
    },
    extracts,
  };

  /** Ids as the tree shows them. */
  function order() {
    return [...tree.querySelectorAll("button[data-code]")].map((one) => /** @type {HTMLElement} */ (one).dataset.code ?? "");
  }

  /** @param {boolean} [always] */
  function draw(always = false) {
    const { codes } = desk.work;
    const state = [codes, desk.work.spans];
    const same = Array.isArray(drawn) && drawn[0] === state[0] && drawn[1] === state[1];
    if (same && !always) return;
    drawn = state;
    if (chosen && !desk.code(chosen)) chosen = "";
    const had = tree.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.code : null;
    const counts = new Map(codeByCase(desk.work, desk.codes, desk.shelf.transcripts).map((one) => [one.code.code, one]));
    const shown = desk.codes.map((code) => code.code);
    if (!chosen && shown.length) chosen = codes[0]?.code ?? shown[0];
    fill(tree, branches(look.codes, null, new Set(shown), counts));
    if (had) (row(had) ?? row(chosen))?.focus();
    const bare = codes.filter((code) => !code.definition.trim()).length;
    standing.textContent = codes.length
      ? `${codes.length === 1 ? "1 code" : `${codes.length} codes`} of your own${bare ? `; ${bare} without a definition` : ", each with a definition"}.`
      : "No code of your own yet.";
    drawForm();
  }

  function drawForm() {
    const code = desk.code(chosen);
    if (!code) {
      form = null;
      fill(about);
      return;
    }
    if (form?.id !== chosen) {
      form = codeForm(code, desk, actions);
      fill(about, form.el);
    }
    form.update(code);
  }

  /** @param {Code[]} all @param {string | null} parent @param {Set<string>} known @param {Map<string, {spans: number, cases: number}>} counts @returns {HTMLElement[]} */
  function branches(all, parent, known, counts) {
    return all
      .filter((code) => (code.parent && known.has(code.parent) ? code.parent : null) === parent)
      .map((code) => {
        const { spans = 0, cases = 0 } = counts.get(code.code) ?? {};
        const below = branches(all, code.code, known, counts);
        const on = code.code === chosen;
        return h(
          "li",
          null,
          h(
            "button",
            {
              type: "button",
              class: "cw-code-row",
              "data-code": code.code,
              tabindex: on ? "0" : "-1",
              "aria-current": on ? "true" : null,
              onclick: () => choose(code.code, true),
              onkeydown: (/** @type {KeyboardEvent} */ event) => walk(event, code.code),
            },
            chip(code),
            h("span", { class: "cw-hint" }, ` ${spans === 1 ? "1 span" : `${spans} spans`} in ${cases === 1 ? "1 case" : `${cases} cases`}${desk.isOwn(code.code) ? "" : ", closed codebook"}`),
          ),
          below.length ? h("ul", null, below) : null,
        );
      });
  }

  /** @param {KeyboardEvent} event @param {string} id */
  function walk(event, id) {
    if (event.ctrlKey || event.metaKey) return;
    const all = order();
    const at = all.indexOf(id);
    if (event.altKey && /^Arrow(Up|Down)$/.test(event.key) && desk.isOwn(id)) {
      event.preventDefault();
      return actions.shift(id, event.key === "ArrowUp" ? -1 : 1);
    }
    /** @type {Record<string, number>} */
    const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const goal = all[goals[event.key]];
    if (event.key === "Delete" && desk.isOwn(id)) {
      event.preventDefault();
      actions.remove(id);
    } else if (goal) {
      event.preventDefault();
      choose(goal, true);
    }
  }

  return {
    el: h(
      "section",
      null,
      title,
      h("p", null, "Name a code in the field's words or the speaker's own, and say what belongs in it. Codes can be moved, merged and taken apart at any time; nothing is lost that Ctrl Z cannot bring back."),
      h("div", { class: "cw-field cw-new-code" }, h("label", { for: nameId }, "A new code"), h("div", { class: "cw-add-row" }, name, button("Make it", add))),
      problem,
      standing,
      h("p", { class: "cw-hint" }, "In the list: arrow keys go from code to code, Alt and an arrow moves a code among those beside it, Delete removes it."),
      h("div", { class: "cw-code-desk" }, tree, about),
    ),
    /** @param {string} id */
    open(id) {
      choose(id, true);
    },
    update: () => draw(),
  };
}

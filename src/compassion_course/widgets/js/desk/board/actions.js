/**
 * What a person does on the board, each as one step that can be undone, said in words, with the focus on what was moved.
 */

import { counted } from "../phrases.js";
import { KINDS, lostWithTheme, made, memberShifted, putInto, standsUnder, statementChanged, statementMade, statementRemoved, takenOut, themeChanged, themeRemoved, themeShifted, themeSplit, themesMerged } from "../themes.js";
import { short } from "./parts.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("./levels.js").Level} Level */
/** @typedef {"name" | "statement" | "convergence" | "divergence" | "why"} ThemePart */

/** @type {Record<ThemePart, string>} */
const TYPING = {
  name: "a theme's name",
  statement: "what a theme says",
  convergence: "a convergence",
  divergence: "a divergence",
  why: "a theme's reason",
};

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {(text: string) => void} parts.say
 * @param {() => void} parts.draw
 * @param {(card: string, place: string) => void} parts.land puts the focus on a card where it is now
 * @param {(theme: string) => void} parts.edit opens the fields of a theme, with the focus on its name
 * @param {(statement: string) => void} parts.editStatement
 * @param {() => void} parts.landOnTitle
 */
export function boardActions({ desk, say, draw, land, edit, editStatement, landOnTitle }) {
  /** @param {string} id */
  const theme = (id) => /** @type {Theme} */ (desk.theme(id));
  /** @param {string} id */
  const called = (id) => {
    const words = desk.work.statements.find((one) => one.id === id)?.text ?? desk.nameOf(id);
    return `“${short(words) || "No words yet"}”`;
  };
  /** @param {string} id */
  const holds = (id) => {
    const { kind, members } = theme(id);
    return `It holds ${counted(members.length, KINDS[kind].member, KINDS[kind].members)}.`;
  };
  /** @param {string} id */
  const oneOf = (id) => KINDS[theme(id).kind].one;

  /**
   * @param {string} what
   * @param {import("../themes.js").Change} change
   * @param {import("../desk.js").Deed} deed
   */
  function step(what, change, deed) {
    desk.step(what, change, deed);
    draw();
  }

  return {
    called,
    /** @param {string} member @param {string} into @param {string | null} from out of which theme, or null to leave it where it is */
    put(member, into, from) {
      const change = putInto(desk.work, desk.codes, member, into, from);
      if (!change) {
        const there = theme(into).members.includes(member);
        return say(there ? `${called(member)} is in ${called(into)} already.` : `${called(into)} cannot hold ${called(member)}.`);
      }
      const { member: sort } = KINDS[theme(into).kind];
      step(`a ${sort} put into a ${oneOf(into)}`, change, { do: "theme", theme: into, add: member, ...(from ? { from } : {}) });
      land(member, into);
      say(`${called(member)} is now in ${called(into)}. ${holds(into)}`);
    },
    /** @param {string} member @param {string} from */
    takeOut(member, from) {
      const { member: sort } = KINDS[theme(from).kind];
      step(`a ${sort} taken out of a ${oneOf(from)}`, takenOut(desk.work, member, from), { do: "theme", theme: from, remove: member });
      land(member, "");
      say(`${called(member)} is out of ${called(from)}.`);
    },
    /** @param {Level} level @param {string[]} [members] @param {string | null} [from] */
    make(level, members = [], from = null) {
      const before = from === null ? desk.work : { ...desk.work, ...takenOut(desk.work, members[0], from) };
      const { theme: fresh, change } = made(before, level.kind, { doc: level.doc, members }, desk.codes);
      step(`a ${KINDS[level.kind].one} made`, change, { do: "theme", theme: fresh.id, made: level.kind, ...(members.length ? { add: members.join(" ") } : {}) });
      edit(fresh.id);
      say(members.length ? `A new ${KINDS[level.kind].one} with ${called(members[0])} in it. Give it a name.` : `A new ${KINDS[level.kind].one}. Give it a name.`);
    },
    /** @param {string} id @param {string | null} parent */
    stand(id, parent) {
      const change = standsUnder(desk.work, id, parent);
      if (!change) {
        if (parent === null || theme(id).parent === parent) return say(`${called(id)} stands there already.`);
        return say(`${called(id)} cannot stand under ${called(parent)}, because that stands under it.`);
      }
      step(parent === null ? `a ${oneOf(id)} moved to the top` : `a ${oneOf(id)} put under another`, change, { do: "theme", theme: id, parent });
      land(id, "themes");
      say(parent === null ? `${called(id)} stands at the top now.` : `${called(id)} is now part of ${called(parent)}.`);
    },
    /** @param {string} id @param {string} place the theme that it is in, or "themes" for a theme @param {-1 | 1} by */
    shift(id, place, by) {
      const change = place === "themes" ? themeShifted(desk.work, id, by) : memberShifted(desk.work, place, id, by);
      if (!change) return say(`${called(id)} is ${by < 0 ? "first" : "last"} already.`);
      step("an order changed", change, { do: "theme", theme: place === "themes" ? id : place, order: by < 0 ? "earlier" : "later" });
      land(id, place);
      say(`${called(id)} stands one ${by < 0 ? "earlier" : "later"}.`);
    },
    /** @param {string} from @param {string} into */
    merge(from, into) {
      const change = themesMerged(desk.work, from, into);
      if (!change) return say("These two cannot be merged.");
      const [was, one] = [called(from), oneOf(from)];
      step(`a ${one} merged into another`, change, { do: "theme", theme: into, merged: from });
      land(into, "themes");
      say(`${was} is merged into ${called(into)}. ${holds(into)} What was written in it stands at the end of the other's words.`);
    },
    /** @param {string} from @param {string[]} members @param {string} name */
    split(from, members, name) {
      const result = themeSplit(desk.work, from, members, name.trim(), desk.codes);
      if (!result) return;
      step(`a ${oneOf(from)} split`, result.change, { do: "theme", theme: from, split: result.theme.id });
      land(result.theme.id, "themes");
      say(`${called(result.theme.id)} is a ${oneOf(from)} of its own now. ${holds(result.theme.id)} ${called(from)}: ${holds(from)}`);
    },
    /** @param {string} id */
    remove(id) {
      const [was, lost, one] = [called(id), lostWithTheme(desk.work, id), oneOf(id)];
      const all = desk.work.themes.filter((other) => other.kind === theme(id).kind && other.doc === theme(id).doc);
      const at = all.findIndex((other) => other.id === id);
      const next = all[at + 1] ?? all[at - 1];
      step(`a ${one} removed`, themeRemoved(desk.work, id), { do: "theme", theme: id, removed: true });
      if (next) land(next.id, "themes");
      else landOnTitle();
      say(`Removed: ${was}. ${lost} Ctrl Z brings it back.`.replace("  ", " "));
    },
    /** @param {string} id @param {ThemePart} part @param {string} text */
    write(id, part, text) {
      desk.step(TYPING[part], themeChanged(desk.work, id, { [part]: text }), { do: "write", to: `theme:${id}`, part }, { typing: `theme-${part}:${id}` });
      draw();
    },
    /** @param {string} doc @param {string[]} spans */
    makeStatement(doc, spans) {
      const { statement, change } = statementMade(desk.work, doc, spans);
      step("a statement made", change, { do: "statement", statement: statement.id, spans: spans.length });
      editStatement(statement.id);
      say(`A statement that rests on ${counted(spans.length, "span", "spans")}. Write what it says, in one or two sentences.`);
    },
    /** @param {string} id @param {string} text */
    writeStatement(id, text) {
      desk.step("a statement's words", statementChanged(desk.work, id, { text }), { do: "write", to: `statement:${id}` }, { typing: `statement:${id}` });
      draw();
    },
    /** @param {string} id @param {string} span @param {boolean} on */
    statementSpan(id, span, on) {
      const spans = desk.work.statements.find((one) => one.id === id)?.spans ?? [];
      const now = on ? [...spans, span] : spans.filter((one) => one !== span);
      step(on ? "a span put under a statement" : "a span taken from a statement", statementChanged(desk.work, id, { spans: now }), { do: "statement", statement: id, [on ? "add" : "remove"]: span });
      say(`The statement rests on ${counted(now.length, "span", "spans")}.`);
    },
    /** @param {string} id */
    removeStatement(id) {
      const was = called(id);
      const held = desk.work.themes.filter(({ members }) => members.includes(id)).length;
      step("a statement removed", statementRemoved(desk.work, id), { do: "statement", statement: id, removed: true });
      say(`Statement removed: ${was}. ${held ? "Its theme no longer holds it. " : ""}Its spans stay. Ctrl Z brings it back.`);
    },
  };
}

/** @typedef {ReturnType<typeof boardActions>} Actions */

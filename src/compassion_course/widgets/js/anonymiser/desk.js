// A text to anonymise: the raw words, the text as it then reads, and the log, all from one list of marks with undo.
import { button, fill, h, table } from "../dom.js";
import { byList } from "./by-list.js";
import { placeForm } from "./form.js";
import { afterText, aroundPlace, changes, doThere, overlap, pieces, replacementOf, sameElsewhere, turnsThatDiffer } from "./rule.js";
import { markableText, speakerName, turnNumber } from "./text.js";
import { History } from "../state.js";

/** @typedef {import("./rule.js").Turn} Turn */
/** @typedef {import("./rule.js").Mark} Mark */
/** @typedef {import("./rule.js").Words} Words */
/** @typedef {import("./form.js").Wording} Wording */
/** @typedef {{ say: (text: string) => void, heading: import("../dom.js").Heading }} Tools */

const QUIET = { class: "cw-button cw-button-quiet" };

/**
 * @param {Turn[]} turns
 * @param {Wording & { how: string, log_note: string }} words
 * @param {{ name: string, title: string, saved: Mark[], onchange?: (marks: Mark[]) => void }} here
 * @param {Tools} tools
 */
export function anonymiserDesk(turns, words, { name, title, saved, onchange }, { say, heading }) {
  const history = new History(saved);
  const order = new Map(turns.map(({ turn }, index) => [turn, index]));
  /** @param {Mark} mark */
  const actionOf = (mark) => words.actions.find(({ id }) => id === mark.action);
  /** @type {ReturnType<typeof placeForm> | null} */
  let form = null;
  /** Where the focus goes when the form closes, if that is still there. @type {HTMLElement | null} */
  let backTo = null;

  const text = markableText(turns, `${title}, turn by turn`, {
    say,
    mark: (chosen) => begin(chosen),
    open: (mark) => open(mark),
    remove: (mark) => remove(mark),
    letterOf: (mark) => actionOf(mark)?.letter ?? "?",
  });
  /** @type {Map<string, HTMLElement>} */
  const afters = new Map(turns.map(({ turn, text: raw }) => [turn, h("p", { class: "cw-an-text" }, raw)]));
  const after = h(
    "ol",
    { class: "cw-an-turns", "aria-label": `${title} after your changes` },
    turns.map(({ turn, speaker }) =>
      h("li", null, h("p", { class: "cw-an-head" }, `${turnNumber(turn)} ${speakerName(speaker)}`), afters.get(turn)),
    ),
  );
  /** What the lists show. @type {Mark[]} */
  let drawn = [];
  const log = h("div");
  const back = button("Undo", () => undo(), QUIET);
  const again = button("Redo", () => redo(), QUIET);

  const inOrder = () =>
    [...history.state].sort((a, b) => (order.get(a.turn) ?? 0) - (order.get(b.turn) ?? 0) || a.start - b.start);
  const freshMarkId = () => `m${1 + Math.max(0, ...history.state.map(({ id }) => Number(id.slice(1))))}`;
  /** @param {string} id @param {Partial<Mark>} change */
  const changed = (id, change) => history.state.map((mark) => (mark.id === id ? { ...mark, ...change } : mark));

  /** @param {Words} chosen @param {HTMLElement} [from] */
  function begin(chosen, from) {
    const there = history.state.find((mark) => overlap(mark, chosen));
    if (there) {
      say(`Some of these words are part of a place already: ${there.quote}.`);
      return open(there, from);
    }
    const mark = { ...chosen, id: freshMarkId(), kind: "", what: "", action: "", replacement: "", why: "" };
    history.step("a place marked", [...history.state, mark]);
    open(mark, from);
    say(`Marked: ${mark.quote}. Say what it is and what you will do.`);
  }

  /** @param {Mark} mark @param {HTMLElement} [from] */
  function open(mark, from) {
    const active = document.activeElement;
    backTo = from ?? (active instanceof HTMLElement && log.contains(active) ? active : null);
    form?.el.remove();
    text.forget();
    form = placeForm(mark, words, `${name}-${mark.id}`, {
      change: (change, what, merge) => history.step(what, changed(mark.id, change), { merge }),
      doThere(there) {
        const mine = history.state.find(({ id }) => id === mark.id);
        if (!mine) return;
        history.step("the same done elsewhere", [...history.state, doThere(mine, there, freshMarkId())]);
        say(`Done at turn ${turnNumber(there.turn)} too.`);
      },
      close: () => close(mark),
      remove: () => remove(mark),
    });
    text.placeOf(mark.turn).append(form.el);
    showIn(form);
    form.focus();
  }

  /** @param {ReturnType<typeof placeForm>} open */
  function showIn(open) {
    const mark = history.state.find(({ id }) => id === open.id);
    const turn = turns.find((one) => one.turn === mark?.turn);
    if (mark && turn) open.show(aroundPlace(turn, history.state, mark), sameElsewhere(turns, history.state, mark));
  }

  /** @param {Mark} mark */
  function close(mark) {
    form?.el.remove();
    form = null;
    history.settle();
    if (backTo?.isConnected) backTo.focus();
    else text.focusOn(mark);
    backTo = null;
  }

  /** @param {Mark} mark */
  function remove(mark) {
    history.step("a mark taken away", history.state.filter(({ id }) => id !== mark.id));
    close(mark);
    say(`No longer a place: ${mark.quote}.`);
  }

  function undo() {
    const what = history.undo();
    say(what ? `Undone: ${what}.` : "Nothing to undo.");
  }

  function redo() {
    const what = history.redo();
    say(what ? `Done again: ${what}.` : "Nothing to redo.");
  }

  /** After an undo the form shows what is true now, or goes if its place is gone. */
  function refresh() {
    if (!form) return;
    const held = form.el.contains(document.activeElement);
    const mark = history.state.find(({ id }) => id === form?.id);
    const place = form.el.closest("li");
    if (mark) {
      const from = document.activeElement;
      open(mark, backTo ?? undefined);
      if (!held && from instanceof HTMLElement) from.focus();
      return;
    }
    form.el.remove();
    form = null;
    if (held) place?.querySelector("button")?.focus();
  }

  /** @param {string} id */
  function drawAfter(id) {
    const turn = turns.find((one) => one.turn === id);
    const place = afters.get(id);
    if (!turn || !place) return;
    fill(
      place,
      pieces(turn, history.state).map(({ text: raw, mark }) =>
        mark && changes(mark) ? h("span", { class: "cw-an-changed" }, replacementOf(mark)) : raw,
      ),
    );
  }

  /** @param {import("../state.js").How} how */
  function draw(how) {
    const marks = history.state;
    text.draw(marks);
    for (const turn of turnsThatDiffer(drawn, marks)) drawAfter(turn);
    drawn = marks;
    fill(
      log,
      marks.length
        ? table(
            "The log: each place, what you did, and why",
            ["Place", "What", "Action", "Becomes", "Why", "Change"],
            inOrder().map((mark) => [
              `${mark.quote} (turn ${turnNumber(mark.turn)})`,
              whatWords(mark),
              actionOf(mark)?.name ?? "not decided",
              changes(mark) ? replacementOf(mark) : "",
              mark.why || "no reason yet",
              button("Change", () => open(mark), { class: "cw-button cw-button-small", "aria-label": `Change: ${mark.quote}, turn ${turnNumber(mark.turn)}` }),
            ]),
          )
        : h("p", { class: "cw-hint" }, "The log is empty: no place is marked yet."),
    );
    back.setAttribute("aria-disabled", String(history.undoes === null));
    again.setAttribute("aria-disabled", String(history.redoes === null));
    if (how === "do" && form) showIn(form);
    else refresh();
  }

  /** @param {Mark} mark */
  function whatWords(mark) {
    const kind = words.kinds.find(({ id }) => id === mark.kind)?.name;
    const what = words.whats.find(({ id }) => id === mark.what)?.name;
    return [kind, what].filter(Boolean).join(": ") || "not said";
  }

  history.watch((marks, { how }) => {
    draw(how);
    onchange?.(marks);
  });
  draw("load");

  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const target = event.target;
    // In a text box the browser's own undo is what somebody expects; it reaches the marks as typing.
    if (target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text")) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  };

  return {
    el: h(
      "div",
      { onkeydown: keys },
      h("p", { class: "cw-hint" }, words.how),
      h("div", { class: "cw-buttons" }, back, again),
      h(
        "div",
        { class: "cw-an-sides" },
        h("div", null, heading("Raw"), text.el),
        h("div", null, heading("After your changes"), after),
      ),
      byList(turns, { name, say, mark: begin }),
      heading("The log"),
      log,
      h("p", { class: "cw-fine" }, words.log_note),
    ),
    get marks() {
      return inOrder();
    },
    /** The log as rows of text, with its head. @returns {string[][]} */
    rows: () => [
      ["turn", "start", "end", "words", "what", "action", "becomes", "why"],
      ...inOrder().map((mark) => [
        mark.turn,
        String(mark.start),
        String(mark.end),
        mark.quote,
        whatWords(mark),
        mark.action || "not decided",
        changes(mark) ? replacementOf(mark) : "",
        mark.why.trim(),
      ]),
    ],
    /** The text as it reads after the changes, as nodes for paper. */
    sheet: () =>
      turns.map((turn) =>
        h("p", null, h("strong", null, `${turnNumber(turn.turn)} ${speakerName(turn.speaker)} `), afterText(turn, history.state)),
      ),
  };
}

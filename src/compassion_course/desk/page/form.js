// The form for one answer: level, marks, reason, comment, and words for typical answers.
import { h, prose } from "./elements.js";
import { levelOf, middleOf, rangeOf, stepOf, within } from "./task.js";

/** @typedef {import("./task.js").Item} Item */
/** @typedef {import("./task.js").Mark} Mark */
/** @typedef {import("./task.js").Answer} Answer */

export class Form {
  /**
   * @param {Item} item
   * @param {Answer} answer
   * @param {Mark} mark
   * @param {boolean} foldIsOpen
   * @param {(isQuick: boolean) => void} onChange told of every change, quick where a key or a click made it
   * @param {(text: string) => void} say
   */
  constructor(item, answer, mark, foldIsOpen, onChange, say) {
    this.item = item;
    this.onChange = onChange;
    this.say = say;
    this.levels = item.rubric.map((level, place) => this.radio(level, place));
    this.marks = h("input", {
      id: "marks",
      type: "number",
      inputmode: "decimal",
      min: "0",
      max: String(item.of),
      step: "any",
      oninput: () => this.typed(),
    });
    const typing = () => this.onChange(false);
    this.why = h("textarea", { id: "why", rows: "3", maxlength: "20000", oninput: typing });
    this.comment = h("textarea", { id: "comment", rows: "5", maxlength: "20000", oninput: typing });
    this.snippets = item.feedback.map((one) =>
      h("button", { type: "button", class: "snippet", onclick: () => this.insert(one.say) }, h("span", { class: "soft" }, `If ${one.if}: `), one.say),
    );
    this.fold = h(
      "details",
      { "data-fold": "f", open: foldIsOpen },
      h("summary", {}, `Words for typical answers (${this.snippets.length}) `, h("kbd", { "aria-hidden": "true" }, "f")),
      h("p", { class: "soft" }, "Choose one to put it into the comment; then make it fit this answer."),
      h("ul", { class: "snippets" }, ...this.snippets.map((button) => h("li", {}, button))),
    );
    this.el = h(
      "form",
      { class: "form", "aria-label": "Your mark", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      answer.first && answer.second && this.both(answer.first, answer.second),
      answer.stale && h("p", { class: "notice" }, "The key or rubric has changed since you gave this mark. Look whether it still holds."),
      item.rubric.length > 0 &&
        h("fieldset", {}, h("legend", {}, "Level"), ...this.levels.map((one) => one.label)),
      h(
        "p",
        { class: "marks" },
        h("label", { for: "marks" }, "Marks"),
        h("button", { type: "button", "aria-label": "One step fewer", onclick: () => this.nudge(-1) }, "\u2212"),
        this.marks,
        h("button", { type: "button", "aria-label": "One step more", onclick: () => this.nudge(1) }, "+"),
        h("span", {}, `of ${item.of}`),
        h("button", { type: "button", class: "plain", onclick: () => this.clear() }, "Take the mark back"),
      ),
      h("label", { for: "why" }, "Reason, for other markers and the examiner ", h("kbd", { "aria-hidden": "true" }, "r")),
      this.why,
      h("label", { for: "comment" }, "Comment to the trainee ", h("kbd", { "aria-hidden": "true" }, "c")),
      this.comment,
      this.snippets.length > 0 && this.fold,
    );
    this.show(mark);
  }

  /** @param {import("./task.js").Level} level @param {number} place */
  radio(level, place) {
    const input = h("input", { type: "radio", name: "level", value: level.level, onchange: () => this.choose(place) });
    const label = h(
      "label",
      { class: "level" },
      input,
      h("span", {}, h("strong", {}, `${place + 1}. ${level.level}`), ` (${rangeOf(level)}) `, h("span", { class: "prose" }, level.words)),
    );
    return { input, label };
  }

  /** @param {Mark} first @param {Mark} second */
  both(first, second) {
    const gap = Math.abs((first.marks ?? 0) - (second.marks ?? 0));
    const one = (/** @type {string} */ name, /** @type {Mark} */ mark, /** @type {string} */ key) =>
      h(
        "section",
        { class: "one-mark" },
        h("h3", {}, `${name}: ${mark.marks} of ${this.item.of}`),
        mark.level && h("p", {}, mark.level),
        mark.why && prose(mark.why),
        mark.comment && h("p", { class: "prose" }, h("span", { class: "label" }, "To the trainee: "), mark.comment),
        h("button", { type: "button", onclick: () => this.take(mark) }, `Take the ${name.toLowerCase()} `, h("kbd", { "aria-hidden": "true" }, key)),
      );
    this.given = { a: first, b: second };
    return h(
      "div",
      { class: "two-marks" },
      h("p", { class: "notice" }, gap === 0 ? "Both gave the same marks." : `They are ${gap} apart.`),
      one("First mark", first, "a"),
      one("Second mark", second, "b"),
    );
  }

  /** In moderation: starts from one of the two marks; the reason is the moderator's own. @param {Mark} mark */
  take(mark) {
    this.show({ ...mark, why: this.why.value, comment: mark.comment || this.comment.value });
    this.onChange(true);
    this.say(`${mark.marks} of ${this.item.of}. Now the reason.`);
    this.why.focus();
  }

  /** In moderation, a key that takes one of the two marks. @param {string} key */
  takeBy(key) {
    const mark = key === "a" ? this.given?.a : this.given?.b;
    if (mark) this.take(mark);
    return mark !== undefined;
  }

  /** @param {Mark} mark */
  show(mark) {
    this.marks.value = mark.marks === null ? "" : String(mark.marks);
    this.why.value = mark.why;
    this.comment.value = mark.comment;
    this.mark(mark.level || levelOf(this.item, mark.marks));
  }

  /** @param {string} level */
  mark(level) {
    for (const one of this.levels) one.input.checked = one.input.value === level;
  }

  /** @returns {Mark} */
  read() {
    const number = this.marks.value === "" ? null : Number(this.marks.value);
    const marks = number === null || !Number.isFinite(number) ? null : within(this.item, number);
    return { marks, level: levelOf(this.item, marks), why: this.why.value, comment: this.comment.value };
  }

  typed() {
    this.mark(this.read().level);
    this.onChange(false);
  }

  /** Chooses a level by its place. @param {number} place */
  choose(place) {
    const level = this.item.rubric[place];
    if (!level) return false;
    this.set(middleOf(level, stepOf(this.item)));
    return true;
  }

  /** @param {number} way */
  nudge(way) {
    const marks = this.read().marks;
    this.set(marks === null ? (way > 0 ? 0 : this.item.of) : marks + way * stepOf(this.item));
  }

  /** @param {number} marks */
  set(marks) {
    const possible = within(this.item, marks);
    const level = levelOf(this.item, possible);
    this.marks.value = String(possible);
    this.mark(level);
    this.onChange(true);
    this.say(`${possible} of ${this.item.of}${level ? `, ${level}` : ""}`);
  }

  clear() {
    this.marks.value = "";
    this.mark("");
    this.onChange(true);
    this.say("The mark is taken back.");
  }

  /** @param {string} words */
  insert(words) {
    const before = this.comment.value.trimEnd();
    this.comment.value = before ? `${before}\n${words}` : words;
    this.onChange(false);
    this.comment.focus();
    this.say("Put into the comment.");
  }

  /** Opens the words for typical answers and goes to the first. */
  toSnippets() {
    if (this.snippets.length === 0) return this.say("The key has no words for typical answers here.");
    this.fold.open = true;
    this.snippets[0].focus();
  }

  /** Up and down between the words for typical answers. @param {EventTarget | null} from @param {number} way */
  alongSnippets(from, way) {
    const place = this.snippets.findIndex((one) => one === from);
    if (place < 0) return false;
    this.snippets[Math.min(this.snippets.length - 1, Math.max(0, place + way))].focus();
    return true;
  }
}

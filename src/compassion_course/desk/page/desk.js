// The marking desk: one answer at a time, saved as it is marked.
import { counted, h, prose, Voice } from "./elements.js";
import { isGiven, NO_MARK, pilesOf } from "./task.js";
import { download, PackKeeper, serverKeeper } from "./keeping.js";
import { drawAnswer } from "./answer.js";
import { drawGuide } from "./guide.js";
import { Form } from "./form.js";
import { askConcern } from "./concern.js";
import { listen, showKeys } from "./keys.js";

/** @typedef {import("./task.js").Task} Task */
/** @typedef {import("./task.js").Pile} Pile */
/** @typedef {import("./task.js").Script} Script */
/** @typedef {import("./task.js").Mark} Mark */
/** @typedef {import("./keeping.js").Keeper} Keeper */

const ROLES = { first: "First marks", second: "Second marks, blind to the first", moderated: "Moderation" };
/** Milliseconds until a choice, and until typing, is saved. */
const SOON = 300;
const AFTER_TYPING = 1200;
/** Milliseconds until what did not reach the desk is tried again. */
const AGAIN = 5000;

class Desk {
  /** @param {Task} task @param {Keeper} keeper @param {PackKeeper | null} pack @param {HTMLElement} root */
  constructor(task, keeper, pack, root) {
    this.task = task;
    this.keeper = keeper;
    this.pack = pack;
    this.piles = pilesOf(task);
    this.pile = 0;
    this.place = 0;
    /** Decisions that are not saved yet, by reference and item. @type {Map<string, { ref: string, item: string, mark: Mark }>} */
    this.drafts = new Map();
    /** @type {Set<string>} */
    this.open = new Set();
    this.settings = { single: true };
    this.timer = 0;
    this.hasAsked = pack === null || pack.keeps;
    this.voice = new Voice();
    // Of its own, so that what was saved does not talk over where one is.
    this.savedVoice = new Voice();
    this.status = h("p", { class: "status" });
    this.asking = h("div", {});
    this.choice = h("select", { id: "pile", onchange: () => this.go(Number(this.choice.value), 0) });
    this.progress = h("p", { class: "progress" });
    this.main = h("div", { class: "work" });
    /** @type {Form | null} */
    this.form = null;
    root.replaceChildren(this.voice.el, this.savedVoice.el, this.header(), this.main);
    addEventListener("beforeunload", (event) => {
      if (this.drafts.size > 0 || this.keeper.unsent()) event.preventDefault();
    });
    // Whoever closes the page right after a key has still decided.
    addEventListener("pagehide", () => void this.flush());
    listen(this.keys(), this.settings, { leave: () => this.leave(), next: () => this.step(1) });
    if (this.piles.length > 0) this.draw(false);
    else this.main.replaceChildren(h("p", {}, this.nothing()));
  }

  nothing() {
    if (this.task.role === "moderated") return "No answer has a first and a second mark yet.";
    return this.task.role === "second" ? "Nothing in the sample waits for your second mark." : "Nothing waits for you here.";
  }

  header() {
    const pack = this.pack;
    return h(
      "header",
      {},
      h("h1", {}, `${ROLES[this.task.role]}: ${this.task.marker}`),
      this.task.notes.map((note) => h("p", { class: "notice" }, note)),
      this.piles.length > 0 && h("p", { class: "pick" }, h("label", { for: "pile" }, "Item"), this.choice),
      this.piles.length > 0 &&
        h(
          "div",
          { class: "bar" },
          h("button", { type: "button", onclick: () => this.step(-1) }, "Previous ", h("kbd", { "aria-hidden": "true" }, "k")),
          h("button", { type: "button", onclick: () => this.step(1) }, "Next ", h("kbd", { "aria-hidden": "true" }, "j")),
          h("button", { type: "button", onclick: () => this.toUnmarked() }, "Next unmarked ", h("kbd", { "aria-hidden": "true" }, "u")),
          h("button", { type: "button", onclick: () => this.concern() }, "Concern ", h("kbd", { "aria-hidden": "true" }, "!")),
          h("button", { type: "button", onclick: () => showKeys(this.keys(), this.settings) }, "Keys ", h("kbd", { "aria-hidden": "true" }, "/")),
          pack && h("button", { type: "button", class: "strong", onclick: () => this.giveFile() }, "Save the file of marks ", h("kbd", { "aria-hidden": "true" }, "s")),
        ),
      pack && h("p", { class: "soft" }, "Nothing leaves this page by itself. Send the file of marks back to whoever sent you the pack."),
      this.asking,
    );
  }

  /** @returns {import("./keys.js").Key[]} */
  keys() {
    const fold = (/** @type {string} */ key, /** @type {string} */ what) => ({
      key,
      shown: key,
      does: `Open or close ${what}`,
      run: () => this.fold(key),
    });
    const keys = [
      { key: "j", shown: "j", does: "Next answer", run: () => this.step(1) },
      { key: "k", shown: "k", does: "Previous answer", run: () => this.step(-1) },
      { key: "u", shown: "u", does: "Next answer without a mark", run: () => this.toUnmarked() },
      { key: "n", shown: "n", does: "Next item", run: () => this.toPile(1) },
      { key: "p", shown: "p", does: "Previous item", run: () => this.toPile(-1) },
      {
        key: "1 2 3 4 5 6 7 8 9",
        shown: "1 to 5",
        does: "Choose a level",
        run: (/** @type {KeyboardEvent} */ event) => this.form?.choose(Number(event.key) - 1),
      },
      { key: "ArrowUp", shown: "\u2191", does: "One step more", run: (/** @type {KeyboardEvent} */ event) => this.arrow(event, 1) },
      { key: "ArrowDown", shown: "\u2193", does: "One step fewer", run: (/** @type {KeyboardEvent} */ event) => this.arrow(event, -1) },
      { key: "r", shown: "r", does: "Write the reason", run: () => this.form?.why.focus() },
      { key: "c", shown: "c", does: "Write the comment", run: () => this.form?.comment.focus() },
      { key: "f", shown: "f", does: "Words for typical answers; arrows and Enter put one into the comment", run: () => this.form?.toSnippets() },
      fold("e", "the exemplars"),
      fold("g", "the key's commentary"),
      fold("t", "the words that were given"),
      fold("q", "two questions for a talk"),
      { key: "!", shown: "!", does: "Raise a concern: risk, client detail, wrongdoing", run: () => this.concern() },
      { key: "/ ?", shown: "/", does: "Show the keys", run: () => showKeys(this.keys(), this.settings) },
    ];
    if (this.task.role === "moderated") {
      const take = (/** @type {KeyboardEvent} */ event) => this.form?.takeBy(event.key);
      keys.splice(5, 0, { key: "a b", shown: "a, b", does: "Take the first or the second mark", run: take });
    }
    if (this.pack) keys.push({ key: "s", shown: "s", does: "Save the file of marks", run: () => this.giveFile() });
    return keys;
  }

  get now() {
    const pile = this.piles[this.pile];
    const script = pile.scripts[this.place];
    return { pile, script, answer: script.answers[pile.item.id], key: `${script.ref}/${pile.item.id}` };
  }

  /** What counts now for an answer: what is not saved yet before what is. @param {Pile} pile @param {Script} script @returns {Mark | null} */
  markOf(pile, script) {
    return this.drafts.get(`${script.ref}/${pile.item.id}`)?.mark ?? script.answers[pile.item.id].mark;
  }

  /** @param {boolean} withFocus */
  draw(withFocus) {
    const { pile, script, answer } = this.now;
    // In moderation the first marker's comment is where the comment begins.
    const start = { ...NO_MARK, comment: answer.first?.comment ?? "" };
    const mark = this.markOf(pile, script) ?? start;
    this.form = new Form(pile.item, answer, mark, this.open.has("f"), (isQuick) => this.changed(isQuick), (text) => this.voice.say(text));
    this.heading = h("h2", { tabindex: "-1", id: "script" }, script.name);
    const agreement = this.task.agreements[pile.place];
    const reading = h(
      "section",
      { class: "reading", "aria-labelledby": "script" },
      this.heading,
      this.progress,
      h("details", { "data-fold": "prompt", open: this.open.has("prompt") }, h("summary", {}, `What was asked: ${pile.item.name}`), prose(pile.item.prompt)),
      drawAnswer(answer),
      drawGuide(pile.item, script, this.open),
    );
    const marking = h("section", { class: "marking", "aria-label": "Marking" }, this.status, agreement && h("p", { class: "agreement" }, h("strong", {}, "Agreement: "), agreement), this.form.el);
    this.main.replaceChildren(reading, marking);
    for (const fold of this.main.querySelectorAll("details")) {
      fold.addEventListener("toggle", () => {
        const key = fold.dataset.fold ?? "";
        if (fold.open) this.open.add(key);
        else this.open.delete(key);
      });
    }
    this.count();
    if (withFocus) {
      this.heading.focus({ preventScroll: true });
      this.main.scrollIntoView({ block: "start" });
      this.voice.say(this.where());
    }
  }

  where() {
    const { pile, script } = this.now;
    const mark = this.markOf(pile, script);
    const state = isGiven(mark) ? `${mark?.marks} of ${pile.item.of}` : "no mark yet";
    return `${script.name}, answer ${this.place + 1} of ${pile.scripts.length}, ${state}`;
  }

  /** Writes how far this marker is, on the line and in the list of items. */
  count() {
    const done = this.piles.map((pile) => pile.scripts.filter((script) => isGiven(this.markOf(pile, script))).length);
    const options = this.piles.map((pile, place) =>
      h("option", { value: String(place) }, `${pile.title}: ${pile.item.name} (${done[place]} of ${pile.scripts.length})`),
    );
    this.choice.replaceChildren(...options);
    this.choice.value = String(this.pile);
    const { pile } = this.now;
    const unsaved = this.drafts.size > 0 ? ` ${counted(this.drafts.size, "change")} not saved yet.` : "";
    this.progress.textContent = `Answer ${this.place + 1} of ${pile.scripts.length}; ${done[this.pile]} marked.${unsaved}`;
  }

  // --- moving ---------------------------------------------------------------------------------

  /** @param {number} pile @param {number} place */
  go(pile, place) {
    void this.flush();
    this.pile = pile;
    this.place = place;
    this.draw(true);
  }

  /** @param {number} way */
  step(way) {
    if (this.piles.length === 0) return;
    const place = this.place + way;
    if (place >= 0 && place < this.now.pile.scripts.length) return this.go(this.pile, place);
    void this.flush();
    this.voice.say(way > 0 ? "That was the last answer to this item. n goes to the next item." : "This is the first answer to this item.");
  }

  /** @param {number} way */
  toPile(way) {
    const pile = this.pile + way;
    if (pile >= 0 && pile < this.piles.length) this.go(pile, 0);
    else this.voice.say(way > 0 ? "This is the last item." : "This is the first item.");
  }

  toUnmarked() {
    const all = this.piles.flatMap((pile, at) => pile.scripts.map((script, place) => ({ pile: at, place, isDone: isGiven(this.markOf(pile, script)) })));
    const here = all.findIndex((one) => one.pile === this.pile && one.place === this.place);
    const next = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((one) => !one.isDone);
    if (next) this.go(next.pile, next.place);
    else this.tell("Every answer has a mark.", false);
  }

  leave() {
    this.heading?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event @param {number} way */
  arrow(event, way) {
    // Down the list of words as one reads it, and up in marks as one counts.
    if (this.form?.alongSnippets(event.target, -way)) return true;
    this.form?.nudge(way);
    return true;
  }

  /** @param {string} key */
  fold(key) {
    const fold = /** @type {HTMLDetailsElement | null} */ (this.main.querySelector(`details[data-fold="${key}"]`));
    if (!fold) return this.voice.say("There is nothing of the kind here.");
    fold.open = !fold.open;
    const summary = /** @type {HTMLElement} */ (fold.querySelector("summary"));
    summary.focus();
    if (fold.open) fold.scrollIntoView({ block: "nearest" });
  }

  // --- saving ---------------------------------------------------------------------------------

  /** @param {boolean} isQuick */
  changed(isQuick) {
    const { pile, script, key } = this.now;
    if (!this.form) return;
    this.drafts.set(key, { ref: script.ref, item: pile.item.id, mark: this.form.read() });
    this.count();
    this.status.textContent = "Saving\u2026";
    this.status.classList.remove("trouble");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), isQuick ? SOON : AFTER_TYPING);
  }

  /** Saves what is not saved yet, one after the other, so that the last word stays the last. */
  async flush() {
    clearTimeout(this.timer);
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.saveDrafts());
    return this.saving;
  }

  async saveDrafts() {
    for (const [key, draft] of [...this.drafts]) {
      if (this.task.role === "moderated" && isGiven(draft.mark) && !draft.mark.why.trim()) {
        this.tell("Saved as soon as the reason is there.", false);
        continue;
      }
      const kept = await this.keeper.save(draft.ref, draft.item, draft.mark);
      const script = /** @type {Script} */ (this.task.scripts.find((one) => one.ref === draft.ref));
      if (kept.ok) {
        script.answers[draft.item].mark = draft.mark;
        script.answers[draft.item].stale = false;
        // Typed on meanwhile: then there is more to save, and its timer runs.
        if (this.drafts.get(key) === draft) this.drafts.delete(key);
        this.askToKeep();
      }
      const marks = draft.mark.marks === null ? "no mark" : String(draft.mark.marks);
      if (kept.again) this.timer = window.setTimeout(() => void this.flush(), AGAIN);
      // "Saved" stands there only when everything is.
      if (!kept.ok) this.tell(`${kept.words} (${script.name}, ${marks})`, true);
      else if (this.drafts.size === 0) this.tell(`${kept.words}: ${script.name}, ${marks}.`, false);
    }
    this.count();
  }

  /** @param {string} words @param {boolean} isTrouble */
  tell(words, isTrouble) {
    this.status.textContent = words;
    this.status.classList.toggle("trouble", isTrouble);
    this.savedVoice.say(words);
  }

  concern() {
    const { pile, script, answer } = this.now;
    const about = { ref: script.ref, item: pile.item.id };
    askConcern(this.task, script.name, about, (worry) => {
      void this.keeper.worry(worry).then((kept) => {
        if (kept.ok) {
          if (worry.item === "") for (const one of Object.values(script.answers)) one.concern = true;
          answer.concern = true;
          void this.flush().then(() => {
            this.draw(true);
            this.tell(`Concern recorded: ${script.name}. Its text stays out of samples, exports and packs.`, false);
          });
        } else this.tell(kept.words, true);
      });
    });
  }

  // --- packs ----------------------------------------------------------------------------------

  /** Asks once, at the first change, whether this browser may keep the marks. */
  askToKeep() {
    const pack = this.pack;
    if (this.hasAsked || !pack) return;
    this.hasAsked = true;
    const answer = (/** @type {boolean} */ wanted) => {
      const kept = pack.keep(wanted);
      this.tell(`${kept.words}.`, !kept.ok);
      this.drawKept();
      this.leave();
    };
    this.asking.replaceChildren(
      h(
        "div",
        { class: "notice" },
        h("p", {}, "Keep your marks in this browser until you delete them? Then closing or reloading this page loses nothing. Say no on a shared computer."),
        h(
          "p",
          { class: "buttons" },
          h("button", { type: "button", class: "strong", onclick: () => answer(true) }, "Keep them here"),
          h("button", { type: "button", onclick: () => answer(false) }, "No"),
        ),
      ),
    );
    this.voice.say("Above the answer you are asked whether this browser may keep your marks.");
  }

  drawKept() {
    const pack = this.pack;
    if (!pack) return;
    const stop = () => {
      const kept = pack.keep(false);
      this.tell(`${kept.words}.`, !kept.ok);
      this.drawKept();
      this.leave();
    };
    this.asking.replaceChildren(
      ...(pack.keeps ? [h("p", {}, "Your marks are kept in this browser. ", h("button", { type: "button", onclick: stop }, "Delete them from it"))] : []),
    );
  }

  giveFile() {
    const pack = this.pack;
    if (!pack) return;
    void this.flush().then(() => {
      const { name, content } = pack.file();
      download(name, content);
      this.tell(`${name} was given to the browser to save. Send it back.`, false);
    });
  }
}

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("desk"));
  const inside = document.getElementById("task");
  if (inside !== null) {
    const task = /** @type {Task} */ (JSON.parse(inside.textContent ?? ""));
    const pack = new PackKeeper(task);
    pack.restore();
    const desk = new Desk(task, pack, pack, root);
    desk.drawKept();
    return;
  }
  try {
    const answer = await fetch("task.json");
    if (!answer.ok) throw new Error(await answer.text());
    new Desk(/** @type {Task} */ (await answer.json()), serverKeeper(), null, root);
  } catch (error) {
    root.replaceChildren(h("h1", {}, "Marking"), h("p", { role: "alert" }, `The desk does not answer. Is the command still running? ${error}`));
  }
}

void start();

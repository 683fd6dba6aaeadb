// ExerciseSheet: an exercise from its brief to the file that is handed in. Everything here works without a kernel;
// with one, the sheet is also written beside the notebook.
import { announcer } from "./announce.js";
import { button, fill, h, paragraphs } from "./dom.js";
import { bar } from "./sheet/bar.js";
import { closedItem } from "./sheet/closed-item.js";
import { codingQuestion, passageTurns } from "./sheet/coding-question.js";
import { givenList } from "./sheet/given.js";
import { handIn } from "./sheet/handin.js";
import { Keeping } from "./sheet/keeping.js";
import { calmPage, supportBox } from "./sheet/leave.js";
import { missingList } from "./sheet/missing-list.js";
import { joinNotebook } from "./sheet/notebook.js";
import { ownCodebook } from "./sheet/own-codes.js";
import { practicePart } from "./sheet/practice.js";
import { Refusal, readSheet } from "./sheet/reading-back.js";
import { relationsItem } from "./sheet/relations-item.js";
import { checkReadings, readingsFile } from "./sheet/released.js";
import { repliesItem } from "./sheet/replies.js";
import { Session } from "./sheet/session.js";
import { header, keepQuestion, traineeField } from "./sheet/start.js";
import { textItem } from "./sheet/text-item.js";
import { themesItem } from "./sheet/themes-item.js";
import { dayAndTime } from "./sheet/time.js";

/** @typedef {import("./sheet/types.js").Exercise} Exercise */
/** @typedef {import("./sheet/types.js").Item} Item */
/** @typedef {import("./sheet/types.js").Codebook} Codebook */
/** @typedef {import("./sheet/types.js").Reading} Reading */
/** @typedef {{el: HTMLElement, update: () => void, stop?: () => void, settle?: () => void}} Part `settle`: takes an open form into the answers */

/** What the heading of a question says that it asks for. @type {Record<string, string>} */
const TASKS = {
  choice: "Choose",
  classify: "Sort",
  order: "Put in order",
  number: "Give a number",
  text: "Write",
  coding: "Code the passage",
  notes: "Write notes on the passage",
  themes: "Bring together",
  relations: "Link",
  responses: "Reply to the readings",
};

/** So long after a field was left: the press that left it is over. */
const LEFT_MS = 400;

const CLOSED = ["choice", "classify", "order", "number"];

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  /** @type {Exercise} */
  const exercise = model.get("exercise");
  /** @type {Codebook} */
  const codebook = model.get("codebook") ?? { id: "", name: "", codes: [] };
  /** @type {Reading[]} */
  const inPage = model.get("readings") ?? [];
  /** The readings that can be shown: those of an assessed exercise once their file was opened. */
  const readings = () => (session.released.length ? session.released : inPage);
  const support = model.get("support") ?? null;
  const voice = announcer();
  const session = new Session(exercise, model.get("transcripts") ?? []);
  const keeping = new Keeping(session, {
    onchange: () => status(),
    ontime: () => strip.update(),
    onlate: () => strip.late(),
    onleave: settle,
  });
  let asked = false;

  const title = h("h2", { tabindex: "-1" }, exercise.title);
  const keep = keepQuestion(keeping, { say: voice.say, deleted: () => strip.update() });
  const trainee = traineeField(session);
  const lacking = missingList(session, codebook, goTo);
  const hand = handIn({
    lacking: lacking.el,
    session,
    keeping,
    codebook,
    readings,
    say: voice.say,
    settle,
    opened(sheet, notices) {
      session.load(sheet);
      session.note({ do: "open" });
      keeping.restored(Date.parse(sheet.saved) || undefined);
      if (notices.length) voice.say(notices.join(" "));
      if (keeping.mode === "kept" || keeping.mode === "notebook") keeping.flush({ always: true });
      status();
    },
  });
  const strip = bar({
    session,
    keeping,
    say: voice.say,
    undo: () => again("undo"),
    redo: () => again("redo"),
    download: () => void hand.download(),
    stop: stopHere,
    takeOther() {
      if (restore()) voice.say("This tab now shows the other tab's work.");
    },
  });

  /** @type {Map<string, ReturnType<typeof repliesItem>>} */
  const replies = new Map();
  /** The trainee's own codes, by the item that they are made in. @type {Map<string, Codebook>} */
  const ownBooks = new Map(exercise.items.filter((item) => item.own_codes).map(({ id }) => [id, ownCodebook(() => session.coding(id).codes ?? [])]));
  const bookOf = (/** @type {string | undefined} */ id) => ownBooks.get(id ?? "") ?? codebook;
  /** @type {Part[]} */
  const parts = [];
  const questions = exercise.items.map((item, index) => question(item, index));
  const practice = exercise.practice
    ? practicePart({ session, practice: exercise.practice, codebook, say: voice.say })
    : null;
  if (practice) parts.unshift(practice);

  const work = h(
    "div",
    { class: "cw-sheet-work" },
    header(exercise, title),
    h(
      "section",
      { class: "cw-part", "aria-label": "Before you start" },
      h("h3", null, "Before you start"),
      trainee.el,
      keep.el,
    ),
    practice
      ? h(
          "section",
          { class: "cw-part", "aria-label": "Practice" },
          h("h3", null, `Practice${exercise.practice?.minutes ? `, about ${exercise.practice.minutes} minutes` : ""}`),
          h("p", { class: "cw-hint" }, "Not marked and not handed in. The answers are here."),
          practice.el,
        )
      : null,
    questions,
    h("section", { class: "cw-part", "aria-label": "Save and hand in" }, h("h3", null, "Save and hand in"), hand.el),
    supportBox(support, stopHere),
    strip.el,
  );
  const calm = h("div", { class: "cw-calm", hidden: true });
  const root = h(
    "div",
    {
      class: "cw cw-sheet",
      role: "group",
      "aria-label": `Exercise: ${exercise.title}`,
      onkeydown: keyed,
    },
    work,
    calm,
    voice.el,
  );
  el.append(root);

  /** @param {Item} item @param {number} index */
  function question(item, index) {
    const part = makePart(item);
    parts.push(part);
    part.el.querySelector(".cw-prompt")?.after(...lookBack(item, index), ...(item.given?.length ? [givenList(item.given)] : []));
    const name = `${index + 1}. ${TASKS[item.kind] ?? "Question"}${ofWhat(item)}`;
    const marks = item.marks
      ? h("span", { class: "cw-marks" }, item.marks === 1 ? "1 mark" : `${item.marks} marks`)
      : null;
    return h("section", { class: "cw-part cw-sheet-question", "aria-label": name }, h("h3", { tabindex: "-1" }, name, " ", marks), part.el);
  }

  /** What tells a question from others of its kind. @param {Item} item */
  function ofWhat({ kind, called, passage, at_least: least = 0 }) {
    if (kind === "themes" && called) return `: ${called}${least > 1 ? "s" : ""}`;
    const others = exercise.items.filter((one) => one.kind === kind && one.passage && passage);
    return others.length > 1 ? ` (${passage?.doc})` : "";
  }

  /** What earlier questions handed out, folded: whoever writes on it should not have to look for it. @param {Item} item @param {number} index */
  function lookBack(item, index) {
    const own = item.given ?? [];
    if (exercise.stakes !== "assessed" || !(item.kind === "text" || (CLOSED.includes(item.kind) && !own.length))) return [];
    const seen = new Set(own.map((one) => JSON.stringify(one)));
    return exercise.items.slice(0, index).flatMap(({ given = [] }, at) => {
      const fresh = given.filter((one) => !seen.has(JSON.stringify(one)));
      for (const one of fresh) seen.add(JSON.stringify(one));
      return fresh.length ? [h("details", { class: "cw-look-back" }, h("summary", null, `Look again at what question ${at + 1} handed out`), givenList(fresh))] : [];
    });
  }

  /**
   * Whoever was typing when the question came did not see it: the strip says so once they leave the fields. It would lie
   * over the field, or come under a finger that is about to press.
   */
  function remind() {
    setTimeout(() => {
      if (document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea")) return;
      root.removeEventListener("focusin", remind);
      if (keeping.mode !== "unasked" || document.activeElement?.closest(".cw-keep")) return;
      strip.show("asked", "Where should your answers be kept? So far nothing is kept.", [button("Go to the question", () => leave(keep.focus), { class: "cw-button cw-button-small" })], { quiet: true });
    }, LEFT_MS);
  }

  /** Closes the notice that leads somewhere, and goes there. @param {() => void} go */
  function leave(go) {
    strip.hide();
    go();
  }

  /** @param {number} index of a question */
  function goTo(index) {
    const heading = questions[index]?.querySelector("h3");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  }

  /** @param {Item} item @returns {Part} */
  function makePart(item) {
    if (item.kind === "text") return textItem(session, item);
    if (item.kind === "coding" || item.kind === "notes") {
      const answered = exercise.items.filter(({ kind }) => kind === "responses");
      const follows = inPage.length > 0 || answered.some(({ to }) => to === item.id);
      const locks = follows || answered.length > 0;
      return codingQuestion({ session, item, codebook: bookOf(item.id), readings, locks, follows, say: voice.say, replies: () => repliesTo(item.id) });
    }
    if (item.kind === "themes") return themesItem({ session, item, codebook, say: voice.say });
    if (item.kind === "relations") return relationsItem({ session, item, codebook, say: voice.say });
    if (item.kind === "responses") return waitingReplies(item);
    if (CLOSED.includes(item.kind)) return closedItem(session, item);
    return { el: h("p", null, `This page cannot show an item of kind “${item.kind}” yet.`), update() {} };
  }

  /** @param {string} coding */
  function repliesTo(coding) {
    const item = exercise.items.find((one) => one.kind === "responses" && one.to === coding);
    return (item && replies.get(item.id)) ?? null;
  }

  /** The replies wait until the coding that they are about is locked. @param {Item} item @returns {Part} */
  function waitingReplies(item) {
    const coded = exercise.items.find(({ id }) => id === item.to);
    const turns = coded ? passageTurns(coded, session.transcripts) : [];
    const inner = repliesItem({ session, item, readings, turns, codebook: bookOf(item.to), say: voice.say });
    replies.set(item.id, inner);
    const number = exercise.items.findIndex(({ id }) => id === item.to) + 1;
    const waiting = h("p", { class: "cw-hint" });
    const assessed = exercise.stakes === "assessed";
    const file = assessed ? readingsFile(session, { where: `question ${number}`, say: voice.say, opened: () => keeping.mode === "kept" && keeping.flush({ always: true }) }) : null;
    const again = h("p", { class: "cw-hint" });
    const prompt = h(
      "div",
      { class: "cw-prompt" },
      paragraphs(item.prompt),
    );
    return {
      el: h("div", null, prompt, waiting, file?.el, again, inner.el),
      update() {
        const locked = Boolean(session.locked(item.to ?? ""));
        const open = readings().length > 0;
        // Replies that were written before are shown also where the readings are not open yet.
        const ready = locked && (open || Boolean(session.answer(item.id)));
        waiting.hidden = locked && open;
        waiting.textContent = !locked
          ? `Opens when you have locked your first pass in question ${number}.${assessed ? " Hand in when all above is done; your tutor gives out the readings when all are in." : ""}`
          : "Open the file of readings that your tutor gave out. You can do so as often as you like; nothing of yours changes.";
        if (file) file.el.hidden = !locked;
        again.hidden = !ready || open;
        again.textContent = ready && !open ? "Your replies are here. To see what they reply to, open the readings file again." : "";
        inner.el.hidden = !ready;
        if (ready) inner.update();
      },
    };
  }

  function update() {
    trainee.update();
    for (const part of parts) part.update();
    lacking.update();
    status();
  }

  function status() {
    keep.update();
    strip.update();
  }

  /** @param {"undo" | "redo"} which */
  function again(which) {
    const what = session[which]();
    if (what === null) return voice.say(which === "undo" ? "Nothing to undo." : "Nothing to redo.");
    voice.say(`${which === "undo" ? "Undone" : "Done again"}: ${what}.`);
    // What had the focus may have gone with the step.
    if (document.activeElement === document.body) strip.focus();
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    if (/** @type {HTMLElement} */ (event.target).closest("[data-own-undo]")) return;
    event.preventDefault();
    event.stopPropagation();
    again(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  function settle() {
    for (const part of parts) part.settle?.();
  }

  function stopHere() {
    settle();
    keeping.flush();
    const beside = keeping.mode === "notebook" && !keeping.trouble;
    // A file of nothing would only puzzle whoever finds it later.
    const saved = beside || session.isBlank ? "" : hand.download();
    work.hidden = true;
    calm.hidden = false;
    calmPage(calm, {
      saved,
      beside,
      kept: keeping.mode === "kept" && !keeping.trouble,
      support,
      back() {
        calm.hidden = true;
        fill(calm);
        work.hidden = false;
        title.focus();
      },
    });
  }

  const unwatch = session.watch(({ how }) => {
    update();
    if (how !== "do" || asked || keeping.mode !== "unasked") return;
    asked = true;
    // After the step that caused it has put the focus where it belongs.
    setTimeout(() => {
      const active = document.activeElement;
      const place = active?.closest(".cw-sheet-question") ?? active?.closest(".cw-part");
      if (!(place instanceof HTMLElement) || !root.contains(place)) return;
      if (!keep.ask(place)) root.addEventListener("focusin", remind);
    }, 0);
  });

  if (!joinNotebook(model, root, session, keeping, (problem) => strip.show("notebook", problem))) {
    const at = restore();
    const next = at ? lacking.first() : -1;
    if (at) strip.show("restored", `Your work of ${dayAndTime(new Date(at))} is back. It was kept on this computer.`, next > 0 ? [button(`Go to question ${next + 1}`, () => leave(() => goTo(next)), { class: "cw-button cw-button-small" })] : []);
  }
  update();

  /** Puts back what lies on this computer. @returns {number | null} when it was kept */
  function restore() {
    const left = keeping.left();
    if (!left) return null;
    try {
      const { sheet } = readSheet(JSON.stringify(left.work.sheet), { exercise, transcripts: session.transcripts });
      session.load(sheet, left.work.practice ?? {});
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      strip.show("unreadable", `What is kept on this computer could not be opened and was left as it is. ${error.message}`);
      return null;
    }
    try {
      if (left.work.released) session.release(checkReadings(left.work.released, session.transcripts));
    } catch (error) {
      // The file can be opened again; the work is what counts.
      if (!(error instanceof Refusal)) throw error;
    }
    keeping.tookOver(left.at);
    return left.at;
  }

  return () => {
    unwatch();
    keeping.stop();
    hand.stop();
    lacking.stop();
    for (const part of parts) part.stop?.();
  };
}

export default { render };

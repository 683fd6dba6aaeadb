// The coding desk: TranscriptCoder, ThemeBoard and AxialMap are three views of one work, with one history, one file and
// one set of keys. Which view a widget is, its trait `part` says.
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings } from "./dom.js";
import { readProject } from "./desk/exchange/project-reading.js";
import { joinKernel } from "./desk/kernel.js";
import { part } from "./desk/parts.js";
import { saveWork } from "./desk/save-work.js";
import { takePlace } from "./desk/shared-desk.js";
import { tabs } from "./desk/tabs.js";
import { ownKeys } from "./own-keys.js";
import { bar } from "./sheet/bar.js";
import { keepQuestion } from "./sheet/start.js";
import { dayAndTime } from "./sheet/time.js";

/** @typedef {import("./desk/parts.js").Parts} Parts */
/** @typedef {import("./desk/tabs.js").Panel} Panel */
/** @typedef {import("./desk/types.js").Shelf} Shelf */
/** @typedef {import("./desk/types.js").ThemeKind} ThemeKind */
/** @typedef {{name: string, intro: string, hard: string[], warning: string, notes: boolean, codes: boolean, kinds: ThemeKind[]}} Settings */

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  ownKeys(el);
  /** @type {Settings} */
  const settings = model.get("settings");
  const root = h("div", { class: `cw cw-sheet cw-coding-desk cw-desk-${model.get("part")}`, role: "group", "aria-label": settings.name });
  el.append(root);
  /** @type {(() => void) | undefined} */
  let stop;
  const open = () => {
    stop = deskView(model, el, root, settings);
  };
  if (settings.warning) warn(root, settings.warning, open);
  else open();
  return () => stop?.();
}

/** A text that is not the course's opens only once this was read. @param {HTMLElement} root @param {string} warning @param {() => void} open */
function warn(root, warning, open) {
  const id = freshId("cw-warning");
  const read = h("input", { type: "checkbox", id });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const go = button("Open the text", () => {
    problem.textContent = read.checked ? "" : "Tick the line above first, or leave the text closed.";
    if (!read.checked) return read.focus();
    panel.remove();
    open();
    root.querySelector("button")?.focus();
  });
  const panel = h(
    "div",
    { class: "cw-panel" },
    h("p", { class: "cw-side" }, "Before you open a text of your own"),
    h("p", null, warning),
    h("div", { class: "cw-option" }, read, h("label", { for: id }, "I have read this, and I may work with this text here.")),
    problem,
    h("div", { class: "cw-buttons" }, go),
  );
  root.append(panel);
}

/** @param {import("./model.js").Model} model @param {HTMLElement} el @param {HTMLElement} root @param {Settings} settings */
function deskView(model, el, root, settings) {
  /** @type {"coder" | "board" | "map"} */
  const view = model.get("part");
  const key = model.get("key");
  const voice = announcer();
  /** What was said last, so that a question that follows at once does not swallow it. */
  let told = "";
  /** @param {string} text */
  const say = (text) => {
    told = text;
    voice.say(text);
  };
  const heading = headings(el);
  /** @type {Shelf} */
  const shelf = { transcripts: [...model.get("transcripts")], codebooks: [...model.get("codebooks")] };
  /** @type {import("./desk/shared-desk.js").Listener} */
  const listener = { onchange: () => status(), ontime: () => strip.update(), onlate: () => strip.late(), onleave: () => views.settle() };
  // Two notebooks of one JupyterLab are one page; their work is apart all the same.
  const name = `${model.get("kernel_session") ?? "page"}/${model.get("desk")}`;
  const { shared, first, leave } = takePlace(name, () => ({ key: model.get("desk"), shelf, start: startOf(model) }), listener);
  const { desk, keeping } = shared;

  const keep = keepQuestion(keeping, { say, deleted: () => strip.update(), what: "work" });
  const everyDesk = { desk, say, heading, key, settings };

  /** A place in a transcript: here, or in the coder that stands on this page. @param {string} doc @param {string} id */
  function show(doc, id) {
    if (view !== "coder") return [...shared.coders][0]?.(doc, id);
    whenThere(views.show("transcript"), (panel) => /** @type {ReturnType<Parts["coder"]["coderPanel"]> | null} */ (panel)?.open(doc, id));
  }

  /** @param {string} code */
  function extracts(code) {
    whenThere(views.show("extracts"), (panel) => /** @type {ReturnType<Parts["more"]["extractsPanel"]> | null} */ (panel)?.open(code));
  }

  /** @template {keyof Parts} N @param {string} id @param {string} title @param {N} from @param {(there: Parts[N]) => Panel} make */
  const tab = (id, title, from, make) => ({ id, name: title, make: () => whenThere(part(from), make) });
  const mine = {
    coder: () => tab("transcript", "Transcript", "coder", ({ coderPanel }) => coderPanel({ ...everyDesk, readings: model.get("readings") })),
    board: () => tab("themes", "Themes", "board", ({ boardPanel }) => boardPanel({ ...everyDesk, show: shared.coders.size ? show : undefined })),
    map: () => tab("map", "Axial map", "map", ({ mapPanel }) => mapPanel({ ...everyDesk, show: shared.coders.size ? show : undefined })),
  };
  const coding = view === "coder";
  const counting = coding && settings.codes;
  const views = tabs(`Parts of ${settings.name}`, [
    mine[view](),
    ...(counting ? [tab("codebook", "Codebook", "more", ({ codebookEditor }) => codebookEditor({ ...everyDesk, extracts }))] : []),
    ...(counting ? [tab("extracts", "Extracts", "more", ({ extractsPanel }) => extractsPanel({ ...everyDesk, show }))] : []),
    tab("memos", "Memos", "more", ({ memoPanel }) => memoPanel(everyDesk)),
    ...(coding ? [tab("search", "Search", "more", ({ searchPanel }) => searchPanel({ ...everyDesk, show }))] : []),
    ...(counting ? [tab("tables", "In numbers", "more", ({ tablesPanel }) => tablesPanel(everyDesk))] : []),
    tab("log", "Log", "more", ({ logPanel }) => logPanel(everyDesk)),
    tab("files", "Save and share", "files", ({ filesPanel }) => filesPanel({ ...everyDesk, keeping, keep: keep.el, settle: settleAll, opened })),
  ]);
  const strip = bar({
    session: desk,
    keeping,
    say,
    undo: () => again("undo"),
    redo: () => again("redo"),
    download() {
      settleAll();
      const { name: saved, notices } = saveWork(desk, keeping);
      showAll(notices);
      say(`Saved as ${saved} in the browser's download folder. Open it under “Save and share” to go on, on any computer or phone.`);
    },
    stop: null,
    saves: "Save a file",
    takeOther() {
      if (restore()) say("This tab now shows the other tab's work.");
    },
  });

  root.addEventListener("keydown", keyed);
  root.append(h("p", { class: "cw-title" }, settings.name), ...(settings.intro ? [h("p", { class: "cw-panel" }, settings.intro)] : []), ...hardPlaces(settings.hard), views.el, strip.el, voice.el);
  if (coding) shared.coders.add(show);

  /** Takes what stands in an open form of any widget of this desk into the work. */
  function settleAll() {
    for (const one of shared.listeners) one.onleave();
  }

  /** @param {string[]} notices */
  function showAll(notices) {
    if (notices.length) strip.show(notices.join("\n"), notices.join(" "));
  }

  /** @param {import("./desk/types.js").Project} project */
  function opened(project) {
    desk.load(project);
    desk.note({ do: "open" });
    keeping.restored(Date.parse(project.saved) || undefined);
    if (keeping.mode === "kept" || keeping.mode === "notebook") keeping.flush({ always: true });
    status();
  }

  function status() {
    keep.update();
    strip.update();
  }

  /** @param {"undo" | "redo"} which */
  function again(which) {
    const what = desk[which]();
    if (what === null) return say(which === "undo" ? "Nothing to undo." : "Nothing to redo.");
    say(`${which === "undo" ? "Undone" : "Done again"}: ${what}.`);
    // What had the focus may have gone with the step.
    if (document.activeElement === document.body) strip.focus();
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const pressed = event.key.toLowerCase();
    if (pressed !== "z" && pressed !== "y") return;
    if (/** @type {HTMLElement} */ (event.target).closest("[data-own-undo]")) return;
    event.preventDefault();
    event.stopPropagation();
    again(pressed === "y" || event.shiftKey ? "redo" : "undo");
  }

  const unwatch = desk.watch((step) => {
    views.update(step);
    status();
    if (step.how !== "do" || shared.asked || keeping.mode !== "unasked") return;
    // Asked once a page, and where the change was made.
    if (shared.busy !== null && shared.busy !== listener) return;
    shared.asked = true;
    told = "";
    // After the step that caused it has put the focus where it belongs.
    setTimeout(askWhere, 0);
  });

  function askWhere() {
    if (keeping.mode !== "unasked") return;
    const before = told;
    const question = "Where should your work be kept? On a computer that others use, save files.";
    strip.ask("keep", question, [
      ["Keep it on this computer", () => keep.take("kept")],
      ["I save files", () => keep.take("files")],
    ]);
    say(`${before} ${question} The answers stand in the strip at the end of ${settings.name}, and under “Save and share”.`.trim());
  }

  /** Puts back what lies on this computer. @returns {number | null} when it was kept */
  function restore() {
    const left = keeping.left();
    if (!left) return null;
    const read = readProject(JSON.stringify(left.work), shelf);
    if (!read.project) {
      strip.show("unreadable", `What is kept on this computer could not be opened and was left as it is. ${read.problem}`);
      return null;
    }
    desk.load(read.project);
    keeping.tookOver(left.at);
    showAll(read.notices);
    return left.at;
  }

  const here = () => (shared.busy = listener);
  root.addEventListener("focusin", here);
  root.addEventListener("pointerdown", here, true);
  root.addEventListener("focusout", (event) => {
    // A cell that is run next finds in the file what was done before.
    if (keeping.mode === "notebook" && !root.contains(/** @type {Node | null} */ (event.relatedTarget))) keeping.flush();
  });

  let gone = false;
  const joined = joinKernel(model, shared, { first, tell: (problem) => strip.show("notebook", problem) });
  views.show(mine[view]().id);
  status();
  if (!joined && first) {
    // Once all widgets of the page have put their transcripts on the shelf: the work that comes back may be on any of them.
    const { compassionDesksLaid: laid } = /** @type {{compassionDesksLaid?: Promise<void>}} */ (window);
    void Promise.resolve(laid).then(() => {
      const at = gone ? null : restore();
      if (at) strip.show("restored", `Your work of ${dayAndTime(new Date(at))} is back. It was kept on this computer.`);
    });
  }

  return () => {
    gone = true;
    unwatch();
    views.stop();
    shared.coders.delete(show);
    if (shared.busy === listener) shared.busy = null;
    // The last of all keeps the work as it goes, for which Python must still be there.
    leave();
    joined?.leave();
    fill(root);
  };
}

/** What in the interviews may be hard to read, and where; for whoever wants to know first. @param {string[]} notes */
function hardPlaces(notes) {
  if (!notes.length) return [];
  const places = h("ul", null, notes.map((note) => h("li", null, note)));
  return [h("details", { class: "cw-fold" }, h("summary", null, "Before you read: what may be hard, and where"), places)];
}

/** What the desk begins with: nothing, or what a reader left to go on from. @param {import("./model.js").Model} model */
function startOf(model) {
  const start = model.get("start");
  return start?.reader ? start : undefined;
}

/**
 * Goes on with something at once where it is there, or else when it comes.
 * @template T, R
 * @param {T | Promise<T>} there
 * @param {(there: T) => R} next
 * @returns {R | Promise<R>}
 */
function whenThere(there, next) {
  return there instanceof Promise ? there.then(next) : next(there);
}

export default { render };

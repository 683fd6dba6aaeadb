// The page with the reader's own CPD record: what this browser remembers, entries to write, and ways to take them away.
// Nothing is sent. What is typed stays in the page; in the browser only after a yes.
import { announcer } from "./announce.js";
import { button, fill, freshId, h, headings } from "./dom.js";
import { calendarText } from "./cpd-record/calendar.js";
import { begun, counted, inOrder, joined, nameOf } from "./cpd-record/entries.js";
import { entryForm } from "./cpd-record/entry-form.js";
import { NotARecord, readRecord, recordText } from "./cpd-record/file.js";
import { PAGES, add, leave, merged, ours, pages as pagesIn, setLeave, today, write } from "./cpd-record/memory.js";
import { editionOnPaper, recordOnPaper, statementOnPaper } from "./cpd-record/paper.js";
import { dayInWords, rememberedTable } from "./cpd-record/remembered.js";
import { ENTRIES, drop, keep, stored } from "./cpd-record/shelf.js";
import { tableText } from "./cpd-record/table.js";
import { choose, ownWords } from "./fields.js";
import { onPaper, paperTaken } from "./print-sheet.js";
import { saveFile } from "./save-file.js";
import { PREFIX, forgetAll } from "./sheet/storage.js";
import { stamp } from "./sheet/time.js";

/** @typedef {import("./cpd-record/types.js").Entry} Entry */
/** @typedef {import("./cpd-record/types.js").Page} Page */
/** @typedef {import("./cpd-record/types.js").Words} Words */
/** @typedef {import("./cpd-record/types.js").Edition} Edition */
/** @typedef {import("./cpd-record/memory.js").PageMemory} PageMemory */

const QUIET = { class: "cw-button cw-button-quiet" };
const KEEP_MS = 600;
const COLOURS = "compassion-course.colours";
const TROUBLE = {
  refused: "This browser lets no page remember anything, perhaps by a rule of whoever runs the computer. All else here works: save your record as a file.",
  full: "This browser's storage is full, so nothing new is remembered. Save everything as a file, then make room: delete here what you no longer need, or clear other sites' data.",
  unreadable: "",
  off: "",
  kept: "",
};

const open = () => window.localStorage;

/** @param {number} bytes */
function lot(bytes) {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Begins with the time, so that entries of one day stand as they were begun. */
const freshEntryId = () => `e${Date.now().toString(36)}${lot(4)}`;

/** @type {import("./model.js").Render} */
function render({ model, el }) {
  /** @type {Words} */
  const words = model.get("words");
  /** @type {Page[]} */
  const course = model.get("pages");
  const edition = /** @type {{compassionEdition?: Edition}} */ (/** @type {unknown} */ (window)).compassionEdition ?? null;
  const voice = announcer();
  const heading = headings(el);

  /** The entries on screen; with leave, each also lies in the storage. @type {Entry[]} */
  let entries = inOrder(stored(open).entries);
  /** What each was when this tab last read or wrote it in the storage. */
  const known = new Map(entries.map(({ id, changed }) => [id, changed]));
  /** What a file brought while nothing may be kept. @type {Record<string, PageMemory>} */
  let loose = {};
  /** The entries that neither the storage nor a file has as they are now. @type {Set<string>} */
  const unsaved = new Set();
  let looseUnsaved = false;
  /** Whether something was changed since everything was saved as a file. */
  let sinceFile = false;
  let trouble = "";
  /** @type {string | null} */
  let current = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const on = () => Boolean(leave(open)?.on);
  const allPages = () => {
    const found = { ...pagesIn(open).pages };
    for (const [page, memory] of Object.entries(loose)) found[page] = found[page] ? merged(found[page], memory) : memory;
    return found;
  };
  const entryOf = (/** @type {string | null} */ id) => entries.find((entry) => entry.id === id);

  const standing = h("p", { class: "cw-cpd-standing" });
  const memory = h("div");
  const list = h("div");
  const formPlace = h("div");
  const taken = h("p", { class: "cw-hint" });
  const problem = h("p", { class: "cw-problem", role: "alert" });
  const deleting = h("div");
  const memoryTitle = heading("What this browser remembers", { tabindex: "-1" });
  const entriesTitle = heading("Entries", { tabindex: "-1" });
  const deleteTitle = heading("Delete", { tabindex: "-1" });

  const about = choose(
    "What is it about?",
    [...course.filter(({ kind }) => kind !== "other").map(({ page, title }) => ({ id: page, text: title })), { id: "own", text: "Something of my own" }],
    { name: "cw-cpd-about" },
  );
  const begin = button("Begin an entry", beginEntry);
  const name = ownWords("Your name, as it is to stand on the statement. It is not kept.", { name: "cw-cpd-name" });
  name.box.rows = 1;
  name.box.autocomplete = "off";
  name.box.spellcheck = false;
  const fileId = freshId("cw-cpd-file");
  const file = h("input", { type: "file", id: fileId, accept: ".json,application/json", onchange: () => void openFile() });

  // Remembering

  function drawMemory() {
    const { unreadable, reachable } = pagesIn(open);
    const odd = { ...unreadable, ...stored(open).unreadable };
    const had = memory.contains(document.activeElement);
    const allowed = leave(open);
    const found = allPages();
    const count = Object.keys(found).length;
    const words = !reachable ? TROUBLE.refused : allowed?.on ? `This browser remembers${allowed.since ? ` since ${dayInWords(allowed.since)}` : ""}: pages read, minutes, questions answered, and the entries that you write below.` : "Nothing is remembered unless you say yes. It would be pages read, minutes, questions answered, and the entries that you write below; all stays in this browser. On a computer that others use, leave it off.";
    const toggle = !reachable ? null : allowed?.on ? button("Stop remembering", () => turn(false), QUIET) : button("Yes, remember in this browser", () => turn(true));
    const left = !allowed?.on && (Object.keys(pagesIn(open).pages).length || stored(open).entries.length) ? h("p", null, "What was remembered before is still here, until you delete it below.") : null;
    fill(
      memory,
      h("p", null, words),
      toggle ? h("div", { class: "cw-buttons" }, toggle) : null,
      left,
      reachable && trouble ? h("p", { class: "cw-panel cw-problem" }, trouble) : null,
      Object.keys(odd).length ? unreadablePanel(odd) : null,
      count ? rememberedTable(course, found) : h("p", null, "Nothing has been remembered yet."),
    );
    if (had) memoryTitle.focus();
  }

  /** @param {Record<string, string>} odd */
  function unreadablePanel(odd) {
    const count = Object.keys(odd).length;
    return h(
      "div",
      { class: "cw-panel" },
      h("p", null, h("strong", null, count === 1 ? "One thing in the storage cannot be read. " : `${count} things in the storage cannot be read. `), `They are left as they are, and no more is added to them: ${Object.keys(odd).map((key) => key.slice(PREFIX.length)).join(", ")}.`),
      h(
        "div",
        { class: "cw-buttons" },
        button("Save it as it is", () => saveFile("cpd-record-unreadable.json", "application/json", `${JSON.stringify(odd, null, 1)}\n`), QUIET),
        button(
          "Delete what cannot be read",
          () => {
            const gone = Object.keys(odd).every((key) => drop(open, key));
            drawMemory();
            memoryTitle.focus();
            voice.say(gone ? "What could not be read was deleted." : TROUBLE.refused);
          },
          QUIET,
        ),
      ),
    );
  }

  /** @param {boolean} yes */
  function turn(yes) {
    // What was typed before the no was still allowed.
    if (!yes) flush();
    const outcome = setLeave(open, yes, lot(4));
    trouble = TROUBLE[outcome];
    if (yes && outcome === "kept") keepAll();
    drawMemory();
    stand();
    memoryTitle.focus();
    voice.say(outcome !== "kept" ? trouble : yes ? trouble || "This browser remembers from now on." : "Nothing more is remembered. What was is still here, until you delete it.");
  }

  /** Puts everything that is only in this page into the storage. */
  function keepAll() {
    for (const [page, one] of Object.entries(loose)) {
      const outcome = add(open, page, (kept) => merged(kept, one), one.first);
      if (outcome === "kept") delete loose[page];
      else trouble = TROUBLE[outcome];
    }
    looseUnsaved = Object.keys(loose).length > 0;
    for (const { id } of entries) if (!known.has(id)) unsaved.add(id);
    flush();
  }

  /** A storage that is full takes small things for a while; this asks for some room. */
  function probe() {
    if (!on()) return;
    const key = `${PREFIX}probe`;
    const outcome = write(open, key, "x".repeat(2000));
    drop(open, key);
    trouble = TROUBLE[outcome];
  }

  // Entries

  function beginEntry() {
    if (!about.select.value) {
      voice.say("Choose first what the entry is about.");
      return about.select.focus();
    }
    const page = course.find((one) => one.page === about.select.value) ?? null;
    const entry = begun(words, page, page ? allPages()[page.page] : undefined, { id: freshEntryId(), day: today(), stamp: new Date().toISOString() });
    entries = inOrder([...entries, entry]);
    touched(entry.id);
    about.select.value = "";
    openEntry(entry.id);
  }

  /** @param {string} id */
  function openEntry(id) {
    const entry = entryOf(id);
    if (!entry) return;
    current = id;
    const form = entryForm(words, entry, {
      heading: (text, below, props) => h(/** @type {"h3"} */ (`h${Number(entriesTitle.tagName[1]) + below}`), { class: "cw-heading", ...props }, text),
      change(part, field, value) {
        entries = entries.map((one) => {
          if (one.id !== current) return one;
          const changed = new Date().toISOString();
          return part === "minutes" ? { ...one, changed, minutes: value } : { ...one, changed, [part]: { ...one[part], [field]: value } };
        });
        if (current) touched(current);
      },
      close() {
        flush();
        shut();
        entriesTitle.focus();
        voice.say(where());
      },
    });
    fill(formPlace, form.el);
    drawList();
    form.title.focus();
  }

  function shut() {
    current = null;
    entries = inOrder(entries);
    fill(formPlace);
    drawList();
  }

  function drawList() {
    const had = list.contains(document.activeElement);
    fill(
      list,
      entries.length
        ? h(
            "ul",
            { class: "cw-cpd-list" },
            entries.map((entry) => {
              const minutes = entry.minutes === null ? "" : `, ${counted(entry.minutes, "minute")}`;
              const what = nameOf(entry);
              const row = h("li", null);
              fill(
                row,
                h("span", null, h("strong", null, what), ` ${dayInWords(entry.fields.date ?? "") || "no date"}${minutes}`),
                h(
                  "span",
                  { class: "cw-buttons" },
                  button("Open", () => openEntry(entry.id), { class: "cw-button cw-button-small", "aria-label": `Open: ${what}`, "aria-current": entry.id === current ? "true" : null }),
                  button("Delete", () => sure(row, entry), { class: "cw-button cw-button-small", "aria-label": `Delete: ${what}` }),
                ),
              );
              return row;
            }),
          )
        : h("p", null, "There is no entry yet."),
    );
    if (had) entriesTitle.focus();
  }

  /** @param {HTMLElement} row @param {Entry} entry */
  function sure(row, entry) {
    const stay = button("Keep it", () => (drawList(), entriesTitle.focus()), { class: "cw-button cw-button-small" });
    fill(
      row,
      h("span", null, `Delete “${nameOf(entry)}”? It cannot be brought back, except from a file that you saved.`),
      h("span", { class: "cw-buttons" }, stay, button("Delete it", () => away(entry.id), { class: "cw-button cw-button-small" })),
    );
    stay.focus();
  }

  /** @param {string} id */
  function away(id) {
    if (known.has(id) && !drop(open, ENTRIES + id)) return voice.say(TROUBLE.refused);
    entries = entries.filter((one) => one.id !== id);
    known.delete(id);
    unsaved.delete(id);
    if (current === id) shut();
    else drawList();
    stand();
    entriesTitle.focus();
    voice.say("The entry was deleted.");
  }

  /** @param {string} id of an entry that was changed */
  function touched(id) {
    unsaved.add(id);
    sinceFile = true;
    clearTimeout(timer);
    timer = setTimeout(flush, KEEP_MS);
    stand();
  }

  /** Keeps what waits to be kept, if that is allowed. */
  function flush() {
    clearTimeout(timer);
    if (on()) {
      for (const id of [...unsaved]) {
        const entry = entryOf(id);
        if (!entry) continue;
        const { outcome, entry: mine } = keep(open, entry, known.get(id) ?? "", freshEntryId());
        trouble = TROUBLE[outcome];
        if (outcome !== "kept") continue;
        unsaved.delete(id);
        known.set(mine.id, mine.changed);
        if (mine.id !== id) bothStay(id, mine);
      }
    }
    stand();
  }

  /** Another tab changed the entry meanwhile: its state is shown beside this one. @param {string} id @param {Entry} mine */
  function bothStay(id, mine) {
    entries = joined(entries.filter((one) => one.id !== id).concat(mine), stored(open).entries);
    for (const { id: other, changed } of stored(open).entries) known.set(other, changed);
    if (current === id) current = mine.id;
    drawList();
    voice.say("This entry was changed in another tab. Both are kept, one below the other.");
  }

  // Taking it away

  const record = () => ({ pages: allPages(), entries });

  function where() {
    if (!entries.length && !looseUnsaved) return "";
    if (trouble) return sinceFile || !unsaved.size ? trouble : `${trouble} What is here is saved as a file.`;
    if (unsaved.size || looseUnsaved) return on() ? "Keeping your last change in this browser." : "Your entries are only in this page so far. Save everything as a file before you leave it, or let this browser remember.";
    if (on()) return `Kept in this browser.${sinceFile ? " Not yet saved as a file in this visit." : ""}`;
    return entries.every(({ id, changed }) => known.get(id) === changed) ? "Kept in this browser from before." : "Saved as a file.";
  }

  function stand() {
    standing.textContent = where();
  }

  /** @param {string} file @param {string} more */
  const savedAs = (file, more = "") => {
    taken.textContent = `Saved as ${file} in the browser's download folder.${more}`;
    problem.textContent = "";
    voice.say(taken.textContent);
  };
  /** @param {string} what */
  const lacks = (what) => {
    taken.textContent = what;
    voice.say(what);
  };

  function saveAll() {
    saveFile("cpd-record.json", "application/json", recordText(record(), { edition, saved: stamp(new Date()) }));
    unsaved.clear();
    for (const { id } of entries) if (on() && !known.has(id)) unsaved.add(id);
    looseUnsaved = false;
    sinceFile = false;
    flush();
    savedAs("cpd-record.json", " Open it here to go on, in this browser or another.");
  }

  function saveTable() {
    if (!entries.length) return lacks("There is no entry yet to put into a table.");
    saveFile("cpd-record.csv", "text/csv", tableText(words, entries));
    savedAs("cpd-record.csv");
  }

  function saveCalendar() {
    const dated = entries.filter(({ fields }) => fields.review);
    if (!dated.length) return lacks("No entry has a review date yet.");
    saveFile("cpd-review.ics", "text/calendar", calendarText(dated, new Date()));
    savedAs("cpd-review.ics", " Open it to put the review dates into your calendar. It holds what each activity is called and nothing else that you wrote.");
  }

  /** @param {Node[]} sheet */
  function paper(sheet) {
    for (const old of document.querySelectorAll(".cw-print-sheet")) old.remove();
    onPaper([h("div", { class: "cw-cpd-record" }, sheet)]);
  }

  function printRecord() {
    if (!entries.length) return lacks("There is no entry yet to print. The browser's own Print gives an empty form.");
    paper(recordOnPaper(words, entries));
    window.print();
  }

  function printStatement() {
    // What is one's own was not done with the course.
    const ofCourse = entries.filter((entry) => entry.about);
    if (!ofCourse.length) return lacks("Write an entry on a chapter or an exercise first: a statement says what you did of the course, and when.");
    paper(statementOnPaper(words, ofCourse, name.box.value.trim(), edition));
    window.print();
  }

  async function openFile() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    problem.textContent = "";
    try {
      const found = readRecord(await chosen.text());
      take(found);
      taken.textContent = `${chosen.name} is open: ${counted(found.entries.length, "entry", "entries")} and ${counted(Object.keys(found.pages).length, "page")}, put together with what was here.`;
      voice.say(`${taken.textContent} ${where()}`);
    } catch (error) {
      const why = error instanceof NotARecord ? error.message : "The browser could not read it. Copy it to this computer and try again.";
      problem.textContent = `${chosen.name} was not opened. ${why} What is here stays as it was.`;
    }
    file.value = "";
  }

  /** @param {{pages: Record<string, PageMemory>, entries: Entry[]}} found */
  function take(found) {
    const before = new Map(entries.map((entry) => [entry.id, entry]));
    entries = joined(entries, found.entries);
    for (const entry of entries) if (before.get(entry.id) !== entry) unsaved.add(entry.id);
    for (const [page, one] of Object.entries(found.pages)) loose[page] = loose[page] ? merged(loose[page], one) : one;
    looseUnsaved = Object.keys(found.pages).length > 0;
    if (on()) keepAll();
    if (current) openEntry(current);
    else drawList();
    drawMemory();
    stand();
  }

  // Deleting

  function drawDelete() {
    fill(
      deleting,
      h("p", null, "Deletes from this browser. Files that you saved, and paper, stay where they are."),
      h("div", { class: "cw-buttons" }, button("Delete what is kept here", askDelete, QUIET)),
    );
  }

  function askDelete() {
    const others = otherWork();
    const stay = button("Keep it all", () => (drawDelete(), deleteTitle.focus()), QUIET);
    fill(
      deleting,
      h("p", null, `The record: ${counted(entries.length, "entry", "entries")}, what is remembered of ${counted(Object.keys(allPages()).length, "page")}, and your leave to remember.`),
      h("p", null, others.length ? `Other work that the course keeps here: ${others.join(", ")}. If you delete everything, these answers and codings go too, unless you saved them as files.` : "No exercise or coding desk keeps work here."),
      h("p", null, "Files that you saved are not touched. Nothing of this can be brought back without one."),
      h("div", { class: "cw-buttons" }, stay, button("Delete the record alone", () => erase(false), QUIET), button("Delete everything, other work too", () => erase(true), QUIET)),
    );
    stay.focus();
  }

  /** What exercises and desks keep here, by their names. */
  function otherWork() {
    try {
      return ours(open()).flatMap(([key]) => (key.startsWith(PAGES) || key.startsWith(ENTRIES) || key === `${PREFIX}remember` ? [] : [key.slice(PREFIX.length).replace(/^sheet\//, "the exercise ").replace(/^desk\//, "the coding desk ")]));
    } catch {
      return [];
    }
  }

  /** @param {boolean} everything */
  function erase(everything) {
    let gone = true;
    try {
      const mine = ours(open()).map(([key]) => key).filter((key) => key.startsWith(PAGES) || key.startsWith(ENTRIES) || key === `${PREFIX}remember`);
      gone = everything ? forgetAll(open) && drop(open, COLOURS) : mine.every((key) => drop(open, key));
    } catch {
      gone = false;
    }
    if (gone) {
      clearTimeout(timer);
      entries = [];
      known.clear();
      unsaved.clear();
      loose = {};
      looseUnsaved = sinceFile = false;
      trouble = "";
      name.box.value = "";
      taken.textContent = problem.textContent = "";
      for (const old of document.querySelectorAll(".cw-print-sheet")) old.remove();
      shut();
      drawMemory();
    }
    drawDelete();
    stand();
    deleteTitle.focus();
    const done = everything ? "Everything that this course kept in this browser was deleted, the choice of colours too. Nothing is remembered from now on." : "The record was deleted. Nothing is remembered from now on.";
    voice.say(gone ? done : "The browser did not let the page delete it. Clear this site's data in the browser's settings.");
  }

  window.addEventListener("storage", ({ key }) => {
    if (key !== null && !key.startsWith(PREFIX)) return;
    if ((key === null || key.startsWith(ENTRIES)) && !unsaved.size) {
      const there = stored(open).entries;
      const ids = new Set(there.map(({ id }) => id));
      // What was kept and is gone was deleted in the other tab.
      const shown = entryOf(current);
      entries = joined(entries.filter(({ id }) => ids.has(id) || !known.has(id)), there);
      known.clear();
      for (const { id, changed } of there) known.set(id, changed);
      if (current && !entryOf(current)) shut();
      else if (current && shown && entryOf(current)?.changed !== shown.changed) openEntry(current);
      else drawList();
    }
    if (!memory.contains(document.activeElement)) drawMemory();
    stand();
  });
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  window.addEventListener("beforeunload", (event) => {
    flush();
    // What a file holds is safe, even where the browser had no room for it.
    if (unsaved.size && sinceFile) event.preventDefault();
  });
  window.addEventListener("beforeprint", () => {
    if (entries.length && !paperTaken()) paper(recordOnPaper(words, entries));
  });

  probe();
  drawMemory();
  drawList();
  drawDelete();
  stand();
  el.append(
    h(
      "div",
      { class: "cw cw-cpd-record", role: "group", "aria-label": words.title },
      h("p", { class: "cw-title" }, words.title),
      memoryTitle,
      memory,
      entriesTitle,
      h("p", null, "One for each activity. Whatever is known is filled in; change it as you like."),
      list,
      h("div", { class: "cw-cpd-begin" }, about.el, begin),
      formPlace,
      standing,
      heading("Take it with you"),
      h(
        "div",
        { class: "cw-buttons" },
        button("Save everything as a file", saveAll),
        button("Print my record", printRecord, QUIET),
        button("Save a table (CSV)", saveTable, QUIET),
        button("Save the review dates (calendar)", saveCalendar, QUIET),
      ),
      h("p", { class: "cw-hint" }, "“Print” can also make a PDF. The file, cpd-record.json, can be opened again:"),
      h("div", { class: "cw-words" }, h("label", { for: fileId }, "Open a file that you saved"), file),
      taken,
      problem,
      heading(words.statement.title),
      h("p", null, h("strong", null, words.statement.is), " ", words.statement.is_not),
      editionOnPaper(edition),
      name.el,
      h("div", { class: "cw-buttons" }, button("Print a statement of completion", printStatement, QUIET)),
      deleteTitle,
      deleting,
      voice.el,
    ),
  );
}

export default { render };

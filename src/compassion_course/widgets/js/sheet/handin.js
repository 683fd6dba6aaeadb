/**
 * Getting the work out of the page and back in: file, readable copy, text to paste, and opening one of these again.
 */

import { button, fill, freshId, h } from "../dom.js";
import { fileName, toFile } from "./answers.js";
import { toArmour } from "./armour.js";
import { Refusal, readSheet } from "./reading-back.js";
import { asPage, asText, inWords } from "./readable.js";
import { dayAndTime } from "./time.js";
import { onPaper, paperTaken, printSheet } from "../print-sheet.js";
import { saveFile } from "../save-file.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").Sheet} Sheet */

/**
 * @param {object} parts
 * @param {Session} parts.session
 * @param {Keeping} parts.keeping
 * @param {Codebook} parts.codebook
 * @param {() => Reading[]} parts.readings
 * @param {HTMLElement} parts.lacking what is still missing, above the buttons
 * @param {(text: string) => void} parts.say
 * @param {() => void} parts.settle takes what stands in an open form into the answers
 * @param {(sheet: Sheet, notices: string[]) => void} parts.opened
 */
export function handIn({ session, keeping, codebook, readings, lacking, say, settle, opened }) {
  const { exercise } = session;
  const message = h("div", { class: "cw-message", tabindex: "-1" });
  const copyId = freshId("cw-copied");
  const copied = h("textarea", { id: copyId, rows: "8", readonly: true, "data-own-undo": true });
  const copyBox = h("div", { class: "cw-field", hidden: true }, h("label", { for: copyId }, "What was copied: your answers in words, then the block that a tutor's computer reads"), copied);
  const readable = h("div", { class: "cw-readable", hidden: true });
  const pasteId = freshId("cw-paste");
  const pasted = h("textarea", { id: pasteId, rows: "4", "data-own-undo": true });
  const fileId = freshId("cw-file");
  const file = h("input", { type: "file", id: fileId, accept: ".json,.txt,application/json,text/plain", onchange: () => void openFile() });

  /** @param {import("../dom.js").Children[]} children */
  function tell(...children) {
    fill(message, ...children);
    say(message.textContent ?? "");
  }

  /** @returns {{text: string, sheet: Sheet}} */
  function finished() {
    settle();
    session.markSaved();
    const { text, sheet, dropped, fits } = toFile(session.sheet, exercise);
    const notes = [];
    if (dropped) notes.push(`The log of what you did was shortened by ${dropped} entries, so that the file stays within 1 MiB. Your answers are whole.`);
    if (!fits) notes.push("The file is larger than 1 MiB even so, and marking will not take it. Shorten your longest reasons or texts; nothing was cut.");
    fill(message, notes.map((note) => h("p", null, note)));
    return { text, sheet };
  }

  function download() {
    const { text, sheet } = finished();
    saveFile(fileName(sheet), "application/json", text);
    keeping.savedToFile();
    const notes = [...message.children];
    tell(...notes, h("p", null, "Your answers went to the browser's download folder as ", h("strong", null, fileName(sheet)), ". Hand in this file, or open it here again to go on."));
    return fileName(sheet);
  }

  async function copy() {
    const { sheet } = finished();
    const text = `${asText(inWords(sheet, { exercise, codebook, readings: readings() }))}\n${toArmour(sheet)}`;
    copied.value = text;
    copyBox.hidden = false;
    const done = await toClipboard(text, copied);
    const notes = [...message.children];
    tell(...notes, h("p", null, done ? "Copied. Paste it into an e-mail, a document or your course's text box, and leave the block at the end as it is." : "This browser does not let the page copy. The text below is selected: press Ctrl + C (on a Mac, Cmd + C)."));
    if (!done) {
      copied.focus();
      copied.select();
    }
  }

  function showReadable() {
    const { sheet } = finished();
    const page = asPage(inWords(sheet, { exercise, codebook, readings: readings() }));
    fill(
      readable,
      h("div", { class: "cw-buttons" }, button("Print, or save as PDF", () => printSheet([...(readable.querySelector(".cw-readable-page")?.cloneNode(true).childNodes ?? [])])), button("Close the readable copy", closeReadable, { class: "cw-button cw-button-quiet" })),
      h("div", { class: "cw-readable-page" }, page),
    );
    readable.hidden = false;
    readable.querySelector("h3")?.focus();
    say("Readable copy shown.");
  }

  function closeReadable() {
    readable.hidden = true;
    fill(readable);
    readableButton.focus();
  }

  async function openFile() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    let text;
    try {
      text = await chosen.text();
    } catch {
      return refused("The browser could not read the file. Copy it from the zip or the network drive to this computer first.");
    } finally {
      file.value = "";
    }
    open(text, chosen.name);
  }

  /** @param {string} text @param {string} name */
  function open(text, name) {
    let read;
    try {
      read = readSheet(text, { exercise, transcripts: session.transcripts });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(error.message);
    }
    const { sheet, notices } = read;
    if (session.isBlank) return use(sheet, notices, name);
    const yes = button("Open it in place of what is here", () => use(sheet, notices, name));
    const no = button("Keep what is here", () => {
      fill(message);
      openButton.focus();
      say("Nothing was changed.");
    }, { class: "cw-button cw-button-quiet" });
    tell(h("p", null, `${name} was saved by ${sheet.trainee} on ${dayAndTime(sheet.saved || sheet.started)}. Opening it replaces the answers on this screen${keeping.unsaved ? ", some of which are not saved" : ""}.`), h("div", { class: "cw-buttons" }, yes, no));
    message.focus();
    return undefined;
  }

  /** @param {Sheet} sheet @param {string[]} notices @param {string} name */
  function use(sheet, notices, name) {
    opened(sheet, notices);
    pasted.value = "";
    tell(h("p", null, `Opened ${name}. You can go on where it was saved.`), notices.map((notice) => h("p", null, notice)));
    message.focus();
  }

  /** @param {string} reason */
  function refused(reason) {
    tell(h("p", { class: "cw-problem" }, "Not opened. ", reason), h("p", null, "What is on this screen was not touched."));
    message.focus();
  }

  const openButton = button("Open a file", () => file.click(), { class: "cw-button cw-button-quiet" });
  const readableButton = button("Save a readable copy", showReadable, { class: "cw-button cw-button-quiet" });
  // A native file input cannot be worded or styled; the button stands for it and the input stays out of the tab order.
  file.tabIndex = -1;
  file.setAttribute("aria-label", "Answer file to open");

  // Who prints the page with the browser's own command wants what they wrote, not the empty questions.
  const away = new AbortController();
  window.addEventListener(
    "beforeprint",
    () => {
      settle();
      const { sheet } = session;
      if (paperTaken() || !Object.keys(sheet.answers).length) return;
      const page = asPage(inWords(sheet, { exercise, codebook, readings: readings() }));
      onPaper([h("div", null, page)]);
    },
    { signal: away.signal },
  );

  return {
    download,
    stop: () => away.abort(),
    el: h(
      "div",
      { class: "cw-handin" },
      h("p", null, "The file is the only sure copy: a shared or trust computer may wipe what a browser keeps. Save it somewhere of yours now and then; it opens again on any computer, also half done."),
      lacking,
      h("div", { class: "cw-buttons" }, button("Download my answers", () => download()), readableButton, button("Copy my answers", () => void copy(), { class: "cw-button cw-button-quiet" }), openButton),
      h("div", { class: "cw-hidden-file" }, file),
      message,
      copyBox,
      h(
        "details",
        null,
        h("summary", null, "Or paste answers that you copied earlier"),
        h("div", { class: "cw-field" }, h("label", { for: pasteId }, "The whole text, with its BEGIN and END lines"), pasted),
        h("div", { class: "cw-buttons" }, button("Open what I pasted", () => open(pasted.value, "The pasted text"), { class: "cw-button cw-button-quiet" })),
      ),
      readable,
    ),
  };
}

/** @param {string} text @param {HTMLTextAreaElement} area that holds the same text */
async function toClipboard(text, area) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not a secure context, or refused; the old way still works in many browsers.
    const before = document.activeElement;
    area.focus();
    area.select();
    const done = document.execCommand("copy");
    if (done && before instanceof HTMLElement) before.focus();
    return done;
  }
}

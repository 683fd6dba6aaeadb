/**
 * Getting the work out and back in: the file that holds everything, what other programs read, a report to print, and
 * the log as an audit trail. Nothing is sent anywhere: files go to the browser's download folder.
 */

import { button, fill, freshId, h } from "../dom.js";
import { choose } from "../fields.js";
import { printSheet } from "../print-sheet.js";
import { saveFile } from "../save-file.js";
import { dayAndTime } from "../sheet/time.js";
import { arrivalOf } from "./exchange/arrival.js";
import { auditTrailCsv } from "./exchange/audit-trail.js";
import { codebookCsv, codingsCsv, readCodebookCsv } from "./exchange/csv.js";
import { gathered } from "./exchange/gathered.js";
import { Refusal } from "./exchange/plain-words.js";
import { readProject } from "./exchange/project-reading.js";
import { received, codersOf } from "./exchange/receiving.js";
import { codebookQdc } from "./exchange/refi-qdc.js";
import { projectQdpx } from "./exchange/refi-qdpx.js";
import { readQdc, readQdpx } from "./exchange/refi-reading.js";
import { asHtml, reportOf } from "./exchange/report.js";
import { textOf } from "./exchange/xml.js";
import { drawBlocks } from "./report-view.js";
import { saveWork } from "./save-work.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./types.js").Project} Project */
/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("../sheet/keeping.js").Keeping} Keeping */

const SMALL = { class: "cw-button cw-button-small" };

/**
 * @param {object} parts
 * @param {Desk} parts.desk
 * @param {Keeping} parts.keeping
 * @param {(text: string) => void} parts.say
 * @param {import("../dom.js").Heading} parts.heading
 * @param {HTMLElement} parts.keep the question where the work is to be kept
 * @param {() => void} parts.settle takes what stands in an open form into the work
 * @param {(project: Project) => void} parts.opened
 */
export function filesPanel({ desk, keeping, say, heading, keep, settle, opened }) {
  const message = h("div", { class: "cw-message", tabindex: "-1", role: "group", "aria-label": "What happened" });
  const fileId = freshId("cw-open");
  const file = h("input", { type: "file", id: fileId, accept: ".json,.qdpx,.qdc,.csv", onchange: () => void open() });

  /** @param {import("../dom.js").Children[]} children */
  function tell(...children) {
    fill(message, ...children);
    // Without its buttons, and with a pause between one paragraph and the next.
    say([...message.querySelectorAll("p, li")].map((one) => one.textContent).join(" "));
  }

  function save() {
    settle();
    const { name, notices } = saveWork(desk, keeping);
    tell(
      notices.map((notice) => h("p", null, notice)),
      h("p", null, "Your work went to the browser's download folder as ", h("strong", null, name), ". Open it here again to go on, on any computer or phone. A trust computer may wipe its browser and its downloads overnight: put the file where you keep your things."),
    );
  }

  /**
   * @param {string} ending
   * @param {string} type
   * @param {() => string | Uint8Array<ArrayBuffer>} make
   */
  function give(ending, type, make) {
    settle();
    desk.note({ do: "export", as: ending });
    try {
      saveFile(`${desk.key}${ending}`, type, make());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return tell(h("p", null, error.message));
    }
    tell(h("p", null, "Saved as ", h("strong", null, `${desk.key}${ending}`), " in the browser's download folder. It is a copy for other programs: to go on here, save a file as well."));
  }

  const all = () => gathered(desk.project, desk.shelf);
  const report = () => reportOf(desk.project, desk.shelf);

  async function open() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const bytes = new Uint8Array(await chosen.arrayBuffer());
      await openBytes(chosen.name, bytes);
    } catch (error) {
      if (error instanceof Refusal) refuse(chosen.name, error.message);
      else if (error instanceof DOMException) refuse(chosen.name, "The browser could not read the file. Copy it from the zip or the network drive to this computer first.");
      else {
        refuse(chosen.name, "It is not built as such a file should be. Export it anew from the program that it comes from.");
        throw error;
      }
    } finally {
      file.value = "";
    }
  }

  /** @param {string} name @param {Uint8Array} bytes */
  async function openBytes(name, bytes) {
    const ending = name.toLowerCase().split(".").at(-1);
    if (ending === "qdpx") return openProject(name, await readQdpx(bytes));
    if (ending === "qdc") return offerCodes(name, readQdc(bytes));
    if (ending === "csv") return offerCodes(name, arrivalOf(readCodebookCsv(textOf(bytes, "The table"))));
    const read = readProject(bytes, desk.shelf);
    if (!read.project) return refuse(name, read.problem);
    offer(name, read.project, read.notices);
  }

  /** @param {string} name @param {string} problem */
  function refuse(name, problem) {
    tell(h("p", null, h("strong", null, `${name} was not opened. `), problem), h("p", { class: "cw-hint" }, "What is on the screen is as it was."));
    message.focus();
  }

  /** @param {string} name @param {import("./exchange/arrival.js").Arrival} arrival */
  function openProject(name, arrival) {
    const coders = codersOf(arrival);
    /** @param {string} key */
    const take = (key) => {
      try {
        const read = received(arrival, desk.shelf, key);
        offer(name, read.project, read.notices);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(name, error.message);
      }
    };
    if (coders.length === 1) return take(coders[0].key);
    const whose = choose("Whose coding do you want to open?", coders.map(({ key, name: who, marked }) => ({ id: key, text: `${who}: ${marked} coded places` })), { name: "cw-coder" });
    tell(h("p", null, `${name} holds the work of ${coders.length} people.`), whose.el, h("div", { class: "cw-buttons" }, button("Go on", () => whose.select.value && take(whose.select.value))));
    message.focus();
  }

  /** Asks before anything on the screen is replaced. @param {string} name @param {Project} project @param {string[]} notices */
  function offer(name, project, notices) {
    const when = project.saved || project.started;
    const yes = button("Open it", () => {
      opened(project);
      tell(h("p", null, `${name} is open.`), notices.length ? h("ul", null, notices.map((notice) => h("li", null, notice))) : null);
      message.focus();
    });
    const no = button("Leave everything as it is", () => {
      tell(h("p", null, "Nothing was opened. What is on the screen is as it was."));
      message.focus();
    }, { class: "cw-button cw-button-quiet" });
    const spans = new Set(project.spans.map(({ id }) => id)).size;
    tell(
      h("p", null, `${name}${when ? `, saved ${dayAndTime(when)},` : ""} holds ${spans === 1 ? "1 span" : `${spans} spans`}. Opening it replaces the work on this screen${keeping.unsaved ? ", some of which is not saved" : ""}.`),
      notices.length ? [h("p", null, "What could not be taken as it was:"), h("ul", null, notices.map((notice) => h("li", null, notice)))] : null,
      h("div", { class: "cw-buttons" }, yes, no),
    );
    message.focus();
  }

  /** Codes from a codebook join one's own; one of a name that is there already is left out. @param {string} name @param {import("./exchange/arrival.js").Arrival} arrival */
  function offerCodes(name, arrival) {
    const read = received(arrival, desk.shelf);
    const names = new Set(desk.codes.map((code) => code.name.toLowerCase()));
    const ids = new Set([...desk.codes.map(({ code }) => code), ...desk.work.themes.map(({ id }) => id)]);
    const fresh = read.project.codes.filter((code) => !names.has(code.name.toLowerCase()) && !ids.has(code.code));
    const known = new Set([...ids, ...fresh.map(({ code }) => code)]);
    const added = fresh.map((code) => ({ ...code, parent: code.parent !== null && known.has(code.parent) ? code.parent : null }));
    if (added.length) desk.step("codes taken over from a file", { codes: [...desk.work.codes, ...added] }, { do: "codes-imported", count: added.length });
    const left = read.project.codes.length - added.length;
    tell(
      h("p", null, `${added.length === 1 ? "1 code" : `${added.length} codes`} of ${name} joined yours.${left ? ` ${left === 1 ? "1 was" : `${left} were`} there already.` : ""} Ctrl Z takes them out again.`),
      read.notices.length ? h("ul", null, read.notices.map((notice) => h("li", null, notice))) : null,
    );
    message.focus();
  }

  return {
    el: h(
      "section",
      null,
      heading("Save and share"),
      keep,
      h("p", null, "A file holds all of your work. It is the only sure copy."),
      h("div", { class: "cw-buttons" }, button("Save a file", save)),
      h(
        "div",
        { class: "cw-field" },
        h("label", { for: fileId }, "Open a file"),
        file,
        h("p", { class: "cw-hint" }, "A project of this desk (.project.json), a REFI-QDA project (.qdpx), or a codebook (.qdc, .csv). Work opens only on the interviews that are on this page."),
      ),
      message,
      heading("For other programs"),
      h(
        "div",
        { class: "cw-buttons" },
        button("Project, REFI-QDA (.qdpx)", () => give(".qdpx", "application/octet-stream", () => projectQdpx(all())), SMALL),
        button("Codebook, REFI-QDA (.qdc)", () => give(".qdc", "application/xml", () => codebookQdc(all())), SMALL),
        button("Codings (.csv)", () => give(".codings.csv", "text/csv", () => codingsCsv(all())), SMALL),
        button("Codebook (.csv)", () => give(".codebook.csv", "text/csv", () => codebookCsv(all())), SMALL),
      ),
      heading("To read and to show"),
      h(
        "div",
        { class: "cw-buttons" },
        button(
          "Print a report",
          () => {
            settle();
            printSheet(drawBlocks(report()));
          },
          SMALL,
        ),
        button("Report for a word processor (.html)", () => give(".report.html", "text/html", () => asHtml(report())), SMALL),
        button("Audit trail (.csv)", () => give(".audit-trail.csv", "text/csv", () => auditTrailCsv(desk.events)), SMALL),
      ),
      h("p", { class: "cw-hint" }, "The audit trail is your log: what you did, in order, with times. It is yours, for your own account of how you worked; nobody marks it."),
    ),
    update() {},
  };
}

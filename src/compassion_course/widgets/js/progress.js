// On every page: asks once whether this browser may remember, and, only after a yes, adds up what was read and answered
// here. Kept as small as it can be; the page cpd-record shows what came of it. Nothing that a person wrote passes here.
import { h } from "./dom.js";
import { add, leave, setLeave, today } from "./cpd-record/memory.js";
import { meter } from "./cpd-record/meter.js";

/** @typedef {import("./cpd-record/memory.js").PageMemory} PageMemory */

const FLUSH_MS = 20_000;
/** Lives as long as the tab: a "no" leaves nothing behind on the computer. */
const NOT_NOW = "compassion-course/not-now";
const DEEDS = ["pointerdown", "keydown", "scroll", "input", "touchmove"];

const open = () => window.localStorage;
const { page = "", record = "" } = document.body.dataset;
const time = meter();
/** What happened since the last write, waiting for a yes or for the next turn. @type {((kept: PageMemory, browser: string) => PageMemory)[]} */
let waiting = [];

function flush() {
  if (!leave(open)?.on) return;
  const spent = time.take(Date.now());
  if (spent) waiting.push((kept, browser) => ({ ...kept, seconds: { ...kept.seconds, [browser]: (kept.seconds[browser] ?? 0) + spent } }));
  if (!waiting.length) return;
  const day = today();
  const outcome = add(open, page, (kept, browser) => waiting.reduce((sum, change) => change(sum, browser), { ...kept, last: day }), day);
  // What could not be written waits: the storage may have room again.
  if (outcome === "kept") waiting = [];
}

/** @param {(kept: PageMemory) => PageMemory} change */
function happened(change) {
  waiting.push(change);
  flush();
}

/** @param {string} name of a question */
const answered = (name) => (/** @type {Event} */ event) => {
  const { question, credit } = /** @type {CustomEvent} */ (event).detail;
  const answer = { credit, on: today() };
  happened((kept) => ({ ...kept, questions: { ...kept.questions, [name + question]: answer } }));
};

/** Looks out for the end of the text; what lists its sources is not part of it. */
function watchEnd() {
  const end = document.querySelector("article section[id^=references], article section[id^=sources]") ?? document.querySelector("article + *");
  if (!end) return;
  const eye = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    eye.disconnect();
    const day = today();
    happened((kept) => ({ ...kept, end: kept.end || day }));
  });
  eye.observe(end);
}

/** The question, at the end of a chapter or an exercise, where it stops nobody. */
function ask() {
  // In a frame the storage belongs to whoever shows the course, such as a learning platform.
  if (window.top !== window || !/^(chapters|exercises)\//.test(page) || leave(open) || refused()) return;
  const box = h("section", { class: "remember", "aria-labelledby": "remember-title", tabindex: "-1" });
  const link = () => h("a", { href: record }, "CPD record");
  /** @param {...import("./dom.js").Child} words */
  const say = (...words) => {
    box.replaceChildren(h("p", { id: "remember-title", role: "status" }, words));
    box.focus();
  };
  const yes = () => {
    const lot = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (setLeave(open, true, lot) !== "kept") return say("This browser lets no page remember anything, so nothing is kept. All else works. On the page ", link(), " you can write a record and save it as a file.");
    flush();
    say("This browser remembers from now on, this visit included. What it has, and how to delete it, stands on the page ", link(), ".");
  };
  const no = () => {
    try {
      window.sessionStorage.setItem(NOT_NOW, "1");
    } catch {
      // then it is asked again on the next page
    }
    say("Nothing is kept, and you are not asked again in this tab. If you change your mind: ", link(), ".");
  };
  box.append(
    h("p", null, h("strong", { id: "remember-title" }, "Shall this browser remember what you have done here?")),
    h("p", null, "It would keep which pages you read, how many minutes you spent, and which questions you answered, so that you can make a CPD record of it. It stays in this browser and is sent to nobody. Until you say yes, nothing is kept; on a computer that others use, say no. You can look at it and delete it on the page ", link(), "."),
    h("p", { class: "remember-answers" }, h("button", { type: "button", onclick: yes }, "Yes, remember"), h("button", { type: "button", onclick: no }, "No, keep nothing")),
  );
  document.querySelector("article")?.after(box);
}

function refused() {
  try {
    return window.sessionStorage.getItem(NOT_NOW) !== null;
  } catch {
    return false;
  }
}

// Where there is no page on which to look and delete, nothing is remembered.
if (page && record) {
  if (document.visibilityState === "visible") time.seen(Date.now());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return time.seen(Date.now());
    time.gone(Date.now());
    flush();
  });
  for (const deed of DEEDS) document.addEventListener(deed, () => time.deed(Date.now()), { passive: true, capture: true });
  document.addEventListener("compassion:check", answered(""));
  document.addEventListener("compassion:practice", answered("practice/"));
  document.addEventListener("compassion:work", (event) => {
    const { kind } = /** @type {CustomEvent} */ (event).detail;
    const day = today();
    happened((kept) => ({ ...kept, work: { ...kept.work, [kind]: day } }));
  });
  window.addEventListener("pagehide", flush);
  setInterval(flush, FLUSH_MS);
  watchEnd();
  ask();
}

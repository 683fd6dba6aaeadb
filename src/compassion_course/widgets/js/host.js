// Mounts every widget of a published page, without Jupyter's widget manager. A classic deferred script, so that it
// also runs in a page opened by double-click; no eval, no blob, no inline code.
import { localModel } from "./model.js";

/** @typedef {import("./model.js").Render} Render */

/** Lets the browser draw and answer keys. */
const pause = () => new Promise((done) => setTimeout(done));

/**
 * Makes a widget behind its words.
 * @param {HTMLElement} place a `.cw-widget` with its words (`.cw-fallback`) and its traits (`.cw-traits`)
 * @returns {Promise<() => void>} shows it in their place
 */
async function make(place) {
  place.dataset.mounted = "pending";
  const live = document.createElement("div");
  live.className = "cw-live";
  live.hidden = true;
  try {
    const name = place.dataset.widget ?? "";
    /** @type {Record<string, Render>} */
    const registered = /** @type {any} */ (window).compassionWidgets ?? {};
    const render = registered[name];
    if (!render) throw new Error(`The script of the widget ${name} is not on this page.`);
    const traits = JSON.parse(place.querySelector(".cw-traits")?.textContent ?? "{}");
    place.append(live);
    await render({ model: localModel(traits), el: live });
  } catch (error) {
    live.remove();
    place.dataset.mounted = "error";
    console.error(error);
    return () => {};
  }
  return () => {
    // The words stay in the page, hidden: they are what is printed.
    const words = place.querySelector(".cw-fallback");
    if (words instanceof HTMLElement) words.hidden = true;
    live.hidden = false;
    place.dataset.mounted = "true";
  };
}

/** Parts of one desk: all of them lay their transcripts on its shelf before the work that was kept comes back. */
const DESK = new Set(["TranscriptCoder", "ThemeBoard", "AxialMap"]);
/** @param {HTMLElement} place */
const isDesk = (place) => DESK.has(place.dataset.widget ?? "");

/** Makes one widget at a time, since a chapter has a dozen; those of a desk are shown together. */
async function mountAll() {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".cw-widget:not([data-mounted])")]);
  /** @type {() => void} */
  let laid = () => {};
  // The desk waits for this before it looks for work that was kept (coding-desk.js).
  /** @type {{compassionDesksLaid?: Promise<void>}} */ (window).compassionDesksLaid = new Promise((done) => (laid = done));
  for (const place of places) {
    if (place.dataset.mounted) continue;
    const shows = [];
    for (const one of isDesk(place) ? places.filter(isDesk) : [place]) {
      await pause();
      shows.push(await make(one));
    }
    for (const show of shows) show();
    if (isDesk(place)) laid();
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => void mountAll());
else void mountAll();

/**
 * One desk for all widgets of a page that name it: the coder, the theme board and the axial map on the same work, kept
 * and undone together. The last of them that goes takes the desk with it.
 */

import { Keeping } from "../sheet/keeping.js";
import { Desk } from "./desk.js";

/** @typedef {import("./types.js").Shelf} Shelf */
/** @typedef {import("./types.js").Work} Work */
/**
 * @typedef {object} Listener what one widget wants to hear
 * @property {() => void} onchange where the work is kept, or how safe it is, has changed
 * @property {() => void} ontime
 * @property {() => void} onlate
 * @property {() => void} onleave
 */
/**
 * @typedef {object} Shared
 * @property {Desk} desk
 * @property {Keeping} keeping
 * @property {Set<Listener>} listeners
 * @property {Set<(doc: string, id: string) => void>} coders each shows a turn or a span in its transcript
 * @property {Set<import("../model.js").Model>} models those that Python listens to
 * @property {Listener | null} busy the widget in which somebody was last
 * @property {boolean} asked whether it was asked where the work is kept
 * @property {string} sent what this page last gave to Python
 */

/** @returns {Map<string, Shared>} */
function desks() {
  // On the window and not in this module: JupyterLab loads the module once for each widget.
  const page = /** @type {any} */ (window);
  page.compassionDesks ??= new Map();
  return page.compassionDesks;
}

/**
 * Takes a place at the desk of that name, which is made if this is the first.
 * @param {string} name
 * @param {() => {key: string, shelf: Shelf, start: Work | undefined}} begin what the desk is made of, or gets besides
 * @param {Listener} listener
 * @returns {{shared: Shared, first: boolean, leave: () => void}}
 */
export function takePlace(name, begin, listener) {
  const known = desks().get(name);
  const beginning = begin();
  if (known) known.desk.extend(beginning.shelf);
  const shared = known ?? make(beginning);
  desks().set(name, shared);
  shared.listeners.add(listener);
  return {
    shared,
    first: !known,
    leave() {
      shared.listeners.delete(listener);
      if (shared.listeners.size) return;
      shared.keeping.stop();
      desks().delete(name);
    },
  };
}

/** @param {{key: string, shelf: Shelf, start: Work | undefined}} begin @returns {Shared} */
function make({ key, shelf, start }) {
  const desk = new Desk(key, shelf, start);
  /** @type {Set<Listener>} */
  const listeners = new Set();
  /** @param {keyof Listener} what */
  const all = (what) => () => listeners.forEach((one) => one[what]());
  const keeping = new Keeping(desk, { onchange: all("onchange"), ontime: all("ontime"), onlate: all("onlate"), onleave: all("onleave") });
  return { desk, keeping, listeners, coders: new Set(), models: new Set(), busy: null, asked: false, sent: "" };
}

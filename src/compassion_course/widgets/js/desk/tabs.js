/**
 * The parts of the desk as tabs, of which one is shown. Only that one is drawn anew when something changes; another is
 * brought up to date when it is chosen.
 */

import { fill, freshId, h } from "../dom.js";

/**
 * @typedef {import("./desk.js").Step} Step
 * @typedef {object} Panel
 * @property {HTMLElement} el
 * @property {(step?: Step) => void} update draws what changed
 * @property {() => void} [settle] takes what stands in an open form into the work
 * @property {() => void} [stop]
 * @typedef {{id: string, name: string, make: () => Panel | Promise<Panel>}} Tab `make` is called when the tab is first chosen
 */

/** @param {string} label what the tabs are of @param {Tab[]} all */
export function tabs(label, all) {
  const prefix = freshId("cw-tab");
  /** @type {Map<string, Panel>} */
  const made = new Map();
  /** Panels on their way. @type {Map<string, Promise<Panel>>} */
  const coming = new Map();
  /** Tabs that missed a change. @type {Set<string>} */
  const stale = new Set();
  let shown = "";
  const place = h("div", { class: "cw-tab-panel", role: "tabpanel", id: `${prefix}-panel` });
  const buttons = all.map(({ id, name }) =>
    h(
      "button",
      {
        type: "button",
        class: "cw-tab",
        role: "tab",
        id: `${prefix}-${id}`,
        "aria-controls": place.id,
        onclick: () => show(id),
        onkeydown: (/** @type {KeyboardEvent} */ event) => move(event, id),
      },
      name,
    ),
  );

  /**
   * Shows a tab, at once where its panel is there.
   * @param {string} id
   * @param {{focus?: boolean}} [options]
   * @returns {Panel | Promise<Panel | null>} the panel; null where it cannot be fetched
   */
  function show(id, { focus = false } = {}) {
    const tab = /** @type {Tab} */ (all.find((one) => one.id === id));
    if (shown !== id) {
      made.get(shown)?.settle?.();
      shown = id;
      for (const [index, one] of buttons.entries()) {
        const on = all[index].id === id;
        one.setAttribute("aria-selected", String(on));
        one.tabIndex = on ? 0 : -1;
      }
      place.setAttribute("aria-labelledby", `${prefix}-${id}`);
    }
    if (focus) buttons[all.indexOf(tab)].focus();
    const panel = made.get(id) ?? coming.get(id) ?? tab.make();
    if (!(panel instanceof Promise)) return put(id, panel);
    coming.set(id, panel);
    fill(place, h("p", { class: "cw-hint", role: "status" }, "Opening …"));
    return panel.finally(() => coming.delete(id)).then((there) => put(id, there), (error) => {
      console.error(error);
      if (shown === id) fill(place, h("p", { class: "cw-problem", role: "alert" }, "This part could not be fetched. Your work is as it was: save a file, then open the page anew."));
      return null;
    });
  }

  /** @param {string} id @param {Panel} panel */
  function put(id, panel) {
    const known = made.has(id);
    made.set(id, panel);
    // Another tab may have been chosen while this one was on its way.
    if (shown === id && panel.el.parentElement !== place) {
      fill(place, panel.el);
      if (!known || stale.delete(id)) panel.update();
    }
    return panel;
  }

  /** @param {KeyboardEvent} event @param {string} id */
  function move(event, id) {
    const at = all.findIndex((one) => one.id === id);
    /** @type {Record<string, number>} */
    const goals = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 };
    const goal = goals[event.key];
    if (goal === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(all[(goal + all.length) % all.length].id, { focus: true });
  }

  return {
    el: h("div", { class: "cw-tabs" }, h("div", { class: "cw-tab-list", role: "tablist", "aria-label": label }, buttons), place),
    show,
    get shown() {
      return shown;
    },
    /** @param {Step} step */
    update(step) {
      for (const id of made.keys()) if (id !== shown) stale.add(id);
      made.get(shown)?.update(step);
    },
    settle: () => made.get(shown)?.settle?.(),
    stop: () => made.forEach((panel) => panel.stop?.()),
  };
}

// Elements are made here and nowhere else. Text always goes in as text nodes, never as markup.

/** @typedef {Node | string | number | null | undefined | false} Child */

/** These are properties of the element; everything else is written as an attribute. */
const PROPERTIES = new Set(["checked", "disabled", "hidden", "open", "value"]);

/**
 * Makes an element. A prop that is null, undefined or false is left out; `onclick` and its kind add a listener.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} props
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (PROPERTIES.has(name)) /** @type {any} */ (element)[name] = value;
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  return element;
}

/** Text in paragraphs: its line breaks stay, and nothing in it is markup. @param {string} text @param {string} [kind] */
export function prose(text, kind = "") {
  return h("div", { class: `prose ${kind}`.trim() }, text);
}

/** What was said last, once, without moving the focus. */
export class Voice {
  constructor() {
    this.el = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
    this.odd = false;
  }

  /** @param {string} text */
  say(text) {
    // A region whose text did not change is not read again; a trailing no-break space makes it a change.
    this.odd = !this.odd;
    this.el.textContent = this.odd ? text : `${text}\u00a0`;
  }
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

// Elements are made here and nowhere else. Text always goes in as text nodes, never as markup.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Child | Children[]} Children lists may hold lists */
/** @typedef {Record<string, unknown>} Props */

const SVG = "http://www.w3.org/2000/svg";

/** These are properties of the element; everything else is written as an attribute. */
const PROPERTIES = new Set(["checked", "disabled", "hidden", "open", "selected", "value", "indeterminate", "readOnly"]);

/**
 * Makes an HTML element.
 * A prop that is `null`, `undefined` or `false` is left out; `true` writes an empty attribute; `onclick` and its
 * kind add a listener; `ref` is called with the element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...Children} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  append(element, children);
  // After the children, so that a select's value finds its options.
  dress(element, props ?? {});
  return element;
}

/**
 * Makes an SVG element; props as in `h`.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...Children} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, props, ...children) {
  const element = document.createElementNS(SVG, tag);
  append(element, children);
  dress(element, props ?? {});
  return /** @type {SVGElementTagNameMap[T]} */ (element);
}

/** @param {Element} element @param {Props} props */
function dress(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === "ref") /** @type {(e: Element) => void} */ (value)(element);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (PROPERTIES.has(name)) /** @type {any} */ (element)[name] = value;
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {Element} element @param {Children[]} children */
function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(typeof child === "object" ? child : String(child));
  }
}

/** Puts these children in place of all there were. @param {Element} element @param {...Children} children */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** Plain text cut into paragraphs at blank lines. @param {string} text */
export function split(text) {
  const parts = text.split(/\n\s*\n/).map((part) => part.replace(/\s+/g, " ").trim());
  return parts.filter((part) => part !== "");
}

/** Plain text as paragraphs, split at blank lines. @param {string} text @param {Props} [props] */
export function paragraphs(text, props) {
  return split(text).map((part) => h("p", props ?? null, part));
}

/** The same where HTML allows no paragraph, as in a legend or a label. @param {string} text */
export function lines(text) {
  return split(text).map((part) => h("span", { class: "cw-line" }, part));
}

/** Text for the ears only. @param {string} text */
export function spoken(text) {
  return h("span", { class: "cw-spoken" }, text);
}

/** @typedef {(text: string, props?: Props) => HTMLHeadingElement} Heading */

/**
 * Gives what makes a widget's headings: one level below the heading that the widget stands under, so that the page's
 * outline has no gap wherever an author puts it.
 * @param {HTMLElement} el the widget's place
 * @returns {Heading}
 */
export function headings(el) {
  const above = [...document.querySelectorAll("h1, h2, h3, h4, h5")].filter(
    (one) => one.compareDocumentPosition(el) === Node.DOCUMENT_POSITION_FOLLOWING && !one.closest(".cw, .cw-fallback"),
  );
  const level = Number(above.at(-1)?.tagName[1] ?? 2) + 1;
  const tag = /** @type {"h2" | "h3" | "h4" | "h5" | "h6"} */ (`h${level}`);
  return (text, props) => h(tag, { class: "cw-heading", ...props }, text);
}

/** An id that no other element of the page has. @param {string} prefix */
export function freshId(prefix) {
  // Counted on the page and not in this module, which is in every widget's script anew.
  const page = /** @type {{compassionIds?: number}} */ (globalThis);
  page.compassionIds = (page.compassionIds ?? 0) + 1;
  return `${prefix.replace(/[^A-Za-z0-9-]+/g, "-")}-${page.compassionIds}`;
}

/**
 * A button that is one of ours.
 * @param {string} label
 * @param {(event: Event) => void} onclick
 * @param {Props} [props]
 */
export function button(label, onclick, props) {
  return h("button", { type: "button", class: "cw-button", onclick, ...props }, label);
}

/**
 * A table with a caption and row headings; cells may be nodes or text.
 * On a narrow screen it scrolls in its frame, which then takes the focus so that the keyboard can scroll it too.
 * @param {string} caption
 * @param {string[]} head
 * @param {Child[][]} rows
 * @param {Props} [props]
 */
export function table(caption, head, rows, props) {
  const frame = h(
    "div",
    { class: "cw-table-frame", role: "group", "aria-label": caption },
    h(
      "table",
      { class: "cw-table", ...props },
      h("caption", null, caption),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          head.map((cell) => h("th", { scope: "col" }, cell)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map(([first, ...rest]) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, first),
            rest.map((cell) => h("td", null, cell)),
          ),
        ),
      ),
    ),
  );
  new ResizeObserver(() => {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }).observe(frame);
  return frame;
}

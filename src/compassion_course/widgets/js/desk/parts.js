/**
 * The desk comes in parts, each a script of its own: a page that only codes does not pay for the theme board, and what
 * is behind a tab is fetched when the tab is first chosen. In JupyterLab all parts are in one module.
 */

/**
 * @typedef {object} Parts
 * @property {typeof import("../desk-coder.js").part} coder
 * @property {typeof import("../desk-board.js").part} board
 * @property {typeof import("../desk-map.js").part} map
 * @property {typeof import("../desk-more.js").part} more
 * @property {typeof import("../desk-files.js").part} files
 */

/** @returns {Partial<Parts>} */
function registered() {
  const page = /** @type {{compassionDeskParts?: Partial<Parts>}} */ (globalThis);
  page.compassionDeskParts ??= {};
  return page.compassionDeskParts;
}

/** @template {keyof Parts} N @param {N} name @param {Parts[N]} part */
export function register(name, part) {
  registered()[name] = part;
}

/** Where this script came from; the other parts lie beside it. */
const here = typeof document === "object" && document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

/**
 * A part that is there already, at once; else a promise of it.
 * @template {keyof Parts} N
 * @param {N} name
 * @returns {Parts[N] | Promise<Parts[N]>}
 */
export function part(name) {
  const there = /** @type {Parts[N] | undefined} */ (registered()[name]);
  return there ?? fetched(name);
}

/** @template {keyof Parts} N @param {N} name @returns {Promise<Parts[N]>} */
function fetched(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here.replace(/coding-desk(?=\.page\.js)/, `desk-${name}`);
    script.onload = () => {
      const there = /** @type {Parts[N] | undefined} */ (registered()[name]);
      if (there) resolve(there);
      else reject(new Error(`The script desk-${name} does not hold its part.`));
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`The script desk-${name} could not be fetched.`));
    };
    document.head.append(script);
  });
}

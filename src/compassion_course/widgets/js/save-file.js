// Hands a file to the person. Works from file:// and under the site's Content-Security-Policy.
import { h } from "./dom.js";

/** @param {string} name @param {string} type @param {string} text */
export function saveFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading it when click() returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

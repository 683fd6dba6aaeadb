// Hands a file to the person. Works from file:// and under the site's Content-Security-Policy.
import { h } from "./dom.js";

/**
 * @param {string} name
 * @param {string} type
 * @param {string | Uint8Array<ArrayBuffer>} content
 * @param {(text: string) => void} [say] tells it to who does not see the browser's own sign of a download
 */
export function saveFile(name, type, content, say) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  say?.(`Saved as ${name}. Look for it among this browser\u2019s downloads.`);
  // The browser may still be reading it when click() returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

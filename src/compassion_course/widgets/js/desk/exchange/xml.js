/**
 * XML as Python's ElementTree writes it, one element a line, and XML read from anywhere by the browser's own parser.
 */

import { Refusal } from "./plain-words.js";

/** @typedef {{tag: string, attributes: Record<string, string>, text: string, children: Node[]}} Node */
/** @typedef {(text: string) => Document} Parse */

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {string} [text]
 * @param {Node[]} [children]
 * @returns {Node}
 */
export const element = (tag, attributes = {}, text = "", children = []) => ({ tag, attributes, text, children });

/** @param {Node} parent @param {string} tag @param {Record<string, string>} [attributes] @param {string} [text] */
export function addElement(parent, tag, attributes, text) {
  const child = element(tag, attributes, text);
  parent.children.push(child);
  return child;
}

/** A description, if there is anything to say. @param {Node} parent @param {string} text */
export function describe(parent, text) {
  if (text) addElement(parent, "Description", {}, text);
}

/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#09;" };

/** @param {Node} root @returns {string} */
export const xmlText = (root) => `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "\n")}\n`;

/** @param {Node} node @param {string} margin @returns {string} */
function written({ tag, attributes, text, children }, margin) {
  const inside = children.length ? children.map((child) => `${margin} ${written(child, `${margin} `)}`).join("") + margin : text.replace(/[&<>]/g, (one) => ESCAPES[one]);
  const head = Object.entries(attributes).map(([name, value]) => ` ${name}="${value.replace(/[&<>"\n\t]/g, (one) => ESCAPES[one])}"`);
  return `<${tag}${head.join("")}${inside ? `>${inside}</${tag}>` : " />"}`;
}

const DEPTH_LIMIT = 100;

/**
 * Reads XML that may come from anywhere. A document type, and so any entity of its own, is refused.
 * @param {Uint8Array} content
 * @param {string} where
 * @param {Parse} [parse]
 * @returns {Element}
 */
export function readXml(content, where, parse = (text) => new DOMParser().parseFromString(text, "application/xml")) {
  // The declaration may name the encoding of the bytes, which a text has no more.
  const text = textOf(content, where).replace(/^\s*<\?xml\s.*?\?>/s, "");
  const prolog = /(?:\s+|<\?.*?\?>|<!--.*?-->)*/sy;
  prolog.exec(text);
  const document = text.startsWith("<!", prolog.lastIndex) ? null : parse(text);
  if (!document || document.doctype) {
    throw new Refusal(`${where} declares a document type, which REFI-QDA has no use for and which can do harm. Such a file is not read. Ask where it came from.`);
  }
  const root = document.documentElement;
  if (!root || document.getElementsByTagName("parsererror").length) throw new Refusal(`${where} is not well-formed XML: part of it is missing or was changed. Export it again.`);
  let level = [root];
  for (let depth = 0; level.length; depth += 1) {
    if (depth === DEPTH_LIMIT) throw new Refusal(`${where} is nested deeper than ${DEPTH_LIMIT} levels. Flatten the tree.`);
    level = level.flatMap(({ children }) => /** @type {HTMLElement[]} */ ([...children]));
  }
  return root;
}

/** UTF-8, or UTF-16 where a mark says so. @param {Uint8Array} content @param {string} where */
export function textOf(content, where) {
  const encoding = content[0] === 0xff && content[1] === 0xfe ? "utf-16le" : content[0] === 0xfe && content[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    throw new Refusal(`${where} is not UTF-8 text. Save it as UTF-8.`);
  }
}

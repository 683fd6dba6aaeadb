/**
 * How codes look at the desk: the same list as the desk's own, each code with its letter and its colour.
 */

import { dressed } from "./rules.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../types.js").Code} Code */

/** @type {WeakMap<Desk, {id: string, name: string, readonly codes: Code[]}>} */
const looks = new WeakMap();

/**
 * All codes of the desk as one codebook, for whatever shows them: `codes` is another array once any of them changed.
 * @param {Desk} desk
 */
export function lookOf(desk) {
  const known = looks.get(desk);
  if (known) return known;
  /** @type {Code[]} */
  let of = [];
  /** @type {Code[]} */
  let codes = [];
  /** @type {Map<Code, Code>} */
  let before = new Map();
  const look = {
    id: "",
    name: "",
    get codes() {
      if (of !== desk.codes) {
        of = desk.codes;
        // A code that looks as it did is the same object, so that nothing about it is drawn again.
        codes = dressed(of).map((code, index) => {
          const old = before.get(of[index]);
          return old && old.letter === code.letter && old.colour === code.colour ? old : code;
        });
        before = new Map(of.map((code, index) => [code, codes[index]]));
      }
      return codes;
    },
  };
  looks.set(desk, look);
  return look;
}

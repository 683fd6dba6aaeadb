/**
 * Identifiers made from names (UUID version 5), the same as Python's. SHA-1 is written out because the browser's own is
 * asynchronous and missing on plain http and some file:// pages; nothing here rests on its being hard to forge.
 */

import { utf8 } from "./plain-words.js";

/** uuid5(NAMESPACE_URL, "urn:compassion-course:exchange"), as `refi_codes.py` has it. */
const NAMESPACE = Uint8Array.from("63619c95c0755dab83f84153fcd037bb".match(/../g) ?? [], (hex) => parseInt(hex, 16));

/** The same names give the same identifier. @param {...string} parts */
export function guid(...parts) {
  const name = utf8(parts.join("\x1f"));
  const bytes = new Uint8Array(16 + name.length);
  bytes.set(NAMESPACE);
  bytes.set(name, 16);
  const hash = sha1(bytes);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** @param {number} word @param {number} by */
const turn = (word, by) => (word << by) | (word >>> (32 - by));

const ROUND = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

/** FIPS 180-4. @param {Uint8Array} bytes */
export function sha1(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 80; i += 1) w[i] = i < 16 ? view.getInt32(block + 4 * i) : turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i += 1) {
      const mix = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const next = (turn(a, 5) + mix + e + ROUND[Math.floor(i / 20)] + w[i]) | 0;
      e = d;
      d = c;
      c = turn(b, 30);
      b = a;
      a = next;
    }
    [a, b, c, d, e].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  const hash = new Uint8Array(20);
  state.forEach((word, i) => new DataView(hash.buffer).setInt32(4 * i, word));
  return hash;
}

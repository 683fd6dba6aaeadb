/**
 * Zip archives: written the same bytes each time, as Python's `archive.py` does, and read without trusting what they
 * claim.
 */

import { Refusal, fold, utf8 } from "./plain-words.js";

/** Far above any project of interviews, far below what would hurt a page. */
const MEMBER_LIMIT = 16 * 2 ** 20;
const TOTAL_LIMIT = 64 * 2 ** 20;
const MEMBERS_LIMIT = 10_000;
const RATIO_LIMIT = 200;

const CRC_OF_BYTE = Int32Array.from({ length: 256 }, (_, crc) => {
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_OF_BYTE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** @param {[value: number, size: 2 | 4][]} numbers */
function packed(...numbers) {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of numbers) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Members in the order given: stored, with one fixed time, so that equal input gives equal bytes. @param {Map<string, Uint8Array>} members */
export function zipBytes(members) {
  /** @type {Uint8Array[]} */
  const local = [];
  /** @type {Uint8Array[]} */
  const central = [];
  let at = 0;
  for (const [called, content] of members) {
    const name = utf8(called);
    const flags = name.length === called.length ? 0 : 0x800; // the name is UTF-8
    const common = packed([20, 2], [flags, 2], [0, 2], [0, 2], [0x21, 2], [crc32(content), 4], [content.length, 4], [content.length, 4], [name.length, 2], [0, 2]);
    local.push(packed([0x04034b50, 4]), common, name, content);
    central.push(packed([0x02014b50, 4], [0x0314, 2]), common, packed([0, 2], [0, 2], [0, 2], [0o644 * 0x10000, 4], [at, 4]), name);
    at += 30 + name.length + content.length;
  }
  const directory = joined(central);
  const end = packed([0x06054b50, 4], [0, 2], [0, 2], [members.size, 2], [members.size, 2], [directory.length, 4], [at, 4], [0, 2]);
  return joined([...local, directory, end]);
}

/** @typedef {{name: string, flags: number, method: number, crc: number, packed: number, size: number, at: number}} Member */
/** @typedef {{names: string[], find(name: string): string | undefined, read(name: string): Promise<Uint8Array>}} Archive */

/**
 * A zip in memory. Nothing is unpacked before it is asked for.
 * @param {Uint8Array} bytes
 * @returns {Archive}
 */
export function openZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const members = new Map(directoryOf(view, bytes).map((member) => [member.name, member]));
  let left = TOTAL_LIMIT;
  return {
    names: [...members.keys()],
    find: (name) => [...members.keys()].find((found) => fold(found) === fold(name)),
    async read(name) {
      const member = /** @type {Member} */ (members.get(name));
      /** @param {string} problem */
      const refuse = (problem) => new Refusal(`${name}, inside the file, ${problem} Export it again, as a plain zip with fewer sources.`);
      if (member.flags & 1) throw refuse("is locked with a password.");
      if (member.method !== 0 && member.method !== 8) throw refuse("is packed in a way that this page does not read.");
      const limit = Math.min(MEMBER_LIMIT, left);
      if (member.size > 4096 && member.size > RATIO_LIMIT * Math.max(member.packed, 1)) {
        throw refuse("is packed so tightly that it may be a zip bomb; it was not unpacked.");
      }
      if (member.size > limit) throw refuse("is too large.");
      if (member.method === 8 && typeof DecompressionStream === "undefined") throw refuse("is packed, and this browser is too old to unpack it.");
      let content;
      try {
        const start = member.at + 30 + view.getUint16(member.at + 26, true) + view.getUint16(member.at + 28, true);
        const raw = bytes.slice(start, start + member.packed);
        content = member.method === 0 ? raw : await inflated(raw, member.size);
      } catch {
        throw refuse("is damaged.");
      }
      if (content.length !== member.size || crc32(content) !== member.crc) throw refuse("is damaged.");
      left -= content.length;
      return content;
    },
  };
}

/** @param {DataView} view @param {Uint8Array} bytes @returns {Member[]} */
function directoryOf(view, bytes) {
  let end = bytes.length - 22;
  const last = Math.max(end - 0xffff, 0);
  while (end >= last && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < last) throw new Refusal("This is not a zip archive, as a REFI-QDA project is, or its end is missing. Export it again.");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new Refusal("It is a zip of the large kind (zip64), which this page does not read. Export fewer sources.");
  /** @type {Member[]} */
  const members = [];
  let total = 0;
  try {
    for (let number = 0; number < count; number += 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError();
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
      const [crc, packedSize, size] = [16, 20, 24].map((offset) => view.getUint32(at + offset, true));
      members.push({ name, flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true), crc, packed: packedSize, size, at: view.getUint32(at + 42, true) });
      total += size;
      at += 46 + nameLength + extra + comment;
    }
  } catch {
    throw new Refusal("The list of files inside it is damaged. Export it again.");
  }
  if (count > MEMBERS_LIMIT || total > TOTAL_LIMIT) throw new Refusal("It holds more than this page reads (10,000 files or 64 MB). Export less.");
  for (const { name } of members) {
    const parts = name.replaceAll("\\", "/").split("/");
    if (parts[0] === "" || parts.includes("..") || parts[0].includes(":")) {
      throw new Refusal(`A file in it is named “${name}”, which points outside of the archive. Such a file is not read. Ask where it came from.`);
    }
  }
  return members.filter(({ name }) => !name.endsWith("/"));
}

/** What comes out is counted as it comes: an archive may say less than it holds. @param {Uint8Array<ArrayBuffer>} raw @param {number} size */
async function inflated(raw, size) {
  const reader = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    length += value.length;
    if (length > size) {
      await reader.cancel();
      throw new RangeError();
    }
    parts.push(value);
  }
}

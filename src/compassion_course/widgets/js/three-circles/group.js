// A class's pictures of one synthetic case, counted, as models/class_pictures.py does it; a test puts the same files
// through both. Only sums come out, none below `least` pictures. A picture of somebody's own, titles and typed words
// are not looked into.

/** @typedef {import("../three-circles.js").Circles} Circles */
/** @typedef {import("../three-circles.js").Case} Case */
/** @typedef {{ name: string, bytes: Uint8Array }} GivenFile */
/** @typedef {{ file: string, problem: string, remedy: string }} Unread */
/**
 * @typedef {object} ClassPictures
 * @property {string} case
 * @property {number} counted
 * @property {number} missing how many more are needed; above 0 there are no sums
 * @property {number} twice files that were another one again, byte for byte
 * @property {number} elsewhere files with a picture of another case
 * @property {Unread[]} unread
 * @property {Record<string, number[]>} sizes for each system how many gave each size, and last how many gave none
 * @property {Record<string, Record<string, number>>} cues for each cue how many gave it to each system, and to none
 */
/** @typedef {{ sizes: Record<string, number | null>, cues: Record<string, Set<string>> }} Read */

const FORMAT = "compassion-course/three-circles";
const FORMAT_VERSION = 1;
const LARGEST = 1024 * 1024;
const AGAIN = "Ask for the file that \u201cSave as data\u201d wrote, unchanged.";

class Cannot extends Error {
  /** @param {string} problem @param {string} remedy */
  constructor(problem, remedy) {
    super(problem);
    this.remedy = remedy;
  }
}

/** @param {Circles} circles @param {string} caseId @param {GivenFile[]} files @returns {ClassPictures} */
export function countPictures(circles, caseId, files) {
  const one = circles.cases.find(({ id }) => id === caseId);
  if (!one) throw new Error(`There is no case ${caseId}.`);
  /** @type {Uint8Array[]} */
  const seen = [];
  /** @type {Unread[]} */
  const unread = [];
  /** @type {Read[]} */
  const pictures = [];
  let twice = 0;
  let elsewhere = 0;
  for (const { name, bytes } of files) {
    if (seen.some((other) => sameBytes(other, bytes))) {
      twice += 1;
      continue;
    }
    seen.push(bytes);
    try {
      const picture = pictureIn(circles, one, bytes);
      if (picture) pictures.push(picture);
      else elsewhere += 1;
    } catch (error) {
      if (!(error instanceof Cannot)) throw error;
      unread.push({ file: name, problem: error.message, remedy: error.remedy });
    }
  }
  const missing = Math.max(circles.group.least - pictures.length, 0);
  const shown = missing > 0 ? [] : pictures;
  return {
    case: caseId,
    counted: pictures.length,
    missing,
    twice,
    elsewhere,
    unread: unread.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0)),
    sizes: shown.length ? sizeSums(circles, shown) : {},
    cues: shown.length ? cueSums(circles, one, shown) : {},
  };
}

/** @param {Circles} circles @param {Read[]} pictures @returns {Record<string, number[]>} */
function sizeSums({ systems, sizes: words }, pictures) {
  const places = [...words.keys(), null];
  return Object.fromEntries(
    systems.map(({ id }) => [id, places.map((place) => pictures.filter(({ sizes }) => sizes[id] === place).length)]),
  );
}

/** @param {Circles} circles @param {Case} one @param {Read[]} pictures @returns {Record<string, Record<string, number>>} */
function cueSums({ systems }, one, pictures) {
  return Object.fromEntries(
    one.cues.map((cue) => [
      cue.id,
      {
        ...Object.fromEntries(
          systems.map(({ id }) => [id, pictures.filter(({ cues }) => cues[cue.id].has(id)).length]),
        ),
        none: pictures.filter(({ cues }) => cues[cue.id].size === 0).length,
      },
    ]),
  );
}

/** The sizes and cues of one file; null where it is of another case. @param {Circles} circles @param {Case} one @param {Uint8Array} bytes @returns {Read | null} */
function pictureIn(circles, one, bytes) {
  if (bytes.length > LARGEST) throw new Cannot("It is larger than 1 MiB, which no picture is.", AGAIN);
  const data = contentOf(bytes);
  if (!isRecord(data) || data.format !== FORMAT)
    throw new Cannot("It was not saved by \u201cSave as data\u201d of the three circles.", AGAIN);
  if (data.format_version !== FORMAT_VERSION)
    throw new Cannot("It has a version that this page does not know.", "Open it with a newer course.");
  // A picture with no case is somebody's own: it goes no further than this line.
  const others = listOf(data.pictures).filter((picture) => isRecord(picture) && typeof picture.case === "string");
  const ours = others.filter((picture) => picture.case === one.id);
  if (others.length === 0) throw new Cannot("It has no picture of an invented colleague in it.", AGAIN);
  if (ours.length === 0) return null;
  if (ours.length > 1) throw new Cannot("It has more than one picture of this moment.", "Ask for a file with one.");
  return sizesAndCues(circles, one, ours[0]);
}

/** @param {Uint8Array} bytes */
function contentOf(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Cannot("It is not the text of a saved picture.", AGAIN);
  }
}

/** @param {Circles} circles @param {Case} one @param {Record<string, any>} picture @returns {Read} */
function sizesAndCues({ systems, sizes: words }, one, picture) {
  const rows = new Map(
    listOf(picture.systems)
      .filter((row) => isRecord(row) && typeof row.system === "string")
      .map((row) => [row.system, row]),
  );
  /** @type {Read} */
  const read = { sizes: {}, cues: Object.fromEntries(one.cues.map(({ id }) => [id, new Set()])) };
  for (const { id, name } of systems) {
    const row = rows.get(id);
    if (!row) throw new Cannot(`It says nothing of ${name.toLowerCase()}.`, AGAIN);
    const size = row.size ?? null;
    const place = words.indexOf(size);
    if (size !== null && place < 0)
      throw new Cannot(`It gives ${name.toLowerCase()} a size that is not one of the words.`, AGAIN);
    read.sizes[id] = size === null ? null : place;
    const fed = listOf(row.fed_by);
    for (const cue of one.cues) if (fed.includes(cue.text)) read.cues[cue.id].add(id);
  }
  return read;
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {any[]} */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {Uint8Array} one @param {Uint8Array} two */
function sameBytes(one, two) {
  return one.length === two.length && one.every((byte, place) => byte === two[place]);
}

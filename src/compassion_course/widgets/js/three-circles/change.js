// How one person's picture differs between two moments, in words. Larger is not better, and nothing is added up.

/** @typedef {Record<string, number>} Sizes for each system the place of its word */
/** @typedef {{ id: string, name: string }} Named */

/** As models/three_circles.py has it. @param {string[]} words @param {number} before @param {number} now */
export function sizeChange(words, before, now) {
  if (before === now) return `the same: ${words[now]}`;
  return `${now > before ? "larger" : "smaller"}: ${words[before]}, then ${words[now]}`;
}

/** The systems that changed by the most words, by id; none when nothing changed. @param {Named[]} systems @param {Sizes} before @param {Sizes} now */
export function changedMost(systems, before, now) {
  const by = systems.map(({ id }) => Math.abs(now[id] - before[id]));
  const most = Math.max(...by);
  return most === 0 ? [] : systems.filter((_, place) => by[place] === most).map(({ id }) => id);
}

/** The systems that some readers draw larger and others smaller or the same, by id. @param {Named[]} systems @param {{ before: Sizes, now: Sizes }[]} readers */
export function goOtherwise(systems, readers) {
  return systems
    .filter(({ id }) => new Set(readers.map(({ before, now }) => Math.sign(now[id] - before[id]))).size > 1)
    .map(({ id }) => id);
}

/** Names in a sentence: "threat", "threat and soothe". @param {Named[]} systems @param {string[]} ids */
export function named(systems, ids) {
  const names = systems.filter(({ id }) => ids.includes(id)).map(({ name }) => name.toLowerCase());
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

// What somebody wrote for themselves, as a file or on paper: the prompts that they ticked and their own words. No name,
// no date, no id of any exercise, and nothing that was not ticked.
import { h } from "../dom.js";

/** @typedef {{ prompt: string, words: string }} Written */

const NOTE = "Written for myself. Not a measure, no cut-off.";

/** @param {Written[]} written */
export function asText(written) {
  return [NOTE, ...written.map(({ prompt, words }) => `${prompt}\n\n${words.trim()}`)].join("\n\n\n") + "\n";
}

/** @param {Written[]} written */
export function asJson(written) {
  const body = { note: NOTE, written: written.map(({ prompt, words }) => ({ prompt, words: words.trim() })) };
  return `${JSON.stringify(body, null, 1)}\n`;
}

/** @param {Written[]} written */
export function asSheet(written) {
  return [
    h("p", null, NOTE),
    ...written.flatMap(({ prompt, words }) => [
      h("p", null, h("strong", null, prompt)),
      ...words
        .trim()
        .split(/\n+/)
        .map((line) => h("p", null, line)),
    ]),
  ];
}

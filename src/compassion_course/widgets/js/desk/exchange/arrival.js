/**
 * What came in a file of another program, before anybody has checked it against the course. Keys are whatever the file
 * names things by; positions count code points of the text that came along, unless they turn out to count something else.
 *
 * @typedef {{key: string, name: string, text: string | null}} ForeignDocument
 * @typedef {{key: string, name: string, parent: string | null, description: string, codable: boolean}} ForeignCode
 * @typedef {{key: string, document: string, start: number, end: number, quote: string | null, codes: string[], coder: string,
 *   description: string}} ForeignSelection
 * @typedef {{key: string, name: string, text: string, description: string, coder: string, on: string[]}} ForeignNote
 * @typedef {{key: string, name: string, description: string, members: string[]}} ForeignSet
 * @typedef {{key: string, name: string, origin: string, target: string, notes: string[]}} ForeignLink
 * @typedef {{coders: Map<string, string>, documents: ForeignDocument[], codes: ForeignCode[], selections: ForeignSelection[],
 *   notes: ForeignNote[], sets: ForeignSet[], links: ForeignLink[], notices: string[]}} Arrival
 *   `coders` are names by key; a file that names nobody has one with the key "".
 */

/** @param {Partial<Arrival>} [parts] @returns {Arrival} */
export const arrivalOf = (parts) => ({
  coders: new Map(),
  documents: [],
  codes: [],
  selections: [],
  notes: [],
  sets: [],
  links: [],
  notices: [],
  ...parts,
});

/**
 * @typedef {object} Page one page of the course, as the build tells of it; what is empty is left out
 * @property {string} page
 * @property {"chapter" | "exercise" | "other"} kind
 * @property {string} title
 * @property {string} url
 * @property {number} [minutes] printed
 * @property {number} [reading] printed for reading
 * @property {string[]} [outcomes]
 * @property {string[]} [questions] ids
 */
/** @typedef {{id: string, kind: "line" | "day" | "minutes" | "choice" | "words", name: string, hint: string}} Field */
/** @typedef {{id: string, ask: string}} Prompt */
/**
 * @typedef {object} Words
 * @property {string} title
 * @property {string} leave_out
 * @property {Field[]} fields
 * @property {{id: string, name: string}[]} cbt
 * @property {{name: string, note: string, prompts: Prompt[]}} reflection
 * @property {Record<string, string>} types
 * @property {number} review_months
 * @property {{title: string, says: string, is: string, is_not: string}} statement
 */
/** @typedef {Record<string, string>} Texts */
/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} changed when, to the second
 * @property {string} about the page that it is about, or ""
 * @property {number | null} minutes
 * @property {Texts} fields by id of the field, minutes apart
 * @property {Texts} reflection by id of the prompt
 */
/** @typedef {{version: string, date: string, digest: string}} Edition */
export {};

/**
 * The shapes that the answer sheet and the exercise have, as design section 2 and exercise.yml write them.
 * This file holds no code: it is where the other modules of the sheet look up what a thing is called.
 *
 * @typedef {{turn: string, speaker: string, text: string}} Turn
 * @typedef {{doc: string, digest: string, label: string, turns: Turn[]}} Transcript
 * @typedef {{id: string, doc: string, turn: string, start: number, end: number, quote: string, codes: string[], why: string,
 *   notes?: Record<string, string>}} Span
 *   Offsets are Unicode code points in the turn's text, end exclusive.
 * @typedef {{on: string, text: string}} Memo
 * @typedef {{code: string, name: string, definition: string}} OwnCode
 * @typedef {{codebook: string | null, spans: Span[], memos: Memo[], codes?: OwnCode[]}} Coding
 * @typedef {{id: string, name: string, statement: string, parent: string | null, members: string[]}} Theme
 * @typedef {"phenomenon" | "causal" | "contextual" | "intervening" | "actions" | "consequences"} Slot
 * @typedef {{from: string, to: string, slot: Slot, evidence: string[]}} Relation
 * @typedef {{code: string, parent?: string | null, name: string, definition: string, include?: string, exclude?: string,
 *   example?: string, colour?: string, letter?: string}} Code
 * @typedef {{id: string, name: string, codes: Code[]}} Codebook
 * @typedef {{id: string, name: string, stance: string, spans: Span[], codes?: OwnCode[]}} Reading
 * @typedef {"adopt" | "keep" | "both" | "reference_wrong"} ReplyKind
 * @typedef {{reply: ReplyKind | "", why: string}} Reply
 * @typedef {{at: string, do: string, item?: string, [detail: string]: unknown}} SheetEvent
 * @typedef {{format: string, format_version: number, exercise: string, exercise_version: number, trainee: string, pass: number,
 *   started: string, saved: string, transcripts: Record<string, string>, locked: Record<string, string>,
 *   first: Record<string, any>, answers: Record<string, any>, events: SheetEvent[]}} Sheet
 * @typedef {{doc: string, first: string, last: string}} Passage
 * @typedef {{quote: string, turn?: string, code?: string, note?: string}} Given
 * @typedef {{id: string, kind: string, prompt: string, given?: Given[], marks?: number, many?: boolean, concepts?: string[],
 *   options?: {id: string, text: string, right?: boolean, feedback?: string}[], categories?: {id: string, name: string}[],
 *   rows?: {id: string, text: string}[], entries?: {id: string, text: string}[], unit?: string,
 *   passage?: Passage, at_least?: number, memo_prompt?: string, to?: string, count?: number, fixed?: string[],
 *   note_kinds?: string[], own_codes?: boolean, codes_at_least?: number, of?: string[] | string, called?: string,
 *   members_each?: number, from_each?: boolean,
 *   words?: {least: number, most: number}}} Item
 * @typedef {{say: string, turn?: string, quote?: string, codes?: string[]}} WorkedStep
 * @typedef {{minutes?: number, intro?: string, worked_example?: WorkedStep[], items?: Item[]}} Practice
 * @typedef {{slug: string, title: string, version: number, chapter?: string, stakes: "practice" | "formative" | "assessed",
 *   minutes?: number, outcomes?: string[], method_note?: string, brief?: string, content_note?: string, transcripts: string[],
 *   codebook?: string, readings?: string[], practice?: Practice, items: Item[]}} Exercise
 */

export {};

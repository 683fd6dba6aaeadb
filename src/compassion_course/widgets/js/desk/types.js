/**
 * The shapes of a trainee's work at the coding desk: what one reader makes of the transcripts, in the keys and the
 * order of the project file. Python's `corpus/readings.py` has the same as `ReaderWork`. This file holds no code.
 *
 * @typedef {import("../sheet/types.js").Turn} Turn
 * @typedef {{study: string, role: string, setting: string, wave: number | null, schedule: string | null,
 *   interviewer: string | null, synthetic: boolean, licence: string, version: number}} TranscriptInfo
 *   What the index says of a transcript; other programs get it as the variables of a case.
 * @typedef {import("../sheet/types.js").Transcript & {info: TranscriptInfo}} Transcript
 *
 * @typedef {{name: string, from: string, to: string}} Property a property of a code and its dimensional range
 * @typedef {{code: string, parent: string | null, name: string, definition: string, include: string, exclude: string,
 *   example: string, properties: (string | Property)[] | null, colour: string, letter: string}} Code
 * @typedef {{id: string, name: string, codes: Code[]}} Codebook a closed codebook, which the course ships
 *
 * @typedef {{id: string, doc: string, turn: string, start: number, end: number, quote: string, codes: string[],
 *   notes: Record<string, string>, why: string}} SpanLine
 *   Offsets are Unicode code points in the turn's text, end exclusive. A span over several turns is several lines with
 *   one id, one for each adjacent turn in order, with the same codes, notes and reason.
 * @typedef {{id: string, doc: string, text: string, spans: string[]}} Statement
 * @typedef {"PET" | "GET" | "category" | "core"} ThemeKind
 * @typedef {{id: string, kind: ThemeKind, doc: string | null, name: string, statement: string, parent: string | null,
 *   members: string[], convergence: string, divergence: string, why: string}} Theme
 *   Members of a PET are statements, of a GET PETs, of a category codes, of the core category categories.
 * @typedef {"phenomenon" | "causal" | "contextual" | "intervening" | "actions" | "consequences"} Slot
 * @typedef {{id: string, from: string, to: string, slot: Slot, evidence: string[], why: string}} Relation
 * @typedef {"" | "code" | "theoretical" | "method" | "negative-case" | "transcript"} MemoKind
 * @typedef {{id: string, on: string, text: string, kind: MemoKind, compares: string[]}} Memo
 *   `on` is a transcript's id, `code:`, `theme:` or `span:` and an id, or `project`.
 *
 * @typedef {{id: string, name: string, stance: string, codebooks: string[]}} Reader
 * @typedef {{at: string, do: string, [detail: string]: unknown}} DeskEvent
 *
 * @typedef {{format: string, format_version: number, reader: Reader, started: string, saved: string,
 *   transcripts: Record<string, string>, codes: Code[], spans: SpanLine[], statements: Statement[], themes: Theme[],
 *   relations: Relation[], memos: Memo[], storyline: string, locked: Record<string, string>,
 *   first: Record<string, SpanLine[]>, events: DeskEvent[]}} Project
 *   The whole of a project file. `transcripts` are those worked on, by id, each with the digest of its text.
 * @typedef {Pick<Project, "reader" | "codes" | "spans" | "statements" | "themes" | "relations" | "memos" | "storyline">} Work
 *   What the reader made, without the log and the locks: all that other programs can be given.
 * @typedef {{transcripts: Transcript[], codebooks: Codebook[]}} Shelf what the page knows beside the work
 */

export {};

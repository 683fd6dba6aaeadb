/**
 * What work still lacks before a person can mark it, in the words that marking uses: the same rules as
 * `compassion_course.exercises.gates` and `cluster_gates`, and tested against them. Whether quotes are verbatim is not
 * asked here, for the page takes them from the passage.
 */

import { countWords } from "./offsets.js";
import { codeNames } from "./members.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Exercise} Exercise */
/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").Relation} Relation */
/** @typedef {import("./types.js").Codebook} Codebook */
/** @typedef {{exercise: Exercise, codebook: Codebook}} Course */
/** @typedef {Pick<Sheet, "answers" | "pass">} Work */

const NO_END = "an end not chosen";
const NOTHING = "Nothing was answered here.";

/** @param {Item} item @param {Work} work @param {Course} course @returns {string[]} empty where nothing is missing */
export function missing(item, work, course) {
  const value = work.answers[item.id];
  switch (item.kind) {
    case "text":
      return ofText(item, value ?? "");
    case "coding":
    case "notes":
      return ofSpans(item, value, course);
    case "themes":
      return ofThemes(item, value, work);
    case "relations":
      return ofRelations(item, value, work, course);
    case "responses":
      return ofReplies(item, value, work, course);
    default:
      return value === undefined || value === null || (typeof value === "object" && !Object.keys(value).length) ? [NOTHING] : [];
  }
}

/** @param {(string | false | undefined)[]} lines */
const said = (lines) => lines.flatMap((line) => (line ? [line] : []));

/** The first names of a list: enough to find what is meant. @param {string[]} names @param {string} [between] */
function listed(names, between = ", ") {
  const each = [...new Set(names)];
  const shown = each.slice(0, 8).map((name) => [...name].slice(0, 60).join(""));
  return shown.join(between) + (each.length > 8 ? " and others" : "");
}

/** @param {Item} item @param {string} text */
function ofText({ words }, text) {
  const count = countWords(text);
  if (!count) return ["Nothing is written here yet."];
  if (!words) return [];
  return said([
    count < words.least && `It has ${count} words; ${words.least} are asked for.`,
    count > words.most && `It has ${count} words; ${words.most} are the most asked for.`,
  ]);
}

/** @param {Span[]} spans */
const quotes = (spans) =>
  listed(
    spans.map(({ quote }) => {
      const letters = [...quote];
      return `“${letters.length <= 40 ? quote : `${letters.slice(0, 39).join("")}...`}”`;
    }),
  );

/** @param {Item} item @param {any} value @param {Course} course */
function ofSpans(item, value, { codebook }) {
  const coding = item.kind === "coding";
  if (!value?.spans.length) return [coding ? "No words are coded yet." : "No notes are written yet."];
  /** @type {Span[]} */
  const spans = value.spans;
  const own = item.own_codes ? (value.codes ?? []) : [];
  const known = new Set((item.own_codes ? own : codebook.codes).map((/** @type {{code: string}} */ { code }) => code));
  const used = new Set(spans.flatMap(({ codes }) => codes));
  const named = codeNames(value, (code) => code);
  /** @param {Span} span */
  const noted = ({ notes = {} }) => Object.entries(notes).filter(([, note]) => note.trim()).map(([kind]) => kind);
  const bare = coding ? spans.filter(({ codes }) => !codes.length || !codes.every((code) => known.has(code))) : [];
  const silent = spans.filter((span) => {
    if (coding) return !span.why.trim();
    const kinds = noted(span);
    return !kinds.length || !kinds.every((kind) => item.note_kinds?.includes(kind));
  });
  const places = new Set(spans.filter((span) => !bare.includes(span) && !silent.includes(span)).map(({ turn, start, end }) => `${turn} ${start} ${end}`)).size;
  const undefinedCodes = own.filter((/** @type {import("./types.js").OwnCode} */ one) => !one.name.trim() || !one.definition.trim());
  const unused = own.filter((/** @type {{code: string}} */ { code }) => !used.has(code));
  /** @param {{code: string}[]} codes */
  const names = (codes) => listed(codes.map(({ code }) => named(code)));
  return said([
    bare.length > 0 && `${quotes(bare)}: no code, or one that ${item.own_codes ? "was not made" : "the codebook does not define"}.`,
    silent.length > 0 && `${quotes(silent)}: ${coding ? "no reason is given." : "no note, or one of a kind that was not asked for."}`,
    undefinedCodes.length > 0 && `${names(undefinedCodes)}: a name and a definition are asked for.`,
    unused.length > 0 && `${names(unused)}: no span has this code.`,
    item.own_codes && used.size < (item.codes_at_least ?? 0) && `${used.size} codes are used; ${item.codes_at_least} are asked for.`,
    places < (item.at_least ?? 0) && `${places} different places are ${coding ? "coded" : "noted"} in full; ${item.at_least} are asked for.`,
  ]);
}

/** @param {any} value @returns {Set<string>} what the answer to another item offers as members */
function offered(value) {
  if (Array.isArray(value)) return new Set(value.map(({ id }) => id));
  return new Set((value?.spans ?? []).flatMap((/** @type {Span} */ { id, codes }) => [id, ...codes]));
}

/** @param {Item} item @param {Theme[] | undefined} value @param {Work} work */
function ofThemes(item, value, { answers }) {
  if (!value?.length) return [`There is no ${item.called ?? "theme"} yet.`];
  const sources = [item.of ?? []].flat().map((id) => offered(answers[id]));
  const is = (/** @type {string} */ member) => sources.some((source) => source.has(member));
  const name = (/** @type {Theme} */ theme) => theme.name.trim() || `No. ${value.indexOf(theme) + 1}`;
  const those = (/** @type {(theme: Theme) => boolean} */ lack) => listed(value.filter(lack).map(name));
  const unnamed = those((theme) => !theme.name.trim() || !theme.statement.trim());
  const thin = those((theme) => new Set(theme.members.filter(is)).size < (item.members_each ?? 0));
  const gone = those((theme) => !theme.members.every(is));
  const oneSided = those((theme) => Boolean(item.from_each) && !sources.every((source) => theme.members.some((member) => source.has(member))));
  return said([
    unnamed && `${unnamed}: a name and a statement are asked for.`,
    thin && `${thin}: ${item.members_each === 1 ? "1 member is" : `${item.members_each} members are`} asked for.`,
    gone && `${gone}: a member is no longer there.`,
    oneSided && `${oneSided}: a member from each part is asked for.`,
    value.length < (item.at_least ?? 0) && `${value.length} made; ${item.at_least} are asked for.`,
  ]);
}

/** @param {Item} item @param {Relation[] | undefined} value @param {Work} work @param {Course} course */
function ofRelations(item, value, { answers }, { codebook }) {
  if (!value?.length) return ["There are no links yet."];
  const coding = answers[String(item.of)];
  const named = codeNames(coding, (code) => codebook.codes.find((one) => one.code === code)?.name ?? code);
  const thin = value.filter(({ from, to, evidence }) => {
    const shown = new Set((coding?.spans ?? []).filter((/** @type {Span} */ { id }) => evidence.includes(id)).flatMap((/** @type {Span} */ { codes }) => codes));
    return !shown.has(from) || !shown.has(to) || from === to;
  });
  const different = new Set(value.map(({ from, to, slot }) => `${from} ${to} ${slot}`)).size;
  return said([
    thin.length > 0 && `${listed(thin.map(({ from, to }) => `${named(from) || NO_END} to ${named(to) || NO_END}`), "; ")}: a coded span is asked for at each end.`,
    different < (item.at_least ?? 0) && `${different} different links; ${item.at_least} are asked for.`,
  ]);
}

/** @param {Item} item @param {Record<string, import("./types.js").Reply> | undefined} value @param {Work} work @param {Course} course */
function ofReplies(item, value, { pass }, { exercise }) {
  // A difference that was taken up and not answered yet is not written into the file.
  const replies = Object.entries(value ?? {}).filter(([, { reply }]) => reply);
  if (!replies.length) {
    const later = exercise.stakes === "assessed" && pass === 1;
    return [later ? "This part comes with the second hand-in, once the readings have been given out." : "No difference is replied to yet."];
  }
  const reasoned = replies.filter(([, { why }]) => why.trim()).map(([id]) => id);
  const open = (item.fixed ?? []).filter((id) => !reasoned.includes(id));
  return said([
    open.length > 0 && `A reply with its reason is asked for to ${open.join(", ")}.`,
    reasoned.length < (item.count ?? 0) && `${reasoned.length} replies have a reason; ${item.count} are asked for.`,
  ]);
}

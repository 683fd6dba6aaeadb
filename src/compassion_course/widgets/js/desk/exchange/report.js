/**
 * A report to print, to hand to a supervisor, or to open in a word processor: the whole work as a list of blocks, which
 * is data alone. The page draws them; here they become text, or a page of HTML that Word opens.
 */

import { slicePoints, toUtf16 } from "../../sheet/offsets.js";
import { auditTrail, plainTime, traceInWords } from "./audit-trail.js";
import { parted } from "./gathered.js";
import { addTo } from "./plain-words.js";
import { NOTE_KINDS, inOrder } from "./project-file.js";
import { SLOTS } from "./refi-qdpx.js";

/** @typedef {import("../types.js").Project} Project */
/** @typedef {import("../types.js").Shelf} Shelf */
/** @typedef {import("../types.js").Code} Code */
/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("../types.js").SpanLine} SpanLine */
/**
 * @typedef {{is: "heading", level: 1 | 2 | 3, text: string}
 *   | {is: "text", text: string}
 *   | {is: "list", items: string[]}
 *   | {is: "extract", where: string, before: string, quote: string, after: string, told: string[]}
 *   | {is: "table", caption: string, head: string[], rows: string[][]}} Block
 *   In an extract `before` and `after` are the words around the quote, `told` its codes, reason and notes.
 */

/** @type {Record<string, string>} */
const THEME_WORDS = { PET: "Personal experiential theme", GET: "Group experiential theme", category: "Category", core: "Core category" };
/** How a relation is said, from one end to the other. @type {Record<string, string>} */
const SLOT_SENTENCES = {
  phenomenon: "is what it is about in",
  causal: "is a causal condition of",
  contextual: "is a contextual condition of",
  intervening: "is an intervening condition of",
  actions: "is an action or interaction that answers",
  consequences: "is a consequence of",
};
/** Words shown on either side of a quote, in characters. */
const AROUND = 60;

/** @param {number} count @param {string} what */
const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** @param {1 | 2 | 3} level @param {string} text @returns {Block} */
const heading = (level, text) => ({ is: "heading", level, text });
/** @param {string} text @returns {Block[]} one for each paragraph */
const paragraphs = (text) => text.split(/\n+/).filter((line) => line.trim()).map((line) => ({ is: "text", text: line }));

/**
 * @param {Project} made
 * @param {Shelf} shelf
 * @returns {Block[]}
 */
export function reportOf(made, shelf) {
  const project = inOrder(made);
  const { reader, themes, statements, relations, memos } = project;
  const transcripts = shelf.transcripts.filter(({ doc }) => doc in project.transcripts);
  const books = shelf.codebooks.filter(({ id }) => reader.codebooks.includes(id));
  const codes = [...books.flatMap((book) => book.codes), ...project.codes];
  const names = new Map([...codes.map((code) => /** @type {const} */ ([code.code, code.name])), ...themes.map((theme) => /** @type {const} */ ([theme.id, theme.name]))]);
  /** @param {string} id */
  const nameOf = (id) => names.get(id) || id;
  const texts = new Map(transcripts.flatMap(({ turns }) => turns.map(({ turn, text }) => [turn, text])));
  /** @type {Map<string, SpanLine[]>} */
  const spans = new Map();
  for (const line of project.spans) addTo(spans, line.id, line);
  const inTextOrder = new Map(transcripts.flatMap(({ turns }) => turns.map(({ turn }) => turn)).map((turn, index) => [turn, index]));
  const ordered = [...spans.values()].sort(([a], [b]) => (inTextOrder.get(a.turn) ?? 0) - (inTextOrder.get(b.turn) ?? 0) || a.start - b.start);

  /** @param {SpanLine[]} lines @param {boolean} [withCodes] @returns {Block} */
  const extract = (lines, withCodes = false) => {
    const [first, last] = [lines[0], lines[lines.length - 1]];
    const [head, tail] = [texts.get(first.turn) ?? "", texts.get(last.turn) ?? ""];
    const told = [
      ...(withCodes && first.codes.length ? [`Codes: ${first.codes.map(nameOf).join(", ")}.`] : []),
      ...(first.why ? [`Why: ${first.why}`] : []),
      ...NOTE_KINDS.filter((kind) => first.notes[kind]).map((kind) => `${kind[0].toUpperCase()}${kind.slice(1)} note: ${first.notes[kind]}`),
    ];
    return {
      is: "extract",
      where: first.turn === last.turn ? first.turn : `${first.turn} to ${last.turn}`,
      before: shortened(slicePoints(head, 0, first.start), true),
      quote: lines.map(({ quote }) => quote).join(" / "),
      after: shortened(tail.slice(toUtf16(tail, last.end)), false),
      told,
    };
  };
  /** @param {string[]} ids @returns {Block[]} */
  const extracts = (ids) => ids.flatMap((id) => (spans.has(id) ? extract(/** @type {SpanLine[]} */ (spans.get(id))) : []));
  /** @param {string} id */
  const given = (id) => ordered.filter(([{ codes: of }]) => of.includes(id));

  /** @type {Block[]} */
  const blocks = [
    heading(1, `Work of ${reader.name || reader.id} at the coding desk`),
    ...paragraphs(project.started ? `Begun ${plainTime(project.started)}, saved ${plainTime(project.saved || project.started)} (UTC). The interviews are invented.` : "The interviews are invented."),
    ...paragraphs(reader.stance ? `Stance: ${reader.stance}` : ""),
    heading(2, "Transcripts"),
    {
      is: "table",
      caption: "Transcripts worked on",
      head: ["Transcript", "Who and where", "Turns", "Spans", "First pass"],
      rows: transcripts.map(({ doc, info, turns }) => {
        const marked = ordered.filter(([line]) => line.doc === doc).length;
        return [doc, [info?.role, info?.setting].filter(Boolean).join(", "), String(turns.length), String(marked), project.locked[doc] ? `locked ${plainTime(project.locked[doc])}` : "not locked"];
      }),
    },
    heading(2, "Codebook"),
    {
      is: "table",
      caption: "Codes with their definitions; spans counted, and in how many transcripts they stand",
      head: ["Code", "Definition", "Spans", "Cases"],
      rows: treeOf(codes).map(({ code, depth }) => {
        const of = given(code.code);
        return [`${"– ".repeat(depth)}${code.name}`, code.definition, String(of.length), String(new Set(of.map(([line]) => line.doc)).size)];
      }),
    },
    heading(2, "Codes with their extracts"),
  ];
  for (const { code } of treeOf(codes)) {
    const of = given(code.code);
    if (of.length) blocks.push(heading(3, `${code.name} (${counted(of.length, "span")})`), ...paragraphs(code.definition), ...of.map((lines) => extract(lines)));
  }
  const bare = ordered.filter(([line]) => !line.codes.length);
  if (bare.length) blocks.push(heading(3, `Noted, without a code (${counted(bare.length, "span")})`), ...bare.map((lines) => extract(lines)));

  if (memos.length) blocks.push(heading(2, "Memos"));
  for (const kind of [...new Set(memos.map((memo) => memo.kind))].sort()) {
    blocks.push(heading(3, kind ? `${kind[0].toUpperCase()}${kind.slice(1).replace("-", " ")} memos` : "Memos without a kind"));
    for (const { on, text, compares } of memos.filter((memo) => memo.kind === kind)) {
      const [what, id] = parted(on);
      const place = what === "span" || spans.has(on) ? spans.get(id || on)?.[0].turn ?? on : what === "code" ? `the code ${nameOf(id)}` : what === "theme" ? `the theme ${nameOf(id)}` : on;
      blocks.push(...paragraphs(`On ${on === "project" ? "the whole project" : place}: ${text || "(empty)"}`), ...extracts(compares));
    }
  }
  if (statements.length) blocks.push(heading(2, "Experiential statements"));
  for (const { doc, text, spans: rests } of statements) blocks.push(...paragraphs(`${doc}: ${text}`), ...extracts(rests));

  if (themes.length) blocks.push(heading(2, "Themes and categories"));
  for (const theme of themes) {
    const { kind, doc, name, parent, members } = theme;
    blocks.push(heading(3, name || theme.id), ...paragraphs(`${THEME_WORDS[kind] ?? kind}${doc ? ` of ${doc}` : ""}${parent ? `, part of ${nameOf(parent)}` : ""}.`), ...paragraphs(theme.statement));
    for (const [label, text] of [["Convergence", theme.convergence], ["Divergence", theme.divergence], ["Why", theme.why]]) if (text) blocks.push(...paragraphs(`${label}: ${text}`));
    if (kind === "PET") {
      for (const one of statements.filter(({ id }) => members.includes(id))) blocks.push(...paragraphs(`Rests on: ${one.text}`), ...extracts(one.spans));
    } else if (members.length) {
      blocks.push({ is: "list", items: members.map((id) => `${nameOf(id)}${kind === "category" ? ` (${counted(given(id).length, "span")})` : ""}`) });
      if (kind === "category") for (const id of members) blocks.push(...given(id).map((lines) => extract(lines)));
    }
  }
  if (relations.length) blocks.push(heading(2, "Relations"));
  for (const { from, to, slot, evidence, why } of relations) {
    const ends = [from, to].map((id) => codesUnder(id, codes, themes));
    blocks.push(heading(3, `${nameOf(from)} ${SLOT_SENTENCES[slot] ?? slot} ${nameOf(to)}`), ...paragraphs(`Slot: ${SLOTS[slot] ?? slot}. ${why}`));
    for (const id of evidence) {
      const lines = spans.get(id);
      if (!lines) continue;
      const stands = ends.map((under) => lines[0].codes.some((code) => under.has(code)));
      const for_ = stands[0] && stands[1] ? "both ends" : stands[0] ? nameOf(from) : stands[1] ? nameOf(to) : "neither end's codes";
      blocks.push(...paragraphs(`Evidence for ${for_}:`), extract(lines, true));
    }
  }
  if (project.storyline.trim()) blocks.push(heading(2, "Storyline"), ...paragraphs(project.storyline));
  if (project.events.length) blocks.push(heading(2, "Audit trail"), { is: "list", items: auditTrail(project.events, nameOf).map(traceInWords) });
  return blocks;
}

/** @param {string} text @param {boolean} end whether its end is kept, or its beginning */
function shortened(text, end) {
  const characters = Array.from(text);
  if (characters.length <= AROUND) return text;
  return end ? `… ${characters.slice(-AROUND).join("").replace(/^\S*\s/, "")}` : `${characters.slice(0, AROUND).join("").replace(/\s\S*$/, "")} …`;
}

/** Codes as a tree from the top, each with how deep it stands. @param {Code[]} codes @returns {{code: Code, depth: number}[]} */
function treeOf(codes) {
  const known = new Set(codes.map(({ code }) => code));
  const done = new Set();
  /** @param {string | null} parent @param {number} depth @returns {{code: Code, depth: number}[]} */
  const below = (parent, depth) =>
    codes
      .filter((code) => !done.has(code.code) && (known.has(code.parent ?? "") ? code.parent : null) === parent)
      .flatMap((code) => {
        done.add(code.code);
        return [{ code, depth }, ...below(code.code, depth + 1)];
      });
  return below(null, 0);
}

/** The codes that stand under a code, a category or the core category; a code itself included. @param {string} id @param {Code[]} codes @param {Theme[]} themes */
function codesUnder(id, codes, themes) {
  const seen = new Set([id]);
  for (const one of seen) {
    for (const code of codes) if (code.parent === one) seen.add(code.code);
    for (const theme of themes) {
      if (theme.id === one) for (const member of theme.members) seen.add(member);
      if (theme.parent === one) seen.add(theme.id);
    }
  }
  return seen;
}

/** @param {Block[]} blocks */
export function asText(blocks) {
  const parts = blocks.map((block) => {
    if (block.is === "heading") return `\n${"#".repeat(block.level)} ${block.text}\n`;
    if (block.is === "text") return `${block.text}\n`;
    if (block.is === "list") return `${block.items.map((item) => `- ${item}`).join("\n")}\n`;
    if (block.is === "table") return `${[block.caption, ...[block.head, ...block.rows].map((row) => row.join(" | "))].join("\n")}\n`;
    return `  ${block.where}: ${block.before}“${block.quote}”${block.after}\n${block.told.map((line) => `    ${line.replaceAll("\n", " ")}\n`).join("")}`;
  });
  return parts.join("\n").trimStart();
}

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** @param {string} text */
const safe = (text) => text.replace(/[&<>"']/g, (one) => ENTITIES[one]);

const STYLE =
  "body{font:11pt/1.45 Calibri,Arial,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}blockquote{margin:.4em 0 .8em 1.5em}blockquote span{color:#595959}" +
  "table{border-collapse:collapse}caption{text-align:left;font-style:italic}th,td{border:1px solid #767676;padding:.2em .5em;text-align:left;vertical-align:top}h2{margin-top:1.6em}";

/** A page that needs nothing else and runs nothing. @param {Block[]} blocks @returns {string} */
export function asHtml(blocks) {
  const title = blocks.find((block) => block.is === "heading");
  const body = blocks.map((block) => {
    if (block.is === "heading") return `<h${block.level}>${safe(block.text)}</h${block.level}>`;
    if (block.is === "text") return `<p>${safe(block.text)}</p>`;
    if (block.is === "list") return `<ul>${block.items.map((item) => `<li>${safe(item)}</li>`).join("")}</ul>`;
    if (block.is === "table") {
      const head = block.head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join("");
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${safe(cell)}</td>`).join("")}</tr>`).join("\n");
      return `<table><caption>${safe(block.caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
    }
    const told = block.told.map((line) => `<br>${safe(line)}`).join("");
    return `<blockquote><b>${safe(block.where)}</b> <span>${safe(block.before)}</span>“<mark>${safe(block.quote)}</mark>”<span>${safe(block.after)}</span>${told}</blockquote>`;
  });
  return `<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>${safe(title?.is === "heading" ? title.text : "Report")}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n${body.join("\n")}\n</body>\n</html>\n`;
}

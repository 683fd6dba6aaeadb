// What an answer to a practice item deserves to hear. Pure: no page, no clock, tested as tables.

/** @typedef {{ id: string, text: string, right?: boolean, feedback?: string }} Option */
/** @typedef {{ id: string, text: string, answer?: string[], feedback?: string }} Row */
/**
 * An item as in checks.yml (with answers) or in exercise.yml (without).
 * @typedef {object} Item
 * @property {string} id
 * @property {"choice" | "classify" | "match" | "order" | "number"} kind
 * @property {string} prompt
 * @property {boolean} [many]
 * @property {Option[]} [options]
 * @property {{ id: string, name: string }[]} [categories]
 * @property {{ id: string, text: string }[]} [partners]
 * @property {Row[]} [rows]
 * @property {{ id: string, text: string }[]} [entries]
 * @property {string[] | number} [answer]
 * @property {number} [tolerance]
 * @property {string} [unit]
 * @property {{ right?: string, wrong?: string, low?: string, high?: string }} [feedback]
 * @property {string} [explain]
 */
/** As in an answer sheet: option ids, row id to category id or partner id, entry ids in order, or a number. @typedef {string[] | Record<string, string> | number | null} Value */
/** @typedef {"right" | "look-again" | "missed"} Tone */
/** @typedef {{ on: string, tone: Tone, label: string, text: string }} Line */
/** `on` of a line is the option, row or (for order and number) item that it belongs to. @typedef {{ right: boolean, credit: number, summary: string, lines: Line[] }} Verdict */

/** Whether there is anything to judge yet. @param {Item} item @param {Value} value */
export function complete(item, value) {
  if (value === null || value === undefined) return false;
  switch (item.kind) {
    case "choice":
      return Array.isArray(value) && value.length > 0;
    case "classify":
      return everyRow(item, value);
    case "match":
      return everyRow(item, value) && usedTwice(item, value).length === 0;
    case "order":
      return Array.isArray(value) && value.length === (item.entries ?? []).length;
    case "number":
      return typeof value === "number" && Number.isFinite(value);
  }
}

/** @param {Item} item @param {Value} value */
function everyRow(item, value) {
  return (item.rows ?? []).every((row) => Boolean(/** @type {Record<string, string>} */ (value)[row.id]));
}

/** The partners that stand beside more than one row, by id. @param {Item} item @param {Value} value */
export function usedTwice(item, value) {
  const chosen = Object.values(/** @type {Record<string, string>} */ (value ?? {}));
  return (item.partners ?? []).map(({ id }) => id).filter((id) => chosen.filter((one) => one === id).length > 1);
}

/** What is still to be done, in words. @param {Item} item */
export function whatIsMissing(item) {
  switch (item.kind) {
    case "choice":
      return item.many ? "Choose one answer or more first." : "Choose an answer first.";
    case "classify":
      return "Choose something for every row first.";
    case "match":
      return "Give every line a partner first, and none of them twice.";
    case "order":
      return "Put the lines in order first.";
    case "number":
      return "Type a number first.";
  }
}

/** @param {Item} item with its answers @param {Value} value a complete one @returns {Verdict} */
export function judge(item, value) {
  switch (item.kind) {
    case "choice":
      return judgeChoice(item, /** @type {string[]} */ (value));
    case "classify":
      return judgeRows(item, /** @type {Record<string, string>} */ (value), "as most readers would place them");
    case "match":
      return judgeRows(item, /** @type {Record<string, string>} */ (value), "beside their partner");
    case "order":
      return judgeOrder(item, /** @type {string[]} */ (value));
    case "number":
      return judgeNumber(item, /** @type {number} */ (value));
  }
}

/** @param {Item} item @param {string[]} chosen @returns {Verdict} */
function judgeChoice(item, chosen) {
  /** @type {Line[]} */
  const lines = [];
  let right = true;
  for (const option of item.options ?? []) {
    const picked = chosen.includes(option.id);
    const text = option.feedback ?? "";
    if (picked && option.right) lines.push({ on: option.id, tone: "right", label: "Right", text });
    if (picked && !option.right) lines.push({ on: option.id, tone: "look-again", label: "Not this one", text });
    if (!picked && option.right && item.many)
      lines.push({ on: option.id, tone: "missed", label: "This one too", text });
    right &&= picked === Boolean(option.right);
  }
  const hits = lines.filter((line) => line.tone === "right").length;
  const fitting = (item.options ?? []).filter((option) => option.right).length;
  // As the marker counts it: where several fit, each that does not takes one away.
  const credit = item.many ? Math.max(0, hits - (chosen.length - hits)) / fitting : Number(right);
  const summary = right
    ? "Yes, that is it."
    : hits
      ? "Partly. Read the notes."
      : "Not this time. Read the note and try again.";
  return { right, credit, summary, lines };
}

/** @param {Item} item @param {Record<string, string>} placed @param {string} how those that fit do @returns {Verdict} */
function judgeRows(item, placed, how) {
  const rows = item.rows ?? [];
  /** @type {Line[]} */
  const lines = rows.map((row) => {
    const fits = (row.answer ?? []).includes(placed[row.id]);
    return {
      on: row.id,
      tone: fits ? "right" : "look-again",
      label: fits ? "Fits" : "Look again",
      text: row.feedback ?? "",
    };
  });
  const hits = lines.filter((line) => line.tone === "right").length;
  const right = hits === rows.length;
  return {
    right,
    credit: hits / rows.length,
    summary: right ? "Yes, all of them." : `${hits} of ${rows.length} ${how}.`,
    lines,
  };
}

/** @param {Item} item @param {string[]} order @returns {Verdict} */
function judgeOrder(item, order) {
  const answer = /** @type {string[]} */ (item.answer ?? []);
  const right = order.length === answer.length && order.every((id, place) => id === answer[place]);
  const inPlace = order.filter((id, place) => id === answer[place]).length;
  // As the marker counts it: neighbours that stand one after the other.
  const kept = order.filter((id, place) => place > 0 && answer.indexOf(id) === answer.indexOf(order[place - 1]) + 1).length;
  const summary = right ? "Yes, that is the order." : `Not yet: ${inPlace} of ${answer.length} stand in their place.`;
  const text = (right ? item.feedback?.right : item.feedback?.wrong) ?? "";
  return {
    right,
    credit: answer.length > 1 ? kept / (answer.length - 1) : Number(right),
    summary,
    lines: text
      ? [{ on: item.id, tone: right ? "right" : "look-again", label: right ? "Right" : "Look again", text }]
      : [],
  };
}

/** @param {Item} item @param {number} value @returns {Verdict} */
function judgeNumber(item, value) {
  const answer = Number(item.answer);
  // A little more than the tolerance, so that 68.65 counts as within 0.05 of 68.6 in binary arithmetic too.
  const right = Math.abs(value - answer) <= (item.tolerance ?? 0) + 1e-9;
  const side = value < answer ? item.feedback?.low : item.feedback?.high;
  const text = (right ? item.feedback?.right : side || item.feedback?.wrong) ?? "";
  const summary = right ? "Yes." : value < answer ? "Not yet: that is too low." : "Not yet: that is too high.";
  return {
    right,
    credit: Number(right),
    summary,
    lines: text
      ? [{ on: item.id, tone: right ? "right" : "look-again", label: right ? "Right" : "Look again", text }]
      : [],
  };
}

// CSV that a spreadsheet opens without running anything: what corpus/exchange/csv_text.py writes, byte for byte.

/** A cell that begins so would be a formula; an apostrophe before it makes it words. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** @param {string[][]} rows */
export function csvText(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** @param {string} text */
function cell(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

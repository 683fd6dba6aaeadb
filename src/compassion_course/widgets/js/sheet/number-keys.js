/**
 * Which code each of the keys 1 to 9 applies. Keys keep their code for as long as nine are enough; where there are
 * more, a code that is used takes over the key that was unused for longest.
 */

/** @param {string[]} codes in the order of the codebook */
export function numberKeys(codes) {
  let slots = codes.slice(0, 9);
  /** From longest unused to just used. */
  let recent = [...codes];
  return {
    /** @param {number} number @returns {string | undefined} */
    code: (number) => slots[number - 1],
    /** @param {string} code @returns {string} the key's label, or nothing */
    keyOf: (code) => (slots.includes(code) ? String(slots.indexOf(code) + 1) : ""),
    /** @param {string} code */
    used(code) {
      if (recent.includes(code)) recent.splice(recent.indexOf(code), 1);
      recent.push(code);
      if (slots.includes(code)) return;
      if (slots.length < 9) {
        slots.push(code);
        return;
      }
      const oldest = slots.reduce((a, b) => (recent.indexOf(a) <= recent.indexOf(b) ? a : b));
      slots[slots.indexOf(oldest)] = code;
    },
    /** Codes may be made and removed: a free key goes to the next code that has none. @param {string[]} now */
    follow(now) {
      const there = new Set(now);
      recent = [...now.filter((code) => !recent.includes(code)), ...recent.filter((code) => there.has(code))];
      slots = slots.filter((code) => there.has(code));
      for (const code of now) if (slots.length < 9 && !slots.includes(code)) slots.push(code);
    },
  };
}

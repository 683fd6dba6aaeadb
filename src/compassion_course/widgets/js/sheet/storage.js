/**
 * Keeping the work in this browser, only where the person chose to. The storage may be full, refused, wiped, or in use
 * by a second tab; each of these is told, and none overwrites anything silently.
 */

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {{tab: string, at: number, sheet: Sheet, practice: Record<string, any>}} Kept */
/** @typedef {"kept" | "refused" | "full" | "other-tab"} Outcome */

const PREFIX = "compassion-course/sheet/";

/**
 * @param {string} slug
 * @param {() => Storage} open the browser's storage; reading the property itself may throw
 * @param {string} tab a name for this tab
 * @param {() => number} [now]
 */
export function keeper(slug, open, tab, now = Date.now) {
  const key = PREFIX + slug;
  /** What this tab last wrote or took over: anything else in the storage came from another tab. */
  let known = "";

  /** @returns {{text: string | null, reachable: boolean}} */
  function look() {
    try {
      return { text: open().getItem(key), reachable: true };
    } catch {
      return { text: null, reachable: false };
    }
  }

  return {
    key,
    reachable: () => look().reachable,

    /** What another visit or tab left here, or null. @returns {Kept | null} */
    read() {
      const { text } = look();
      try {
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },

    /** What lies in the storage was taken over; writing over it loses nothing. */
    own() {
      known = look().text ?? "";
    },

    /** Whether something other than this tab's own last write lies in the storage. */
    changedElsewhere() {
      const { text } = look();
      return text !== null && text !== known;
    },

    /**
     * @param {Sheet} sheet
     * @param {Record<string, any>} practice
     * @param {{evenOverOther?: boolean}} [options]
     * @returns {Outcome}
     */
    write(sheet, practice, { evenOverOther = false } = {}) {
      const { text, reachable } = look();
      if (!reachable) return "refused";
      if (text !== null && text !== known && !evenOverOther) return "other-tab";
      const next = JSON.stringify({ tab, at: now(), sheet, practice });
      try {
        open().setItem(key, next);
      } catch (error) {
        // Browsers name it differently, but only a quota stops a write to a storage that can be read.
        return /quota/i.test(String(/** @type {Error} */ (error).name)) ? "full" : "refused";
      }
      known = next;
      return "kept";
    },

    /** @returns {boolean} whether it is gone */
    forget() {
      try {
        open().removeItem(key);
        known = "";
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Everything that any exercise of the course keeps in this browser. @param {() => Storage} open */
export function forgetAll(open) {
  try {
    const storage = open();
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    for (const key of keys.filter((one) => one.startsWith(PREFIX))) storage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

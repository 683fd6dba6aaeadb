/**
 * Keeping the work in this browser, only where the person chose to. The storage may be full, refused, wiped, or in use
 * by a second tab; each of these is told, and none overwrites anything silently.
 */

/** @typedef {{tab: string, at: number, work: any}} Kept `work` is what its own keeper put there */
/** @typedef {"kept" | "refused" | "full" | "other-tab"} Outcome */

/** Everything that the course keeps in a browser has a name that begins so. */
export const PREFIX = "compassion-course/";

/**
 * @param {string} name of the work, such as `sheet/vignettes`
 * @param {() => Storage} open the browser's storage; reading the property itself may throw
 * @param {string} tab a name for this tab
 * @param {() => number} [now]
 */
export function keeper(name, open, tab, now = Date.now) {
  const key = PREFIX + name;
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
        const kept = text ? JSON.parse(text) : null;
        // The first edition had the two parts of a sheet beside the time.
        if (kept && "sheet" in kept) return { tab: kept.tab, at: kept.at, work: { sheet: kept.sheet, practice: kept.practice ?? {} } };
        return kept && "work" in kept ? kept : null;
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
     * @param {unknown} work plain data
     * @param {{evenOverOther?: boolean}} [options]
     * @returns {Outcome}
     */
    write(work, { evenOverOther = false } = {}) {
      const { text, reachable } = look();
      if (!reachable) return "refused";
      if (text !== null && text !== known && !evenOverOther) return "other-tab";
      const next = JSON.stringify({ tab, at: now(), work });
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

/** Everything that any part of the course keeps in this browser. @param {() => Storage} open */
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

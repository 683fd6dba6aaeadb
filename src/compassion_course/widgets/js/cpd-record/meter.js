// Minutes at a page: counted only while it can be seen and somebody has done something lately. Pure: times are handed in.

/** So long after the last key, press or scroll somebody may still be reading; after that nobody is assumed to be there. */
export const IDLE_MS = 3 * 60 * 1000;

/** @param {number} [idle] */
export function meter(idle = IDLE_MS) {
  /** Since when the page has been in sight without being counted, or null. @type {number | null} */
  let from = null;
  let lastDeed = 0;
  let counted = 0;

  /** @param {number} now */
  function settle(now) {
    if (from === null) return;
    // Also what makes a night with the lid closed three minutes.
    const until = Math.min(now, lastDeed + idle);
    if (until > from) counted += until - from;
    from = now;
  }

  return {
    /** The page came into sight. @param {number} now */
    seen(now) {
      settle(now);
      from = now;
      lastDeed = now;
    },
    /** The page went out of sight. @param {number} now */
    gone(now) {
      settle(now);
      from = null;
    },
    /** Somebody did something. @param {number} now */
    deed(now) {
      settle(now);
      lastDeed = now;
    },
    /** Gives the whole seconds since the last call, and keeps the rest for the next. @param {number} now */
    take(now) {
      settle(now);
      const seconds = Math.floor(counted / 1000);
      counted -= seconds * 1000;
      return seconds;
    },
  };
}

/**
 * Times: as the file writes them, and as people say them.
 */

/** `YYYY-MM-DDTHH:MM:SSZ`. @param {Date} date */
export function stamp(date) {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A day and time in the reader's own time zone. @param {Date | string} time */
export function dayAndTime(time) {
  return new Date(time).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

/** How long ago. @param {number} then @param {number} now milliseconds */
export function ago(then, now) {
  const minutes = Math.floor((now - then) / 60000);
  if (minutes < 1) return "less than a minute ago";
  if (minutes === 1) return "1 minute ago";
  if (minutes < 60) return `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour ago" : `${hours} hours ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

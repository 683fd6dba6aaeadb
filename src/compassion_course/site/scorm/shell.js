// The window around the course in a VLE. It alone talks to the learning system, in SCORM 1.2, and holds the session while
// the pages inside come and go. A classic script, so that a package unpacked into a folder runs as well.
(function () {
  "use strict";

  /** What stands in a package. `digest` says for which list of pages and questions a kept state was written. */
  /** @typedef {{page: string, title: string, questions: string[]}} Counted */
  /** @typedef {{title: string, start: string, digest: string, pages: string[], counted: Counted[]}} Package */
  /** @typedef {Record<string, (...values: string[]) => unknown>} Api */

  var VERSION = "1";
  /** SCORM 1.2 promises 4,096 characters and no more, whatever a learning system may let pass. */
  var LIMIT = 4096;
  /** Credit is kept in sixtieths, one character each: halves, thirds, quarters, fifths and sixths come out even. */
  var DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy";
  var PARTS = DIGITS.length - 1;
  var UNANSWERED = "-";
  var LEVELS = 50; // how far up an API is looked for; a loop of windows must not hold the course up
  var AGAIN_MS = 30000;

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  function byId(id) {
    var found = document.getElementById(id);
    if (!found) throw new Error("The shell has no element " + id);
    return found;
  }

  /** @type {Package} */
  var course = JSON.parse(byId("package").textContent || "");
  var frame = /** @type {HTMLIFrameElement} */ (byId("course"));
  var notice = byId("notice");

  // ---- The learning system ----------------------------------------------------------------------------------------

  /**
   * The API in a window or in one of those around it.
   * @param {Window | null} from
   * @returns {Api | null}
   */
  function apiAround(from) {
    var here = from;
    for (var level = 0; here && level < LEVELS; level++) {
      try {
        var found = /** @type {any} */ (here).API;
        if (found && typeof found.LMSInitialize === "function") return found;
      } catch (error) {
        return null; // a window of another site: what is behind it is closed to us as well
      }
      if (here.parent === here) return null;
      here = here.parent;
    }
    return null;
  }

  /** SCORM 1.2: first the windows around this one, then the window that opened it (or opened one around it). */
  function findApi() {
    var found = apiAround(window);
    /** @type {Window} */
    var here = window;
    for (var level = 0; !found && level < LEVELS; level++) {
      try {
        found = here.opener ? apiAround(here.opener) : null;
      } catch (error) {
        found = null;
      }
      if (here.parent === here) break;
      here = here.parent;
    }
    return found;
  }

  /** @type {Api | null} */
  var api = null;
  /** What was last taken, by element: nothing is sent twice. @type {Record<string, string>} */
  var taken = {};

  /**
   * @param {string} name
   * @param {...string} values
   * @returns {string} "" if the learning system has gone away
   */
  function call(name, ...values) {
    if (!api) return "";
    try {
      var answer = api[name].apply(api, values);
      return answer === undefined || answer === null ? "" : String(answer);
    } catch (error) {
      return ""; // its window was closed, or it broke: the course goes on
    }
  }

  /** Some systems answer true and others "true". @param {string} answer */
  function yes(answer) {
    return answer === "true" || answer === "1";
  }

  /** @param {string} element @param {string} value @returns {boolean} */
  function set(element, value) {
    if (taken[element] === value) return true;
    if (!yes(call("LMSSetValue", element, value))) return false;
    taken[element] = value;
    return true;
  }

  // ---- What counts ------------------------------------------------------------------------------------------------

  var read = course.counted.map(function () { return false; });
  var best = course.counted.map(function (counted) {
    return counted.questions.map(function () { return -1; });
  });
  var place = course.start;
  var complete = false;

  /** Where a page and its questions stand in the state: indexes and nothing else. */
  function state() {
    var pages = read.map(function (one) { return one ? "1" : "0"; }).join("");
    var questions = best.map(function (page) {
      return page.map(function (credit) { return credit < 0 ? UNANSWERED : DIGITS[credit]; }).join("");
    }).join("");
    return [VERSION, course.digest, pages, questions].join(".");
  }

  /**
   * Takes up a kept state. One of another edition counted other pages and questions and is left aside.
   * @param {string} kept
   * @returns {boolean} false if something was kept that does not fit
   */
  function restore(kept) {
    if (!kept) return true;
    var parts = kept.split(".");
    var questions = best.reduce(function (sum, page) { return sum + page.length; }, 0);
    if (parts.length !== 4 || parts[0] !== VERSION || parts[1] !== course.digest ||
      parts[2].length !== read.length || parts[3].length !== questions) return false;
    read = read.map(function (_, at) { return parts[2][at] === "1"; });
    var next = 0;
    best = best.map(function (page) {
      return page.map(function () { return DIGITS.indexOf(parts[3][next++]); });
    });
    return true;
  }

  function counts() {
    var all = 0, answered = 0, sum = 0;
    best.forEach(function (page) {
      page.forEach(function (credit) {
        all += 1;
        if (credit >= 0) { answered += 1; sum += credit; }
      });
    });
    var pages = read.filter(Boolean).length;
    return { all: all, answered: answered, pages: pages, score: all ? Math.round((100 * sum) / (all * PARTS)) : 0 };
  }

  // ---- Time: while the window is in view --------------------------------------------------------------------------

  var spent = 0;
  /** @type {number | null} */
  var since = document.visibilityState === "hidden" ? null : Date.now();

  function seconds() {
    return Math.floor((spent + (since === null ? 0 : Date.now() - since)) / 1000);
  }

  /** HHHH:MM:SS. @param {number} total seconds */
  function timespan(total) {
    var hours = Math.min(9999, Math.floor(total / 3600));
    return [String(hours).padStart(4, "0"), String(Math.floor(total / 60) % 60).padStart(2, "0"),
      String(total % 60).padStart(2, "0")].join(":");
  }

  // ---- Sending ----------------------------------------------------------------------------------------------------

  /** @type {number | undefined} */
  var again;
  /** In a preview or a review the session is open, and nothing is told in it. */
  var silent = false;
  var trouble = false;

  /** Says where things stand, as far as it has changed. @param {boolean} [leaving] */
  function send(leaving) {
    if (!api || silent) return;
    window.clearTimeout(again);
    var now = counts();
    if (now.pages === course.counted.length) complete = true;
    var kept = state();
    /** @type {[string, string][]} */
    var values = [
      ["cmi.core.lesson_location", place],
      // Once complete, a later visit takes nothing back. A pass or a fail is never sent: the questions are for practice.
      ["cmi.core.lesson_status", complete ? "completed" : "incomplete"],
      ["cmi.core.exit", "suspend"],
      ["cmi.core.session_time", timespan(seconds())],
    ];
    if (kept.length < LIMIT) values.push(["cmi.suspend_data", kept]);
    if (now.answered) {
      values.push(["cmi.core.score.min", "0"], ["cmi.core.score.max", "100"], ["cmi.core.score.raw", String(now.score)]);
    }
    var refused = values.filter(function (value) { return !set(value[0], value[1]); }).length;
    // LMSFinish commits by itself; a request of one's own is one that browsers refuse to a page that is going.
    if (leaving) return;
    var committed = yes(call("LMSCommit", ""));
    if (committed && !refused) {
      if (trouble) notice.textContent = "";
      trouble = false;
    } else {
      trouble = true;
      if (!committed) taken = {}; // nobody knows what arrived, so the next time sends all of it
      notice.textContent = "Your learning system did not take the last of your progress. It is tried again shortly; you can go on.";
      again = window.setTimeout(function () { send(); }, AGAIN_MS);
    }
  }

  function finish() {
    if (!api) return;
    send(true);
    call("LMSFinish", "");
    api = null;
  }

  // ---- Showing ----------------------------------------------------------------------------------------------------

  /** The pages that count, as links into the frame; made once, so that a focused link is never pulled away. */
  var lines = course.counted.map(function (counted) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    link.href = "course/" + counted.page;
    link.target = frame.name;
    link.textContent = counted.title;
    var words = document.createElement("span");
    item.append(link, words);
    byId("pages").append(item);
    return words;
  });

  function show() {
    var now = counts();
    byId("progress").textContent = "Chapter pages read: " + now.pages + " of " + course.counted.length +
      (now.all ? ". Questions answered: " + now.answered + " of " + now.all : "") +
      (now.answered ? ", score " + now.score + " of 100." : ".");
    course.counted.forEach(function (counted, at) {
      var answered = best[at].filter(function (credit) { return credit >= 0; }).length;
      lines[at].textContent = (read[at] ? ": read" : ": not read to its end yet") +
        (counted.questions.length ? "; " + answered + " of " + counted.questions.length + " questions answered" : "");
    });
  }

  // ---- What the pages tell ----------------------------------------------------------------------------------------

  window.addEventListener("message", function (event) {
    // Pages in a folder have the origin "null" or "file://", so the frame itself is what is trusted there.
    if (event.source !== frame.contentWindow) return;
    if (window.location.protocol !== "file:" && event.origin !== window.location.origin) return;
    var told = event.data;
    if (!told || told.from !== "compassion-at-work" || course.pages.indexOf(told.page) < 0) return;
    var at = course.counted.findIndex(function (counted) { return counted.page === told.page; });
    if (told.kind === "theme") {
      document.documentElement.dataset.theme = told.theme === "dark" ? "dark" : "light";
      return;
    }
    if (told.kind === "open") {
      place = told.page;
    } else if (told.kind === "read" && at >= 0) {
      if (read[at]) return;
      read[at] = true;
    } else if (told.kind === "answer" && at >= 0) {
      var question = course.counted[at].questions.indexOf(told.question);
      if (question < 0 || !(told.credit >= 0 && told.credit <= 1)) return;
      best[at][question] = Math.max(best[at][question], Math.round(told.credit * PARTS));
    } else {
      return;
    }
    send();
    show();
  });

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") {
      spent += since === null ? 0 : Date.now() - since;
      since = null;
      send(); // on a telephone this may be the last that runs
    } else if (since === null) {
      since = Date.now();
    }
  });
  window.addEventListener("pagehide", finish);
  window.addEventListener("pageshow", function (event) {
    // Brought back from the browser's memory after the session was closed: begin a new one.
    if (event.persisted) window.location.reload();
  });

  // ---- Start ------------------------------------------------------------------------------------------------------

  api = findApi();
  if (api && !yes(call("LMSInitialize", ""))) api = null;
  if (!api) {
    notice.textContent = "No learning system answers here, so your progress will not be sent. The course itself works as it should.";
  } else {
    var status = call("LMSGetValue", "cmi.core.lesson_status");
    complete = status === "completed" || status === "passed";
    var fits = restore(call("LMSGetValue", "cmi.suspend_data"));
    var left = call("LMSGetValue", "cmi.core.lesson_location");
    if (course.pages.indexOf(left) >= 0) place = left;
    var mode = call("LMSGetValue", "cmi.core.lesson_mode");
    if (mode === "browse" || mode === "review") {
      silent = true;
      notice.textContent = "This is a preview or a review: your progress stands as it was, and nothing is sent.";
    } else {
      send();
      if (!fits) notice.textContent = "The course has changed since your last visit, so the count of pages and questions begins again.";
    }
  }
  show();
  frame.src = "course/" + place;
  frame.hidden = false;
})();

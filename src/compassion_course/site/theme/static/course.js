// The frame of a page: contents on small screens, and search. A classic script, so that it runs from file://.
(function () {
  "use strict";

  /** @typedef {{page: string, url: string, section: string, text: string}} Passage */
  /** @typedef {Passage & {title: string, body: string}} Entry */

  var MOST_RESULTS = 30;
  var AROUND = 90; // characters of text shown before and after the first word found

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  function byId(id) {
    var found = document.getElementById(id);
    if (!found) throw new Error("The page has no element " + id);
    return found;
  }

  // On a small screen the course's contents and the page's own open together.
  function contents() {
    var button = byId("contents-button");
    var frame = /** @type {HTMLElement} */ (byId("course-contents").parentElement);
    /** @param {boolean} open */
    function show(open) {
      frame.classList.toggle("open", open);
      button.setAttribute("aria-expanded", String(open));
    }
    button.addEventListener("click", function () {
      show(!frame.classList.contains("open"));
    });
    frame.addEventListener("click", function (event) {
      // following a link within the page shows its text again
      if (event.target instanceof HTMLAnchorElement && event.target.closest(".page")) show(false);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && frame.classList.contains("open")) {
        show(false);
        button.focus();
      }
    });
  }

  // What scrolls sideways must be reachable by keyboard; what does not should not be one more stop.
  function scrolling() {
    var places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".table-scroll, article pre"));
    // An observer is told after the page has been laid out; to ask for sizes here would lay it out once more.
    var observer = new ResizeObserver(function (entries) {
      entries.forEach(function (entry) {
        var place = /** @type {HTMLElement} */ (entry.target);
        if (place.scrollWidth > place.clientWidth + 1) {
          place.tabIndex = 0;
          place.setAttribute("role", "group");
          place.setAttribute("aria-label", place.tagName === "PRE" ? "Code, scrolls sideways" : "Table, scrolls sideways");
        } else {
          ["tabindex", "role", "aria-label"].forEach(function (name) { place.removeAttribute(name); });
        }
      });
    });
    places.forEach(function (place) { observer.observe(place); });
  }

  /**
   * Lower case without accents, so that "naive" finds "naïve". Same length as the text for the letters we use.
   * @param {string} text
   */
  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  /**
   * Passages that hold every word, the best first: the words together count for more than the words apart, a heading
   * for more than a text, and a list of references for less than either.
   * @param {Entry[]} entries
   * @param {string[]} words
   */
  function find(entries, words) {
    var phrase = words.join(" ");
    /** @type {{entry: Entry, score: number}[]} */
    var found = [];
    entries.forEach(function (entry) {
      var score = 0;
      var all = words.every(function (word) {
        var inTitle = entry.title.indexOf(word) >= 0;
        var times = entry.body.split(word).length - 1;
        score += (inTitle ? 10 : 0) + Math.min(times, 5);
        return inTitle || times > 0;
      });
      if (words.length > 1 && (entry.title + " " + entry.body).indexOf(phrase) >= 0) score += 20;
      if (entry.section === "References") score /= 10;
      if (all) found.push({ entry: entry, score: score });
    });
    found.sort(function (a, b) { return b.score - a.score; });
    return found.map(function (hit) { return hit.entry; });
  }

  /**
   * Text with the words found in it marked, built from text nodes: nothing that a page says is ever read as markup.
   * @param {string} text
   * @param {string[]} words
   */
  function marked(text, words) {
    var line = document.createElement("p");
    var low = plain(text).length === text.length ? plain(text) : text.toLowerCase();
    var together = low.indexOf(words.join(" "));
    var first = together >= 0 ? together : Math.min.apply(null, words.map(function (word) {
      var found = low.indexOf(word);
      return found < 0 ? text.length : found;
    }));
    var from = first >= text.length ? 0 : Math.max(0, first - AROUND);
    if (from > 0) from = text.indexOf(" ", from) + 1; // begin and end with whole words
    var to = Math.min(text.length, from + 2 * AROUND + 40);
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), Math.min(text.length, first + AROUND));
    var at = from;
    if (from > 0) line.append("… ");
    while (at < to) {
      var next = to;
      var length = 0;
      for (var i = 0; i < words.length; i++) {
        var hit = low.indexOf(words[i], at);
        if (hit >= 0 && hit < next) { next = hit; length = words[i].length; }
      }
      line.append(text.slice(at, next));
      if (length > 0) {
        var mark = document.createElement("mark");
        mark.textContent = text.slice(next, next + length);
        line.append(mark);
      }
      at = next + length;
      if (length === 0) break;
    }
    if (to < text.length) line.append(" …");
    return line;
  }

  function search() {
    var dialog = /** @type {HTMLDialogElement} */ (byId("search"));
    var input = /** @type {HTMLInputElement} */ (byId("search-words"));
    var count = byId("search-count");
    var results = byId("search-results");
    var root = document.body.dataset.root || "";
    /** @type {Entry[] | null} */
    var entries = null;

    function show() {
      results.textContent = "";
      var words = plain(input.value).split(/\s+/).filter(function (word) { return word.length > 1; });
      if (!entries || words.length === 0) { count.textContent = ""; return; }
      var found = find(entries, words);
      count.textContent = found.length === 0 ? "Nothing found." :
        found.length === 1 ? "1 passage found." : found.length + " passages found.";
      found.slice(0, MOST_RESULTS).forEach(function (entry) {
        var item = document.createElement("li");
        var link = document.createElement("a");
        link.href = root + entry.url;
        link.textContent = entry.section === entry.page ? entry.page : entry.page + ": " + entry.section;
        item.append(link, marked(entry.text, words));
        results.append(item);
      });
    }

    // The text of the course is fetched when someone first asks, by a script tag: fetch() fails from file://.
    function load() {
      if (entries) return;
      count.textContent = "Loading …";
      /** @type {any} */ (window).compassionSearch = function (/** @type {Passage[]} */ passages) {
        entries = passages.map(function (p) {
          return Object.assign({ title: plain(p.page + " " + p.section), body: plain(p.text) }, p);
        });
        show();
      };
      var script = document.createElement("script");
      script.src = root + "_static/search-data.js";
      script.onerror = function () { count.textContent = "The search data could not be read."; };
      document.head.append(script);
    }

    byId("search-button").addEventListener("click", function () {
      dialog.showModal();
      load();
      input.select();
    });
    input.addEventListener("input", show);
    input.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter goes to the first passage instead of closing
      var first = results.querySelector("a");
      if (first) first.click();
    });
    results.addEventListener("click", function (event) {
      if (event.target instanceof HTMLAnchorElement) dialog.close();
    });
  }

  contents();
  scrolling();
  search();
})();

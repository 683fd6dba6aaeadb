// Only in a package for a VLE: tells the window around this page what happened, never what anybody wrote.
(function () {
  "use strict";
  var script = document.currentScript;
  var page = script instanceof HTMLScriptElement ? script.dataset.page || "" : "";
  if (!page || window.parent === window) return; // opened alone: there is nobody to tell

  // A page from a folder has no origin that could be named; it names no one either.
  var to = window.location.protocol === "file:" ? "*" : window.location.origin;
  var IN_VIEW_MS = 1000; // an end that only flashes past while the page is put together was not read

  /** @param {Record<string, string | number>} what */
  function tell(what) {
    window.parent.postMessage(Object.assign({ from: "compassion-at-work", page: page }, what), to);
  }

  function theme() {
    tell({ kind: "theme", theme: document.documentElement.dataset.theme === "dark" ? "dark" : "light" });
  }

  // The page's foot stands after its last word, so whoever sees it has been through, or at least past, all of it.
  function watchTheEnd() {
    var foot = document.querySelector("footer.foot");
    if (!foot) return;
    /** @type {number | undefined} */
    var timer;
    var observer = new IntersectionObserver(function (entries) {
      window.clearTimeout(timer);
      if (!entries[entries.length - 1].isIntersecting) return;
      timer = window.setTimeout(function () {
        observer.disconnect();
        tell({ kind: "read" });
      }, IN_VIEW_MS);
    });
    observer.observe(foot);
  }

  document.addEventListener("compassion:check", function (event) {
    var detail = /** @type {CustomEvent} */ (event).detail;
    if (!detail || typeof detail.question !== "string" || typeof detail.credit !== "number") return;
    // The event's label is words for people, so it stays here.
    tell({ kind: "answer", question: detail.question, credit: detail.credit });
  });
  new MutationObserver(theme).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  tell({ kind: "open" });
  theme();
  if (document.readyState === "complete") watchTheEnd();
  else window.addEventListener("load", watchTheEnd);
})();

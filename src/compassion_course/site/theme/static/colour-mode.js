// Runs before the page is drawn, so that a chosen palette does not flash. Small on purpose; course.js does the rest.
// The choice is a setting and no answer: it is kept only when someone changes it.
(function () {
  "use strict";
  var html = document.documentElement;
  html.classList.remove("no-js");
  html.classList.add("js");
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  /** @returns {string} "auto", "light" or "dark" */
  function stored() {
    try {
      var kept = window.localStorage.getItem("compassion-course.colours");
      return kept === "light" || kept === "dark" ? kept : "auto";
    } catch (error) {
      return "auto"; // storage may be closed off by policy
    }
  }
  /** @param {string} mode */
  function show(mode) {
    html.dataset.mode = mode;
    html.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
  }
  show(stored());
  dark.addEventListener("change", function () {
    if (html.dataset.mode === "auto") show("auto");
  });
  // Paper is white: whatever the screen shows, a print is made in the light palette, the widgets' colours included.
  window.addEventListener("beforeprint", function () {
    html.dataset.theme = "light";
  });
  window.addEventListener("afterprint", function () {
    show(html.dataset.mode || "auto");
  });
  document.addEventListener("DOMContentLoaded", function () {
    var choice = /** @type {HTMLSelectElement | null} */ (document.getElementById("colour-mode"));
    if (!choice) return;
    choice.value = html.dataset.mode || "auto";
    choice.addEventListener("change", function () {
      var mode = choice ? choice.value : "auto";
      show(mode);
      try {
        if (mode === "auto") window.localStorage.removeItem("compassion-course.colours");
        else window.localStorage.setItem("compassion-course.colours", mode);
      } catch (error) {
        // the palette still changes for this page
      }
    });
  });
})();

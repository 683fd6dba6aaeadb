// On a page that has moved: go to its new address, and take along the place that the link named. Where no script runs,
// the page's refresh does the same without the place.
(function () {
  "use strict";
  var canonical = document.querySelector("link[rel=canonical]");
  if (!(canonical instanceof HTMLLinkElement)) return;
  var target = new URL(canonical.href);
  if (!target.hash) target.hash = location.hash;
  location.replace(target.href);
})();

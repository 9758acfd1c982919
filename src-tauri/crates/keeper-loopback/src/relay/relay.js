"use strict";
(function () {
  var page = document.documentElement;
  var given = new URLSearchParams(location.search);
  var kept = new URLSearchParams();
  ["state", "code", "error"].forEach(function (name) {
    given.getAll(name).forEach(function (value) { kept.append(name, value); });
  });
  if (window.top !== window || !kept.has("state") || !(kept.has("code") || kept.has("error"))) {
    page.className = "empty";
    return;
  }
  var link = document.getElementById("open");
  var copy = document.getElementById("copy");
  link.href = "portalkeeper://oauth/callback?" + kept.toString();
  page.className = "answer";
  copy.addEventListener("click", function () {
    navigator.clipboard.writeText(location.href).then(function () {
      copy.textContent = copy.getAttribute("data-copied");
    });
  });
  window.addEventListener("load", function () {
    location.href = link.href;
  });
})();

// Before the first paint: the theme that was chosen, and a mark that JavaScript runs.
(function () {
  var root = document.documentElement;
  var choice = "system";
  try { choice = localStorage.getItem("theme") || "system"; } catch (e) { /* storage refused: system */ }
  var media = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var now = root.getAttribute("data-fr-scheme") || choice;
    root.setAttribute("data-fr-theme", now === "dark" || (now === "system" && media.matches) ? "dark" : "light");
  }
  root.setAttribute("data-fr-scheme", choice);
  root.classList.add("js");
  apply();
  media.addEventListener("change", apply);
})();

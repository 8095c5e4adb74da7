// No wasm before the first paint: the theme that was chosen, a mark that JavaScript runs, fonts that wait.
(function () {
  var root = document.documentElement;
  var choice = "system";
  try { choice = localStorage.getItem("theme") || "system"; } catch (e) { /* refused: system */ }
  var media = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var now = root.getAttribute("data-fr-scheme") || choice;
    root.setAttribute("data-fr-theme", now === "dark" || (now === "system" && media.matches) ? "dark" : "light");
  }
  root.setAttribute("data-fr-scheme", choice);
  root.classList.add("js");
  apply();
  media.addEventListener("change", apply);
  // Who comes from elsewhere has not got our letters yet, and the system's have other widths: the page keeps those that it was
  // painted with, so that nothing moves under its reader. What is read next has ours (`frontend/src/in_place/letters.rs`).
  if (document.referrer.indexOf(location.origin + "/") !== 0) root.classList.add("fonts-later");
})();

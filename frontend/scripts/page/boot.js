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
  // Who comes from elsewhere has not got our fonts yet: the page is painted before they are asked for.
  if (document.referrer.indexOf(location.origin + "/") !== 0) {
    if (window.PerformanceObserver && (PerformanceObserver.supportedEntryTypes || []).indexOf("paint") >= 0) {
      root.classList.add("fonts-later");
      new PerformanceObserver(function () { root.classList.remove("fonts-later"); }).observe({ type: "paint", buffered: true });
    }
  }
})();

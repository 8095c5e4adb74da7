// Wakes the charts of a page once it is there and quiet, and keeps it up to date. Pages without charts never load this.
// JavaScript, because something has to start the wasm of the charts, and that it waits is the point.
const wasm = new URL("cyberimpact_charts_bg.wasm", import.meta.url);
// Charts are drawn with our letters, which a first page may not use itself.
const letters = () => Promise.allSettled(["1em Marianne", "700 1em Marianne"].map((font) => document.fonts.load(font)));
const wake = () => Promise.all([import("./cyberimpact_charts.js"), letters()]).then(([chunk]) => chunk.default({ module_or_path: wasm }));
const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(wake, { timeout: 1500 }) : setTimeout(wake, 200));
if (document.readyState === "complete") soon();
else addEventListener("load", soon, { once: true });

// Charts ask for their data again when the page is seen again, and every five minutes while it is.
const ask = () => document.hidden || document.dispatchEvent(new Event("renew"));
document.addEventListener("visibilitychange", ask);
setInterval(ask, 300000);

// Words, tables and drawings beside a chart whose data changed are old: who answers in place asks for them (`frontend/src/in_place`).
// On a page where nobody does, in a frame elsewhere, the page is loaded again when nobody is at it.
/** @type {number | undefined} */
let waiting;
const stale = () => {
  if (document.dispatchEvent(new Event("stale", { cancelable: true })) && !document.hasFocus()) location.reload();
};
new MutationObserver(() => { clearTimeout(waiting); waiting = setTimeout(stale, 100); })
  .observe(document.body, { subtree: true, attributeFilter: ["data-renewed"] });

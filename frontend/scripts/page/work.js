// Comfort on the screens behind the login. Keeps the last screens readable without network, and brings a kept one up to date when the network is back;
// prints.
const here = new URL(import.meta.url);
const root = here.pathname.slice(0, here.pathname.indexOf("/pkg/"));
if ("serviceWorker" in navigator) {
  // A page that came before the worker was there is asked for once more, from the browser's own store as far as it can.
  const first = !performance.getEntriesByType("navigation")[0]?.workerStart;
  navigator.serviceWorker.register(`${root}/service-worker.js`, { scope: `${root}/cyberimpact` }).then(async () => {
    await navigator.serviceWorker.ready;
    if (!first) return;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const parts = loaded.filter((name) => name.includes("/pkg/") || name.includes(".bin"));
    for (const part of [location.href.split("#")[0], ...new Set(parts)]) await fetch(part).then((answer) => answer.blob()).catch(() => {});
  }).catch(() => {});
}
// A kept screen looks for the server itself: a tablet may have a network and no way through it.
if (document.querySelector(".offline")) {
  const look = () => fetch(location.href, { method: "HEAD" }).then((answer) => { if (answer.ok) location.reload(); }).catch(() => {});
  addEventListener("online", look);
  setInterval(look, 15000);
  look();
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
// The current screen is in sight on a narrow rail. Not by `scrollIntoView`: in some browsers the next Tab would then start there.
const rail = document.querySelector(".rail ul"), current = rail?.querySelector("[aria-current]");
for (const box of current ? [rail, rail.parentElement] : []) box.scrollLeft = current.offsetLeft - (box.clientWidth - current.offsetWidth) / 2;

// Comfort on the screens behind the login. Keeps the last screens readable without network, and brings a kept one up to date
// when the network is back. JavaScript, because a browser's service worker is asked for, and these screens are complete
// without a wasm.
const here = new URL(import.meta.url);
const root = here.pathname.slice(0, here.pathname.indexOf("/pkg/"));

/** Has a page kept that came before the worker was there, and its files once more, from the browser's own store as far as it can. */
async function keepFirst() {
  const { serviceWorker } = navigator;
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const isFirst = !navigation?.workerStart;
  await serviceWorker.register(`${root}/service-worker.js`, { scope: `${root}/cyberimpact` });
  await serviceWorker.ready;
  if (!isFirst) return;
  if (!serviceWorker.controller) await new Promise((done) => serviceWorker.addEventListener("controllerchange", done, { once: true }));
  serviceWorker.controller?.postMessage(location.href.split("#")[0]);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const parts = loaded.filter((name) => name.includes("/pkg/") || name.includes(".bin"));
  for (const part of new Set(parts)) await fetch(part).then((answer) => answer.blob()).catch(() => {});
}
if ("serviceWorker" in navigator) keepFirst().catch(() => {});

// A kept screen looks for the server itself: a tablet may have a network and no way through it.
const look = () => {
  if (document.querySelector(".offline")) fetch(location.href, { method: "HEAD" }).then((answer) => { if (answer.ok) location.reload(); }).catch(() => {});
};
addEventListener("online", look);
setInterval(look, 15000);

look();
document.addEventListener("arrived", look);

// The desk has comfort of its own.
let isDesk = false;
function attend() {
  if (isDesk || !document.querySelector(".desk")) return;
  isDesk = true;
  import(new URL("desk.js", here).href).catch(() => { isDesk = false; });
}
attend();
document.addEventListener("arrived", attend);

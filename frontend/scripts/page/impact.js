// Comfort on the screens behind the login. Keeps the last screens readable without network, and brings a kept one up to date
// when the network is back; prints. JavaScript, because a browser's service worker is asked for, and these screens are complete
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

/** What each screen wants once it is there, loaded or in place. */
function attend() {
  look();
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print][hidden]"))) {
    button.hidden = false;
    button.onclick = () => print();
  }
  // The current screen is in sight on a narrow rail. Not by `scrollIntoView`: in some browsers the next Tab would then start there.
  const rail = document.querySelector(".rail ul");
  const current = /** @type {HTMLElement | null | undefined} */ (rail?.querySelector("[aria-current]"));
  if (!current) return;
  for (const box of [rail, rail?.parentElement]) {
    if (box) box.scrollLeft = current.offsetLeft - (box.clientWidth - current.offsetWidth) / 2;
  }
}
attend();
document.addEventListener("arrived", attend);

// The last screens behind the login, readable without network: at most 5 MB, as long as the session could last, and nobody's
// name. Whatever network there is comes first; leaving cyberIMPACT, or a session whose life is over, forgets all of it.
// JavaScript, because browsers start a service worker from nothing else.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const STORE = "ecrans";
const MOST = 5 * 1024 * 1024;
const LONGEST = 12 * 3600 * 1000;
// A copy costs the server a page: it is asked for when the page that is read has come, and not again for a minute.
const SOON = 1000;
const SELDOM = 60 * 1000;
const scope = new URL(worker.registration.scope).pathname.replace(/\/$/, "");
const root = scope.slice(0, scope.length - "/cyberimpact".length);
const PLAIN = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'";
// Screens of figures only: actions, annotations, what a person follows and the administration tell names.
const SCREEN = /^(|\/visibilite|\/perception|\/acteurs|\/explorer|\/territoires|\/territoires\/[\w-]+)$/;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(Promise.all([worker.clients.claim(), forget()])));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (isScreen(url)) event.respondWith(screen(event));
  else if (isPart(url)) event.respondWith(part(event));
  else if (isImpact(url) && request.mode === "navigate") event.respondWith(fetch(request).catch(() => missing()));
});

// A page that came before the worker was there has itself kept.
worker.addEventListener("message", (event) => {
  const url = new URL(event.data);
  if (url.origin === worker.location.origin && isScreen(url)) event.waitUntil(copy(url.href));
});

/** @param {URL} url */
const isImpact = ({ pathname }) => pathname === scope || pathname.startsWith(`${scope}/`);
/** @param {URL} url */
const isScreen = (url) => isImpact(url) && SCREEN.test(url.pathname.slice(scope.length));
/** @param {URL} url */
const isPart = ({ pathname }) => pathname.startsWith(`${root}/pkg/`) || /^\/graphiques\/cyberimpact.*\.bin$/.test(pathname.slice(root.length));
/** @param {Response} answer */
const isPage = (answer) => (answer.headers.get("content-type") ?? "").startsWith("text/html");

/**
 * A screen: from the network, else as it was kept, which tells its age.
 * @param {FetchEvent} event
 */
async function screen(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    // Sent to the way in: the session is over, and what it had read with it.
    if (answer.type === "opaqueredirect" || answer.redirected) await caches.delete(STORE);
    else if (answer.ok && isPage(answer)) event.waitUntil(copy(request.url));
    return answer;
  } catch {
    await forget();
    return (await caches.match(request.url, { cacheName: STORE })) ?? missing();
  }
}

/**
 * Keeps a screen as the server writes it for who will have no network: it names nobody and says when it was made. Apart from the
 * page that is read, since only the server knows which of its parts name somebody.
 * @param {string} address
 */
async function copy(address) {
  await caches.open(STORE);
  // Workers are never told that a page is idle.
  await new Promise((done) => setTimeout(done, SOON));
  const kept = await caches.match(address, { cacheName: STORE });
  if (kept && Date.now() - Number(kept.headers.get("x-kept-at")) < SELDOM) return;
  try {
    const answer = await fetch(address, { headers: { "x-variant": "offline" } });
    if (answer.ok && !answer.redirected && isPage(answer)) await keep(address, answer);
  } catch { /* no network: what was kept stays */ }
}

/**
 * What a screen is made of.
 * @param {FetchEvent} event
 */
async function part(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keep(request.url, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(request.url, { cacheName: STORE })) ?? Response.error();
  }
}

/** What is kept, the oldest first. */
async function entries() {
  const store = await caches.open(STORE);
  const found = [];
  for (const key of await store.keys()) {
    const entry = await store.match(key);
    if (!entry) continue;
    const told = (/** @type {string} */ name) => Number(entry.headers.get(name));
    found.push({ key, entry, at: told("x-kept-at"), ends: told("x-ends"), size: told("x-size") });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Forgets what was kept for a session whose life is over. */
async function forget() {
  const store = await caches.open(STORE);
  for (const { key, ends } of await entries()) if (!(ends > Date.now())) await store.delete(key);
}

/**
 * Keeps an answer under its own policy: the scripts of a page are those that it names.
 * @param {string} address
 * @param {Response} answer
 */
async function keep(address, answer) {
  const blob = await answer.blob();
  // Who left meanwhile leaves nothing behind.
  if (blob.size > MOST || !(await caches.has(STORE))) return;
  const store = await caches.open(STORE);
  // What is nobody's stays as long as the longest session.
  const ends = Number(answer.headers.get("x-session-ends")) * 1000 || Date.now() + LONGEST;
  await store.put(address, new Response(blob, { headers: {
    "content-type": answer.headers.get("content-type") ?? "",
    "content-security-policy": answer.headers.get("content-security-policy") ?? PLAIN,
    "x-kept-at": String(Date.now()),
    "x-ends": String(ends),
    "x-size": String(blob.size),
  } }));
  const kept = await entries();
  let size = kept.reduce((sum, entry) => sum + entry.size, 0);
  for (const entry of kept) {
    if (size <= MOST) break;
    await store.delete(entry.key);
    size -= entry.size;
  }
}

const moment = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Paris" });
/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** No such screen here: which ones are. */
async function missing() {
  await forget();
  const lines = [];
  let style = "";
  for (const { key, entry, at } of await entries()) {
    if (key.url.endsWith(".css")) style += `<link rel="stylesheet" href="${escaped(key.url)}">`;
    if (!isPage(entry)) continue;
    const title = (await entry.text()).match(/<title>([^<]*)<\/title>/)?.[1] ?? "Écran";
    lines.push(`<li><a class="fr-link" href="${escaped(key.url)}">${title}</a>, du ${moment.format(at)}</li>`);
  }
  const list = lines.length ? `<p>Ces écrans restent lisibles :</p><ul>${lines.join("")}</ul>` : "<p>Aucun écran n’est gardé ici.</p>";
  const html = `<!DOCTYPE html><html lang="fr" data-fr-scheme="system"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Hors ligne – cyberIMPACT</title>${style}</head><body><main class="impact" id="contenu"><h1>Hors ligne</h1><p class="offline" role="status">Cet écran n’a pas été consulté ici, ou demande le réseau.</p>${list}</main></body></html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": PLAIN } });
}

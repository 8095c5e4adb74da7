// The last screens behind the login, readable without network: at most 5 MB, as long as the session could last, and nobody's
// name. Whatever network there is comes first; leaving cyberIMPACT, or a session whose life is over, forgets all of it.
const STORE = "ecrans";
const MOST = 5 * 1024 * 1024;
const LONGEST = 12 * 3600 * 1000;
const scope = new URL(self.registration.scope).pathname.replace(/\/$/, "");
const root = scope.slice(0, scope.length - "/cyberimpact".length);
const PLAIN = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'";
// Screens of figures only: actions, remarks, one's own desk and the administration tell names.
const SCREEN = /^(|\/visibilite|\/perception|\/acteurs|\/explorer|\/territoires|\/territoires\/[\w-]+)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), forget()])));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const inside = url.pathname === scope || url.pathname.startsWith(`${scope}/`);
  if (inside && SCREEN.test(url.pathname.slice(scope.length))) event.respondWith(screen(request));
  else if (url.pathname.startsWith(`${root}/pkg/`) || /^\/graphiques\/cyberimpact.*\.bin$/.test(url.pathname.slice(root.length))) event.respondWith(part(request));
  else if (inside && request.mode === "navigate") event.respondWith(fetch(request).catch(() => missing()));
});

/** A screen: from the network, else as it was kept, with its age. */
async function screen(request) {
  try {
    const answer = await fetch(request);
    // Sent to the way in: the session is over, and what it had read with it.
    if (answer.type === "opaqueredirect" || answer.redirected) await caches.delete(STORE);
    else if (answer.ok && (answer.headers.get("content-type") ?? "").startsWith("text/html")) {
      const copy = answer.clone();
      copy.text().then((html) => keep(request.url, unnamed(html), "text/html; charset=utf-8", ends(copy), copy.headers.get("content-security-policy")));
    }
    return answer;
  } catch {
    await forget();
    const kept = await caches.match(request.url, { cacheName: STORE });
    if (!kept) return missing();
    const at = Number(kept.headers.get("x-kept-at"));
    const html = await kept.text();
    // Under its own policy: the scripts of the page are those that it names.
    return page(html.replace(/<main[^>]*>/, (main) => `${main}<p class="offline" role="status">Hors ligne. Cet écran date du ${moment(at)} : il se mettra à jour au retour du réseau.</p>`), kept.headers.get("content-security-policy"));
  }
}

/** What a screen is made of. */
async function part(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      const copy = answer.clone();
      copy.blob().then((body) => keep(request.url, body, copy.headers.get("content-type") ?? "", ends(copy)));
    }
    return answer;
  } catch {
    return (await caches.match(request.url, { cacheName: STORE })) ?? Response.error();
  }
}

/** When the session ends that an answer was for; what is nobody's stays as long as the longest. */
function ends(answer) {
  return Number(answer.headers.get("x-session-ends")) * 1000 || Date.now() + LONGEST;
}

/** Forgets what was kept for a session whose life is over. */
async function forget() {
  const store = await caches.open(STORE);
  for (const key of await store.keys()) {
    const entry = await store.match(key);
    if (!(Number(entry.headers.get("x-ends")) > Date.now())) await store.delete(key);
  }
}

async function keep(address, body, type, ends, policy = PLAIN) {
  const blob = new Blob([body], { type });
  if (blob.size > MOST) return;
  const store = await caches.open(STORE);
  await store.put(address, new Response(blob, { headers: { "content-type": type, "content-security-policy": policy, "x-kept-at": String(Date.now()), "x-ends": String(ends), "x-size": String(blob.size) } }));
  // The oldest goes first.
  const kept = [];
  for (const key of await store.keys()) {
    const entry = await store.match(key);
    kept.push({ key, at: Number(entry.headers.get("x-kept-at")), size: Number(entry.headers.get("x-size")) });
  }
  kept.sort((a, b) => a.at - b.at);
  let size = kept.reduce((sum, entry) => sum + entry.size, 0);
  for (const entry of kept) {
    if (size <= MOST) break;
    await store.delete(entry.key);
    size -= entry.size;
  }
}

/** A screen without what names somebody. */
function unnamed(html) {
  return html.replaceAll(/<(\w+)[^>]* data-nominative[^>]*>[\s\S]*?<\/\1>/g, "");
}

const moment = (at) => new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Paris" }).format(at);
const page = (html, policy = PLAIN) => new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } });
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** No such screen here: which ones are. */
async function missing() {
  await forget();
  const store = await caches.open(STORE);
  const lines = [];
  let style = "";
  for (const key of await store.keys()) {
    const entry = await store.match(key);
    if (key.url.endsWith(".css")) style += `<link rel="stylesheet" href="${escaped(key.url)}">`;
    const at = Number(entry.headers.get("x-kept-at"));
    if (!(entry.headers.get("content-type") ?? "").startsWith("text/html")) continue;
    const title = (await entry.text()).match(/<title>([^<]*)<\/title>/)?.[1] ?? "Écran";
    lines.push(`<li><a class="fr-link" href="${escaped(key.url)}">${title}</a>, du ${moment(at)}</li>`);
  }
  const list = lines.length ? `<p>Ces écrans restent lisibles :</p><ul>${lines.join("")}</ul>` : "<p>Aucun écran n’est gardé ici.</p>";
  return page(`<!DOCTYPE html><html lang="fr" data-fr-scheme="system"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Hors ligne – cyberIMPACT</title>${style}</head><body><main class="work" id="contenu"><h1>Hors ligne</h1><p class="offline" role="status">Cet écran n’a pas été consulté ici, ou demande le réseau.</p>${list}</main></body></html>`);
}

// What a tablet keeps for want of network, for how long, and what the server is asked for it.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Stores } from "./stores.js";
import { run, target } from "./run.js";

const SITE = "https://barometre.example/prefixe";
const START = Date.UTC(2026, 10, 3, 8, 5);
const settled = () => new Promise((done) => { setImmediate(done); });

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: START }));
afterEach(() => mock.timers.reset());

/** A worker, the network before it, and a browser that asks. */
async function started() {
  const caches = new Stores();
  const asked = [];
  const site = { isThere: true, answer: (path, isCopy) => html(isCopy ? `copie de ${path}` : `page de ${path}`) };
  const self = target({
    registration: { scope: `${SITE}/cyberimpact` },
    location: { origin: new URL(SITE).origin },
    clients: { claim: async () => {} },
    skipWaiting: async () => {},
  });
  const network = async (what, how) => {
    const address = what.url ?? what;
    const isCopy = how?.headers?.["x-variant"] === "offline";
    if (!site.isThere) throw new TypeError("Failed to fetch");
    const path = address.replace(SITE, "");
    asked.push(isCopy ? `copie ${path}` : path);
    return site.answer(path, isCopy);
  };
  await run("worker/service-worker.js", { self, caches, fetch: network });

  /** What the worker answers, and all that it then does in the background. */
  const get = async (path, more = {}) => {
    const background = [];
    let answer;
    self.send("fetch", {
      request: { url: path.startsWith("https:") ? path : SITE + path, method: "GET", mode: "navigate", ...more },
      respondWith: (promise) => { answer = promise; },
      waitUntil: (promise) => background.push(promise),
    });
    return { answer: await answer, end: () => Promise.all(background) };
  };
  /** Reads a page, and stays on it for a while. */
  const read = async (path, more) => {
    const { answer, end } = await get(path, more);
    await settled();
    mock.timers.tick(1000);
    await end();
    return answer;
  };
  const sent = async (data) => {
    const background = [];
    self.send("message", { data, waitUntil: (promise) => background.push(promise) });
    await settled();
    mock.timers.tick(1000);
    await Promise.all(background);
  };
  const kept = async () => (await (await caches.open("ecrans")).keys()).map((key) => key.url.replace(SITE, ""));
  return { caches, asked, site, get, read, sent, kept };
}

function html(text, headers = {}) {
  return new Response(`<title>${text}</title>`, { headers: { "content-type": "text/html; charset=utf-8", ...headers } });
}
const redirected = (answer) => Object.defineProperty(answer, "redirected", { value: true });

test("a screen is kept as the server writes it for who has no network", async () => {
  const { read, get, site, asked, kept } = await started();
  site.answer = (_, isCopy) => html(isCopy ? "copie" : "page qui nomme", { "content-security-policy": `script-src 'nonce-${isCopy}'` });
  assert.match(await (await read("/cyberimpact/acteurs?periode=7j")).text(), /page qui nomme/);
  assert.deepEqual(asked, ["/cyberimpact/acteurs?periode=7j", "copie /cyberimpact/acteurs?periode=7j"]);
  assert.deepEqual(await kept(), ["/cyberimpact/acteurs?periode=7j"]);
  site.isThere = false;
  const { answer } = await get("/cyberimpact/acteurs?periode=7j");
  assert.equal(await answer.text(), "<title>copie</title>");
  assert.equal(answer.headers.get("content-security-policy"), "script-src 'nonce-true'", "under its own policy");
});

test("a copy is asked for after the page, and once a minute at most", async () => {
  const { get, read, asked } = await started();
  const { end } = await get("/cyberimpact");
  await settled();
  mock.timers.tick(999);
  await settled();
  assert.deepEqual(asked, ["/cyberimpact"]);
  mock.timers.tick(1);
  await end();
  assert.deepEqual(asked, ["/cyberimpact", "copie /cyberimpact"]);
  await read("/cyberimpact");
  await read("/cyberimpact/perception");
  assert.deepEqual(asked.slice(2), ["/cyberimpact", "/cyberimpact/perception", "copie /cyberimpact/perception"]);
  mock.timers.tick(60 * 1000);
  await read("/cyberimpact");
  assert.deepEqual(asked.slice(5), ["/cyberimpact", "copie /cyberimpact"]);
});

test("a page that is asked for again in haste has one copy", async () => {
  const { get, asked } = await started();
  const first = await get("/cyberimpact");
  await settled();
  mock.timers.tick(500);
  const second = await get("/cyberimpact");
  await settled();
  mock.timers.tick(500);
  await first.end();
  mock.timers.tick(500);
  await second.end();
  assert.deepEqual(asked, ["/cyberimpact", "/cyberimpact", "copie /cyberimpact"]);
});

test("screens that tell names, other pages and other sites are not kept", async () => {
  const { read, asked, kept } = await started();
  const left = ["/cyberimpact/actions", "/cyberimpact/suivi", "/cyberimpact/annotations", "/cyberimpact/administration", "/cyberimpact/direct", "/cyberimpactes", "/perceval"];
  for (const path of left) await read(path);
  assert.equal(await read("/cyberimpact", { method: "POST" }), undefined, "forms are the browser's");
  assert.equal(await read("https://ailleurs.example/cyberimpact"), undefined);
  assert.equal(await read("/perceval"), undefined);
  assert.deepEqual(await kept(), []);
  assert.ok(asked.every((path) => !path.startsWith("copie")), String(asked));
});

test("an answer that is no page, or none of ours, is not kept", async () => {
  const { read, site, kept } = await started();
  site.answer = (_, isCopy) => (isCopy ? new Response("{}", { headers: { "content-type": "application/json" } }) : html("page"));
  await read("/cyberimpact");
  site.answer = (_, isCopy) => (isCopy ? new Response("occupé", { status: 503, headers: { "content-type": "text/html" } }) : html("page"));
  await read("/cyberimpact");
  site.answer = (_, isCopy) => (isCopy ? redirected(html("connexion")) : html("page"));
  await read("/cyberimpact");
  assert.deepEqual(await kept(), []);
});

test("without network what can be read is listed, and markup in a title stays text", async () => {
  const { read, get, site } = await started();
  site.answer = (path) => (path.endsWith(".css") ? new Response("a{}", { headers: { "content-type": "text/css" } }) : html("Perception &amp; avis"));
  await read("/cyberimpact/perception?x=\"<b>");
  await read("/pkg/1/impact.css", { mode: "no-cors" });
  site.isThere = false;
  for (const path of ["/cyberimpact/visibilite", "/cyberimpact/actions"]) {
    const { answer } = await get(path);
    const page = await answer.text();
    assert.match(page, /Cet écran n’a pas été consulté ici/);
    assert.match(page, /perception\?x=&quot;&lt;b>">Perception &amp; avis<\/a>, du 3 novembre 2026 à 09:05/);
    assert.match(page, /<link rel="stylesheet" href="[^"]*impact\.css">/);
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'/);
  }
});

test("files of a screen come from the network, else as they were", async () => {
  const { read, get, site } = await started();
  await read("/cyberimpact");
  const paths = ["/pkg/1/charts.js", "/graphiques/cyberimpact/perception.bin?t=1"];
  site.answer = (path) => new Response(path, { headers: { "content-type": "text/plain" } });
  for (const path of paths) await read(path, { mode: "no-cors" });
  site.isThere = false;
  for (const path of paths) assert.equal(await (await get(path, { mode: "no-cors" })).answer.text(), path);
  assert.equal((await get("/pkg/1/other.js", { mode: "no-cors" })).answer.type, "error");
});

test("a session that is over has its screens forgotten", async () => {
  const { read, get, site, kept, caches } = await started();
  site.answer = () => html("page", { "x-session-ends": String(START / 1000 + 3600) });
  await read("/cyberimpact");
  mock.timers.tick(3600 * 1000);
  site.isThere = false;
  assert.match(await (await get("/cyberimpact")).answer.text(), /Aucun écran n’est gardé ici/);
  assert.deepEqual(await kept(), []);
  // Or the server says so.
  site.isThere = true;
  site.answer = () => html("page");
  await read("/cyberimpact");
  site.answer = () => redirected(html("connexion"));
  await read("/cyberimpact/acteurs");
  assert.equal(await caches.has("ecrans"), false);
});

test("who leaves while a copy is on its way leaves nothing behind", async () => {
  const { get, site, caches } = await started();
  const early = await get("/cyberimpact");
  await settled();
  site.answer = () => redirected(html("connexion"));
  await caches.delete("ecrans");
  mock.timers.tick(1000);
  await early.end();
  assert.equal(await caches.has("ecrans"), false);
  site.answer = (_, isCopy) => { if (isCopy) caches.delete("ecrans"); return html("page"); };
  const late = await get("/cyberimpact");
  await settled();
  mock.timers.tick(1000);
  await late.end();
  assert.equal(await caches.has("ecrans"), false);
});

test("at most 5 MB are kept: the oldest goes first", async () => {
  const { read, site, kept } = await started();
  const megabytes = (n) => html("x".repeat(n * 1024 * 1024));
  site.answer = (_, isCopy) => (isCopy ? megabytes(2) : html("page"));
  for (const screen of ["visibilite", "perception", "acteurs"]) await read(`/cyberimpact/${screen}`);
  assert.deepEqual(await kept(), ["/cyberimpact/perception", "/cyberimpact/acteurs"]);
  site.answer = (_, isCopy) => (isCopy ? megabytes(6) : html("page"));
  await read("/cyberimpact/explorer");
  assert.deepEqual(await kept(), ["/cyberimpact/perception", "/cyberimpact/acteurs"], "what is too large drives out nothing");
});

test("a page that came before the worker is kept when it says so, a screen or not at all", async () => {
  const { sent, asked, kept } = await started();
  await sent(`${SITE}/cyberimpact/territoires/35`);
  await sent(`${SITE}/cyberimpact/actions`);
  await sent("https://ailleurs.example/prefixe/cyberimpact");
  assert.deepEqual(asked, ["copie /cyberimpact/territoires/35"]);
  assert.deepEqual(await kept(), ["/cyberimpact/territoires/35"]);
});

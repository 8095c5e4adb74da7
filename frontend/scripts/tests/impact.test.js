// Comfort on the screens behind the login.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, target } from "./run.js";

const SITE = "https://barometre.example/prefixe";

async function screen({ workerStart = 0, offline = false, answers = true } = {}) {
  const told = { registered: [], posted: [], fetched: [], reloads: 0, timers: [] };
  const controller = { postMessage: (address) => told.posted.push(address) };
  const serviceWorker = target({
    ready: Promise.resolve(),
    controller,
    register: async (...how) => told.registered.push(how),
  });
  const page = target();
  const entries = {
    navigation: [{ workerStart }],
    resource: ["/pkg/1/style.css", "/pkg/1/style.css", "/graphiques/cyberimpact.bin", "/favicon.ico"].map((name) => ({ name: SITE + name })),
  };
  await run("page/impact.js", {
    URL: class extends URL {
      // The script asks where it lies itself.
      constructor(address, base) { super(address.startsWith("file:") ? `${SITE}/pkg/1/impact.js` : address, base); }
    },
    navigator: { serviceWorker },
    performance: { getEntriesByType: (type) => entries[type] },
    location: { href: `${SITE}/cyberimpact/acteurs?periode=7j#contacts`, reload: () => { told.reloads += 1; } },
    document: {
      querySelector: (name) => (name === ".offline" && offline ? {} : null),
      addEventListener: page.addEventListener,
    },
    fetch: async (address, how) => {
      told.fetched.push([address, how?.method ?? "GET"]);
      return { ok: answers, blob: async () => null };
    },
    addEventListener: page.addEventListener,
    setInterval: (look, every) => told.timers.push([look, every]),
  });
  await new Promise((done) => { setImmediate(done); });
  return { ...told, told, page };
}

test("a page that came before the worker has itself kept, and each of its files once", async () => {
  const { registered, posted, fetched } = await screen();
  assert.deepEqual(registered, [["/prefixe/service-worker.js", { scope: "/prefixe/cyberimpact" }]]);
  assert.deepEqual(posted, [`${SITE}/cyberimpact/acteurs?periode=7j`]);
  assert.deepEqual(fetched, [[`${SITE}/pkg/1/style.css`, "GET"], [`${SITE}/graphiques/cyberimpact.bin`, "GET"]]);
});

test("a page that came through the worker asks for nothing again", async () => {
  const { posted, fetched } = await screen({ workerStart: 12 });
  assert.deepEqual([posted, fetched], [[], []]);
});

test("a kept screen looks for the server, and comes back with it", async () => {
  const cut = await screen({ workerStart: 1, offline: true, answers: false });
  assert.deepEqual(cut.fetched, [[`${SITE}/cyberimpact/acteurs?periode=7j#contacts`, "HEAD"]]);
  assert.equal(cut.told.reloads, 0, "a network, and no way through it");
  assert.equal(cut.timers[0][1], 15000);
  cut.timers[0][0]();
  assert.equal(cut.fetched.length, 2);
  const back = await screen({ workerStart: 1, offline: true });
  assert.equal(back.told.reloads, 1);
  back.page.send("online");
  await new Promise((done) => { setImmediate(done); });
  assert.equal(back.told.reloads, 2);
});

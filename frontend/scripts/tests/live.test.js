// What the screen "En direct" says of loads and of its stream.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, target } from "./run.js";

async function live() {
  const lines = [];
  const list = {
    dataset: { flux: "/cyberimpact/direct/flux?apres=3" },
    children: lines,
    prepend: (line) => lines.unshift(line),
    get lastChild() { return { remove: () => lines.pop() }; },
  };
  const state = { textContent: "" };
  const renewed = [];
  const page = target();
  const shown = { "#chargements": list, "#etat-direct": state };
  let source;
  class EventSource {
    constructor(address) { source = Object.assign(this, target({ address, close: () => { this.closed = true; } })); }
  }
  await run("page/live.js", {
    EventSource,
    document: {
      querySelector: (name) => shown[name] ?? null,
      addEventListener: page.addEventListener,
      createElement: () => ({ dataset: {}, textContent: "" }),
      dispatchEvent: (event) => renewed.push(event.type),
    },
  });
  const load = (id, more) => source.send("load", {
    lastEventId: String(id),
    data: JSON.stringify({ at: "2026-11-03T08:05:09Z", source: "Perceval", rows: 1, simulated: false, ...more }),
  });
  return { lines, state, renewed, source, load, page, shown, now: () => source };
}

test("a load is a sentence in French, at the time of Paris", async () => {
  const { lines, load, renewed, source } = await live();
  assert.equal(source.address, "/cyberimpact/direct/flux?apres=3");
  load(4);
  load(5, { rows: 12345, simulated: true });
  const said = lines.map((line) => line.textContent.replaceAll(/\s/g, " "));
  assert.deepEqual(said, [
    "09:05:09 – Perceval : 12 345 lignes nouvelles (simulées)",
    "09:05:09 – Perceval : 1 ligne nouvelle",
  ]);
  assert.equal(lines[0].dataset.load, "5");
  assert.deepEqual(renewed, ["renew", "renew"], "charts ask for their data again");
});

test("a stream ends with its screen, and another screen has its own", async () => {
  const { source, page, shown, now } = await live();
  page.send("arrived");
  assert.equal(now(), source, "the same list, the same stream");
  const { "#chargements": list } = shown;
  delete shown["#chargements"];
  page.send("arrived");
  assert.ok(source.closed);
  shown["#chargements"] = { ...list };
  page.send("arrived");
  assert.notEqual(now(), source);
});

test("markup in a load stays text", async () => {
  const { lines, load } = await live();
  load(1, { source: "<img src=x>" });
  assert.match(lines[0].textContent, /<img src=x>/);
  assert.equal(lines[0].innerHTML, undefined);
});

test("the twelve latest loads are shown", async () => {
  const { lines, load } = await live();
  for (let id = 1; id <= 15; id += 1) load(id);
  assert.equal(lines.length, 12);
  assert.deepEqual([lines[0].dataset.load, lines[11].dataset.load], ["15", "4"]);
});

test("a cut is said, and that it is over", async () => {
  const { state, source, load } = await live();
  source.send("open");
  assert.match(state.textContent, /^Connecté/);
  source.send("error");
  assert.match(state.textContent, /^Connexion coupée/);
  load(1);
  assert.match(state.textContent, /^Connecté/);
});

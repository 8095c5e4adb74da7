// What is decided before the first paint.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, target } from "./run.js";

async function boot({ choice = null, refused = false, dark = false, referrer = "", paints = ["paint"] } = {}) {
  const attributes = new Map();
  const classes = new Set();
  const root = {
    getAttribute: (name) => attributes.get(name) ?? null,
    setAttribute: (name, value) => attributes.set(name, value),
    classList: { add: (name) => classes.add(name), remove: (name) => classes.delete(name) },
  };
  const media = target({ matches: dark });
  const observers = [];
  class PerformanceObserver {
    static supportedEntryTypes = paints;
    constructor(seen) { observers.push(seen); }
    observe() {}
  }
  await run("page/boot.js", {
    PerformanceObserver,
    window: { matchMedia: () => media, PerformanceObserver },
    document: { documentElement: root, referrer },
    location: { origin: "https://barometre.example" },
    localStorage: { getItem: () => { if (refused) throw new Error("refused"); return choice; } },
  });
  return { attributes, classes, media, painted: () => { for (const seen of observers) seen(); } };
}

test("the theme is the one that was chosen, else the system's", async () => {
  for (const [given, scheme, theme] of [
    [{}, "system", "light"],
    [{ dark: true }, "system", "dark"],
    [{ choice: "dark" }, "dark", "dark"],
    [{ choice: "light", dark: true }, "light", "light"],
    [{ refused: true, dark: true }, "system", "dark"],
  ]) {
    const { attributes } = await boot(given);
    assert.equal(attributes.get("data-fr-scheme"), scheme, JSON.stringify(given));
    assert.equal(attributes.get("data-fr-theme"), theme, JSON.stringify(given));
  }
});

test("a system that changes is followed until a theme is chosen", async () => {
  const { attributes, media } = await boot();
  media.matches = true;
  media.send("change");
  assert.equal(attributes.get("data-fr-theme"), "dark");
  attributes.set("data-fr-scheme", "light");
  media.send("change");
  assert.equal(attributes.get("data-fr-theme"), "light");
});

test("fonts wait for the first paint of a visit, and of no other page", async () => {
  const first = await boot({ referrer: "https://ailleurs.example/" });
  assert.deepEqual([...first.classes], ["js", "fonts-later"]);
  first.painted();
  assert.deepEqual([...first.classes], ["js"]);
  const next = await boot({ referrer: "https://barometre.example/perceval" });
  assert.deepEqual([...next.classes], ["js"]);
  const old = await boot({ paints: [] });
  assert.deepEqual([...old.classes], ["js"], "a browser that tells no paint gets its fonts at once");
});

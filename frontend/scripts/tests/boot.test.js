// What is decided before the first paint.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, target } from "./run.js";

async function boot({ choice = null, refused = false, dark = false, referrer = "" } = {}) {
  const attributes = new Map();
  const classes = new Set();
  const root = {
    getAttribute: (name) => attributes.get(name) ?? null,
    setAttribute: (name, value) => attributes.set(name, value),
    classList: { add: (name) => classes.add(name), remove: (name) => classes.delete(name) },
  };
  const media = target({ matches: dark });
  await run("page/boot.js", {
    window: { matchMedia: () => media },
    document: { documentElement: root, referrer },
    location: { origin: "https://barometre.example" },
    localStorage: { getItem: () => { if (refused) throw new Error("refused"); return choice; } },
  });
  return { attributes, classes, media };
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

test("the first page of a visit keeps the letters of the system, and no other page", async () => {
  const first = await boot({ referrer: "https://ailleurs.example/" });
  assert.deepEqual([...first.classes], ["js", "fonts-later"]);
  const next = await boot({ referrer: "https://barometre.example/perceval" });
  assert.deepEqual([...next.classes], ["js"]);
});

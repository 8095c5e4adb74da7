// Islands are woken in their order, after the wasm is there; what has no code stays as the server wrote it.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "./run.js";

test("islands are woken one after the other, once the page was painted and is idle", async () => {
  const folder = await mkdtemp(join(tmpdir(), "islands-"));
  const heard = [];
  const glue = `
    export default async ({ module_or_path }) => { heard.push(module_or_path); };
    export const hydrate = (module) => heard.push("hydrate " + ("Theme" in module));
    export const Theme = async (island) => { await new Promise((done) => setTimeout(done, island.takes)); heard.push(island.id); };`;
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "cyberimpact.js"), glue);
  const island = (id, component, takes) => ({ id, takes, dataset: { component } });
  const [painted, idle] = [[], []];
  await run("page/islands.js", {
    heard,
    pkg: pathToFileURL(folder).href,
    fetch: async (address) => address.split("/").at(-1),
    requestAnimationFrame: (later) => painted.push(later),
    window: { requestIdleCallback: (later) => idle.push(later) },
    document: { querySelectorAll: () => [island("a", "Theme", 5), island("b", "Unknown", 0), island("c", "Theme", 0)] },
  });
  assert.deepEqual(idle, [], "nothing is asked for before the page is painted");
  painted[0]();
  assert.deepEqual(heard, [], "nothing before the page is idle");
  await idle[0]();
  assert.deepEqual(heard, ["cyberimpact_bg.wasm", "hydrate true", "a", "c"]);
  await rm(folder, { recursive: true });
});

// Every word of our sources: what a rule of the style may name.
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../", import.meta.url).pathname;
const SOURCES = ["app/src", "app/charts/src", "frontend/charts/src", "frontend/src", "server/src", "frontend/scripts/page", "frontend/scripts/worker", "public"];

export function words() {
  const found = new Set();
  for (const folder of SOURCES) {
    for (const entry of readdirSync(root + folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(rs|js|toml)$/.test(entry.name)) continue;
      const text = readFileSync(`${entry.parentPath ?? entry.path}/${entry.name}`, "utf8");
      for (const word of text.match(/[\w-]+/g) ?? []) found.add(word);
    }
  }
  return found;
}

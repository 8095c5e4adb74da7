// Leaves out of a style sheet what no page can show: `node purge.mjs style.css`, in place.
// A rule stays when each class, element and attribute of its selector is a word somewhere in our sources; a variable
// stays when a rule or a source names it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const file = process.argv[2];
const root = new URL("../", import.meta.url).pathname;
const SOURCES = ["app/src", "app/charts/src", "frontend/charts/src", "frontend/src", "server/src", "public"];
const words = new Set();
for (const folder of SOURCES) {
  for (const entry of readdirSync(root + folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(rs|js|toml)$/.test(entry.name)) continue;
    for (const word of readFileSync(`${entry.parentPath ?? entry.path}/${entry.name}`, "utf8").match(/[\w-]+/g) ?? []) words.add(word);
  }
}
const [{ css }] = await new PurgeCSS().purge({
  content: [{ raw: [...words].join(" "), extension: "txt" }],
  css: [{ raw: readFileSync(file, "utf8") }],
  defaultExtractor: (text) => text.split(" "),
  keyframes: true,
  variables: true,
  safelist: { variables: [...words].filter((word) => word.startsWith("--")) },
});
writeFileSync(file, css);

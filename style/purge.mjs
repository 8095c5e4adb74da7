// Leaves out of a style sheet what no page can show: `node purge.mjs style.css`, in place.
// A rule stays when each class, element and attribute of its selector is a word somewhere in our sources; a variable
// stays when a rule or a source names it.
import { readFileSync, writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";
import { words } from "./words.mjs";

const file = process.argv[2];
const known = [...words()];
const [{ css }] = await new PurgeCSS().purge({
  content: [{ raw: known.join(" "), extension: "txt" }],
  css: [{ raw: readFileSync(file, "utf8") }],
  defaultExtractor: (text) => text.split(" "),
  keyframes: true,
  variables: true,
  safelist: { variables: known.filter((word) => word.startsWith("--")) },
});
writeFileSync(file, css);

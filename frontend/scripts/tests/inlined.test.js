// Two scripts stand in every page: a comment that grows is paid by each reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("scripts that stand in pages stay within their bytes", () => {
  for (const [file, most] of [["boot.js", 1167], ["islands.js", 680]]) {
    const { length } = readFileSync(new URL(`../page/${file}`, import.meta.url));
    assert.ok(length <= most, `${file}: ${length} bytes, at most ${most}`);
  }
});

// Screenshots of every page at three widths in both themes: `node shots.mjs OUT [PATH…]`.
import { mkdirSync } from "node:fs";
import { launch, PAGES } from "./browser.mjs";

const [out = "screenshots", ...only] = process.argv.slice(2);
const base = process.env.BARO_URL ?? "http://127.0.0.1:3000";
mkdirSync(out, { recursive: true });
const browser = await launch();
for (const theme of ["light", "dark"]) {
  for (const width of [390, 820, 1440]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
    const page = await context.newPage();
    for (const path of only.length ? only : PAGES) {
      await page.goto(base + path, { waitUntil: "load" });
      const name = path.replaceAll("/", "_") || "_";
      await page.screenshot({ path: `${out}/${name}-${width}-${theme}.png`, fullPage: true });
    }
    await context.close();
  }
}
await browser.close();

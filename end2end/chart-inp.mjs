// Longest time from a key or a pointer to the next frame on a chart, with a processor six times slower (INP).
import { launch } from "./browser.mjs";

const base = process.env.BARO_URL ?? "http://127.0.0.1:3000";
const browser = await launch();
for (const [path, id] of [["/perceval", "signalements"], ["/pre-plainte-en-ligne", "carte"], ["/ma-gendarmerie", "affluence"]]) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(base + path, { waitUntil: "load" });
  await page.waitForSelector(`#${id} .cursor`, { state: "attached" });
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.evaluate(() => { window.slow = []; new PerformanceObserver((l) => window.slow.push(...l.getEntries().filter((e) => e.interactionId).map((e) => [e.name, e.duration]))).observe({ type: "event", durationThreshold: 16 }); });
  const cursor = page.locator(`#${id} .cursor`);
  await cursor.scrollIntoViewIfNeeded();
  await cursor.focus();
  for (const key of ["ArrowRight", "ArrowLeft", "End", "Home", "]", "[", "n", "+", "-", "PageDown", "ArrowDown", "ArrowUp"]) { await page.keyboard.press(key); await page.waitForTimeout(60); }
  const box = await cursor.boundingBox();
  for (let i = 1; i < 6; i += 1) { await page.mouse.move(box.x + box.width * i / 6, box.y + box.height / 3); await page.waitForTimeout(40); }
  await page.waitForTimeout(300);
  const list = (await page.evaluate(() => window.slow)).sort((a, b) => b[1] - a[1]);
  console.log(`   ${path} #${id}: ${list.length ? `${list[0][1]} ms (${list[0][0]})` : "sous 16 ms"}`);
  await context.close();
}
await browser.close();

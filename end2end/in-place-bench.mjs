// From a choice to the picture painted: in place, as a page that is loaded, and in place with the processor at a sixth. In milliseconds.
// Usage: node in-place-bench.mjs (needs a server at BARO_URL).
import { launch } from "./browser.mjs";

const base = process.env.BARO_URL ?? "http://127.0.0.1:3000";
const ROUNDS = Number(process.env.ROUNDS ?? 20);
const quantile = (list, q) => list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))];
const browser = await launch();

async function ready(page) {
  await page.waitForFunction(() => document.querySelector("leptos-island")?.awake && document.documentElement.classList.contains("awake")
    && document.querySelector(".stage.drawn"));
}

/** Chooses another period in place; its slider says the new value in the task that paints it; a frame later the picture is there.
 *  As a program clicks, or as a hand does: the mouse is on the link for a moment before. */
async function choose(page, period, hand) {
  const link = page.locator("a.preset", { hasText: new RegExp(`^${period}$`) });
  const painted = link.evaluate((link) => new Promise((done) => {
    let from;
    link.addEventListener("click", (event) => { from = event.isTrusted ? event.timeStamp : performance.now(); }, { once: true, capture: true });
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => done(performance.now() - from); channel.port2.postMessage(0); });
    }).observe(document.querySelector("figure .cursor"), { attributeFilter: ["aria-valuetext"] });
  }));
  if (hand) {
    await link.hover();
    await page.waitForTimeout(250);
    await page.mouse.down();
    await page.mouse.up();
  } else await link.evaluate((link) => link.click());
  return painted;
}

async function inPlace(path, rate, hand = false) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(base + path, { waitUntil: "load" });
  await ready(page);
  const cdp = await context.newCDPSession(page);
  if (rate > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate });
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(await choose(page, round % 2 ? "12 mois" : "30 jours", hand));
    await page.waitForTimeout(rate * 100);
  }
  await context.close();
  return times;
}

/** The same choice as a page that is loaded: until its first chart is awake with its data. */
async function loaded(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${base}${path}?periode=${round % 2 ? "12m" : "30j"}`, { waitUntil: "commit" });
    await page.waitForFunction(() => document.querySelector(".stage.drawn"), null, { polling: "raf" });
    times.push(await page.evaluate(() => performance.now()));
  }
  await context.close();
  return times;
}

for (const path of ["/perceval", "/territoires/35"]) {
  for (const [name, times] of [["in place", await inPlace(path, 1)], ["in place, processor at a sixth", await inPlace(path, 6)],
    ["in place, processor at a sixth, the mouse on the link a quarter of a second before", await inPlace(path, 6, true)], ["page loaded, until its first chart is awake", await loaded(path)]]) {
    console.log(`   ${path}, ${name}: p50 ${quantile(times, 0.5).toFixed(0)}, p95 ${quantile(times, 0.95).toFixed(0)} (${times.length} choices)`);
  }
}
await browser.close();

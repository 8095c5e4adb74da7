// The browser that every test and tool here uses: Debian's Chromium, kept quiet.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function executable() {
  const found = CANDIDATES.find((path) => path && existsSync(path));
  if (!found) throw new Error("Chromium manque : lancez « make setup-test », ou donnez CHROMIUM=/chemin.");
  return found;
}

export function launch() {
  return chromium.launch({
    executablePath: executable(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** What the page's own thread does during some work, in milliseconds of processor: another program that takes the processor
 *  meanwhile makes no task longer. Tasks that end before the page is loaded are left out. */
export async function tasks(page, work) {
  const cdp = await page.context().newCDPSession(page);
  const events = [];
  cdp.on("Tracing.dataCollected", (e) => events.push(...e.value));
  const complete = new Promise((done) => cdp.once("Tracing.tracingComplete", done));
  await cdp.send("Tracing.start", { transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"] } });
  await work();
  await cdp.send("Tracing.end");
  await complete;
  await cdp.detach();
  const main = new Set(events.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map((e) => `${e.pid} ${e.tid}`));
  const loaded = Math.max(0, ...events.filter((e) => e.name === "MarkLoad").map((e) => e.ts));
  // A task that took no measurable time has no duration.
  return events.filter((e) => e.name === "RunTask" && main.has(`${e.pid} ${e.tid}`) && e.ts > loaded).map((e) => (e.tdur ?? 0) / 1000);
}

export const DATA_PAGES = ["/", "/ma-gendarmerie", "/perceval", "/pre-plainte-en-ligne", "/site-web", "/recrutement",
  "/reseaux-sociaux", "/service-public-plus", "/avis-google", "/iggn", "/territoires/35", "/territoires/2A",
  "/territoires/974", "/territoires/region-53"];
export const PAGES = [...DATA_PAGES, "/territoires", "/information-donnees", "/accessibilite", "/a-propos", "/plan-du-site", "/api",
  "/brigade", "/brigade?langue=de", "/brigade/discuter", "/brigade/discuter?langue=fr-x-falc", "/brigade/ecrire", "/brigade/orientation", "/brigade/orientation/52ec688f",
  "/brigade/faq", "/brigade/faq?q=porter%20plainte", "/brigade/faq/porter-plainte-brigade",
  "/recherche?q=ille", "/nexiste-pas"];

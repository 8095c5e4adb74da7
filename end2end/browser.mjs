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

export const DATA_PAGES = ["/", "/ma-gendarmerie", "/perceval", "/pre-plainte-en-ligne", "/site-web", "/recrutement",
  "/reseaux-sociaux", "/service-public-plus", "/avis-google", "/iggn", "/territoires/35", "/territoires/2A",
  "/territoires/974", "/territoires/region-53"];
export const PAGES = [...DATA_PAGES, "/territoires", "/information-donnees", "/accessibilite", "/a-propos", "/plan-du-site", "/api",
  "/recherche?q=ille", "/nexiste-pas"];

// The bubble on another site, and the desk with several conversations.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter as enterAt } from "../enter.mjs";
import { served } from "../served.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser, server, base, partner, there;
before(async () => {
  browser = await launch();
  // Another site, for a browser: another host. It allows our script and our frame, and nothing inline.
  partner = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", `default-src 'none'; script-src ${base}; frame-src ${base}`);
    response.end(`<!DOCTYPE html><html lang="fr"><title>Partenaire</title><main><h1>Un site partenaire</h1><a href="#x">un lien</a></main><script src="${base}/bulle.js" data-sujet="fraude &lt;/textarea&gt; à la carte" defer></script>`);
  });
  await new Promise((ready) => { partner.listen(0, "127.0.0.1", ready); });
  there = `http://localhost:${partner.address().port}`;
  server = await served({ env: { CYBERIMPACT_BRIGADE_SITES: there } });
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); partner.close(); });

const awake = (page) => page.waitForFunction(() => document.querySelector("leptos-island")?.awake);

async function visitor(size = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (m.type() === "error") errors.push(m.text()); });
  await page.goto(there);
  return { context, page, errors };
}

async function agent(size = { width: 1440, height: 900 }) {
  const entered = await enterAt(browser, base, "Agent de la Brigade numérique", { viewport: size });
  await entered.page.goto(`${base}/brigade/poste`);
  await awake(entered.page);
  return entered;
}

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** A citizen of the public contract. */
async function says(words) {
  const send = (path, body, token) => fetch(`${base}/api/v1/conversations${path}`, {
    method: "POST", headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body),
  }).then((answer) => answer.json());
  const { id, token } = await send("", { channel: "chat", locale: "fr" });
  await send(`/${id}/messages`, { id: crypto.randomUUID(), text: words }, token);
}

test("a citizen writes from another site, under its strict policy, and is answered while the bubble is small", async () => {
  const { context, page, errors } = await visitor();
  const open = page.getByRole("button", { name: "Écrire à un gendarme" });
  const asked = [];
  page.on("request", (request) => { if (request.url().startsWith(base)) asked.push(request.url()); });
  await page.waitForTimeout(300);
  assert.deepEqual(asked, [], "nothing is asked for before it is opened");
  await open.focus();
  await page.keyboard.press("Enter");
  const frame = page.frameLocator("iframe");
  const field = frame.getByLabel("Votre message");
  assert.equal(await field.inputValue(), "À propos de : fraude </textarea> à la carte\n");
  await field.fill("Bonjour de chez le partenaire");
  await frame.getByRole("button", { name: "Envoyer" }).click();
  await frame.getByRole("log").getByText("Bonjour de chez le partenaire").waitFor();
  const inside = page.frames().find((one) => one.url().includes("/brigade/bulle"));
  await inside.evaluate(axe);
  const { violations } = await inside.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
  // It is there again after the site's page was left.
  await page.reload();
  await open.click();
  await frame.getByRole("log").getByText("Bonjour de chez le partenaire").waitFor();
  await page.getByRole("button", { name: "Réduire" }).click();
  assert.ok(await open.evaluate((button) => button.getRootNode().activeElement === button), "focus comes back");
  const desk = await agent();
  await desk.page.locator(".desk-list a").first().click();
  await desk.page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await desk.page.getByText("Le citoyen a la page ouverte.").waitFor();
  await desk.page.getByLabel("Votre réponse").fill("Bonjour, je vous lis.");
  await desk.page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Écrire à un gendarme (1 nouveau message)" }).click();
  await frame.getByRole("log").getByText("Bonjour, je vous lis.").waitFor();
  await desk.page.getByText(/affiché chez le citoyen/).waitFor();
  await desk.page.setViewportSize({ width: 820, height: 1180 });
  await desk.page.getByText("Notes entre agents").click();
  assert.ok(await fits(desk.page), "the desk fits a tablet");
  await desk.page.getByRole("button", { name: /^Clore/ }).click();
  assert.deepEqual(errors, []);
  await desk.context.close();
  await context.close();
});

test("who leaves fast from the bubble leaves the page around it, and nothing is found again", async () => {
  const { context, page } = await visitor({ width: 320, height: 640 });
  await page.route("**/brigade/quitter", (route) => (route.request().isNavigationRequest() ? route.fulfill({ body: "ailleurs" }) : route.continue()));
  await page.route("https://meteofrance.com/**", (route) => route.fulfill({ body: "ailleurs" }));
  await page.getByRole("button", { name: "Écrire à un gendarme" }).click();
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Votre message").fill("Un secret");
  await frame.getByRole("button", { name: "Envoyer" }).click();
  await frame.getByRole("log").getByText("Un secret").waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${wide} px`);
  await frame.getByRole("link", { name: "Quitter vite cette page" }).click();
  await page.waitForURL(/quitter|meteofrance/);
  await page.goto(there);
  await page.getByRole("button", { name: "Écrire à un gendarme" }).click();
  await frame.getByRole("button", { name: "Envoyer" }).waitFor();
  assert.equal(await frame.getByText("Un secret").count(), 0);
  await context.close();
});

test("a site that is not allowed shows nothing", async () => {
  const { context, page } = await visitor();
  await page.goto(base.replace("127.0.0.1", "localhost"));
  await page.setContent(`<iframe src="${base}/brigade/bulle"></iframe>`);
  await page.waitForTimeout(500);
  assert.equal(await page.frameLocator("iframe").getByLabel("Votre message").count(), 0);
  await context.close();
});

test("ten conversations are on one screen, answered by keys alone; what is typed survives a reload", async () => {
  const desk = await agent();
  const { page } = desk;
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  for (let n = 1; n <= 10; n += 1) await says(`Bonjour, c’est le numéro ${n}`);
  await page.reload();
  await awake(page);
  for (let n = 1; n <= 10; n += 1) {
    await page.keyboard.press("s");
    await page.waitForURL(/conversation=/);
    await page.getByLabel("Votre réponse").waitFor();
    await page.locator("#ensemble").focus();
    await page.keyboard.press("e");
    await page.locator(".tile").nth(n - 1).waitFor();
    await page.locator("h1").click();
  }
  const seen = await page.locator(".tile").evaluateAll((tiles) => tiles.filter((tile) => {
    const { top, bottom } = tile.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight + 20;
  }).length);
  assert.equal(seen, 10, "on one screen");
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.keyboard.type("Une réponse que personne");
  await page.reload();
  await awake(page);
  const first = page.locator(".tile textarea").first();
  assert.equal(await first.inputValue(), "Une réponse que personne");
  await first.focus();
  await first.press("End");
  await page.keyboard.type(" n’a perdue");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("log").getByText("Une réponse que personne n’a perdue").waitFor();
  await page.reload();
  await awake(page);
  const drafts = await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("brouillon:")));
  assert.deepEqual(drafts, [], "what was sent is no draft");
  // Keys that are in the way are turned off (WCAG 2.1.4), and stay so.
  await page.getByText("Clavier et son").click();
  await page.getByLabel(/Touches seules/).uncheck();
  await page.locator("h1").click();
  const before = await page.evaluate(() => document.activeElement.tagName);
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), before);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);
  assert.deepEqual(errors, []);
  await desk.context.close();
});

test("a code brings a conversation to another device", async () => {
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await phone.newPage();
  await page.goto(`${base}/brigade/discuter`);
  await awake(page);
  await page.getByLabel("Votre message").fill("Je continue ailleurs");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("button", { name: "Continuer sur un autre appareil" }).click();
  const code = await page.locator("#code strong").textContent();
  // The other one has no JavaScript.
  const other = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const there = await other.newPage();
  await there.goto(`${base}/brigade/discuter`);
  await there.getByText("Reprendre une conversation").click();
  assert.ok(await fits(there), "a field within what opens is no wider than the page");
  await there.getByLabel("Code de l’autre appareil").fill(code.toLowerCase());
  await there.getByRole("button", { name: "Reprendre" }).click();
  await there.getByRole("log").getByText("Je continue ailleurs").waitFor();
  await page.locator("#code").waitFor({ state: "detached" });
  await phone.close();
  await other.close();
});

// Questions and answers: found by a citizen's words on a phone, and taken into an agent's answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter } from "../enter.mjs";
import { served } from "../served.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser, server, base;
before(async () => {
  browser = await launch();
  server = await served();
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

const awake = (page) => page.waitForFunction(() => document.querySelector("leptos-island")?.awake);

async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`);
}

async function ask(page, words) {
  await page.getByRole("searchbox", { name: /Votre question/ }).fill(words);
  await page.keyboard.press("Enter");
  await page.locator(".found").waitFor();
}

test("an answer is found without JavaScript, and by keys alone", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${base}/brigade/faq`);
  assert.ok((await page.getByRole("main").getByRole("listitem").count()) > 200, "all of them, by theme");
  await ask(page, "on ma piqué mon velo");
  const first = page.locator(".found a").first();
  assert.match(await first.textContent(), /vélo/);
  assert.ok((await page.locator(".found mark").count()) > 0, "words that were asked for are shown");
  await first.focus();
  await page.keyboard.press("Enter");
  await page.locator("article.answer").waitFor();
  assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /vélo/);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "320 px and more");
  await context.close();
});

test("a question is answered in place, and axe has nothing to say", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  await page.goto(`${base}/brigade/faq`);
  await awake(page);
  assert.deepEqual(await faults(page), []);
  let loads = 0;
  page.on("request", (r) => { if (r.isNavigationRequest()) loads += 1; });
  await ask(page, "mon fils est harcelé au collège");
  assert.match(await page.getByRole("status").first().textContent(), /correspond/);
  assert.deepEqual(await faults(page), []);
  await page.locator(".found a").first().click();
  await page.locator("article.answer").waitFor();
  assert.deepEqual(await faults(page), []);
  await page.goBack();
  await page.locator(".found").waitFor();
  assert.equal(await page.getByRole("searchbox", { name: /Votre question/ }).inputValue(), "mon fils est harcelé au collège");
  assert.equal(loads, 0, "no page is loaded");
  await ask(page, "au secours il me frappe avec un couteau");
  await page.getByRole("alert").getByText(/17/).first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("what is proposed comes into an agent's answer, who says in the end what it was about", async () => {
  const citizen = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await citizen.newPage();
  await phone.goto(`${base}/brigade/discuter`);
  await awake(phone);
  await phone.getByLabel("Votre message").fill("Bonjour, comment porter plainte pour un vol de vélo ?");
  await phone.getByRole("button", { name: "Envoyer" }).click();
  await phone.getByRole("heading", { name: /En attendant/ }).waitFor();
  const { page, context } = await enter(browser, base, "Agent de la Brigade numérique", { viewport: { width: 820, height: 1180 } });
  await page.goto(`${base}/brigade/poste`);
  await awake(page);
  await page.locator(".desk-list a").first().click();
  await page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await page.getByRole("log").waitFor();
  const proposal = page.locator(".proposals details").first();
  await proposal.locator("summary").click();
  await proposal.getByRole("link", { name: /Reprendre dans la réponse/ }).click();
  const field = page.getByLabel("Votre réponse");
  await page.waitForFunction(() => document.querySelector("textarea").value.includes("/brigade/faq/"));
  assert.equal(await field.evaluate((one) => document.activeElement === one), true, "one goes on in it");
  assert.deepEqual(await faults(page), []);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await phone.getByRole("log").getByText("/brigade/faq/").waitFor();
  await page.getByLabel(/Motif du contact/).selectOption({ label: "Vol" });
  await page.getByRole("button", { name: /^Clore/ }).click();
  await page.getByText("Cette conversation est close.").waitFor();
  await context.close();
  await citizen.close();
});

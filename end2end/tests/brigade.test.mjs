// The Brigade numérique: a citizen on a phone and an agent at the desk, with and without JavaScript.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter as enterAt } from "../enter.mjs";
import { served } from "../served.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser, server, base;
const AGENT = "Agent de la Brigade numérique";
const PHONE = { viewport: { width: 390, height: 844 } };
before(async () => {
  browser = await launch();
  server = await served();
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

/** A citizen's page, awake where it may be. */
async function citizen(options = {}) {
  const context = await browser.newContext({ ...PHONE, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await page.goto(`${base}/brigade/discuter`);
  if (options.javaScriptEnabled !== false) await awake(page);
  return { context, page, errors };
}
const awake = (page) => page.waitForFunction(() => document.querySelector("leptos-island")?.awake);

async function agent(options = {}) {
  const entered = await enterAt(browser, base, AGENT, options);
  await entered.page.goto(`${base}/brigade/poste`);
  await awake(entered.page);
  return entered;
}

async function write(page, words) {
  await page.getByLabel("Votre message").fill(words);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("log").getByText(words).waitFor();
}

/** Opens a conversation of the desk by words that its citizen will write, takes it. */
async function take(page) {
  await page.locator(".desk-list a").first().click();
  await page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await page.getByRole("log").waitFor();
}

async function answer(page, words) {
  await page.getByLabel("Votre réponse").fill(words);
  await page.getByRole("button", { name: "Envoyer" }).click();
}

/** So that each test has the queue for itself. */
async function close(page) {
  await page.getByRole("button", { name: /^Clore/ }).click();
  await page.getByText("Cette conversation est close.").waitFor();
}

test("a citizen writes, an agent answers, and neither loads a page", async () => {
  const desk = await agent({ viewport: { width: 1440, height: 900 } });
  const { context, page, errors } = await citizen();
  let loads = 0;
  for (const one of [page, desk.page]) one.on("request", (r) => { if (r.isNavigationRequest()) loads += 1; });
  await write(page, "J’ai perdu ma carte grise");
  assert.equal(await page.evaluate(() => document.activeElement.id), "texte", "one goes on writing");
  assert.equal(await page.getByLabel("Votre message").inputValue(), "");
  assert.match(await page.locator("#attente").textContent(), /le prochain/);
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  assert.match(await desk.page.title(), /^\(1\)/);
  await take(desk.page);
  assert.match(await desk.page.evaluate(() => document.activeElement.id), /^texte-\d+$/);
  // What comes in leaves what is typed alone.
  await page.getByLabel("Votre message").fill("un brouillon");
  await answer(desk.page, "Faites-la refaire en ligne");
  await page.getByRole("log").getByText("Faites-la refaire en ligne").waitFor();
  assert.equal(await page.getByLabel("Votre message").inputValue(), "un brouillon");
  await desk.page.getByLabel("Votre réponse").fill("une suite");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await desk.page.getByRole("log").getByText("un brouillon").waitFor();
  assert.equal(await desk.page.getByLabel("Votre réponse").inputValue(), "une suite");
  // Each message once, in order, on both sides.
  for (const one of [page, desk.page]) {
    assert.deepEqual(await one.locator(".words").allTextContents(), ["J’ai perdu ma carte grise", "Faites-la refaire en ligne", "un brouillon"]);
  }
  await close(desk.page);
  await page.getByText("Cette conversation est close").waitFor();
  assert.equal(await page.getByLabel("Votre message").count(), 0);
  assert.equal(loads, 0);
  assert.deepEqual([...errors, ...desk.errors], []);
  await Promise.all([context.close(), desk.context.close()]);
});

test("answers are offered while one writes, and what is typed stays", async () => {
  const { context, page, errors } = await citizen({ bypassCSP: true });
  const number = () => page.locator("form.writing:has(#texte) [name=message]").inputValue();
  // From one form in five they are held back.
  while (Number.parseInt((await number()).slice(-2), 16) % 5 === 0) await page.reload();
  await awake(page);
  const field = page.getByLabel("Votre message");
  await field.pressSequentially("j’ai perdu ma carte grise");
  const offers = page.locator("#proches a");
  await offers.first().waitFor();
  assert.match(await page.locator("#proches").textContent(), /carte grise|immatriculation/i);
  assert.equal(await page.evaluate(() => document.activeElement.id), "texte");
  const opened = context.waitForEvent("page");
  await offers.first().click();
  await (await opened).getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await field.inputValue(), "j’ai perdu ma carte grise", "in a tab of its own");
  await page.addScriptTag({ content: axe });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => v.id), []);
  await page.goto(`${page.url().split("?")[0]}?langue=de`);
  assert.equal(await page.locator("#proches").count(), 0, "answers are in French");
  assert.deepEqual(errors, []);
  await context.close();
});

test("who came from another page of ours leaves by a key, too", async () => {
  for (const from of ["/", "/brigade/faq"]) {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    await context.route("**/brigade/quitter", (route) => route.fulfill({ body: "ailleurs" }));
    await page.goto(base + from);
    await awake(page);
    await page.locator('main a[href$="/brigade/discuter"], footer a[href$="/brigade"], a[href$="/brigade"]').filter({ visible: true }).first().click();
    if (!page.url().endsWith("/discuter")) await page.locator('main a[href$="/brigade/discuter"]').first().click();
    await page.getByLabel("Votre message").waitFor();
    await awake(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.waitForURL(`${base}/brigade/quitter`);
    await context.close();
  }
});

test("what is typed to one citizen is never in front of another", async () => {
  const [one, two, desk] = [await citizen(), await citizen(), await agent()];
  await write(one.page, "J’ai perdu mon permis");
  await write(two.page, "Où est la brigade de Vitré ?");
  await desk.page.getByText("2 conversations attendent").waitFor();
  await take(desk.page);
  await desk.page.getByLabel("Votre réponse").fill("Pour le premier seul");
  await desk.page.locator(".desk-list a:not([aria-current])").click();
  await desk.page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await desk.page.getByRole("log").getByText("Où est la brigade de Vitré ?").waitFor();
  assert.equal(await desk.page.getByLabel("Votre réponse").inputValue(), "");
  await close(desk.page);
  await desk.page.locator(".desk-list a").first().click();
  await desk.page.getByRole("log").getByText("J’ai perdu mon permis").waitFor();
  await close(desk.page);
  await Promise.all([one, two, desk].map(({ context }) => context.close()));
});

test("an emergency is on both screens within two seconds", async () => {
  const [{ context, page }, desk] = [await citizen(), await agent()];
  await write(page, "Bonjour");
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  const since = Date.now();
  await write(page, "Au secours il me frappe il a un couteau");
  await page.getByRole("alert").getByText("Vous êtes en danger").waitFor();
  await desk.page.getByText("dont une urgence").waitFor();
  assert.ok(Date.now() - since < 2000, `${Date.now() - since} ms`);
  assert.deepEqual(await page.locator(".numbers a").evaluateAll((links) => links.map((a) => a.getAttribute("href"))), ["tel:17", "tel:112", "sms:114"]);
  await take(desk.page);
  await close(desk.page);
  await Promise.all([context.close(), desk.context.close()]);
});

test("a citizen without JavaScript reads, writes and hears of what is new", async () => {
  const [{ context, page }, desk] = [await citizen({ javaScriptEnabled: false }), await agent()];
  await write(page, "Bonjour, une question sans script");
  const frame = page.frameLocator("iframe[title='Nouveaux messages']");
  await frame.getByText("Aucun nouveau message").waitFor();
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  await take(desk.page);
  await answer(desk.page, "Bien reçu");
  await desk.page.getByRole("log").getByText("Bien reçu").waitFor();
  await page.getByLabel("Votre message").fill("je suis en train d’écrire");
  // It renews itself every fifteen seconds; what is typed beside it stays.
  await frame.getByText("Un nouveau message").waitFor({ timeout: 20_000 });
  assert.equal(await page.getByLabel("Votre message").inputValue(), "je suis en train d’écrire");
  await frame.getByRole("link", { name: "afficher" }).click();
  await page.getByRole("log").getByText("Bien reçu").waitFor();
  await desk.page.getByRole("log").getByText("Bien reçu").waitFor();
  await close(desk.page);
  await Promise.all([context.close(), desk.context.close()]);
});

test("a network that is cut loses nothing", async () => {
  const [{ context, page }, desk] = [await citizen(), await agent()];
  await write(page, "Bonjour, une question");
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  await take(desk.page);
  await context.setOffline(true);
  await page.getByLabel("Votre message").fill("J’ai perdu mon passeport");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText("ce que vous avez écrit est resté ici").waitFor();
  assert.equal(await page.getByLabel("Votre message").inputValue(), "J’ai perdu mon passeport");
  await answer(desk.page, "Êtes-vous là ?");
  await desk.page.getByRole("log").getByText("Êtes-vous là ?").waitFor();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("log").getByText("J’ai perdu mon passeport").waitFor();
  assert.deepEqual(await page.locator(".words").allTextContents(), ["Bonjour, une question", "Êtes-vous là ?", "J’ai perdu mon passeport"]);
  await desk.page.getByRole("log").getByText("J’ai perdu mon passeport").waitFor();
  await close(desk.page);
  await Promise.all([context.close(), desk.context.close()]);
});

test("keys alone, and nothing for axe to say", async () => {
  const [{ context, page }, desk] = [await citizen({ bypassCSP: true }), await agent({ viewport: { width: 820, height: 1180 }, bypassCSP: true })];
  await page.getByLabel("Votre message").focus();
  await page.keyboard.type("Bonjour, une question au clavier");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Bonjour, une question au clavier").waitFor();
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  await desk.page.locator(".desk-list a").focus();
  await desk.page.keyboard.press("Enter");
  await desk.page.getByRole("button", { name: /^Prendre ?, conversation/ }).focus();
  await desk.page.keyboard.press("Enter");
  await desk.page.getByRole("log").waitFor();
  await desk.page.waitForFunction(() => document.activeElement.id.startsWith("texte-"));
  await desk.page.keyboard.type("Réponse au clavier");
  await desk.page.keyboard.press("Tab");
  await desk.page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Réponse au clavier").waitFor();
  for (const one of [page, desk.page]) {
    await one.addScriptTag({ content: axe });
    const { violations } = await one.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`), []);
    const wide = await one.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wide, false, "nothing is cut off");
  }
  // A log, with who wrote each message, for who can't see it.
  const cdp = await context.newCDPSession(page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  const log = nodes.find((node) => node.role?.value === "log");
  assert.equal(log.name.value, "Messages");
  await close(desk.page);
  await Promise.all([context.close(), desk.context.close()]);
});

test("a citizen writes in their own language", async () => {
  const [{ context, page, errors }, desk] = [await citizen(), await agent()];
  await page.getByLabel("Votre message").fill("Guten Tag, eine Frage");
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.getByRole("heading", { name: "Einem Gendarmen schreiben" }).or(page.locator("[lang=de] h1")).first().waitFor();
  await page.locator("#texte").fill("Guten Tag, eine Frage");
  await page.locator("[lang=de] form.writing:has(textarea) button").click();
  await page.getByRole("log").getByText("Guten Tag, eine Frage").waitFor();
  assert.equal(await page.locator("#contenu [lang=de] h1").count(), 1);
  await desk.page.getByText("Une conversation attend une réponse.").waitFor();
  await desk.page.locator(".desk-list a").first().click();
  await desk.page.getByText("en allemand").first().waitFor();
  await desk.page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await desk.page.getByRole("log").getByText("Guten Tag, eine Frage").waitFor();
  await close(desk.page);
  await page.locator("[lang=de] .scores").waitFor();
  assert.deepEqual([...errors, ...desk.errors], []);
  await Promise.all([context.close(), desk.context.close()]);
});

test("one leaves at once, and nothing is left behind", async () => {
  const { context, page } = await citizen();
  await context.route("https://meteofrance.com/**", (route) => route.fulfill({ body: "météo" }));
  assert.equal(await page.title(), "Messages");
  await write(page, "Une question sur ma carte grise");
  await page.getByRole("link", { name: "Quitter vite cette page" }).click();
  await page.waitForURL("https://meteofrance.com/");
  assert.deepEqual(await context.cookies(), []);
  await page.goBack();
  await page.waitForURL(/discuter/);
  assert.equal(await page.getByText("Une question sur ma carte grise").count(), 0, "nor by going back");
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  await context.close();
});

test("Escape pressed twice leaves, and going back does not lead there", async () => {
  const { context, page, errors } = await citizen();
  // Where it leads from there is the test's before this one.
  await context.route("**/brigade/quitter", (route) => route.fulfill({ body: "ailleurs" }));
  await page.goto(`${base}/brigade`);
  await page.goto(`${base}/brigade/discuter`);
  await awake(page);
  await page.getByLabel("Votre message").fill("à ne pas voir");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(1200);
  await page.keyboard.press("Escape");
  assert.equal(await page.getByLabel("Votre message").inputValue(), "à ne pas voir", "once is a slip");
  await page.keyboard.press("Escape");
  await page.waitForURL(`${base}/brigade/quitter`);
  await page.goBack();
  await page.waitForURL(`${base}/brigade`);
  assert.deepEqual(errors, []);
  await context.close();
});

test("questions lead to a service, on the narrowest screen and by keys", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await page.goto(`${base}/brigade/orientation`);
  for (let n = 0; n < 8 && await page.locator(".choices").count(); n += 1) {
    const before = await page.locator("h1").textContent();
    await page.locator(".choices a").last().focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((h) => document.querySelector("h1").textContent !== h, before);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  }
  await page.getByRole("link", { name: "Reprendre depuis la première question" }).click();
  await page.getByRole("heading", { name: "Que se passe-t-il" }).waitFor();
  // Left in the middle of them, "back" leads to none of them.
  await page.goto(`${base}/brigade`);
  await page.getByRole("link", { name: "Trouver le bon service" }).click();
  for (const choice of ["On me fait du mal", "Non, personne n’est en danger", "Moi, et j’ai 18 ans"]) {
    const before = await page.locator("h1").textContent();
    await page.locator(".choices a", { hasText: choice }).click();
    await page.waitForFunction((h) => document.querySelector("h1").textContent !== h, before);
  }
  await context.route("**/brigade/quitter", (route) => route.fulfill({ body: "ailleurs" }));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.waitForURL(`${base}/brigade/quitter`);
  await page.goBack();
  await page.waitForURL(`${base}/brigade`);
  await context.close();
});

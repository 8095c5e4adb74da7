// Each choice answers in place: what is shown is what a loaded page would show, and the reader stays where they are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter } from "../enter.mjs";
import { served } from "../served.mjs";

let browser, server, base;
before(async () => {
  browser = await launch();
  server = await served({ demonstration: { from: "2022-01-01", to: "2024-06-30" } });
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

/** A page that is awake, and how often a document was loaded into it. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  return { context, ...await awake(await context.newPage(), path) };
}
async function awake(page, path) {
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await page.goto(base + path, { waitUntil: "load" });
  await ready(page);
  const loads = { count: 0 };
  page.on("request", (request) => { if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads.count += 1; });
  return { page, errors, loads };
}
async function ready(page) {
  await page.waitForFunction(() => document.querySelector("leptos-island")?.awake
    && (!document.querySelector("figure[data-chart]") || document.documentElement.classList.contains("awake")));
}

/** Does something, and waits until the page that it asks for is shown. */
async function arrives(page, act) {
  await page.evaluate(() => { window.arrivals = 0; document.addEventListener("arrived", () => { window.arrivals += 1; }, { once: true }); });
  await act();
  await page.waitForFunction(() => window.arrivals > 0 && !document.documentElement.classList.contains("arrives"));
}

const preset = (page, name) => page.evaluate((name) => [...document.querySelectorAll("a.preset")].find((a) => a.textContent === name).click(), name);
const menu = (page, href) => page.evaluate((href) => document.querySelector(`#menu a[href="${href}"]`).click(), href);
/** Shows the form of an annotation. */
const unfold = (page) => page.locator("details:has(#jour)").evaluate((folding) => { folding.open = true; });

/** What a page says, without what charts and scripts put there, drawings, and tables that nobody opened. */
const said = async (page) => {
  await page.waitForFunction(() => !document.documentElement.classList.contains("arrives"));
  return page.evaluate(() => {
    const main = document.querySelector("#contenu").cloneNode(true);
    for (const part of main.querySelectorAll("[data-ours], .stage, table, [role=status], #chargements, .fresh")) part.remove();
    const values = [...main.querySelectorAll("select")].map((list) => `${list.name}=${list.value}`);
    const links = [...main.querySelectorAll("a[href], form[action]")].map((a) => a.getAttribute("href") ?? a.getAttribute("action"));
    const charts = [...main.querySelectorAll("figure")].map((figure) => [figure.dataset.chart, figure.dataset.charts, figure.dataset.credit]);
    const head = [document.title, document.querySelector("link[rel=canonical]")?.href, document.querySelector("meta[name=description]")?.content];
    const here = [...document.querySelectorAll("header [aria-current], nav [aria-current]")].map((a) => a.textContent);
    return { head, here, text: main.textContent.replace(/\s+/g, " "), values, links, charts };
  });
};

/** What the same address says to who loads it. */
async function loaded(context, address) {
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "load" });
  const it = await said(page);
  await page.close();
  return it;
}

test("a period answers in place: focus, place and foldings stay, and what changed is told", async () => {
  const { context, page, errors, loads } = await open("/perceval?periode=origine");
  await page.locator("#signalements .words summary").click();
  const link = page.locator("a.preset", { hasText: "12 mois" });
  await link.focus();
  await page.evaluate(() => scrollTo(0, 420));
  await page.waitForTimeout(100);
  const canvas = await page.locator("#signalements canvas").first().elementHandle();
  await arrives(page, () => page.keyboard.press("Enter"));
  assert.equal(loads.count, 0, "no document is loaded");
  assert.deepEqual(await page.evaluate(() => [scrollY, document.activeElement.textContent, document.querySelector("#signalements .words").open]), [420, "12 mois", true]);
  await page.waitForFunction(() => document.querySelector("#annonce").textContent === "France, 12 derniers mois, 5 graphiques");
  assert.ok(await canvas.evaluate((c) => c.isConnected), "the same canvas");
  await page.waitForFunction(() => /valeurs/.test(document.querySelector("#signalements-description").textContent));
  const sentence = await page.locator("#signalements .cursor").getAttribute("aria-valuemax");
  assert.deepEqual(await said(page), await loaded(context, page.url()));
  const fresh = await awake(await context.newPage(), new URL(page.url()).pathname + new URL(page.url()).search);
  await fresh.page.waitForSelector("#signalements .cursor", { state: "attached" });
  assert.equal(sentence, await fresh.page.locator("#signalements .cursor").getAttribute("aria-valuemax"), "the chart has the new data");
  assert.deepEqual([...errors, ...fresh.errors], []);
  await context.close();
});

test("whatever way one goes, each page says what it says to who loads it", async () => {
  const { context, page, errors, loads } = await open("/");
  // The same walk each time: a small generator, seeded.
  let seed = 20240630;
  const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * n); };
  let steps = 0;
  while (steps < 30) {
    const links = await page.evaluate(() => [...document.querySelectorAll("#menu a[href], #contenu .picker a[href], #contenu .contents ~ section a[href^='/territoires'], #contenu a.fr-link[href^='/']")]
      .filter((a) => !a.hasAttribute("download") && !/\.(json|csv|xlsx|svg|bin)|^\/(api\/|graphiques|integrer|cyberimpact|connexion)/.test(a.getAttribute("href")) && !a.getAttribute("href").startsWith("#") && a.checkVisibility())
      .map((a) => a.getAttribute("href")));
    const lists = await page.evaluate(() => [...document.querySelectorAll("form[data-auto] select")].map((list) => list.id));
    if (lists.length && random(3) === 0) {
      const id = lists[random(lists.length)];
      const options = await page.evaluate((id) => [...document.getElementById(id).options].filter((o) => o.value && !o.selected).map((o) => o.value), id);
      await arrives(page, () => page.selectOption(`#${id}`, options[random(options.length)]));
    } else {
      const href = links[random(links.length)];
      await arrives(page, () => page.evaluate((href) => document.querySelector(`#menu a[href="${href}"], #contenu a[href="${href}"]`).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })), href));
    }
    steps += 1;
    if (new URL(page.url()).search.length > 400) break;
    assert.deepEqual(await said(page), await loaded(context, page.url()), page.url());
  }
  assert.equal(loads.count, 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("another page begins at its heading, and back leads to where one was", async () => {
  const { context, page, errors, loads } = await open("/perceval");
  await page.evaluate(() => scrollTo(0, 900));
  await page.waitForTimeout(150);
  await page.locator("#montants .words summary").evaluate((s) => s.click());
  await page.waitForTimeout(100);
  const before = await page.evaluate(() => scrollY);
  await arrives(page, () => menu(page, "/iggn"));
  assert.deepEqual(await page.evaluate(() => [scrollY, document.activeElement.tagName]), [0, "H1"]);
  for (let turn = 0; turn < 10; turn += 1) {
    await arrives(page, () => page.goBack());
    assert.deepEqual(await page.evaluate(() => [location.pathname, Math.round(scrollY), document.querySelector("#montants .words").open]), ["/perceval", before, true]);
    await arrives(page, () => page.goForward());
    assert.deepEqual(await page.evaluate(() => [location.pathname, scrollY]), ["/iggn", 0]);
  }
  assert.equal(loads.count, 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("of two quick choices the last one counts, however late the first one comes", async () => {
  const { context, page, errors } = await open("/perceval");
  await page.route("**/perceval?periode=7j", async (route) => { await new Promise((done) => setTimeout(done, 800)); await route.continue().catch(() => {}); });
  await page.evaluate(() => {
    const preset = (name) => [...document.querySelectorAll("a.preset")].find((a) => a.textContent === name);
    preset("7 jours").click();
    preset("30 jours").click();
  });
  await page.waitForURL(/periode=30j/);
  await page.waitForTimeout(1200);
  assert.match(page.url(), /periode=30j/);
  assert.deepEqual(await said(page), await loaded(context, `${base}/perceval?periode=30j`));
  assert.deepEqual(errors, []);
  await context.close();
});

test("a slow answer is shown to be one, without moving anything; a cut network leaves the page and says so", async () => {
  const { context, page, loads } = await open("/perceval");
  await page.route("**/perceval?periode=7j", async (route) => { await new Promise((done) => setTimeout(done, 3000)); await route.continue(); });
  const waits = () => page.evaluate(() => [document.documentElement.classList.contains("waits"), document.querySelector("#contenu").getAttribute("aria-busy")]);
  const shifts = await page.evaluateHandle(() => { const list = []; new PerformanceObserver((l) => list.push(...l.getEntries().map((e) => e.value))).observe({ type: "layout-shift" }); return list; });
  await preset(page, "7 jours");
  await page.waitForTimeout(150);
  assert.deepEqual(await waits(), [false, null], "a moment is no wait");
  await page.waitForTimeout(400);
  assert.deepEqual(await waits(), [true, "true"]);
  assert.deepEqual(await shifts.evaluate((list) => list), [], "nothing moves while one waits");
  await page.waitForURL(/periode=7j/);
  assert.deepEqual(await waits(), [false, null]);
  await page.waitForTimeout(300);
  await shifts.evaluate((list) => list.splice(0));
  const before = await said(page);
  await context.setOffline(true);
  await preset(page, "12 mois");
  const alert = page.locator("#echec");
  await alert.waitFor();
  assert.match(await alert.textContent(), /La page n’a pas pu être chargée/);
  assert.deepEqual(await said(page), before, "the page stays");
  assert.match(page.url(), /periode=7j/, "and its address");
  assert.deepEqual(await shifts.evaluate((list) => list), [], "nothing moved");
  await context.setOffline(false);
  assert.equal(loads.count, 0);
  await alert.getByRole("link", { name: "Recharger" }).click();
  await page.waitForURL(/periode=12m/);
  assert.equal(loads.count, 1, "the way that always works");
  await context.close();
});

test("what means more than a page stays the browser's: a new tab, a file, a part of the page", async () => {
  const { context, page, errors, loads } = await open("/perceval");
  const [tab] = await Promise.all([context.waitForEvent("page"), page.locator("#menu a[href='/iggn']").click({ modifiers: ["ControlOrMeta"] })]);
  await tab.waitForLoadState();
  assert.equal(new URL(tab.url()).pathname, "/iggn");
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#signalements .downloads a", { hasText: "CSV" }).click()]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  await page.locator("nav.contents a").nth(2).click();
  assert.equal(await page.evaluate(() => location.hash), "#montant-moyen");
  assert.equal(new URL(page.url()).pathname, "/perceval");
  assert.equal(loads.count, 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a list is chosen from by keys and by touch, and keeps the focus", async () => {
  const { context, page, errors, loads } = await open("/pre-plainte-en-ligne", { hasTouch: true });
  await page.locator("#comparer").focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(200);
  assert.doesNotMatch(page.url(), /comparer=/, "an arrow is no choice yet");
  await arrives(page, () => page.keyboard.press("Enter"));
  assert.match(page.url(), /comparer=precedent/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "comparer");
  await arrives(page, () => page.locator("a.preset", { hasText: "30 jours" }).tap());
  assert.match(page.url(), /periode=30j.*comparer=precedent|comparer=precedent.*periode=30j/);
  assert.equal(loads.count, 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a table that was left out comes when it is opened, also by its key", async () => {
  const { context, page, errors } = await open("/perceval");
  await arrives(page, () => menu(page, "/recrutement"));
  await page.waitForSelector("figure .cursor", { state: "attached" });
  assert.equal(await page.locator("table").count(), 0, "nobody asked for one");
  const id = await page.evaluate(() => document.querySelector("figure[data-chart] .cursor").closest("figure").dataset.chart);
  await page.locator(`#${id} .cursor`).focus();
  await page.keyboard.press("t");
  await page.waitForFunction((id) => document.activeElement.closest(`#${id} table`), id);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator(`#${id} .cursor`).evaluate((c) => c === document.activeElement));
  assert.deepEqual(errors, []);
  await context.close();
});

test("behind the login: screens, a form that is refused and one that is taken, and a session that ends", async () => {
  const { context, page, errors } = await enter(browser, base, "Analyste");
  await page.goto(`${base}/cyberimpact`);
  await ready(page);
  let loads = 0;
  page.on("request", (request) => { if (request.isNavigationRequest()) loads += 1; });
  await arrives(page, () => page.locator(".rail a", { hasText: "Acteurs" }).click());
  assert.equal(await page.locator(".rail [aria-current]").textContent(), "Acteurs");
  await arrives(page, () => page.selectOption("#territoire", "departement:35"));
  await page.waitForFunction(() => document.querySelector("#annonce").textContent.startsWith("Ille-et-Vilaine, 12 derniers mois, "));
  assert.equal(await page.evaluate(() => document.activeElement === document.body), false);
  await arrives(page, () => page.getByRole("link", { name: "Annotations" }).click());
  await unfold(page);
  await page.getByLabel("Série", { exact: true }).selectOption("pre_complaints");
  await page.getByLabel("Jour").fill("2031-01-01");
  await page.getByLabel("Ce qui explique la série").fill("Un jour qui n’est pas venu");
  await page.getByLabel("Jour").evaluate((field) => { field.removeAttribute("max"); });
  await page.getByRole("button", { name: "Annoter" }).click();
  await page.locator("#jour-erreur", { hasText: "porte sur un jour" }).waitFor();
  assert.equal(await page.getByLabel("Ce qui explique la série").inputValue(), "Un jour qui n’est pas venu", "nothing is lost");
  const day = await page.getByLabel("Jour").evaluate((field) => [field === document.activeElement, field.getAttribute("aria-invalid"), field.getAttribute("aria-describedby")]);
  assert.deepEqual(day, [true, "true", "jour-erreur"], "one stands in the field that is at fault, and hears why");
  await page.getByLabel("Jour").fill("2024-05-14");
  await arrives(page, () => page.getByRole("button", { name: "Annoter" }).click());
  await page.locator("li.brief", { hasText: "Un jour qui n’est pas venu" }).waitFor();
  assert.equal(await page.locator(".fr-error-text, [aria-invalid]").count(), 0);
  assert.equal(await page.getByLabel("Ce qui explique la série").inputValue(), "", "what was sent is not there to be sent again");
  assert.equal(loads, 0);
  // Ended elsewhere: the way in, and back.
  await context.clearCookies();
  await page.locator(".rail a", { hasText: "Perception" }).click();
  await page.waitForURL(/\/connexion\?retour=/);
  assert.deepEqual(errors.filter((e) => !/400|401/.test(e)), []);
  await context.close();
});

test("what is sent twice in a moment is done once, and what was typed elsewhere stays", async () => {
  const { context, page, errors } = await enter(browser, base, "Commandement national");
  await page.goto(`${base}/cyberimpact/annotations?indicateur=pre_complaints`);
  await ready(page);
  await unfold(page);
  await page.getByLabel("Jour").fill("2024-04-03");
  await page.getByLabel("Ce qui explique la série").fill("Une seule fois");
  await arrives(page, () => page.getByRole("button", { name: "Annoter" }).evaluate((button) => { button.click(); button.click(); }));
  await page.waitForTimeout(500);
  assert.equal(await page.locator("li.brief", { hasText: "Une seule fois" }).count(), 1);
  await page.getByLabel("Ce qui explique la série").fill("Encore en cours");
  const reply = page.locator("li.brief", { hasText: "Une seule fois" }).getByLabel(/Répondre/);
  await reply.fill("Vu");
  await arrives(page, () => reply.press("Enter"));
  assert.ok(await page.locator(".answers").getByText("Vu").isVisible());
  assert.equal(await reply.inputValue(), "", "sent");
  assert.equal(await page.getByLabel("Ce qui explique la série").inputValue(), "Encore en cours", "another form is another matter");
  assert.deepEqual(errors, []);
  await context.close();
});

test("what is looked for is suggested while it is typed, by keys, mouse and touch", async () => {
  const { context, page, errors, loads } = await open("/perceval", { hasTouch: true });
  const field = page.locator("#recherche");
  const options = page.locator("#suggestions").getByRole("option");
  const type = async (words) => {
    await field.fill("");
    await field.pressSequentially(words);
    await options.first().waitFor();
  };
  let asked = 0;
  page.on("request", (request) => { if (request.url().includes("/suggestions")) asked += 1; });
  await type("ille");
  assert.equal(asked, 1, "once, when nothing more is typed");
  assert.equal(await options.first().textContent(), "35 – Ille-et-Vilaine");
  const many = await options.count();
  await page.waitForFunction((many) => document.querySelector("#annonce").textContent === (many === 1 ? "1 suggestion." : `${many} suggestions.`), many);
  const state = () => field.evaluate((f) => [f.getAttribute("role"), f.getAttribute("aria-expanded"), f.getAttribute("aria-activedescendant")]);
  assert.deepEqual(await state(), ["combobox", "true", null]);
  await field.press("ArrowDown");
  assert.deepEqual(await state(), ["combobox", "true", "suggestion-0"]);
  await field.press("ArrowUp");
  assert.deepEqual(await state(), ["combobox", "true", null], "past the end one is in the field again");
  await field.press("ArrowUp");
  assert.equal((await state())[2], `suggestion-${many - 1}`, "and from there at the other end");
  for (let key = 1; key < many; key += 1) await field.press("ArrowUp");
  await arrives(page, () => field.press("Enter"));
  assert.match(page.url(), /\/territoires\/35$/);
  assert.ok(await page.locator("h1").evaluate((h1) => h1 === document.activeElement));
  // Left by Escape, and by going elsewhere; Enter without a choice leads to the page of the search.
  await type("bretagne");
  await field.press("Escape");
  assert.equal(await options.count(), 0);
  assert.equal(await field.inputValue(), "bretagne", "what was typed stays");
  await type("perc");
  await page.locator("h1").click();
  assert.equal(await options.count(), 0);
  await type("perc");
  await arrives(page, () => options.first().click());
  assert.match(page.url(), /\/perceval$/);
  await type("finis");
  await arrives(page, () => options.first().tap());
  assert.match(page.url(), /\/territoires\/29$/);
  await field.fill("zzzz");
  await page.waitForFunction(() => document.querySelector("#annonce").textContent === "Aucune suggestion.");
  await arrives(page, () => field.press("Enter"));
  assert.match(page.url(), /\/recherche\?q=zzzz$/);
  assert.equal(loads.count, 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a kept view gets another name, in place and without JavaScript", async () => {
  const { context, page, errors } = await enter(browser, base, "Analyste");
  await page.goto(`${base}/cyberimpact/explorer?s1=pre_complaints`);
  await ready(page);
  await page.getByText("Garder cette vue", { exact: true }).click();
  await page.getByLabel("Nom", { exact: true }).fill("Premier nom");
  await arrives(page, () => page.getByRole("button", { name: "Garder", exact: true }).click());
  await page.getByText("Renommer la vue Premier nom").click();
  const name = page.getByLabel("Nouveau nom");
  assert.equal(await name.inputValue(), "Premier nom");
  await name.fill("Deuxième nom");
  await arrives(page, () => name.press("Enter"));
  await page.getByRole("link", { name: "Deuxième nom", exact: true }).waitFor();
  assert.match(page.url(), /explorer\?s1=pre_complaints/, "where one was");
  assert.deepEqual(errors, []);
  // The same without JavaScript: refused, with what was typed, then done.
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const still = await plain.newPage();
  await still.goto(`${base}/cyberimpact/suivi`);
  await still.getByText("Renommer la vue Deuxième nom").click();
  await still.getByLabel("Nouveau nom").fill("   ");
  await still.getByRole("button", { name: "Renommer", exact: true }).click();
  assert.match(await still.locator("#title-erreur").textContent(), /entre 1 et 80/);
  assert.equal(await still.getByLabel("Nouveau nom").getAttribute("aria-describedby"), "title-erreur");
  await still.getByLabel("Nouveau nom").fill("Troisième nom");
  await still.getByRole("button", { name: "Renommer", exact: true }).click();
  assert.ok(await still.getByRole("link", { name: "Troisième nom", exact: true }).isVisible());
  await still.getByRole("button", { name: "Retirer la vue Troisième nom" }).click();
  assert.equal(await still.getByRole("link", { name: "Troisième nom" }).count(), 0);
  await plain.close();
  await context.close();
});

test("a screen is printed by its button, also one that came in place", async () => {
  const { context, page, errors } = await enter(browser, base, "Analyste");
  await page.addInitScript(() => { window.printed = 0; window.print = () => { window.printed += 1; }; });
  await page.goto(`${base}/cyberimpact/territoires/35`);
  await ready(page);
  await page.locator("[data-print]").click();
  await arrives(page, () => page.locator(".rail a", { hasText: "Explorer" }).click());
  await page.locator("[data-print]").click();
  assert.equal(await page.evaluate(() => window.printed), 2);
  assert.deepEqual(errors, []);
  await context.close();
});

test("who goes back from a part that leaves with it is not left nowhere", async () => {
  const { context, page, errors } = await open("/perceval");
  await arrives(page, () => preset(page, "30 jours"));
  await page.locator("#signalements .cursor").focus();
  await page.keyboard.press("t");
  await page.waitForFunction(() => document.activeElement.closest("#signalements table"));
  await arrives(page, () => page.goBack());
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
  assert.deepEqual(errors, []);
  await context.close();
});

test("back and forth again before the page came leaves each entry its own page", async () => {
  const { context, page, errors } = await open("/perceval");
  await arrives(page, () => menu(page, "/iggn"));
  await page.route(/\/perceval$/, async (route) => { await new Promise((done) => setTimeout(done, 600)); await route.continue().catch(() => {}); });
  await page.evaluate(() => history.back());
  await page.waitForTimeout(150);
  await page.evaluate(() => history.forward());
  await page.waitForTimeout(1000);
  assert.equal(new URL(page.url()).pathname, "/iggn");
  assert.deepEqual(await said(page), await loaded(context, `${base}/iggn`));
  await arrives(page, () => page.goBack());
  assert.equal(new URL(page.url()).pathname, "/perceval");
  assert.deepEqual(await said(page), await loaded(context, `${base}/perceval`));
  assert.deepEqual(errors, []);
  await context.close();
});

test("on paper a chart is that of the last choice", async () => {
  const { context, page, errors } = await open("/perceval");
  await arrives(page, () => preset(page, "7 jours"));
  await page.waitForTimeout(300);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() => [...document.querySelectorAll(".stage")].map((stage) => {
    const [plot, layer] = [stage.querySelector(".plot"), stage.querySelector(".layer")];
    const style = [getComputedStyle(plot).visibility, getComputedStyle(layer).display];
    return plot.hasAttribute("data-later") ? style.join() === "hidden,block" && layer.width > 300 : style.join() === "visible,none";
  }));
  assert.ok(shown.length > 3 && shown.every(Boolean), shown.join());
  assert.deepEqual(errors, []);
  await context.close();
});

test("data of charts that do not come leave no picture under words that it is not of", async () => {
  const { context, page, errors } = await open("/perceval");
  await page.waitForSelector("#signalements .stage.drawn");
  // As from a server that does not send them along.
  await page.route("**/perceval?periode=7j", async (route) => {
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/ data-values="[^"]*"/g, "") });
  });
  await page.route("**/graphiques/perceval.bin?*", (route) => route.fulfill({ status: 429, contentType: "text/plain", body: "Trop de demandes." }));
  await arrives(page, () => preset(page, "7 jours"));
  // The server's drawing of these seven days, and its table.
  await page.waitForFunction(() => document.querySelectorAll("#signalements [data-later]").length === 0);
  const stage = await page.evaluate(() => {
    const style = (name) => getComputedStyle(document.querySelector(`#signalements ${name}`));
    return [style(".layer").display, style(".cursor").display, style(".plot.wide").visibility, document.querySelectorAll("#signalements tbody tr").length];
  });
  assert.deepEqual(stage, ["none", "none", "visible", 7]);
  await page.unroute("**/graphiques/perceval.bin?*");
  await arrives(page, () => preset(page, "30 jours"));
  await page.waitForFunction(() => document.querySelector("#signalements .cursor").getAttribute("aria-valuemax") === "30");
  assert.equal(await page.evaluate(() => document.documentElement.classList.contains("unread")), false, "awake again");
  assert.deepEqual(errors.filter((e) => !e.includes("429")), []);
  await context.close();
});

test("a choice asks for one thing: the data of charts come with their page, and a map's outlines are there already", async () => {
  const { context, page, errors } = await open("/perceval");
  await page.waitForSelector("#signalements .stage.drawn");
  const asked = [];
  page.on("request", (request) => request.url().endsWith("/favicon.svg") || asked.push([new URL(request.url()).pathname, request.headers()["x-in-place"], request.headers()["x-outlines"]]));
  const outlines = () => page.evaluate(() => [document.querySelectorAll("#carte .areas path").length, document.querySelector("#carte .plot").dataset.outlines]);
  const before = await outlines();
  await arrives(page, () => preset(page, "30 jours"));
  await page.waitForFunction(() => document.querySelector("#signalements .cursor").getAttribute("aria-valuemax") === "30");
  assert.deepEqual(asked, [["/perceval", "state", before[1]]]);
  assert.ok(before[0] > 90);
  assert.deepEqual(await outlines(), before);
  assert.equal(await page.locator("[data-values]:not([data-values=''])").count(), 0, "read once, and not carried along");
  // To a page without that map they are sent, whenever it was asked for.
  await arrives(page, () => menu(page, "/iggn"));
  await arrives(page, () => page.goBack());
  assert.deepEqual(await outlines(), before);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a state that was asked ahead and is followed from another page comes with all that stands around it", async () => {
  const { context, page, errors } = await open("/perceval");
  const ahead = page.waitForResponse((response) => response.request().headers()["x-in-place"] === "state");
  await page.locator("a.preset", { hasText: "30 jours" }).hover();
  await ahead;
  await arrives(page, () => menu(page, "/iggn"));
  await arrives(page, () => page.evaluate(() => {
    const link = document.querySelector("#contenu").appendChild(document.createElement("a"));
    link.href = "/perceval?periode=30j";
    link.click();
  }));
  assert.deepEqual(await said(page), await loaded(context, `${base}/perceval?periode=30j`));
  assert.equal(await page.locator("header").count(), 1);
  assert.deepEqual(errors, []);
  await context.close();
});

test("values move to where they belong on the same canvas, and at once for who wants no motion", async () => {
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const { context, page, errors } = await open("/perceval", { reducedMotion });
    await page.waitForSelector("#signalements .stage.drawn");
    const pictures = await page.evaluate(() => new Promise((done) => {
      const canvas = document.querySelector("#signalements canvas.layer");
      const begun = performance.now();
      const seen = [canvas.toDataURL()];
      let changed = 0;
      const look = () => {
        const now = canvas.toDataURL();
        if (now !== seen.at(-1)) { seen.push(now); changed = performance.now(); }
        // Half a second after the last change all is where it belongs.
        if (seen.length > 1 && performance.now() - changed > 500) done({ count: seen.length, last: now, same: document.querySelector("#signalements canvas.layer") === canvas });
        else if (performance.now() - begun > 10000) done({ count: seen.length });
        else setTimeout(look, 4);
      };
      look();
      const form = document.querySelector("#vue-form");
      form.elements.comparer.value = "non";
      form.requestSubmit();
    }));
    assert.ok(pictures.same, "the same canvas");
    if (reducedMotion === "reduce") assert.equal(pictures.count, 2, "from one to the other");
    else assert.ok(pictures.count > 3, `${pictures.count} pictures`);
    // The last one is that of who loads the page.
    const other = await context.newPage();
    await other.goto(page.url());
    await other.waitForSelector("#signalements .stage.drawn");
    assert.equal(await other.evaluate(() => document.querySelector("#signalements canvas.layer").toDataURL()), pictures.last);
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test("an answer to a form that does not come is not said to be a refusal, and nothing is sent again", async () => {
  const { context, page } = await enter(browser, base, "Commandement national");
  await page.goto(`${base}/cyberimpact/annotations?indicateur=pre_complaints`);
  await ready(page);
  let sent = 0;
  await page.route("**/cyberimpact/annotations", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    sent += 1;
    // Done, and the way back is cut.
    await route.fetch();
    return route.abort();
  });
  await unfold(page);
  await page.getByLabel("Jour").fill("2024-02-06");
  await page.getByLabel("Ce qui explique la série").fill("Peut-être écrit");
  await page.getByRole("button", { name: "Annoter" }).click();
  await page.locator("#echec", { hasText: "l’envoi a peut-être abouti" }).waitFor();
  assert.equal(await page.getByLabel("Ce qui explique la série").inputValue(), "Peut-être écrit");
  assert.equal(sent, 1);
  await context.close();
});

test("an answer that comes while charts are painted and not yet awake finds each of them once", async () => {
  const address = "/perceval?periode=30j";
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const answer = await (await context.request.get(base + address, { headers: { "x-in-place": "state" } })).text();
  await page.addInitScript((answer) => {
    new MutationObserver((changes, observer) => {
      if (!changes.some((change) => [...change.addedNodes].some((node) => node.matches?.("canvas.layer")))) return;
      observer.disconnect();
      // The task that painted the first one is over, the one that wakes it is still to come.
      for (const came of new DOMParser().parseFromString(answer, "text/html").querySelectorAll("figure[data-chart]")) {
        const figure = document.querySelector(`figure[data-chart="${came.dataset.chart}"]`);
        for (const name of ["data-charts", "data-values"]) figure.setAttribute(name, came.getAttribute(name));
      }
      document.dispatchEvent(new Event("arrived"));
      window.answered = true;
    }).observe(document, { childList: true, subtree: true });
  }, answer);
  await page.goto(`${base}/perceval`);
  const cursors = "figure[data-chart] .cursor";
  await page.waitForFunction((cursors) => window.answered
    && document.querySelectorAll(cursors).length >= document.querySelectorAll("figure[data-charts]").length, cursors);
  const each = await page.locator("figure[data-charts]").evaluateAll((figures) => figures.map((figure) =>
    [figure.querySelectorAll(".cursor").length, figure.querySelectorAll("canvas.layer").length]));
  assert.ok(each.length > 1 && each.every(([cursors, layers]) => cursors === 1 && layers === 2), JSON.stringify(each));
  assert.equal(await page.locator("#signalements .cursor").getAttribute("aria-valuemax"), "30");
  await context.close();
});

test("who walks through links by keys, or chooses a hundred times in a moment, costs no page each", async () => {
  const { context, page, errors } = await open("/territoires");
  let asked = 0;
  page.on("request", (request) => { if (request.headers()["x-in-place"]) asked += 1; });
  for (let key = 0; key < 60; key += 1) await page.keyboard.press("Tab");
  assert.ok(asked <= 6, `${asked} pages for sixty links passed over`);
  await page.goto(`${base}/perceval`);
  await ready(page);
  await page.evaluate(() => {
    const presets = [...document.querySelectorAll("a.preset")];
    for (let choice = 0; choice < 100; choice += 1) presets[choice % presets.length].click();
    presets[1].click();
  });
  await page.waitForURL(/periode=30j/);
  await page.waitForFunction(() => document.querySelector("#signalements .cursor")?.getAttribute("aria-valuemax") === "30");
  assert.deepEqual(await said(page), await loaded(context, `${base}/perceval?periode=30j`));
  assert.deepEqual(errors, []);
  await context.close();
});

test("two hundred pages later nothing is left of them", async () => {
  const { context, page, errors } = await open("/perceval");
  const cdp = await context.newCDPSession(page);
  await cdp.send("HeapProfiler.enable");
  const pages = ["/iggn", "/recrutement", "/territoires/35", "/perceval"];
  const walk = async (times) => {
    for (let i = 0; i < times; i += 1) {
      await arrives(page, () => page.evaluate((href) => {
        const link = document.querySelector(`#menu a[href="${href}"]`) ?? Object.assign(document.querySelector("#contenu").appendChild(document.createElement("a")), { href });
        link.click();
      }, pages[i % pages.length]));
      await page.waitForFunction(() => document.querySelectorAll("figure[data-charts] canvas").length > 0);
    }
    for (let turn = 0; turn < 3; turn += 1) {
      await cdp.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(200);
    }
    const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    return { nodes, jsEventListeners, usedSize };
  };
  const before = await walk(20);
  const after = await walk(200);
  assert.ok(after.nodes - before.nodes < 2000, `nodes ${before.nodes} then ${after.nodes}`);
  assert.ok(after.jsEventListeners - before.jsEventListeners < 200, `listeners ${before.jsEventListeners} then ${after.jsEventListeners}`);
  assert.ok(after.usedSize - before.usedSize < 5e6, `bytes ${before.usedSize} then ${after.usedSize}`);
  assert.deepEqual(errors, []);
  await context.close();
});

// What people write behind the login, what they take away on paper and without network, and a service of two instances.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter as enterAt } from "../enter.mjs";
import { PROGRAM, served } from "../served.mjs";

let browser, server, base;
const enter = (role, options) => enterAt(browser, base, role, options);
before(async () => {
  browser = await launch();
  server = await served({ demonstration: { from: "2022-01-01", to: "2024-06-30" } });
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

test("an annotation goes from a curve to a colleague and back", async () => {
  const { context, page, errors } = await enter("Analyste");
  await page.goto(`${base}/cyberimpact/acteurs?territoire=departement:35`);
  const card = page.locator("#pre-plaintes");
  await card.getByText("Suivre et annoter").click();
  await card.getByRole("link", { name: "Annoter" }).click();
  assert.equal(await page.getByLabel("Série", { exact: true }).inputValue(), "pre_complaints", "the series is chosen");
  assert.equal(await page.getByLabel("Territoire").inputValue(), "departement:35");
  await page.getByLabel("Jour").fill("2024-05-14");
  await page.getByLabel("Ce qui explique la série").fill("Panne du formulaire");
  await page.getByRole("button", { name: "Annoter" }).click();
  await page.getByText("Panne du formulaire").waitFor();
  await page.goto(`${base}/cyberimpact/acteurs?territoire=departement:35`);
  assert.match(await page.locator("#pre-plaintes .events").textContent(), /14 mai 2024 : Panne du formulaire/);
  await page.locator("#pre-plaintes .cursor").waitFor({ state: "attached" });
  await page.locator("#pre-plaintes .cursor").focus();
  const heard = [];
  for (let key = 0; key < 14; key += 1) {
    await page.keyboard.press(key === 0 ? "Home" : "ArrowRight");
    heard.push(await page.locator("#pre-plaintes .cursor").getAttribute("aria-valuetext"));
  }
  assert.ok(heard.some((sentence) => sentence.includes("Panne du formulaire")), "heard on the curve");

  const local = await enter("Commandement départemental (Ille-et-Vilaine)");
  await local.page.getByRole("link", { name: "Annotations" }).click();
  await local.page.getByLabel(/Répondre/).fill("Rétabli le 16");
  await local.page.getByRole("button", { name: "Envoyer" }).click();
  await local.page.locator(".answers").getByText("Rétabli le 16").waitFor();
  await page.goto(`${base}/cyberimpact/annotations`);
  assert.ok(await page.getByText("Rétabli le 16").isVisible());
  await page.getByRole("button", { name: "Retirer l’annotation du 14 mai 2024" }).click();
  await page.getByText("Aucune annotation pour vous.").waitFor();
  assert.deepEqual([...errors, ...local.errors], []);
  await context.close();
  await local.context.close();
});

test("an annotation is about one of two curves, by keyboard", async () => {
  const { context, page, errors } = await enter("Analyste");
  const both = `${base}/cyberimpact/explorer?s1=web_visits&f1=subsite:national&s2=web_visits&f2=subsite:recrutement&periode=origine`;
  await page.goto(both);
  await page.locator("#courbes-1 summary").filter({ hasText: "Suivre et annoter" }).focus();
  await page.keyboard.press("Enter");
  const link = page.locator("#courbes-1").getByRole("link", { name: /^Annoter.*Recrutement/ });
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/annotations**");
  assert.equal(await page.getByLabel("Partie de la série").inputValue(), "subsite:recrutement");
  await page.getByLabel("Jour").fill("2024-03-12");
  await page.getByLabel("Ce qui explique la série").fill("Campagne nationale");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Recrutement, 12 mars 2024/ }).waitFor();
  await page.goto(both);
  assert.match(await page.locator("#courbes-1 .events").textContent(), /12 mars 2024 \(.*Recrutement\) : Campagne nationale/);
  await page.goto(`${base}/cyberimpact/visibilite?periode=origine`);
  assert.ok(!(await page.locator("#audience").textContent()).includes("Campagne"), "on no other part");
  await page.goto(`${base}/cyberimpact/annotations`);
  await page.getByRole("button", { name: /Retirer l’annotation du 12 mars/ }).click();
  await page.getByText("Aucune annotation pour vous.").waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test("a followed series and a kept view are found again, by keyboard", async () => {
  const { context, page, errors } = await enter("Analyste");
  // Once the page answers in place: before that a form loads it anew, with its foldings closed.
  await page.goto(`${base}/cyberimpact/perception`, { waitUntil: "networkidle" });
  await page.locator("#note .files summary").nth(1).focus();
  await page.keyboard.press("Enter");
  await page.locator("#note").getByRole("button", { name: /Suivre/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/perception#note/);
  await page.locator("#note").getByRole("button", { name: /^Ne plus suivre/ }).waitFor();
  await page.goto(`${base}/cyberimpact/explorer?s1=pre_complaints&s2=contacts&calcul=indice`);
  await page.getByText("Garder cette vue", { exact: true }).click();
  await page.getByLabel("Nom").fill("Ensemble");
  await page.getByLabel(/La partager/).check();
  await page.getByRole("button", { name: "Garder", exact: true }).click();
  await page.waitForURL(/explorer\?calcul=indice/);
  await page.getByRole("link", { name: "Mon suivi" }).click();
  await page.locator("#suivi-1").waitFor();
  await page.getByRole("link", { name: "Ensemble" }).click();
  await page.waitForURL(/s2=contacts/);
  const other = await enter("Commandement national");
  await other.page.goto(`${base}/cyberimpact/explorer`);
  assert.ok(await other.page.getByRole("link", { name: "Ensemble" }).isVisible(), "shared");
  await page.goto(`${base}/cyberimpact/suivi`);
  await page.getByRole("button", { name: /Ne plus suivre/ }).click();
  await page.getByText("Vous ne suivez aucune série.").waitFor();
  assert.deepEqual([...errors, ...other.errors], []);
  await context.close();
  await other.context.close();
});

test("an administrator aims, and the synthesis tells how far it is", async () => {
  const { context, page, errors } = await enter("Administration");
  await page.goto(`${base}/cyberimpact/administration/scores`, { waitUntil: "networkidle" });
  await page.getByLabel("Objectif de : Note moyenne des avis Google").fill("4,5");
  await page.getByLabel("Poids de : Note moyenne des avis Google").fill("onze");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.locator("td:has([name=weight-note]) .fr-error-text", { hasText: "Un poids est un nombre de 0 à 10" }).waitFor();
  assert.equal(await page.getByLabel("Objectif de : Note moyenne des avis Google").inputValue(), "4,5", "nothing is lost");
  await page.getByLabel("Poids de : Note moyenne des avis Google").fill("5");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.locator(".fr-error-text").waitFor({ state: "detached" });
  await page.getByText("Dernier changement").waitFor();
  await page.goto(`${base}/cyberimpact`);
  const aims = await page.getByRole("region", { name: "Où en sont nos objectifs ?" }).textContent();
  assert.match(aims.replaceAll(/\s/g, " "), /pour un objectif de 4,50 \/ 5 : pas atteint\./);
  assert.deepEqual(errors.filter((e) => !e.includes("400")), []);
  await context.close();
});

test("a reader supposes other agents, and the wait follows", async () => {
  const { context, page, errors } = await enter("Commandement national");
  await page.goto(`${base}/cyberimpact/acteurs`);
  const said = await page.locator("#agents .finding").textContent();
  await page.getByLabel("Agents présents (facultatif)").fill("3");
  await page.getByLabel("Minutes par contact").fill("6");
  await page.getByRole("button", { name: "Calculer" }).click();
  await page.waitForURL(/duree=6/);
  assert.match(await page.locator("#agents .finding").textContent(), /^Avec 3 agents/);
  assert.notEqual(await page.locator("#agents .finding").textContent(), said);
  assert.deepEqual(errors, []);
  await context.close();
});

test("a territory is two sheets of paper, a view of the explorer a report", async () => {
  const { context, page } = await enter("Commandement national");
  const sheets = (pdf) => (pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length;
  for (const code of ["35", "971", "2A", "region-53", "region-11"]) {
    await page.goto(`${base}/cyberimpact/territoires/${code}`, { waitUntil: "networkidle" });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    assert.ok(sheets(pdf) <= 2, `${code}: ${sheets(pdf)} sheets`);
  }
  await page.goto(`${base}/cyberimpact/explorer?s1=pre_complaints&s2=contacts&s3=review_rating&periode=origine`, { waitUntil: "networkidle" });
  assert.ok(await page.getByRole("button", { name: "Imprimer ou enregistrer en PDF" }).isVisible());
  await page.emulateMedia({ media: "print" });
  for (const pressed of await page.locator("button, .fr-btn, form, summary").all()) assert.ok(!(await pressed.isVisible()), "nothing to press on paper");
  assert.match(await page.locator(".printed").textContent(), /Document interne\. Données au .*simulées/);
  assert.ok(await page.locator("#lien").isVisible() && await page.locator("#courbes-1 .plot").first().isVisible());
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true });
  assert.ok(sheets(pdf) <= 2 && pdf.toString("latin1").includes("/StructTreeRoot"), "tagged, for who listens");
  await context.close();
});

test("without network the last screens stay readable, tell their age, and name nobody", async () => {
  const { context, page, errors } = await enter("Commandement départemental (Ille-et-Vilaine)");
  const kept = () => page.evaluate(async () => {
    const store = await caches.open("ecrans"), entries = [];
    for (const key of await store.keys()) {
      const entry = await store.match(key);
      entries.push({ path: new URL(key.url).pathname, size: (await entry.clone().blob()).size, text: await entry.text() });
    }
    return entries;
  });
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration("/cyberimpact"))?.active);
  for (const path of ["", "/acteurs", "/perception", "/territoires/35", "/actions", "/suivi"]) {
    await page.goto(`${base}/cyberimpact${path}`, { waitUntil: "networkidle" });
  }
  // Copies are asked for after the pages.
  await page.waitForFunction(async () => {
    const keys = await (await caches.open("ecrans")).keys();
    return keys.filter((key) => new URL(key.url).pathname.startsWith("/cyberimpact")).length >= 4;
  });
  const entries = await kept();
  const screens = entries.filter((entry) => entry.path.startsWith("/cyberimpact")).map((entry) => entry.path);
  assert.deepEqual(screens.sort(), ["/cyberimpact", "/cyberimpact/acteurs", "/cyberimpact/perception", "/cyberimpact/territoires/35"]);
  assert.ok(entries.reduce((sum, entry) => sum + entry.size, 0) <= 5 * 1024 * 1024);
  for (const entry of entries) assert.doesNotMatch(entry.text, /Commandement départemental|class="who"/, entry.path);

  await context.setOffline(true);
  await page.goto(`${base}/cyberimpact/acteurs`);
  assert.match(await page.locator(".offline").textContent(), /^Hors ligne\. Cet écran date du \d+(er)? \S+ \d{4} à \d+\sh\s\d\d/);
  assert.match(await page.locator("#contacts .finding").textContent(), /contacts/);
  await page.locator("#contacts .cursor").waitFor({ state: "attached" });
  await page.locator("#contacts .cursor").focus();
  await page.keyboard.press("End");
  assert.match(await page.locator("#contacts .cursor").getAttribute("aria-valuetext"), /contacts/, "charts answer too");
  await page.goto(`${base}/cyberimpact/visibilite`);
  assert.ok(await page.getByText("Cet écran n’a pas été consulté ici").isVisible());
  assert.equal(await page.locator("main li a").count(), 4, "what can be read is listed");
  await page.getByRole("link", { name: /Perception/ }).click();
  assert.ok(await page.locator(".offline").isVisible());
  await context.setOffline(false);
  await page.waitForFunction(() => !document.querySelector(".offline"));
  assert.ok(await page.locator(".who").isVisible(), "up to date again by itself");
  const unexpected = errors.filter((e) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(e));
  assert.deepEqual(unexpected, []);
  // Who leaves leaves nothing behind.
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.waitForURL(/connexion/);
  await page.waitForFunction(async () => (await caches.keys()).length === 0);
  await context.close();
});

test("two instances are one service: a session, a load and a stream go from one to the other", async () => {
  const [one, first] = [server, base];
  const two = await served({ database: one.database });
  try {
    const { context, page } = await enter("Analyste");
    await page.goto(`${two.site}/cyberimpact/direct`);
    assert.match(page.url(), /direct/, "who is in here is in there");
    await page.getByText("Connecté").waitFor();
    const load = Number(await page.locator("#chargements li").first().getAttribute("data-load"));
    execFileSync(PROGRAM, ["demo", "--out", join(one.folder, "un"), "--load", "--from", "2024-06-30", "--to", "2024-06-30", "--database-url", one.database], { stdio: "ignore" });
    await page.waitForFunction((n) => Number(document.querySelector("#chargements li")?.dataset.load) > n, load);
    // The instance that the browser listened to is lost: the other one has it all.
    await two.stop();
    await two.stop();
    await page.goto(`${first}/cyberimpact/direct`);
    const ids = await page.locator("#chargements li").evaluateAll((list) => list.map((l) => Number(l.dataset.load)));
    assert.ok(ids[0] > load, "the other instance knows the person, and the load");
    for (let i = 1; i < ids.length; i += 1) assert.equal(ids[i - 1] - ids[i], 1, "no gap");
    await context.close();
  } finally {
    await two.stop().catch(() => {});
  }
});

// Behind the login: three readers' ways, a tablet, the keyboard, both themes; and the way in through a certified provider.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { launch } from "../browser.mjs";
import { CLIENT, PERSON, identityProvider } from "../identity-provider.mjs";
import { enter as enterAt } from "../enter.mjs";
import { PROGRAM, served } from "../served.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const SCREENS = ["", "/visibilite", "/perception", "/acteurs", "/territoires", "/territoires/35", "/direct", "/actions", "/suivi", "/annotations?indicateur=pre_complaints",
  "/annotations?indicateur=web_visits&filtres=subsite:national", "/explorer?s1=pre_complaints&s2=contacts&s3=review_rating&periode=origine"];
let browser, server, base;
before(async () => {
  browser = await launch();
  // Three years and a half: long enough to foresee, and to be compared.
  server = await served({ demonstration: { from: "2021-01-01", to: "2024-06-30" } });
  base = server.site;
  // A unit's screen is found on that of its département.
  const { context, page } = await enter("Commandement national");
  await page.goto(`${base}/cyberimpact/territoires/35`);
  const unit = await page.locator('.ways a[href*="unite="]').first().getAttribute("href");
  SCREENS.push(unit.slice("/cyberimpact".length));
  await context.close();
});
after(async () => { await browser.close(); await server.stop(); });

const enter = (role, options) => enterAt(browser, base, role, options);

/** Chooses once the page listens: before that its button does. */
async function choose(page, label, option, address) {
  await page.waitForLoadState("networkidle");
  await page.getByLabel(label, { exact: true }).selectOption(option);
  await page.waitForURL(address);
}

test("a national command reads what is unusual, goes to a chart, and to a département", async () => {
  const { context, page, errors } = await enter("Commandement national");
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Synthèse");
  assert.match(await page.locator(".fr-text--lead").textContent(), /^France entière/);
  assert.equal(await page.locator(".pillar").count(), 3);
  await page.locator(".pillar summary").first().click();
  assert.ok(await page.locator(".pillar table").first().isVisible(), "the score is no black box");
  await page.locator(".brief li a").first().click();
  await page.waitForURL(/\/cyberimpact\/(acteurs|perception|visibilite).*#/);
  const section = page.locator(`#${new URL(page.url()).hash.slice(1)}`);
  assert.ok(await section.isVisible(), "the sentence leads to its chart");
  await page.locator(".rail").getByRole("link", { name: "Territoires" }).click();
  await page.getByRole("link", { name: "35 – Ille-et-Vilaine" }).first().click();
  await page.waitForURL("**/territoires/35");
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Ille-et-Vilaine");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a departmental command finds its own territory, and no other", async () => {
  const { context, page } = await enter("Commandement départemental (Ille-et-Vilaine)");
  assert.match(await page.locator(".fr-text--lead").textContent(), /^Ille-et-Vilaine/);
  const places = await page.locator("#territoire option").allTextContents();
  assert.deepEqual(places, ["France entière", "Bretagne", "35 – Ille-et-Vilaine"]);
  await choose(page, "Période", "30j", /periode=30j/);
  assert.match(await page.locator(".fr-text--lead").textContent(), /^Ille-et-Vilaine/, "the territory is kept");
  await choose(page, "Territoire", "france", /territoire=france/);
  assert.match(await page.locator(".fr-text--lead").textContent(), /^France entière/);
  const answer = await page.goto(`${base}/cyberimpact/territoires/29`);
  assert.equal(answer.status(), 403);
  await context.close();
});

test("another territory and a unit are one choice away", async () => {
  const { context, page, errors } = await enter("Commandement national");
  await page.goto(`${base}/cyberimpact/territoires/35`);
  await choose(page, "Territoire", "departement:29", "**/territoires/29**");
  assert.equal(await page.locator("h1").textContent(), "Finistère");
  const unit = page.locator(".ways").getByRole("link", { name: /^Brigade/ }).first(), name = await unit.textContent();
  await unit.click();
  await page.waitForURL("**unite=**");
  assert.equal(await page.locator("h1").textContent(), name);
  await choose(page, "Période", "origine", "**periode=origine**");
  assert.equal(await page.locator("h1").textContent(), name, "another period of the same unit");
  await page.locator("#note .cursor").waitFor({ state: "attached" });
  assert.deepEqual(errors, []);
  await context.close();
});

test("a closed list waits for Enter, and focus comes back to it", async () => {
  const { context, page, errors } = await enter("Commandement national");
  await page.goto(`${base}/cyberimpact/perception`);
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => [document.activeElement.textContent, scrollY, document.activeElement.getBoundingClientRect().top]);
  assert.equal(skip[0], "Contenu");
  assert.ok(skip[1] === 0 && skip[2] >= 0 && skip[2] < 100, `the skip link is at the top: ${skip}`);
  const list = page.getByLabel("Période", { exact: true });
  await list.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(300);
  assert.ok(!page.url().includes("periode"), "an arrow only looks");
  assert.equal(await list.inputValue(), "7j");
  await page.keyboard.press("Enter");
  await page.waitForURL("**periode=7j**");
  await page.waitForFunction(() => document.activeElement.id === "periode");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a wall is seen whole, and what is drawn there grows with it", async () => {
  for (const [width, height, letters] of [[1920, 1080, 16], [3840, 2160, 32]]) {
    const { context, page } = await enter("Commandement national", { viewport: { width, height } });
    await page.goto(`${base}/cyberimpact/direct?vue=mur`, { waitUntil: "load" });
    assert.equal(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)), letters);
    const [tall, room] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
    assert.ok(tall <= room, `${width} × ${height}: ${tall} px`);
    // Letters of a drawing, on the screen: as tall as those of the page's notes at least.
    const drawn = await page.locator(".plot.narrow svg text").first().evaluate((text) => text.getBoundingClientRect().height);
    assert.ok(drawn >= letters * 0.9, `${width} × ${height}: letters of ${drawn} px in the drawing`);
    await context.close();
  }
});

test("an analyst reads a forecast with its error, by keyboard, and takes the figures along", async () => {
  const { context, page, errors } = await enter("Analyste");
  await page.locator(".rail").getByRole("link", { name: "Acteurs" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/acteurs");
  const forecast = page.locator("#agents");
  assert.match(await forecast.textContent(), /Erlang C/);
  await page.locator("#contacts .cursor").waitFor({ state: "attached" });
  await page.locator("#contacts .cursor").focus();
  await page.keyboard.press("End");
  assert.match(await page.locator("#contacts .cursor").getAttribute("aria-valuetext"), /contacts/);
  await page.locator("#contacts").getByText("Fichiers et lien").click();
  const download = page.waitForEvent("download");
  await page.locator("#contacts").getByRole("link", { name: "CSV" }).click();
  assert.equal((await download).suggestedFilename(), "contacts.csv");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.waitForURL(/\/connexion/);
  assert.ok(await page.getByText("Vous êtes déconnecté.").isVisible());
  await page.goBack();
  await page.reload();
  assert.match(page.url(), /\/connexion/, "the way back is shut");
  assert.deepEqual(errors, []);
  await context.close();
});

test("an analyst compares curves by a form, and each state is an address", async () => {
  const { context, page, errors } = await enter("Analyste");
  await page.locator(".rail").getByRole("link", { name: "Explorer" }).click();
  await choose(page, "Ajouter une courbe", "contacts", /s2=contacts/);
  await choose(page, "Filtre de la courbe 2", { index: 1 }, /f2=[a-z]/);
  await choose(page, "Calcul", "indice", /calcul=indice/);
  const here = page.url();
  const said = await page.locator(".finding").allTextContents();
  assert.match(said.join(" "), /de 100 à/);
  await page.goBack();
  await page.getByText(/de 100 à/).first().waitFor({ state: "detached" });
  assert.ok(!page.url().includes("indice"), "the way back undoes");
  await page.goto(here);
  assert.deepEqual(await page.locator(".finding").allTextContents(), said, "the address is the view");
  await choose(page, "Courbe 2", "", (url) => !url.search.includes("s2=contacts"));
  assert.equal(await page.locator(".explorer-line").count(), 2, "a curve is taken away");
  assert.deepEqual(errors, []);
  await context.close();
});

test("an action is described, and its screen says plainly what it changed", async () => {
  const { context, page, errors } = await enter("Communication");
  await page.locator(".rail").getByRole("link", { name: "Actions" }).click();
  await page.getByText("Décrire une action").click();
  await page.getByLabel("Titre").fill("Affiches dans les mairies");
  await page.getByLabel("Premier jour").fill("2024-05-01");
  await page.getByLabel("Dernier jour").fill("2024-05-31");
  await page.getByLabel("Mesurée sur").selectOption("pre_complaints");
  await page.getByRole("button", { name: "Décrire l’action" }).click();
  await page.waitForURL(/actions\/\d+/);
  assert.match(await page.locator("#effet .finding").textContent(), /par jour/);
  await page.locator("#effet .cursor").waitFor({ state: "attached" });
  await page.getByRole("button", { name: /Retirer/ }).click();
  await page.waitForURL("**/actions");
  assert.ok(await page.getByText("Aucune action n’est décrite.").isVisible());
  assert.deepEqual(errors, []);
  await context.close();
});

test("what comes in is seen without a reload, and a cut is made good", async () => {
  const live = await served();
  const feed = spawn(PROGRAM, ["demo", "--live", "--out", join(live.folder, "direct"), "--database-url", live.database], { stdio: "ignore" });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${live.site}/cyberimpact/direct`);
    await page.getByRole("button", { name: "Analyste" }).click();
    await page.waitForURL("**/direct");
    await page.getByText("Connecté").waitFor();
    await page.locator("#chargements li").first().waitFor();
    const first = Number(await page.locator("#chargements li").first().getAttribute("data-load"));
    const took = await live.restart(async () => {
      await page.getByText("Connexion coupée : reprise automatique…").waitFor();
      // Meanwhile something comes in.
      execFileSync(PROGRAM, ["demo", "--out", join(live.folder, "hier"), "--load", "--from", "2024-06-29", "--to", "2024-06-30", "--database-url", live.database], { stdio: "ignore" });
    });
    assert.ok(took < 2000, `an open stream held the server up for ${took} ms`);
    await page.getByText("Connecté").waitFor();
    await page.waitForFunction((n) => document.querySelectorAll("#chargements li[data-load]").length > n, 3);
    const ids = await page.locator("#chargements li").evaluateAll((list) => list.map((l) => Number(l.dataset.load)));
    assert.ok(ids[0] > first, "the screen goes on");
    assert.deepEqual(ids, [...new Set(ids)].sort((a, b) => b - a), "in order, nothing twice");
    for (let i = 1; i < ids.length; i += 1) assert.equal(ids[i - 1] - ids[i], 1, "no gap");
    await context.close();
  } finally {
    feed.kill();
    await live.stop();
  }
});

test("an administrator opens and closes an account, and the journal tells it", async () => {
  const { context, page, errors } = await enter("Administration");
  await page.getByRole("link", { name: "Administration", exact: true }).click();
  await page.getByLabel("Nom", { exact: true }).fill("Claude Petit");
  await page.getByLabel("Adresse électronique").fill("claude.petit@gendarmerie.interieur.gouv.fr");
  await page.getByLabel("Rôle").selectOption("commandement-departemental");
  await page.getByRole("button", { name: "Ouvrir le compte" }).click();
  await page.locator(".fr-error-text", { hasText: "Un commandement départemental a un département" }).waitFor();
  assert.equal(await page.getByLabel("Nom", { exact: true }).inputValue(), "Claude Petit", "nothing is lost");
  await page.getByLabel("Territoire").selectOption("departement:29");
  await page.getByRole("button", { name: "Ouvrir le compte" }).click();
  await page.getByRole("row", { name: /Claude Petit/ }).getByRole("button", { name: /Fermer/ }).click();
  await page.getByRole("row", { name: /Claude Petit.*Fermé le/ }).waitFor();
  await page.getByRole("link", { name: "Lire le journal" }).click();
  await page.waitForURL("**/journal");
  const lines = await page.locator("tbody tr").allTextContents();
  assert.ok(lines.some((l) => l.includes("Fermer un compte")) && lines.some((l) => l.includes("Ouvrir un compte")));
  const operations = await page.locator("tbody td:nth-child(4)").allTextContents();
  assert.deepEqual(operations.filter((words) => !/^[A-ZÉ]/.test(words)), [], "each operation is told in words, none by its code");
  assert.ok(lines.some((l) => l.includes("Administration")), "and who did it by name");
  assert.deepEqual(errors.filter((e) => !e.includes("400")), []);
  await context.close();
});

test("screens are sound: axe, markup, policy, hydration, both themes", async () => {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: {
    "long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "no-redundant-role": "off", "prefer-native-element": "off",
    "attribute-boolean-style": "off", "attribute-empty-style": "off", "no-inline-style": "error", "doctype-style": "off", "tel-non-breaking": "off",
    "aria-label-misuse": ["error", { allowAnyNamable: true }], "unrecognized-char-ref": "off", "no-raw-characters": "off",
  }, elements: ["html5", { "leptos-island": { flow: true, phrasing: true, permittedContent: ["@flow"] } }] });
  for (const colorScheme of ["light", "dark"]) {
    // axe is injected past the page's own policy, in a window of its own.
    const { context, page } = await enter("Administration", { colorScheme, bypassCSP: true });
    const plain = await enter("Administration", { colorScheme });
    for (const path of [...SCREENS, "/administration", "/administration/journal", "/administration/scores", "/administration/taches", "/administration/canaux?canal=whatsapp", "/administration/conservation", "/refus"]) {
      await page.goto(`${base}/cyberimpact${path}`, { waitUntil: "load" });
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
      await page.addScriptTag({ content: axe });
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`), [], path);
      const answer = await plain.page.goto(`${base}/cyberimpact${path}`, { waitUntil: "load" });
      await plain.page.waitForTimeout(150);
      assert.deepEqual(plain.errors.filter((e) => !e.includes("403")), [], path);
      if (colorScheme === "light") {
        const report = await validator.validateString(await answer.text());
        assert.deepEqual(report.results.flatMap((r) => r.messages).map((m) => `${m.ruleId} ${m.message}`).slice(0, 5), [], path);
      }
    }
    await context.close();
    await plain.context.close();
  }
});

test("in one hand: nothing overflows, targets are large, the bar is under the thumb", async () => {
  for (const [width, height] of [[800, 1280], [1280, 800], [390, 844]]) {
    const { context, page } = await enter("Commandement national", { viewport: { width, height }, hasTouch: true });
    for (const path of SCREENS) {
      await page.goto(`${base}/cyberimpact${path}`, { waitUntil: "load" });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${path} at ${width}: ${over} px too wide`);
      const small = await page.evaluate(() => [...document.querySelectorAll(".rail a, .scope-bar select, .impact-head button, .pillar summary")]
        .filter((e) => e.checkVisibility()).map((e) => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect().height]).filter(([, h]) => h < 40));
      assert.deepEqual(small, [], `${path} at ${width}`);
      const bottom = await page.locator(".rail").evaluate((e) => window.innerHeight - e.getBoundingClientRect().bottom);
      if (width < 992) assert.equal(bottom, 0, `${path} at ${width}: the bar`);
    }
    await context.close();
  }
});

test("a certified provider lets in with two factors, not with one, and lets out", async () => {
  const port = 20000 + Math.floor(Math.random() * 20000);
  const provider = await identityProvider(`http://127.0.0.1:${port}`);
  const domains = { CYBERIMPACT_OIDC_DOMAINS: PERSON.email.split("@")[1] };
  const real = { ...domains, CYBERIMPACT_DEMONSTRATION: "0", CYBERIMPACT_OIDC_ISSUER: provider.address, CYBERIMPACT_OIDC_CLIENT_ID: CLIENT.id, CYBERIMPACT_OIDC_CLIENT_SECRET: CLIENT.secret };
  // A provider that is left running would hold the tests up.
  const own = await served({ port, env: real }).catch(async (error) => { await provider.stop(); throw error; });
  const site = own.site;
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused = [];
    page.on("console", (m) => { if (m.text().includes("Content Security Policy")) refused.push(m.text()); });
    const proconnect = async () => {
      await page.goto(`${site}/cyberimpact/perception`);
      await page.getByRole("button", { name: "S’identifier avec ProConnect" }).click();
      await page.waitForURL(`${provider.address}/**`);
    };
    await proconnect();
    await page.getByRole("button", { name: "Entrer avec deux facteurs" }).click();
    assert.ok(await page.getByText("aucun accès ne vous a été ouvert").isVisible(), "known, but not let in");

    // The demonstration's roles never stand beside a provider: an administrator comes by another server on the same database.
    await own.as(domains);
    await page.goto(`${site}/connexion`);
    await page.getByRole("button", { name: "Administration" }).click();
    await page.goto(`${site}/cyberimpact/administration`);
    await page.getByLabel("Nom", { exact: true }).fill("En attente");
    await page.getByLabel("Adresse électronique").fill(PERSON.email);
    await page.getByRole("button", { name: "Ouvrir le compte" }).click();
    await own.as(real);
    await page.goto(`${site}/cyberimpact/administration`);
    assert.match(page.url(), /connexion/, "who came by the demonstration is out");

    await context.clearCookies();
    await proconnect();
    await page.getByRole("button", { name: "Entrer avec deux facteurs" }).click();
    await page.waitForURL(`${site}/cyberimpact/perception`);
    assert.match(await page.locator(".who").textContent(), /Dominique Bernard/);
    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await page.waitForURL(`${provider.address}/session/end*`);
    await page.getByRole("button", { name: /sign me out/i }).click();
    await page.waitForURL(`${site}/connexion?state=sortie`);
    assert.ok(await page.getByText("Vous êtes déconnecté.").isVisible());

    await context.clearCookies();
    await proconnect();
    await page.getByRole("button", { name: "Entrer avec un facteur" }).click();
    // The provider asks again for what was essential: it never comes back to us with less.
    await page.waitForURL(`${provider.address}/**`);
    await page.goto(`${site}/cyberimpact`);
    assert.match(page.url(), /\/connexion/);
    assert.deepEqual(refused, [], "the policy lets the forms go where they must");
    await context.close();
  } finally {
    await own.stop();
    await provider.stop();
  }
});

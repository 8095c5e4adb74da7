// The Brigade numérique led and looked after: a shift with too many at once, files, what a citizen reads of theirs and has erased.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter as enterAt } from "../enter.mjs";
import { served } from "../served.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const PHONE = { viewport: { width: 390, height: 844 } };
const TABLET = { viewport: { width: 820, height: 1180 }, bypassCSP: true };
const [AGENT, LEADER, ADMINISTRATOR] = ["Agent de la Brigade numérique", "Chef de quart", "Administration"];
let browser, server, base;
before(async () => {
  browser = await launch();
  server = await served();
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

const awake = (page) => page.waitForFunction(() => document.querySelector("leptos-island")?.awake);

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

async function enter(role, path, options = {}) {
  const entered = await enterAt(browser, base, role, options);
  await entered.page.goto(base + path);
  if (options.javaScriptEnabled !== false) await awake(entered.page);
  return entered;
}

async function write(page, words) {
  await page.getByLabel("Votre message").fill(words);
  await page.getByRole("button", { name: "Envoyer", exact: true }).click();
  await page.getByRole("log").getByText(words).waitFor();
}

async function take(page) {
  await page.locator(".desk-list a").first().click();
  await page.getByRole("button", { name: /^Prendre ?, conversation/ }).click();
  await page.getByRole("log").waitFor();
}

async function close(page) {
  await page.getByRole("button", { name: /^Clore/ }).click();
  await page.getByText("Cette conversation est close.").waitFor();
}

async function sound(page, what) {
  await page.addScriptTag({ content: axe });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`), [], what);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(wide, false, `${what}: nothing is cut off`);
}

/** A photograph that a telephone made: where it was taken lies in its metadata. */
async function photograph(page) {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [64, 48];
    canvas.getContext("2d").fillRect(8, 8, 20, 20);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  const bytes = Buffer.from(base64, "base64");
  const exif = Buffer.concat([Buffer.from("Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", "latin1"), Buffer.from("place 48.1173 -1.6778")]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const path = join(server.folder, "photo.jpg");
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, bytes.subarray(2)]));
  return path;
}

test("a shift is led by keys through too many at once, and sees no word", async () => {
  const [agent, leader] = [await enter(AGENT, "/brigade/poste"), await enter(LEADER, "/brigade/quart", TABLET)];
  const page = leader.page;
  await page.getByText(/^Personne n’attend\. /).waitFor();
  const writing = [];
  for (let n = 0; n < 3; n += 1) {
    const one = await citizen();
    await write(one.page, `Question secrète numéro ${n}`);
    writing.push(one);
  }
  // The board tells it by itself, without a word of what was said.
  await page.getByText(/^3 personnes attendent/).waitFor();
  assert.doesNotMatch(await page.content(), /Question secrète/);
  await take(agent.page);
  await page.getByRole("row", { name: /Agent de la Brigade/ }).getByRole("cell", { name: "1", exact: true }).waitFor();
  await sound(page, "the board");
  // Too many at once, by keys; focus stays where it was.
  await page.getByRole("button", { name: "Passer en mode affluence" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Arrêter le mode affluence" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement !== document.body), true, "focus is somewhere");
  const late = await citizen({ bypassCSP: true });
  await late.page.locator("#affluence").waitFor();
  const order = await late.page.evaluate(() => {
    const [question, field] = ["question", "texte"].map((id) => document.getElementById(id));
    return Boolean(question.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert.equal(order, true, "answers are offered before the form");
  await sound(late.page, "the chat with too many at once");
  // One conversation is followed, then those of the agent go back to the queue.
  await page.getByRole("row", { name: /Agent de la Brigade/ }).first().getByRole("rowheader").waitFor();
  await page.locator("table").first().getByRole("row").filter({ hasText: "Agent de la Brigade" }).getByRole("link").click();
  await page.getByRole("log").getByText("Question secrète").waitFor();
  await sound(page, "a conversation that is followed");
  await page.getByRole("link", { name: "Ne plus la suivre" }).click();
  await page.getByRole("log").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Remettre dans la file les conversations de/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Remettre dans la file/ }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Arrêter le mode affluence" }).click();
  await page.getByRole("button", { name: "Passer en mode affluence" }).waitFor();
  assert.deepEqual(leader.errors, []);
  // So that the next test has the queue for itself.
  await agent.page.goto(`${base}/brigade/poste`);
  await awake(agent.page);
  for (let n = 0; n < 3; n += 1) { await take(agent.page); await close(agent.page); await agent.page.goto(`${base}/brigade/poste`); await awake(agent.page); }
  await Promise.all([agent, leader, late, ...writing].map(({ context }) => context.close()));
});

test("many who ask the same read one answer, without a script too", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const writing = [];
    for (const words of ["Faut-il une attestation pour courir ?", "attestation pour aller courir svp", "Une attestation est-elle nécessaire pour courir ?"]) {
      const one = await citizen();
      await write(one.page, words);
      writing.push(one);
    }
    const leader = await enter(LEADER, "/brigade/quart", { ...TABLET, javaScriptEnabled });
    const page = leader.page;
    await page.getByRole("link", { name: "Répondre ensemble aux questions semblables" }).click();
    await page.getByRole("heading", { name: "3 questions sur « attestation, courir »" }).waitFor();
    if (javaScriptEnabled) await sound(page, "questions that are alike");
    await page.getByLabel(/svp/).uncheck();
    await page.getByLabel("Réponse à toutes celles qui sont cochées").fill("Oui, sur papier ou sur votre téléphone.");
    await page.getByRole("button", { name: "Répondre à toutes" }).click();
    await page.getByText("2 personnes ont reçu votre réponse.").waitFor();
    for (const at of [0, 2]) await writing[at].page.getByRole("log").getByText("Oui, sur papier").waitFor();
    assert.equal(await writing[1].page.getByText("Oui, sur papier").count(), 0);
    const desk = await enter(AGENT, "/brigade/poste");
    await take(desk.page);
    await close(desk.page);
    await Promise.all([leader, desk, ...writing].map(({ context }) => context.close()));
  }
});

test("a photograph is handed on by telephone, without the place where it was taken", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const [one, desk] = [await citizen({ javaScriptEnabled }), await enter(AGENT, "/brigade/poste")];
    await write(one.page, "Voici une photo de mon vélo");
    await take(desk.page);
    await one.page.getByText("Joindre un fichier").click();
    await one.page.locator("#fichier").setInputFiles(await photograph(desk.page));
    await one.page.getByRole("button", { name: "Envoyer le fichier" }).click();
    await one.page.getByRole("log").getByRole("link", { name: /^Image \(JPG/ }).waitFor();
    const link = desk.page.getByRole("log").getByRole("link", { name: /^Image \(JPG/ });
    await link.waitFor();
    const file = await desk.context.request.get(new URL(await link.getAttribute("href"), base).href);
    assert.equal(file.status(), 200);
    const bytes = await file.body();
    assert.equal(bytes.readUInt16BE(0), 0xffd8, "it is the image");
    assert.equal(bytes.includes("48.1173"), false, "and says not where it was taken");
    // What is no image is refused in words, and the conversation goes on.
    const program = join(server.folder, "facture.pdf");
    writeFileSync(program, "MZ\x90\0");
    const open = one.page.locator("#fichier");
    if (!await open.isVisible()) await one.page.getByText("Joindre un fichier").click();
    await open.setInputFiles(program);
    await one.page.getByRole("button", { name: "Envoyer le fichier" }).click();
    await one.page.getByText(/^Ce fichier n’a pas été pris/).first().waitFor();
    assert.equal(await one.page.getByRole("log").getByText("Voici une photo de mon vélo").count(), 1);
    await close(desk.page);
    await Promise.all([one, desk].map(({ context }) => context.close()));
  }
});

test("a citizen reads all that is kept, saves it and has it erased", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const one = await citizen({ javaScriptEnabled, bypassCSP: true });
    await write(one.page, "Rien de cela ne doit rester");
    await one.page.getByRole("link", { name: "Vos données" }).click();
    await one.page.getByRole("heading", { name: "Vos données" }).waitFor();
    await one.page.getByText(/Effacée au plus tard .+, si plus personne n’y écrit/).waitFor();
    if (javaScriptEnabled) await sound(one.page, "all that is kept");
    const saving = one.page.waitForEvent("download");
    await one.page.getByRole("link", { name: /^Enregistrer tout/ }).click();
    const saved = JSON.parse(readFileSync(await (await saving).path(), "utf8"));
    assert.deepEqual(saved.messages.map(({ text }) => text), ["Rien de cela ne doit rester"]);
    await one.page.getByRole("button", { name: "Effacer cette conversation" }).click();
    await one.page.getByLabel("Votre message").waitFor();
    assert.doesNotMatch(await one.page.content(), /Rien de cela/);
    await one.page.goto(`${base}/brigade/discuter/donnees`);
    await one.page.getByRole("heading", { name: "Cette conversation n’est plus sur cet appareil." }).waitFor();
    await one.context.close();
  }
});

test("how long anything is kept is set within bounds, and a refusal keeps what was typed", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, context } = await enter(ADMINISTRATOR, "/cyberimpact/administration/conservation", { ...TABLET, javaScriptEnabled });
    const field = page.locator("#keep-chat");
    // Past the browser's own check: the server's stands behind it.
    await page.evaluate(() => { for (const form of document.forms) form.noValidate = true; }).catch(() => {});
    await field.fill("91");
    const send = page.locator("form:has(#keep-chat) button[type=submit]");
    await send.click();
    await page.locator("#keep-chat[aria-invalid=true]").waitFor();
    assert.equal(await field.inputValue(), "91");
    if (javaScriptEnabled) await sound(page, "a term beyond its bound");
    await field.fill("30");
    await send.click();
    await page.locator("#keep-chat:not([aria-invalid=true])").waitFor();
    await page.reload();
    assert.equal(await field.inputValue(), "30");
    await context.close();
  }
});

test("who can't see the desk or the board hears the same as who can", async () => {
  const [one, desk, leader] = [await citizen(), await enter(AGENT, "/brigade/poste"), await enter(LEADER, "/brigade/quart")];
  await write(one.page, "Où déposer une main courante ?");
  await take(desk.page);
  await leader.page.getByText(/^Une personne attend/).waitFor();
  const tree = async ({ context, page }) => {
    const cdp = await context.newCDPSession(page);
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    return nodes.filter((node) => !node.ignored).map((node) => ({ role: node.role?.value, name: node.name?.value ?? "" }));
  };
  const has = (nodes, role, name) => nodes.some((node) => node.role === role && name.test(node.name));
  const chat = await tree(one);
  assert.ok(has(chat, "log", /^Messages$/) && has(chat, "textbox", /^Votre message/) && has(chat, "link", /^Quitter vite/), JSON.stringify(chat));
  const agent = await tree(desk);
  assert.ok(has(agent, "log", /./) && has(agent, "textbox", /^Votre réponse/) && has(agent, "button", /^Clore/) && has(agent, "heading", /./), JSON.stringify(agent));
  // Nothing that one acts on is without a name, on any of the three.
  const board = await tree(leader);
  assert.ok(has(board, "columnheader", /^Attente$/) && has(board, "rowheader", /^N° /), JSON.stringify(board));
  for (const nodes of [chat, agent, board]) {
    const acted = nodes.filter(({ role }) => ["button", "link", "textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio"].includes(role));
    assert.deepEqual(acted.filter(({ name }) => name.trim() === ""), []);
    assert.equal(nodes.filter(({ role }) => role === "main").length, 1);
  }
  await close(desk.page);
  await Promise.all([one, desk, leader].map(({ context }) => context.close()));
});

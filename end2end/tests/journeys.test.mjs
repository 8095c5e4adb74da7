// Thirty journeys, each by a mouse, a finger or the keyboard, and once more without JavaScript: whatever way one goes, the same
// address says the same at its end. And two tabs of one person, the way back twenty times, what a screen reader is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { served } from "../served.mjs";

let browser, server, base;
before(async () => {
  browser = await launch();
  server = await served({ demonstration: { from: "2022-01-01", to: "2024-06-30" } });
  base = server.site;
});
after(async () => { await browser.close(); await server.stop(); });

// Steps. Each says what a person does, not how: that is the journey's way.
const follow = (selector) => ({ does: "follow", selector });
const unfold = (selector) => ({ does: "unfold", selector });
const choose = (selector, value) => ({ does: "choose", selector, value });
const write = (selector, text) => ({ does: "write", selector, text });
const send = (selector) => ({ does: "send", selector });
const preset = (name) => follow(`a.preset:text-is("${name}")`);
const page = (path) => follow(`#menu a[href="${path}"]`);
const rail = (path) => follow(`.rail a[href="/cyberimpact/${path}"]`);
const NOTE = "#nouvelle:has([name=body])";
const note = (day, body) => [unfold(`${NOTE} > summary`), write("#jour", day), write("#texte", body), send(`${NOTE} button`)];

/** Name, where it begins, what is done, and, where it ends with a refusal, the field that is at fault. */
const PUBLIC = [
  ["from the home to a service", "/", [page("/perceval")]],
  ["thirty days", "/perceval", [preset("30 jours")]],
  ["from the first day on, beside the period before", "/perceval", [preset("Depuis l’origine"), choose("#comparer", "precedent")]],
  ["a year", "/recrutement", [choose("#annee", "2023")]],
  ["free days", "/perceval", [write("#du", "2023-03-01"), write("#au", "2023-05-31"), send("form:has(#du) button")]],
  ["days the wrong way round", "/perceval", [write("#du", "2023-05-31"), write("#au", "2023-03-01"), send("form:has(#du) button")]],
  ["a territory by its list", "/pre-plainte-en-ligne", [choose("#territoire", "departement:29")]],
  ["from the list of territories to a région and a département", "/territoires", [follow('#contenu a[href="/territoires/region-53"]'), follow('.fr-breadcrumb a[href="/territoires"]'), follow('#contenu li a[href="/territoires/35"]')]],
  ["what is looked for and found", "/", [write("#recherche", "finis"), send(".fr-search-bar button"), follow('#contenu a[href="/territoires/29"]')]],
  ["what is looked for and is not there", "/iggn", [write("#recherche", "zzzz"), send(".fr-search-bar button")]],
  ["seven days of reviews", "/avis-google", [preset("7 jours"), preset("12 mois")]],
  ["the data of a service", "/site-web", [follow('footer a[href="/information-donnees"]')]],
  ["the statement of accessibility", "/recrutement", [follow('footer a[href="/accessibilite"]')]],
  ["the map of the site, and on", "/", [follow('footer a[href="/plan-du-site"]'), follow('#contenu a[href="/reseaux-sociaux"]')]],
  ["without a comparison, in another year", "/recrutement", [choose("#comparer", "non"), choose("#annee", "2022")]],
  ["a territory that goes along", "/territoires/35", [preset("30 jours"), preset("12 mois")]],
  ["a page that is none, and back into the site", "/nexiste-pas", [page("/site-web")]],
  ["the way the crumbs lead", "/territoires/2A", [follow('.fr-breadcrumb a[href="/territoires"]')]],
];
const INSIDE = [
  ["from the synthesis to what is felt", "", [rail("perception"), choose("#periode", "30j")]],
  ["another département", "/acteurs", [choose("#territoire", "departement:35")]],
  ["the territory's own screen", "/territoires/35", [choose("#territoire", "departement:29")]],
  ["agents for an hour", "/acteurs", [write("#duree", "12"), write("#attente", "2"), send("form:has(#duree) button")]],
  ["another series in the explorer", "/explorer?s1=pre_complaints", [choose("#s2", "contacts"), choose("#calcul", "indice")]],
  ["an annotation, written and withdrawn", "/annotations?indicateur=pre_complaints", [...note("2024-05-14", "Parcours"), send('form[action$="/annotations/retirer"] button')]],
  ["an annotation of a day to come", "/annotations?indicateur=pre_complaints", note("2031-01-01", "Demain"), "#jour"],
  ["a series followed, and no more", "/suivi", [rail("perception"), unfold("#note .files:has(.series-tools) > summary"), send('#note form[action$="/suivre"] button'),
    unfold("#note .files:has(.series-tools) > summary"), send('#note form[action$="/cesser"] button')]],
  ["a view kept, renamed and left", "/explorer?s1=pre_complaints", [unfold(".kept > details > summary"), write("#nom-vue", "Parcours"), send('form[action$="/vues"] button'),
    unfold(".kept li details > summary"), write(".kept li [name=title]", "Autre parcours"), send('form[action$="/renommer"] button'), send('form[action$="/vues/retirer"] button')]],
  ["an action that ends before it begins", "/actions", [unfold("#nouvelle > summary"), write("#titre", "Parcours"), write("#premier", "2024-06-10"), write("#dernier", "2024-06-01"), send("#nouvelle button")], "#dernier"],
  ["an action described and taken back", "/actions", [unfold("#nouvelle > summary"), write("#titre", "Parcours"), write("#premier", "2024-05-01"), write("#dernier", "2024-05-20"), send("#nouvelle button"),
    send('form[action$="/actions/retirer"] button')]],
  ["the wall", "/direct", [follow('#contenu a[href*="vue=mur"]')]],
];

/** The content of a page, without what charts and scripts put there, drawings, and tables that nobody opened. */
const said = (tab) => tab.evaluate(() => {
  const main = document.querySelector("#contenu").cloneNode(true);
  for (const part of main.querySelectorAll("[data-ours], .stage, table, svg, [role=status], #chargements, .fresh, .print")) part.remove();
  const values = [...main.querySelectorAll("select")].map((list) => `${list.name}=${list.value}`);
  const links = [...main.querySelectorAll("a[href], form[action]")].map((a) => a.getAttribute("href") ?? a.getAttribute("action"));
  // An hour passes between two ways of going.
  const text = main.textContent.replace(/\s+/g, " ").replace(/\d+ h \d\d/g, "");
  return { title: document.title, address: location.pathname + location.search, text, values, links };
});

/** Does something, and waits until what it asks for is shown in place, or refused. */
async function arrives(tab, doing) {
  await tab.evaluate(() => { window.arrivals = 0; document.addEventListener("arrived", () => { window.arrivals += 1; }, { once: true }); });
  await doing();
  await tab.waitForFunction(() => (window.arrivals > 0 && !document.documentElement.classList.contains("arrives")) || document.querySelector("[aria-invalid], #echec"));
}

/** How a step is done: by hand, by a finger, by keys alone, or without any script. */
const WAYS = ["mouse", "touch", "keys", "plain"];
async function act(tab, way, { does, selector, value, text }) {
  const element = tab.locator(selector).first();
  const press = async () => {
    if (way === "keys") { await element.focus(); await tab.keyboard.press("Enter"); }
    else if (way === "touch") await element.tap();
    else await element.click();
  };
  // A page that answers in place says so; one that is loaded does by itself.
  const come = (doing) => (way === "plain" ? Promise.all([tab.waitForEvent("load"), doing()]) : arrives(tab, doing));
  switch (does) {
    case "unfold": if (!await element.evaluate((summary) => summary.parentElement.open)) await press(); return;
    case "write": {
      if (way === "keys") await element.focus();
      await element.fill(text);
      return;
    }
    case "choose": {
      const auto = await element.evaluate((list) => list.form.hasAttribute("data-auto"));
      assert.ok(auto, `${selector} asks by itself`);
      if (way === "plain") {
        await element.selectOption(value);
        return come(() => tab.locator(`form:has(${selector}) button[type=submit]`).first().click());
      }
      if (way !== "keys") return come(() => element.selectOption(value));
      // A closed list is walked through by arrows, and Enter takes what it shows.
      const steps = await element.evaluate((list, value) => [...list.options].findIndex((o) => o.value === value) - list.selectedIndex, value);
      await element.focus();
      for (let step = 0; step < Math.abs(steps); step += 1) await tab.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
      return come(() => tab.keyboard.press("Enter"));
    }
    default: return come(press);
  }
}

/** Goes a journey some way; what is said at its end. */
async function go(way, [, start, steps, fault], state) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, hasTouch: way === "touch", javaScriptEnabled: way !== "plain", storageState: state });
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (e) => errors.push(e.message));
  tab.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await tab.goto(base + start, { waitUntil: "load" });
  if (way !== "plain") {
    await tab.waitForFunction(() => document.querySelector("leptos-island")?.awake
      && (!document.querySelector("figure[data-chart]") || document.documentElement.classList.contains("awake")));
  }
  for (const step of steps) await act(tab, way, step);
  let end;
  if (fault) {
    // What was typed is there, and the field says why, whether the page stayed or came again.
    const field = tab.locator(fault);
    const why = await field.evaluate((f) => document.getElementById(f.getAttribute("aria-describedby"))?.textContent);
    end = { why, typed: await tab.locator("#nouvelle").evaluate((form) => [...form.querySelectorAll("input, select")].map((f) => f.value).filter(Boolean)) };
    assert.ok(why, "a reason beside the field");
  } else {
    end = await said(tab);
  }
  await context.close();
  assert.deepEqual(errors.filter((e) => !/40[034]/.test(e)), [], way);
  return end;
}

const ways = (at) => [WAYS[at % 3], "plain"];
for (const [at, journey] of PUBLIC.entries()) {
  const [way, plain] = ways(at);
  test(`${journey[0]}: by ${way}, and without JavaScript`, async () => {
    // Nothing is written: both at once.
    const [one, other] = await Promise.all([go(way, journey), go(plain, journey)]);
    assert.deepEqual(one, other);
  });
}
for (const [at, [name, start, ...rest]] of INSIDE.entries()) {
  const [way, plain] = ways(at);
  test(`${name}: by ${way}, and without JavaScript`, async () => {
    const state = await session("Analyste");
    const journey = [name, `/cyberimpact${start}`, ...rest];
    assert.deepEqual(await go(way, journey, state), await go(plain, journey, state));
  });
}

/** A session, as another context can take it. */
async function session(role) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${base}/connexion`);
  await tab.getByRole("button", { name: role }).click();
  await tab.waitForURL("**/cyberimpact");
  const state = await context.storageState();
  await context.close();
  return state;
}

/** A page that answers in place. */
async function awake(context, path) {
  const tab = await context.newPage();
  await tab.goto(base + path, { waitUntil: "load" });
  await tab.waitForFunction(() => document.querySelector("leptos-island")?.awake
    && (!document.querySelector("figure[data-chart]") || document.documentElement.classList.contains("awake")));
  return tab;
}

test("twenty times back and forth, each entry says what it said", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await awake(context, "/perceval");
  const walk = [preset("30 jours"), page("/recrutement"), choose("#annee", "2023"), page("/avis-google"), preset("7 jours")];
  const told = [await said(tab)];
  for (const step of walk) { await act(tab, "mouse", step); told.push(await said(tab)); }
  let at = told.length - 1;
  for (let n = 0; n < 20; n += 1) {
    const back = at > 0 && (n % 7 < 4 || at === told.length - 1);
    at += back ? -1 : 1;
    await arrives(tab, () => (back ? tab.goBack() : tab.goForward()));
    assert.deepEqual(await said(tab), told[at], `step ${n}`);
  }
  await context.close();
});

test("two tabs of one person: what one does the other finds, and a session that one ends is over in both", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: await session("Communication") });
  const [one, two] = [await awake(context, "/cyberimpact/explorer?s1=pre_complaints"), await awake(context, "/cyberimpact/suivi")];
  for (const step of [unfold(".kept > details > summary"), write("#nom-vue", "Des deux côtés"), send('form[action$="/vues"] button')]) await act(one, "mouse", step);
  await act(two, "mouse", rail("explorer"));
  const its = two.getByRole("link", { name: "Des deux côtés", exact: true });
  await its.waitFor();
  // Taken away in one; the other still shows it, and is told so when it tries.
  await act(one, "mouse", send('form[action$="/vues/retirer"] button'));
  await two.locator('form[action$="/vues/retirer"] button').first().click();
  await two.locator("#echec", { hasText: "Votre mandat ne donne pas ce droit" }).waitFor();
  await one.getByRole("button", { name: "Se déconnecter" }).click();
  await one.waitForURL(/connexion/);
  // What was typed is not lost with the session.
  await two.locator(".kept > details > summary").click();
  await two.locator("#nom-vue").fill("Tapé trop tard");
  await two.locator('form[action$="/vues"] button').click();
  await two.locator("#echec", { hasText: "Votre session est finie" }).waitFor();
  assert.equal(await two.locator("#nom-vue").inputValue(), "Tapé trop tard");
  await context.close();
});

test("what a screen reader is told of a choice, a page, a refusal and a list of suggestions", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, storageState: await session("Analyste") });
  const tab = await awake(context, "/perceval");
  const cdp = await context.newCDPSession(tab);
  /** The tree as assistive technology has it: role, name, what is focused, what is live. */
  const tree = async () => {
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    const of = (node, name) => node.properties?.find((p) => p.name === name)?.value.value;
    return nodes.filter((n) => !n.ignored).map((n) => ({
      role: n.role?.value, name: n.name?.value ?? "", described: n.description?.value ?? "", focused: of(n, "focused") === true, live: of(n, "live"),
      invalid: of(n, "invalid"), expanded: of(n, "expanded"), active: of(n, "activedescendant"), id: n.nodeId, parent: n.parentId,
    }));
  };
  const focused = async () => (await tree()).filter((n) => n.focused && n.role !== "RootWebArea");
  const live = async () => {
    const nodes = await tree();
    const region = nodes.find((n) => n.role === "status" && n.live === "polite" && nodes.some((child) => child.parent === n.id && child.name.includes("12 derniers mois") || child.parent === n.id && child.name.includes("30 derniers jours")));
    return nodes.filter((n) => n.parent === region?.id).map((n) => n.name).join(" ");
  };
  // A choice: the focus stays, and one region says what is shown.
  await tab.locator('a.preset:text-is("30 jours")').focus();
  await act(tab, "keys", preset("30 jours"));
  await tab.waitForFunction(() => document.querySelector("#annonce").textContent !== "");
  assert.match(await live(), /^France, 30 derniers jours, 5 graphiques$/);
  assert.deepEqual((await focused()).map((n) => [n.role, n.name]), [["link", "30 jours"]]);
  // Another page: its heading has the focus.
  await act(tab, "keys", page("/iggn"));
  assert.deepEqual((await focused()).map((n) => n.role), ["heading"]);
  // Suggestions: a field that has a list, whose chosen line is its active descendant.
  await tab.locator("#recherche").fill("finis");
  await tab.locator("#suggestions").waitFor();
  await tab.keyboard.press("ArrowDown");
  const search = (await focused())[0];
  assert.deepEqual([search.role, search.name, search.expanded], ["combobox", "Rechercher", true]);
  const lines = (await tree()).filter((n) => n.role === "listbox" || n.role === "option" && n.name.includes("Finistère"));
  assert.deepEqual(lines.map((n) => [n.role, n.name]), [["listbox", "Suggestions"], ["option", "29 – Finistère"]]);
  await tab.keyboard.press("Escape");
  // A refusal: the field at fault has the focus, is invalid, and is described by the reason.
  await tab.goto(`${base}/cyberimpact/annotations?indicateur=pre_complaints`, { waitUntil: "networkidle" });
  for (const step of note("2031-01-01", "Demain")) await act(tab, "keys", step);
  const day = (await tree()).find((n) => n.invalid === "true");
  assert.match(day.described, /porte sur un jour/);
  assert.ok(await tab.locator("#jour").evaluate((field) => field === document.activeElement));
  await context.close();
});

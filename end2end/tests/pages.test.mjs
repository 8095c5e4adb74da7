// Every page in a real browser: hydrated, JavaScript off, tablet; both themes; axe and html-validate.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { words } from "../../style/words.mjs";
import { launch, PAGES, DATA_PAGES } from "../browser.mjs";

const base = process.env.BASE;
const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function open(options, path) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await page.goto(base + path, { waitUntil: "load" });
  return { context, page, errors };
}

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing, ${theme}`, async () => {
    for (const path of PAGES) {
      // axe is injected by the test, past the page's own policy.
      const { context, page } = await open({ colorScheme: theme, bypassCSP: true, viewport: { width: 1280, height: 900 } }, path);
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
      await page.addScriptTag({ content: axe });
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const said = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      assert.deepEqual(said, [], path);
      await context.close();
    }
  });
}

test("html-validate finds nothing", async () => {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: {
    "long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "no-implicit-button-type": "error",
    // The header of the State's design system carries its landmark roles.
    "no-redundant-role": "off", "prefer-native-element": "off", "attribute-boolean-style": "off", "attribute-empty-style": "off",
    "no-inline-style": "error", "aria-label-misuse": ["error", { allowAnyNamable: true }], "doctype-style": "off", "element-required-attributes": "error", "tel-non-breaking": "off",
    "unrecognized-char-ref": "off", "no-raw-characters": "off",
  }, elements: ["html5", { "leptos-island": { flow: true, phrasing: true, permittedContent: ["@flow"] } }] });
  for (const path of PAGES) {
    const html = await (await fetch(base + path)).text();
    const report = await validator.validateString(html);
    const said = report.results.flatMap((r) => r.messages).map((m) => `${m.ruleId} ${m.message} (${m.line}:${m.column})`);
    assert.deepEqual(said.slice(0, 5), [], path);
  }
});

test("a first visit is painted before letters are asked for; they are those of the next page, and nothing moves", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; }).observe({ type: "layout-shift", buffered: true });
  });
  const family = () => page.evaluate(() => getComputedStyle(document.body).fontFamily.split(",")[0]);
  for (const path of ["/a-propos", "/perceval", "/"]) {
    await page.goto(base + path, { waitUntil: "load" });
    await page.waitForFunction(() => [...document.fonts].filter((f) => f.family === "Marianne" && f.status === "loaded").length === 2);
    await page.waitForTimeout(700);
    const [paint, letters] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0].startTime,
      Math.min(...performance.getEntriesByType("resource").filter((e) => e.name.endsWith(".woff2")).map((e) => e.startTime)),
    ]);
    // Later pages find them in the cache, whenever they ask.
    if (path === "/a-propos") assert.ok(paint < letters, `${paint} ${letters}`);
    assert.equal(await family(), '"Marianne en attente"', path);
    assert.equal(await page.evaluate(() => window.shift), 0, path);
  }
  await page.click("footer a[href='/accessibilite']");
  await page.waitForURL("**/accessibilite");
  await page.locator("h1", { hasText: "Accessibilité" }).waitFor();
  assert.equal(await family(), "Marianne", "who was here has them already");
  await context.close();
});

test("each page says in a sentence of its own what it holds", async () => {
  const seen = new Map();
  // What is looked for on a page is no page of its own.
  for (const path of PAGES.filter((p) => p !== "/nexiste-pas" && !p.startsWith("/brigade/faq?"))) {
    const html = await (await fetch(base + path)).text();
    const said = html.match(/<meta name="description" content="([^"]{20,})"/)?.[1];
    assert.ok(said, path);
    seen.set(said, [...(seen.get(said) ?? []), path]);
  }
  assert.deepEqual([...seen.values()].filter((paths) => paths.length > 1), []);
});

test("no class is put together from pieces: the style keeps only words of the sources", async () => {
  const known = words();
  for (const path of [...PAGES, "/galerie", "/integrer/perceval/signalements"]) {
    const html = await (await fetch(base + path)).text();
    const classes = [...html.matchAll(/\sclass="([^"]*)"/g)].flatMap((m) => m[1].split(/\s+/)).filter(Boolean);
    assert.deepEqual([...new Set(classes)].filter((name) => !known.has(name)), [], path);
  }
});

test("pages hydrate in silence and keep within the policy", async () => {
  for (const path of PAGES.filter((p) => p !== "/nexiste-pas")) {
    const { context, page, errors } = await open({}, path);
    await page.waitForTimeout(150);
    assert.deepEqual(errors, [], path);
    await context.close();
  }
});

test("without JavaScript the content is the same", async () => {
  const words = (page) => page.evaluate(() => [...document.querySelectorAll("h1,h2,h3,.finding,.figure,figcaption,td,th,.legend li")].map((e) => e.textContent.trim()).join("\n"));
  for (const path of DATA_PAGES) {
    const off = await open({ javaScriptEnabled: false }, path);
    const on = await open({}, path);
    await on.page.waitForTimeout(100);
    // With JavaScript off the driver can still read the document.
    assert.equal(await words(off.page), await words(on.page), path);
    assert.ok((await off.page.locator("svg.chart").count()) > 0, `${path}: a chart`);
    for (const page of [off.page, on.page]) {
      const hidden = await page.locator("figure .key").evaluateAll((keys) => keys.filter((key) => !key.checkVisibility()).length);
      assert.equal(hidden, 0, `${path}: what a chart's marks mean is hidden`);
    }
    await off.context.close();
    await on.context.close();
  }
});

test("what a chart's marks mean is told to who touches, too", async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }, "/perceval");
  const keys = await page.locator("figure .key").evaluateAll((all) => all.map((key) => key.checkVisibility()));
  assert.ok(keys.length > 0 && keys.every(Boolean), String(keys));
  await context.close();
});

test("filters work without JavaScript", async () => {
  const { context, page } = await open({ javaScriptEnabled: false }, "/pre-plainte-en-ligne");
  await page.getByLabel("Du", { exact: true }).fill("2024-02-01");
  await page.getByLabel("au", { exact: true }).fill("2024-02-29");
  await page.getByRole("button", { name: "Afficher cette période" }).click();
  assert.match(page.url(), /du=2024-02-01&au=2024-02-29/);
  assert.match(await page.locator("#depots .finding").innerText(), /En février 2024/);
  await page.getByLabel("Territoire", { exact: true }).selectOption("departement:35");
  await page.getByRole("button", { name: "Appliquer" }).click();
  assert.match(page.url(), /territoire=departement%3A35/);
  assert.match(page.url(), /du=2024-02-01/, "the period is kept");
  assert.match(await page.locator("#depots figcaption").innerText(), /Ille-et-Vilaine/);
  await context.close();
});

test("with JavaScript a choice applies at once, and the theme is kept", async () => {
  const { context, page } = await open({}, "/perceval");
  await page.waitForTimeout(400);
  await page.getByLabel("Comparer à").selectOption("precedent");
  await page.waitForURL(/comparer=precedent/);
  await page.waitForTimeout(400);
  await page.getByLabel("Thème").selectOption("dark");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.frTheme), "dark");
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.frTheme), "dark", "kept over a reload");
  await context.close();
});

test("everything is reached by keyboard", async () => {
  const { context, page } = await open({}, "/perceval");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Contenu", "skip link first");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "contenu");
  const summary = page.locator("#signalements details.data summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#signalements table").isVisible(), "the table opens by keyboard");
  await context.close();
});

test("on a tablet and a phone nothing overflows and targets are large enough", async () => {
  for (const width of [360, 390, 820]) {
    for (const path of PAGES) {
      const { context, page } = await open({ viewport: { width, height: 900 }, hasTouch: true }, path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(over <= 0, `${path} at ${width}: ${over} px too wide`);
      const small = await page.evaluate(() => [...document.querySelectorAll("button, select, .preset, input[type=date]")]
        .filter((e) => e.checkVisibility() && !e.closest(".downloads") && getComputedStyle(e).clipPath === "none")
        .map((e) => [e.textContent.trim().slice(0, 20) || e.id, e.getBoundingClientRect().height])
        .filter(([, h]) => h < 40));
      assert.deepEqual(small, [], `${path} at ${width}`);
      await context.close();
    }
  }
});

test("the longest figure fits the narrowest screen, whatever letters it has", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
  await context.route("**/*.woff2", (route) => route.abort());
  for (const path of DATA_PAGES) {
    const page = await context.newPage();
    await page.goto(base + path, { waitUntil: "load" });
    const over = await page.evaluate(() => {
      for (const figure of document.querySelectorAll(".figure strong")) figure.textContent = "−999,9\u00a0millions";
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    assert.ok(over <= 0, `${path}: ${over} px too wide`);
    await page.close();
  }
  await context.close();
});

test("the phone's menu opens without JavaScript", async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false }, "/");
  const link = page.getByRole("navigation", { name: "Menu principal" }).getByRole("link", { name: "Perceval" });
  assert.equal(await link.isVisible(), false);
  await page.getByText("Menu", { exact: true }).last().click();
  assert.ok(await link.isVisible());
  await context.close();
});

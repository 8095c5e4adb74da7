// Charts awake: what assistive technology gets, what keys and pointer do, what it costs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, tasks, DATA_PAGES } from "../browser.mjs";

const base = process.env.BASE;
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await page.goto(base + path, { waitUntil: "load" });
  await page.waitForSelector("figure .cursor", { state: "attached" });
  // All charts of the page: one is mounted a task.
  await page.waitForFunction(() => document.querySelectorAll("figure[data-charts] .stage").length === document.querySelectorAll("figure[data-charts] .cursor").length
    || document.querySelectorAll("#empty").length > 0);
  return { context, page, errors };
}

/// The chart's own file: its model and the sentence of each value.
async function model(id, charts) {
  const address = charts.replace(/\.bin/, `/${id}.json`);
  return (await fetch(base + address)).json();
}

test("each stop of each chart says the model's sentence in a role that hands all keys over", async () => {
  for (const path of DATA_PAGES) {
    const { context, page, errors } = await open(path);
    const cdp = await context.newCDPSession(page);
    await cdp.send("Accessibility.enable");
    for (const figure of await page.$$("figure[data-charts]")) {
      const [id, charts] = await figure.evaluate((f) => [f.dataset.chart, f.dataset.charts]);
      const whole = await model(id, charts);
      const all = whole.sentences.flat();
      const cursor = await figure.$(".cursor");
      await cursor.focus();
      const spoken = async () => {
        const { node } = await cdp.send("DOM.describeNode", { objectId: (await cdp.send("Runtime.evaluate", { expression: "document.activeElement" })).result.objectId });
        const { nodes } = await cdp.send("Accessibility.getPartialAXTree", { backendNodeId: node.backendNodeId, fetchRelatives: false });
        // The protocol gives the number of a slider, and an empty text: the text is read where the tree reads it.
        const text = await cursor.getAttribute("aria-valuetext");
        return [nodes[0].role.value, nodes[0].name.value, text, nodes[0].value.value];
      };
      for (const key of ["Home", "ArrowRight", "PageDown", "]", "[", "n", "End", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
        await page.keyboard.press(key);
        const [role, name, value, number] = await spoken();
        assert.equal(role, "slider", `${path} ${id}`);
        assert.equal(name, whole.chart.title, `${path} ${id}`);
        const now = number;
        assert.equal(value, all[now - 1], `${path} ${id} after ${key}`);
        if (key === "Home") assert.equal(value, whole.sentences.find((lane) => lane[0] === value)?.[0], `${path} ${id}: the first`);
      }
      assert.equal((await figure.$$eval("[tabindex='0']", (x) => x.filter((e) => !e.matches("button, a, summary")).length)), 1, `${path} ${id}: one Tab stop`);
    }
    assert.deepEqual(errors, [], path);
    await context.close();
  }
});

test("any département in three keys, and neighbours by arrows", async () => {
  const { context, page } = await open("/pre-plainte-en-ligne");
  const cursor = page.locator("#carte .cursor");
  await cursor.focus();
  const whole = await model("carte", await page.locator("#carte figure").getAttribute("data-charts"));
  for (const area of whole.chart.kind.Map.areas) {
    await page.keyboard.press("Home");
    for (const key of area.code.toLowerCase()) await page.keyboard.press(key);
    assert.match(await cursor.getAttribute("aria-valuetext"), new RegExp(`\\(${area.code}\\)`), area.code);
  }
  await page.keyboard.press("Home");
  for (const key of "35") await page.keyboard.press(key);
  await page.keyboard.press("ArrowLeft");
  assert.match(await cursor.getAttribute("aria-valuetext"), /\((22|56)\)/, "west of Ille-et-Vilaine");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/territoires\/(22|56)/);
  await context.close();
});

test("any of ten thousand points in twelve keys", async () => {
  const { context, page } = await open("/galerie");
  const cursor = page.locator("#crowd .cursor");
  await cursor.focus();
  const size = Number(await cursor.getAttribute("aria-valuemax"));
  assert.ok(size >= 10000);
  await page.keyboard.press("Home");
  for (const key of "03/5000") await page.keyboard.press(key);
  assert.match(await cursor.getAttribute("aria-valuetext"), /^Mars 5000/);
  await context.close();
});

test("zoom by keys, by drag and by button is said and kept in the address", async () => {
  const { context, page } = await open("/perceval");
  const cursor = page.locator("#signalements .cursor");
  await cursor.focus();
  await page.keyboard.press("+");
  await page.waitForURL(/vue-signalements=202\d-\d\d%7E202\d-\d\d/);
  assert.match(await page.locator("#signalements [role=status].fr-sr-only").textContent(), /^Vue de /);
  await page.reload();
  await page.waitForSelector("#signalements.question .zoomed, #signalements .zoomed");
  await page.locator("#signalements .cursor").focus();
  await page.keyboard.press("Backspace");
  await page.waitForURL((url) => !url.search.includes("vue-"));
  await page.locator("#signalements .stage").evaluate((e) => e.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.waitForTimeout(100);
  const box = await page.locator("#signalements .stage").boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/vue-signalements=/);
  await page.getByRole("button", { name: "Tout afficher" }).first().click();
  await page.waitForURL((url) => !url.search.includes("vue-"));
  await context.close();
});

test("the value that is read is kept in the address and shown to who opens it", async () => {
  for (const [path, keys] of [["/perceval", ["Home", "ArrowRight", "ArrowRight"]], ["/pre-plainte-en-ligne", ["3", "5"]]]) {
    const { context, page } = await open(path);
    const charts = await page.$$eval("figure[data-chart]", (list) => list.map((f) => f.dataset.chart));
    const id = keys[0] === "Home" ? charts[0] : await page.$eval("figure:has(.plot.map)", (f) => f.dataset.chart);
    const cursor = page.locator(`figure[data-chart="${id}"] .cursor`);
    await cursor.focus();
    for (const key of keys) await page.keyboard.press(key);
    const said = await cursor.getAttribute("aria-valuetext");
    await page.waitForURL((url) => url.searchParams.has(`point-${id}`));
    const shared = page.url().replace(base, "");
    await context.close();
    const other = await open(shared);
    const there = other.page.locator(`figure[data-chart="${id}"]`);
    assert.equal(await there.locator(".cursor").getAttribute("aria-valuetext"), said, shared);
    await there.scrollIntoViewIfNeeded();
    await there.locator(".tip:not([hidden])").waitFor();
    assert.equal(await there.locator(".tip").textContent(), said);
    await other.context.close();
  }
});

test("new data arrives without a reload: place, zoom, focus and announcements stay, words and table follow", async () => {
  const { context, page, errors } = await open("/perceval?periode=12m");
  const figure = page.locator('figure[data-chart="signalements"]');
  const cursor = figure.locator(".cursor");
  await cursor.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("+");
  const read = async () => [await cursor.getAttribute("aria-valuemax"), await figure.locator("tbody tr").count(), await page.locator("#signalements .finding").textContent()];
  const [points, rows, finding] = await read();
  const said = await cursor.getAttribute("aria-valuetext");
  const zoom = new URL(page.url()).searchParams.get("vue-signalements");
  assert.ok(zoom);
  // The store "grows": the same addresses answer with a longer window.
  const longer = async (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("periode", "origine");
    await route.fulfill({ response: await route.fetch({ url: url.href }) });
  };
  await page.route("**/graphiques/perceval.bin*", longer);
  await page.route("**/perceval?*", longer);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForFunction((n) => document.querySelectorAll("#signalements tbody tr").length > n, rows);
  const [more, moreRows, found] = await read();
  assert.ok(Number(more) > Number(points) && moreRows === Number(more), `${points} ${more} ${moreRows}`);
  assert.notEqual(found, finding);
  assert.match(await figure.locator("p[role=status]").textContent(), /^Valeurs nouvelles\s: \d+\.$/);
  assert.equal(await cursor.getAttribute("aria-valuetext"), said, "the value that was read");
  assert.equal(new URL(page.url()).searchParams.get("vue-signalements"), zoom);
  assert.ok(await figure.evaluate((f) => f.classList.contains("zoomed") && f.querySelector(".cursor") === document.activeElement));
  assert.deepEqual(errors, []);
  await context.close();
});

test("help, table at the same place, picture, and words that can be dismissed", async () => {
  const { context, page } = await open("/perceval");
  const cursor = page.locator("#signalements .cursor");
  await cursor.focus();
  await page.keyboard.press("?");
  assert.ok(await page.getByRole("dialog", { name: "Touches des graphiques" }).isVisible());
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.className === "cursor");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  const said = await cursor.getAttribute("aria-valuetext");
  assert.ok(await page.locator("#signalements .tip").isVisible());
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#signalements .tip").isVisible(), false);
  await page.keyboard.press("t");
  const cell = await page.evaluate(() => [document.activeElement.tagName, document.activeElement.textContent]);
  assert.equal(cell[0], "TD");
  assert.ok(said.includes(cell[1]), `${said} has ${cell[1]}`);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.className), "cursor");
  const download = page.waitForEvent("download");
  await page.locator("#signalements").getByRole("button", { name: "Image PNG" }).click();
  assert.equal((await download).suggestedFilename(), "signalements.png");
  await context.close();
});

test("listening makes a sound only when asked", async () => {
  const { context, page } = await open("/perceval");
  await page.evaluate(() => { window.tones = 0; const make = AudioContext.prototype.createOscillator; AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); }; });
  await page.locator("#signalements .cursor").focus();
  assert.equal(await page.evaluate(() => window.tones), 0);
  await page.keyboard.press("s");
  assert.equal(await page.evaluate(() => window.tones), 1);
  await context.close();
});

test("the canvas has the pixels of the screen and lines on whole ones, at every ratio", async () => {
  for (const ratio of [1, 1.5, 2, 3]) {
    const { context, page } = await open("/galerie", { deviceScaleFactor: ratio, viewport: { width: 1000, height: 800 } });
    await page.waitForSelector("#negative .stage", { state: "attached" });
    await page.locator("#negative").scrollIntoViewIfNeeded();
    await page.waitForSelector("#negative .stage.drawn");
    const [w, css, blurred] = await page.locator("#negative canvas").first().evaluate((c) => {
      const data = c.getContext("2d").getImageData(Math.round(c.width * 0.98), 0, 1, c.height).data;
      // A sharp line has one alpha over its whole height; a blurred one has weaker edges.
      let soft = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i + 3] < 250) soft += 1;
      return [c.width, c.getBoundingClientRect().width, soft];
    });
    assert.equal(w, Math.round(css * ratio), `ratio ${ratio}`);
    assert.equal(blurred, 0, `ratio ${ratio}: soft pixels in grid lines`);
    await context.close();
  }
});

test("letters are as wide as the table that lays charts out", async () => {
  const { context, page } = await open("/perceval");
  const texts = await page.$$eval("svg.chart text", (list) => list.map((t) => [t.textContent, t.classList.contains("k-strong")]).slice(0, 80));
  assert.ok(texts.length > 20);
  const off = await page.evaluate(async (texts) => {
    await document.fonts.ready;
    const c = document.createElement("canvas").getContext("2d");
    c.fontKerning = "none";
    return texts.map(([text, bold]) => { c.font = `${bold ? 700 : 400} 100px Marianne`; return [text, c.measureText(text).width, [...text].reduce((sum, x) => sum + c.measureText(x).width, 0)]; })
      .filter(([, whole, sum]) => Math.abs(whole - sum) > 0.5);
  }, texts);
  assert.deepEqual(off, [], "the width of a text is the sum of its letters");
  await context.close();
});

test("pointer moves touch the overlay only, without layout and without long tasks", async () => {
  const { context, page } = await open("/perceval");
  const stage = page.locator("#signalements .stage");
  await stage.scrollIntoViewIfNeeded();
  const box = await stage.boundingBox();
  await page.mouse.move(box.x + 100, box.y + 100);
  await page.evaluate(() => {
    window.drawn = { base: 0, over: 0 };
    const canvases = [...document.querySelectorAll("#signalements canvas")];
    for (const name of ["fill", "stroke", "fillText"]) {
      const real = CanvasRenderingContext2D.prototype[name];
      CanvasRenderingContext2D.prototype[name] = function (...a) { window.drawn[this.canvas === canvases[0] ? "base" : "over"] += 1; return real.apply(this, a); };
    }
  });
  const moves = async () => {
    await page.evaluate(() => { window.drawn = { base: 0, over: 0 }; });
    for (let i = 0; i < 40; i += 1) await page.mouse.move(box.x + 100 + i * 15, box.y + 120);
  };
  let took = await tasks(page, moves);
  // As with waking: only a task that is long again is long by its own work.
  if (Math.max(...took) >= 50) took = await tasks(page, moves);
  const drawn = await page.evaluate(() => window.drawn);
  assert.equal(drawn.base, 0, "the base layer rests");
  assert.ok(drawn.over > 0 && drawn.over <= 40 * 4, `${drawn.over} calls`);
  assert.ok(took.length > 40, `${took.length} tasks seen`);
  assert.ok(Math.max(...took) < 50, `a task of ${Math.max(...took)} ms`);
  await context.close();
});

/** One waking of a page's charts: its longest task in milliseconds of processor, how many tasks, how many layouts. */
async function waking(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  const layouts = async () => (await cdp.send("Performance.getMetrics")).metrics.find((m) => m.name === "LayoutCount").value;
  let before;
  const took = await tasks(page, async () => {
    await page.goto(base + path, { waitUntil: "load" });
    before = await layouts();
    await page.waitForFunction(() => document.querySelectorAll("figure[data-charts] .cursor").length > 0);
    await page.waitForTimeout(500);
  });
  const count = await layouts() - before;
  await context.close();
  return { longest: Math.max(...took), tasks: took.length, layouts: count };
}

test("waking the charts of a page takes no long task and few layouts", async () => {
  for (const path of [...DATA_PAGES, "/galerie"]) {
    // A shared processor, slowed down or with cold caches, only ever adds to a task: one that is long by its own work is
    // long each time.
    const seen = [];
    do seen.push(await waking(path)); while (seen.at(-1).longest >= 50 && seen.length < 3);
    const best = seen.at(-1);
    assert.ok(best.tasks > 5, `${path}: ${best.tasks} tasks seen`);
    assert.ok(best.longest < 50, `${path}: tasks of ${seen.map((s) => s.longest)} ms`);
    assert.ok(Math.max(...seen.map((s) => s.layouts)) <= 12, `${path}: ${seen.map((s) => s.layouts)} layouts`);
  }
});

test("a chart costs few nodes and few calls", async () => {
  const { context, page } = await open("/perceval");
  const nodes = await page.evaluate(() => [document.querySelectorAll("*").length, Math.max(...[...document.querySelectorAll(".stage")].map((s) => s.querySelectorAll("*").length))]);
  assert.ok(nodes[0] <= 2600, `${nodes[0]} nodes on the page`);
  assert.ok(nodes[1] <= 330, `${nodes[1]} nodes in a chart`);
  await context.close();
});

test("text pages load no chart code", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(base + "/a-propos", { waitUntil: "networkidle" });
  assert.equal(asked.filter((u) => u.includes("charts")).length, 0);
  await context.close();
});

test("with forced colours the drawing is the server's", async () => {
  const { context, page } = await open("/perceval", { forcedColors: "active" });
  await page.waitForSelector("#signalements .stage.forced");
  assert.ok(await page.locator("#signalements svg.chart").first().isVisible());
  await context.close();
});

test("nothing is hydrated otherwise in another time zone, theme or width", async () => {
  for (const timezoneId of ["Pacific/Auckland", "America/Cayenne"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        const { context, page, errors } = await open("/ma-gendarmerie?periode=7j", { timezoneId, colorScheme, viewport: { width, height: 800 } });
        const said = await page.locator("#contacts .cursor").getAttribute("aria-valuetext");
        const whole = await model("contacts", await page.locator("#contacts figure").getAttribute("data-charts"));
        assert.ok(whole.sentences.flat().includes(said), `${timezoneId}: ${said}`);
        assert.deepEqual(errors, []);
        await context.close();
      }
    }
  }
});

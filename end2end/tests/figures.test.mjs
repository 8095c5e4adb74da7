// Every number of two pages, computed again from the files of the demonstration: another language, another path.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";

const base = process.env.BASE, demo = process.env.DEMO;
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const FROM = "2024-01", TO = "2024-06";
const WINDOW = "?periode=libre&du=2024-01-01&au=2024-06-30&comparer=non";
let browser, context;
before(async () => { browser = await launch(); context = await browser.newContext({ javaScriptEnabled: false }); });
after(async () => { await browser.close(); });

/** "12 345", "1 234,5 €", "7 min 33 s" → number. */
function value(text) {
  const t = text.replaceAll(/[\u202f\u00a0]/g, " ");
  let m = t.match(/^(\d+) min (\d+) s$/);
  if (m) return Number(m[1]) * 60 + Number(m[2]);
  const n = Number(t.replaceAll(/[^\d,−-]/g, "").replace("−", "-").replace(",", "."));
  return Number.isNaN(n) ? null : n;
}
async function rows(page, id) {
  return page.$$eval(`#${id} tbody tr`, (trs) => trs.map((tr) => [...tr.children].map((c) => c.textContent.trim())));
}
const weekOf = (d) => { const x = new Date(d + "T00:00:00Z"); x.setUTCDate(x.getUTCDate() - ((x.getUTCDay() + 6) % 7)); return x.toISOString().slice(0, 10); };
const weekName = (iso) => { const [y, m, d] = iso.split("-").map(Number); return `semaine du ${d === 1 ? "1er" : d} ${MONTHS[m - 1]} ${y}`; };
const add = (map, key, n = 1) => map.set(key, (map.get(key) ?? 0) + n);
const inside = (day) => day.slice(0, 7) >= FROM && day.slice(0, 7) <= TO;
function compare(found, wanted, what) {
  assert.ok(found.length > 0, what);
  for (const [name, text] of found) {
    assert.ok(wanted.has(name), `${what}: « ${name} » is not in the file`);
    assert.ok(Math.abs(value(text) - wanted.get(name)) <= 0.51, `${what}, ${name}: ${text} instead of ${wanted.get(name)}`);
  }
}

test("ma-gendarmerie", async () => {
  const category = { Renseignement: "Je m’informe", Signalement: "Je signale", Victime: "Je suis victime", "Autre demande": "Autres demandes" };
  const weeks = new Map(), categories = new Map(), motifs = new Map(), channels = new Map(), grid = new Map(), monthly = new Map();
  const days = new Map();
  let total = 0;
  for (const line of readFileSync(`${demo}/easiware.csv`, "utf8").split("\n").slice(1)) {
    const [, date, channel, parent, motif] = line.split(";");
    if (!date || parent === "PNAV" || date.startsWith("00")) continue;
    const day = `${date.slice(6, 10)}-${date.slice(3, 5)}-${date.slice(0, 2)}`;
    // The heat map shows the last 364 days of the window: here the window itself.
    if (!inside(day)) continue;
    total += 1;
    add(weeks, weekName(weekOf(day))); add(categories, category[parent]); add(motifs, motif); add(channels, channel);
    const slot = (new Date(day + "T00:00:00Z").getUTCDay() + 6) % 7;
    const hour = Number(date.slice(11, 13));
    add(grid, `${hour}-${slot}`); add(monthly, `${day.slice(0, 7)} ${hour}-${slot}`);
  }
  for (let d = new Date("2024-01-01T00:00:00Z"); d <= new Date("2024-06-30T00:00:00Z"); d.setUTCDate(d.getUTCDate() + 1)) add(days, (d.getUTCDay() + 6) % 7);
  const page = await context.newPage();
  await page.goto(`${base}/ma-gendarmerie${WINDOW}`);
  const step = 10 ** (Math.floor(Math.log10(total)) - 2);
  assert.equal(value(await page.locator(".headline .figure strong").innerText()), Math.round(total / step) * step, "headline");
  compare(await rows(page, "contacts"), weeks, "contacts");
  compare(await rows(page, "categories"), categories, "categories");
  compare(await rows(page, "canaux"), channels, "channels");
  const shown = await rows(page, "motifs");
  compare(shown.filter(([n]) => !n.startsWith("Autres (")), motifs, "motifs");
  const others = shown.find(([n]) => n.startsWith("Autres ("));
  const listed = shown.filter((r) => r !== others).reduce((s, [, v]) => s + value(v), 0);
  assert.equal(value(others[1]), total - listed, "the other motifs");
  for (const [name, , share] of await rows(page, "categories")) {
    assert.ok(Math.abs(value(share) - (100 * categories.get(name)) / total) <= 0.051, `share of ${name}: ${share}`);
  }
  // Hours are published month by month: a month with fewer than five persons in one of them hides it, and another of its day.
  const few = (hour, slot) => [1, 2, 3, 4, 5, 6].some((m) => { const n = monthly.get(`2024-0${m} ${hour}-${slot}`) ?? 0; return n > 0 && n < 5; });
  for (const [hour, ...cells] of await rows(page, "affluence")) {
    cells.forEach((text, slot) => {
      const sum = grid.get(`${parseInt(hour, 10)}-${slot}`) ?? 0;
      const mean = sum / days.get(slot);
      // The night of 31 March moves one hour.
      if (slot === 6 && ["2", "3"].includes(hour.match(/\d+/)[0])) return;
      if (few(parseInt(hour, 10), slot)) assert.equal(text, "–", `${hour}, day ${slot}`);
      if (text === "–") assert.ok([...Array(24).keys()].some((h) => few(h, slot)), `${hour}, day ${slot}`);
      else assert.ok(Math.abs(value(text) - mean) <= 0.06, `${hour}, day ${slot}: ${text} instead of ${mean}`);
    });
  }
  await page.close();
});

test("perceval", async () => {
  const file = JSON.parse(readFileSync(`${demo}/perceval.json`, "utf8"));
  const counts = new Map(), amounts = new Map(), means = new Map(), ages = new Map(), places = new Map();
  let n = 0, euros = 0;
  for (const [day, count] of Object.entries(file.nb_report_day)) {
    if (!inside(day)) continue;
    const week = weekName(weekOf(day));
    add(counts, week, count); add(amounts, week, file.amount_of_money_day[day]);
    n += count; euros += file.amount_of_money_day[day];
  }
  for (const [week, sum] of amounts) means.set(week, sum / counts.get(week));
  for (const [month, by] of Object.entries(file.age_categories_month)) if (inside(month)) {
    for (const [age, count] of Object.entries(by)) add(ages, { "00": "Âge non renseigné", "75+": "75 ans et plus" }[age] ?? `${age} ans`, count);
  }
  for (const [month, by] of Object.entries(file.dpt_report_month)) if (inside(month)) {
    for (const [code, count] of Object.entries(by)) add(places, code, count);
  }
  const page = await context.newPage();
  await page.goto(`${base}/perceval${WINDOW}`);
  compare(await rows(page, "signalements"), counts, "reports");
  compare(await rows(page, "montants"), amounts, "amounts");
  for (const [week, text] of await rows(page, "montant-moyen")) {
    assert.ok(Math.abs(value(text) - means.get(week)) <= 0.011, `mean of ${week}: ${text} instead of ${means.get(week)}`);
  }
  const finding = await page.locator("#montant-moyen .finding").innerText();
  assert.ok(finding.replaceAll(/[\u202f\u00a0]/g, " ").includes(`${Math.round(euros / n)} €`), `weighted mean: ${finding}`);
  compare(await rows(page, "ages"), ages, "ages");
  let told = 0;
  for (const [name, , count] of await rows(page, "carte")) {
    const code = name.match(/\((\w+)\)$/)[1];
    if (count === "–") continue;
    const wanted = places.get(code.startsWith("2A") || code.startsWith("2B") ? "20" : code);
    assert.equal(value(count), wanted, name);
    told += 1;
  }
  assert.ok(told >= 96, `${told} départements told`);
  await page.close();
});

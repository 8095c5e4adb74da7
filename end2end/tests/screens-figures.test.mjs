// Every figure of two screens behind the login, computed again from the files of a demonstration: another language, another
// path. Tables are read whole, and so is each finding's first number.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter } from "../inside.mjs";
import { served } from "../served.mjs";

const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const FROM = "2024-01-01", TO = "2024-06-30";
const WINDOW = `?periode=libre&du=${FROM}&au=${TO}&comparer=non`;
let browser, server, page, context;
before(async () => {
  browser = await launch();
  server = await served({ demonstration: { from: "2023-06-01", to: TO } });
  ({ context, page } = await enter(browser, server.site, "Commandement national", { javaScriptEnabled: false }));
});
after(async () => { await context.close(); await browser.close(); await server.stop(); });

const file = (name) => readFileSync(join(server.folder, "demo", name), "utf8");
const lines = (name) => file(name).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const plain = (text) => text.replaceAll(/[\u202f\u00a0]/g, " ");
/** "12 345", "3,39 / 5", "7 min 33 s", "56,1 %" → number; a share as it is written. */
function value(text) {
  const t = plain(text);
  const time = t.match(/^(?:(\d+) min ?)?(?:(\d+) s)?/);
  if (time[0]) return Number(time[1] ?? 0) * 60 + Number(time[2] ?? 0);
  const number = t.match(/^[−-]?\d[\d ]*(?:,\d+)?/);
  return number ? Number(number[0].replaceAll(" ", "").replace("−", "-").replace(",", ".")) : null;
}
const rows = (id) => page.$$eval(`#${id} tbody tr`, (trs) => trs.map((tr) => [...tr.children].map((c) => c.textContent.trim())));
const finding = async (id) => plain(await page.locator(`#${id} .finding`).innerText());
const weekOf = (day) => { const x = new Date(`${day}T00:00:00Z`); x.setUTCDate(x.getUTCDate() - ((x.getUTCDay() + 6) % 7)); return x.toISOString().slice(0, 10); };
const week = (day) => { const [y, m, d] = weekOf(day).split("-").map(Number); return `semaine du ${d === 1 ? "1er" : d} ${MONTHS[m - 1]} ${y}`; };
const inside = (day) => day >= FROM && day <= TO;
const french = (day) => `${day.slice(6, 10)}-${day.slice(3, 5)}-${day.slice(0, 2)}`;
/** Sums by key. */
class Sums extends Map { add(key, n = 1) { this.set(key, (this.get(key) ?? 0) + n); return this; } }
/** Lists by key. */
class Lists extends Map { put(key, item) { this.has(key) ? this.get(key).push(item) : this.set(key, [item]); return this; } }

/** Each row of a table is what was computed, and nothing that was computed is missing, but what is told under "Autres". */
async function same(id, wanted, tolerance = () => 0.5) {
  const found = await rows(id);
  assert.ok(found.length > 0, `${id} has no row`);
  let listed = 0;
  for (const [name, text] of found) {
    if (name.startsWith("Autres (")) continue;
    const want = wanted.get(name);
    if (value(text) === null) { assert.ok(want === undefined, `${id}, ${name}: « ${text} » instead of ${want}`); continue; }
    assert.ok(want !== undefined, `${id}: « ${name} » is not in the file`);
    assert.ok(Math.abs(value(text) - want) <= tolerance(want) + 1e-9, `${id}, ${name}: ${text} instead of ${want}`);
    listed += 1;
  }
  const others = found.find(([name]) => name.startsWith("Autres ("));
  if (others) {
    const rest = [...wanted].filter(([name]) => !found.some(([n]) => n === name)).reduce((sum, [, n]) => sum + n, 0);
    assert.ok(Math.abs(value(others[1]) - rest) <= 0.5, `${id}, the others: ${others[1]} instead of ${rest}`);
    assert.equal(Number(others[0].match(/\d+/)[0]), wanted.size - listed, `${id}: how many others`);
  } else if (listed < wanted.size) {
    // Parts that don't add up have no rest: the ten largest.
    const largest = [...wanted.values()].sort((a, b) => b - a)[listed - 1];
    assert.ok(listed === 10 && found.every(([name]) => wanted.get(name) >= largest), `${id}: the ten largest`);
  }
}
/** A number told with three digits at least. */
async function told(id, wanted) {
  const text = await finding(id), number = text.match(/: (\d[\d ]*(?:,\d+)?) ?(million|milliard)?/);
  const unit = { million: 1e6, milliard: 1e9 }[number[2]] ?? 1;
  const said = Number(number[1].replaceAll(/\s/g, "").replace(",", ".")) * unit;
  assert.ok(Math.abs(said - wanted) <= Math.max(0.5, wanted * 0.006), `${id}: « ${text} » instead of ${wanted}`);
}
/** The middle one of a list, or the two middle ones. */
const middle = (list) => { const s = [...list].sort((a, b) => a - b); return [s[Math.floor((s.length - 1) / 2)], s[Math.floor(s.length / 2)]]; };
/** Medians of a table, read to half a percent from a sketch. */
async function medians(id, lists, unit) {
  for (const [name, text] of await rows(id)) {
    const list = lists.get(name);
    if (!list) { assert.equal(value(text), null, `${id}, ${name}: ${text}`); continue; }
    const [low, high] = middle(list);
    assert.ok(value(text) >= low * 0.99 - unit && value(text) <= high * 1.01 + unit, `${id}, ${name}: ${text}, between ${low} and ${high}`);
  }
}
/** The département of a postcode. */
const departement = (code) => ({ 97133: "977", 97150: "978" }[code] ?? (code.startsWith("20") ? (Number(code) < 20200 ? "2A" : "2B") : code.startsWith("97") ? code.slice(0, 3) : code.slice(0, 2)));

test("Perception", async () => {
  await page.goto(`${server.site}/cyberimpact/perception${WINDOW}`);
  const units = new Map(), counts = new Sums(), sums = new Sums(), placeCounts = new Sums(), placeSums = new Sums();
  for (const row of lines("partoo.jsonl")) {
    if (row.zipcode !== undefined) units.set(row.id, departement(row.zipcode));
    if (row.rating === undefined || !inside(row.date)) continue;
    const place = units.get(row.business_id);
    counts.add(week(row.date)); sums.add(week(row.date), row.rating);
    placeCounts.add(place); placeSums.add(place, row.rating);
  }
  const means = new Map([...sums].map(([name, sum]) => [name, sum / counts.get(name)]));
  await same("note", means, () => 0.0051);
  await same("avis", counts);
  const total = (map) => [...map.values()].reduce((a, b) => a + b, 0);
  await told("avis", total(counts));
  assert.ok((await finding("note")).includes((total(sums) / total(counts)).toFixed(2).replace(".", ",")), "the mean of the whole window");
  let places = 0;
  for (const [name, text] of await rows("carte")) {
    const code = name.match(/\((\w+)\)$/)[1];
    if (value(text) === null) { assert.ok(!placeCounts.has(code), `carte, ${name}: ${text}`); continue; }
    assert.ok(Math.abs(value(text) - placeSums.get(code) / placeCounts.get(code)) <= 0.0051, `carte, ${name}: ${text}`);
    places += 1;
  }
  assert.ok(places >= 90, `${places} départements`);

  const THEMES = ["Accessibilité", "Information, explication", "Relation, accueil", "Réactivité", "Simplicité"];
  const experiences = new Sums(), sentiments = new Sums(), structures = new Sums(), delays = new Lists(), answered = new Sums();
  const themes = new Sums(), positive = new Sums();
  for (const line of file("services-publics-plus.csv").split("\n").slice(1).filter(Boolean)) {
    const cells = line.split(";");
    const [, state, sentiment, one, two, three] = cells, tags = cells.slice(6, 11), published = cells[13], reply = cells[14];
    if (!published) continue;
    const day = french(published);
    if (!inside(day)) continue;
    experiences.add(week(day)); sentiments.add(sentiment); structures.add(one || two || three || "Non renseignée");
    answered.add(week(day), state === "Traitée" ? 1 : 0);
    const days = reply ? Math.round((new Date(french(reply)) - new Date(day)) / 864e5) : -1;
    if (days >= 0) delays.put(week(day), days);
    tags.forEach((tag, i) => { if (tag) { themes.add(THEMES[i]); positive.add(THEMES[i], tag === "Positif" ? 1 : 0); } });
  }
  await same("experiences", experiences);
  await told("experiences", total(experiences));
  await same("ressenti", sentiments);
  await same("structures", structures);
  const percent = (part, whole) => new Map([...whole].map(([name, n]) => [name, (100 * part.get(name)) / n]));
  await same("reponses", percent(answered, experiences), () => 0.051);
  await same("themes", percent(positive, themes), () => 0.051);
  await medians("delai", delays, 0.51);

  const durations = new Lists();
  for (const line of file("ppel.csv").split("\n").slice(1).filter(Boolean)) {
    const [, start, end] = line.split(",");
    const day = start.slice(0, 10), seconds = (new Date(`${end.replace(" ", "T")}Z`) - new Date(`${start.replace(" ", "T")}Z`)) / 1000;
    if (inside(day) && seconds >= 0 && seconds <= 86400) durations.put(week(day), seconds);
  }
  await medians("duree", durations, 0.51);

  const complaints = new Map(file("iggn-reclamations.csv").split("\n").slice(1).filter(Boolean).map((line) => line.split(",")).map(([year, n]) => [year, Number(n)]));
  await same("iggn", complaints);
});

test("Visibilité", async () => {
  await page.goto(`${server.site}/cyberimpact/visibilite${WINDOW}`);
  const SITES = { national: "Site national", recrutement: "Recrutement", gign: "GIGN", "garde republicaine": "Garde républicaine", pjgn: "Pôle judiciaire (PJGN)",
    "ecoles (cegn)": "Écoles (CEGN)", eogn: "École des officiers (EOGN)", musee: "Musée", creogn: "Centre de recherche (CREOGN)", reconversion: "Reconversion", onsts: "ONSTS" };
  const SOURCES = { "Search engines": "Moteurs de recherche", "Direct traffic": "Accès directs", "Social media": "Réseaux sociaux", "Referrer sites": "Sites référents", "Portal sites": "Portails", Webmails: "Messageries", "gie-sog-gav": "Campagnes" };
  const DEVICES = { "Mobile Phone": "Téléphone", Desktop: "Ordinateur", Tablet: "Tablette", TV: "Télévision", "Media Player": "Lecteur multimédia", "Games Console": "Console de jeu" };
  const ENGLISH = ["January", "February", "March", "April", "May", "June"];
  const national = new Sums(), sites = new Sums(), sources = new Sums(), devices = new Sums(), pages = new Sums(), regions = new Sums();
  for (const row of lines("at-internet.jsonl")) {
    if (row.visit_hour !== undefined) {
      if (!inside(row.date)) continue;
      sites.add(SITES[row.site_level2] ?? row.site_level2, row.m_visits);
      if (row.site_level2 === "national") national.add(week(row.date), row.m_visits);
    } else if (row.date_year === 2024 && ENGLISH.includes(row.date_month)) {
      if (row.geo_country !== undefined) { if (row.geo_country === "France") regions.add(row.geo_region, row.m_visits); }
      else if (row.page !== undefined) pages.add(row.page_full_name, row.m_visits);
      else if (row.src !== undefined) sources.add(SOURCES[row.src] ?? row.src, row.m_visits);
      else devices.add(DEVICES[row.device_type] ?? row.device_type, row.m_visits);
    }
  }
  const total = (map) => [...map.values()].reduce((a, b) => a + b, 0);
  await same("audience", national);
  await told("audience", total(national));
  await same("sous-sites", sites);
  await same("provenance", sources);
  await same("appareils", devices);
  await same("pages", pages);
  // The source writes "Ile-de-france": names are compared without case and accents.
  const folded = (text) => text.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll(/[^a-z]/g, "");
  const byRegion = new Map([...regions].map(([name, n]) => [folded(name), n]));
  for (const [name, text] of await rows("regions")) {
    if (!name.startsWith("Autres (")) assert.equal(value(text), byRegion.get(folded(name)), `regions, ${name}`);
  }
  assert.equal((await rows("regions")).reduce((sum, [, text]) => sum + value(text), 0), total(regions), "regions, in all");

  const directory = new Sums();
  for (const row of lines("at-internet-service-public.jsonl")) if (row.visit_hour !== undefined && inside(row.date)) directory.add(week(row.date), row.m_visits);
  await same("annuaire", directory);
  await told("annuaire", total(directory));

  // Stocks: the last count of each account in each week, and in the whole window.
  const last = { followers: new Map(), posts: new Map() }, whole = new Map(), placed = new Map();
  const accounts = lines("social-accounts.jsonl").filter((row) => inside(row.retrieved_at)).sort((a, b) => a.retrieved_at.localeCompare(b.retrieved_at));
  for (const row of accounts) {
    const account = `${row.network}/${row.username}`, at = `${week(row.retrieved_at)}|${account}`;
    last.followers.set(at, row.public_metrics.followers_count);
    last.posts.set(at, row.public_metrics.tweet_count);
    whole.set(account, row);
    const code = row.username.match(/_(\d\d|2A|2B|97\d)$/)?.[1];
    if (code) placed.set(account, code);
  }
  const byWeek = (map) => { const sums = new Sums(); for (const [at, n] of map) sums.add(at.split("|")[0], n); return sums; };
  await same("abonnes", byWeek(last.followers));
  await same("publications", byWeek(last.posts));
  const networks = new Sums(), places = new Sums();
  for (const [account, row] of whole) {
    networks.add(row.network, row.public_metrics.followers_count);
    if (placed.has(account)) places.add(placed.get(account), row.public_metrics.followers_count);
  }
  await same("reseaux", networks);
  let seen = 0;
  for (const [name, , count] of await rows("carte")) {
    const code = name.match(/\((\w+)\)$/)[1];
    if (!places.has(code)) { assert.equal(value(count), null, `carte, ${name}: ${count}`); continue; }
    assert.equal(value(count), places.get(code), `carte, ${name}`);
    seen += 1;
  }
  assert.equal(seen, places.size, "each département that has an account");
});

// Every figure of two screens behind the login, computed again from the files of a demonstration: another language, another
// path. Tables are read whole, with their shares and populations; and so are the sentences and the classes of the maps.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.mjs";
import { enter } from "../enter.mjs";
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

const total = (map) => [...map.values()].reduce((a, b) => a + b, 0);
/** Number of a column of a table, from 0; -1 where there is none. */
const column = async (id, name) => (await page.$$eval(`#${id} thead th`, (ths) => ths.map((th) => th.textContent.trim()))).indexOf(name);
/** Each row of a table is what was computed, and nothing that was computed is missing, but what is told under "Autres". Where `parts`
 *  make a whole, each has its share; where a figure has a population, it is `n`. */
async function same(id, wanted, { tolerance = () => 0.5, parts = false, n } = {}) {
  const found = await rows(id);
  assert.ok(found.length > 0, `${id} has no row`);
  const [share, population] = [await column(id, "Part"), await column(id, "Effectif (n)")];
  assert.equal(share > 1, parts, `${id}: shares of what adds up, of nothing else`);
  assert.equal(population >= 0, n !== undefined, `${id}: a population for what has one`);
  for (const cells of found) {
    if (parts) assert.ok(Math.abs(value(cells[share]) - 100 * value(cells[1]) / total(wanted)) <= 0.051, `${id}, ${cells[0]}: ${cells[share]}`);
    if (n) assert.equal(value(cells[population]) ?? 0, n.get(cells[0]) ?? 0, `${id}, ${cells[0]}: n = ${cells[population]}`);
  }
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
async function told(id, wanted, where = /: (\d[\d ]*(?:,\d+)?) ?(million|milliard)?/) {
  const text = await finding(id), number = text.match(where);
  const unit = { million: 1e6, milliard: 1e9 }[number[2]] ?? 1;
  const said = Number(number[1].replaceAll(/\s/g, "").replace(",", ".")) * unit;
  assert.ok(Math.abs(said - wanted) <= Math.max(0.5, wanted * 0.006), `${id}: « ${text} » instead of ${wanted}`);
}
const close = (said, wanted, decimals) => Math.abs(said - wanted) <= 0.5 * 10 ** -decimals + 1e-9;
/** "« A » vient en tête avec 58,0 %, devant « B » avec 21,0 % (n = 12)." */
async function leads(id, wanted) {
  const text = await finding(id);
  const [, first, top, second, next, all] = text.match(/^« (.+) » vient en tête avec ([\d,]+) %, devant « (.+) » avec ([\d,]+) % \(n = ([\d ]+)\)\.$/) ?? assert.fail(`${id}: « ${text} »`);
  const order = [...wanted].sort((a, b) => b[1] - a[1]), whole = total(wanted);
  assert.deepEqual([wanted.get(first), wanted.get(second)], [order[0][1], order[1][1]], id);
  assert.ok(close(value(top), 100 * order[0][1] / whole, 1) && close(value(next), 100 * order[1][1] / whole, 1), `${id}: « ${text} »`);
  assert.equal(value(all), whole, `${id}: in all`);
}
/** "De 64,8 % (A) à 67,6 % (B)." */
async function goes(id, wanted, decimals) {
  const text = await finding(id);
  const [, low, lowest, high, highest] = text.match(/^De ([\d,]+)[^(]* \((.+?)\) à ([\d,]+)[^(]* \((.+?)\)\.$/) ?? assert.fail(`${id}: « ${text} »`);
  const order = [...wanted].sort((a, b) => a[1] - b[1]);
  // Two may share the first place.
  assert.deepEqual([wanted.get(lowest), wanted.get(highest)], [order[0][1], order.at(-1)[1]], id);
  assert.ok(close(value(low), order[0][1], decimals) && close(value(high), order.at(-1)[1], decimals), `${id}: « ${text} »`);
}
/** "« A » vient en tête avec 1,10 million de visites." */
async function tops(id, wanted) {
  const [name, n] = [...wanted].sort((a, b) => b[1] - a[1])[0];
  assert.ok((await finding(id)).startsWith(`« ${name} » vient en tête avec `), id);
  await told(id, n, /avec (\d[\d ]*(?:,\d+)?) ?(million|milliard)?/);
}
/** "3,37 / 5 (n = 2 952)": a number between bounds, and the population behind it. */
async function holds(id, low, high, decimals, n) {
  const [, said, all] = (await finding(id)).match(/ : (.+) \(n = ([\d ]+)\)\.$/) ?? assert.fail(`${id}: « ${await finding(id)} »`);
  const half = 0.5 * 10 ** -decimals + 1e-9;
  assert.ok(value(said) >= low - half && value(said) <= high + half, `${id}: ${said}, between ${low} and ${high}`);
  assert.equal(value(all), n, `${id}: n`);
}
/** Each class of a map holds as many places as it says. */
async function classes(id, values, without, decimals) {
  const half = 0.5 * 10 ** -decimals + 1e-9;
  const legend = await page.$$eval(`#${id} .legend li`, (items) => items.map((li) => [li.childNodes[1].textContent, li.querySelector(".count").textContent]));
  let counted = 0;
  for (const [name, count] of legend) {
    const bounds = plain(name).match(/^([\d,]+)(?:.*? à ([\d,]+))?/);
    if (name === "Pas de donnée") { assert.equal(value(count), without, `${id}: without a value`); continue; }
    const [low, high] = [value(bounds[1]), value(bounds[2] ?? bounds[1])];
    // A place on the rounded limit of two classes is in one of them.
    const [surely, perhaps] = [-half, half].map((more) => values.filter((v) => v >= low - more && v <= high + more).length);
    assert.ok(value(count) >= surely && value(count) <= perhaps, `${id}: ${name}: ${count}, between ${surely} and ${perhaps}`);
    counted += value(count);
  }
  assert.equal(counted, values.length, `${id}: every place is in one class`);
}
/** Names and inhabitants of the départements, from the reference of the State. */
const reference = (name) => JSON.parse(readFileSync(new URL(`../../style/node_modules/@etalab/decoupage-administratif/data/${name}.json`, import.meta.url), "utf8"));
const NAMES = new Map(reference("departements").map((d) => [d.code, d.nom]));
const PEOPLE = new Sums();
for (const commune of reference("communes")) if (commune.type === "commune-actuelle") PEOPLE.add(commune.departement, commune.population ?? 0);
/** The middle one of a list, or the two middle ones. */
const middle = (list) => { const s = [...list].sort((a, b) => a - b); return [s[Math.floor((s.length - 1) / 2)], s[Math.floor(s.length / 2)]]; };
/** Medians of a table, read to half a percent from a sketch. */
async function medians(id, lists, unit) {
  const population = await column(id, "Effectif (n)");
  for (const cells of await rows(id)) assert.equal(value(cells[population]) ?? 0, lists.get(cells[0])?.length ?? 0, `${id}, ${cells[0]}: n`);
  const all = [...lists.values()].flat(), [lowest, highest] = middle(all);
  await holds(id, lowest * 0.99 - unit, highest * 1.01 + unit, 0, all.length);
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
  await same("note", means, { tolerance: () => 0.0051, n: counts });
  await same("avis", counts);
  await told("avis", total(counts));
  const mean = total(sums) / total(counts);
  await holds("note", mean, mean, 2, total(counts));
  let places = 0;
  for (const [name, text] of await rows("carte")) {
    const code = name.match(/\((\w+)\)$/)[1];
    if (value(text) === null) { assert.ok(!placeCounts.has(code), `carte, ${name}: ${text}`); continue; }
    assert.ok(Math.abs(value(text) - placeSums.get(code) / placeCounts.get(code)) <= 0.0051, `carte, ${name}: ${text}`);
    places += 1;
  }
  assert.ok(places >= 90, `${places} départements`);
  const drawn = (await rows("carte")).map(([name]) => name.match(/\((\w+)\)$/)[1]);
  const rated = new Map([...placeSums].filter(([code]) => drawn.includes(code)).map(([code, sum]) => [NAMES.get(code), sum / placeCounts.get(code)]));
  await goes("carte", rated, 2);
  await classes("carte", [...rated.values()], 101 - rated.size, 2);

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
  await same("ressenti", sentiments, { parts: true });
  await leads("ressenti", sentiments);
  await same("structures", structures, { parts: true });
  await leads("structures", structures);
  const percent = (part, whole) => new Map([...whole].map(([name, n]) => [name, (100 * part.get(name)) / n]));
  await same("reponses", percent(answered, experiences), { tolerance: () => 0.051, n: experiences });
  const share = 100 * total(answered) / total(experiences);
  await holds("reponses", share, share, 1, total(experiences));
  await same("themes", percent(positive, themes), { tolerance: () => 0.051, n: themes });
  await goes("themes", percent(positive, themes), 1);
  await medians("delai", delays, 0.51);

  const durations = new Lists();
  // Paris puts its clocks forward on 31 March 2024: the hour of that night that is not is told as if they were not.
  const instant = (text) => new Date(`${text.replace(" ", "T")}Z`) / 1000 - (text >= "2024-03-31 03:" ? 7200 : 3600);
  for (const line of file("ppel.csv").split("\n").slice(1).filter(Boolean)) {
    const [, start, end] = line.split(",");
    const day = start.slice(0, 10), seconds = instant(end) - instant(start);
    if (inside(day) && seconds >= 0 && seconds <= 86400) durations.put(week(day), seconds);
  }
  await medians("duree", durations, 0.51);

  const complaints = new Map(file("iggn-reclamations.csv").split("\n").slice(1).filter(Boolean).map((line) => line.split(",")).map(([year, n]) => [year, Number(n)]));
  await same("iggn", complaints);
  const latest = [...complaints.keys()].sort().at(-1);
  assert.ok((await finding("iggn")).startsWith(`En ${latest} : `));
  await told("iggn", complaints.get(latest));
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
  await same("audience", national);
  await told("audience", total(national));
  await same("sous-sites", sites);
  await tops("sous-sites", sites);
  await same("provenance", sources, { parts: true });
  await leads("provenance", sources);
  await same("appareils", devices, { parts: true });
  await leads("appareils", devices);
  await same("pages", pages);
  await tops("pages", pages);
  // The source writes "Ile-de-france": names are compared without case and accents.
  const folded = (text) => text.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll(/[^a-z]/g, "");
  const byRegion = new Map([...regions].map(([name, n]) => [folded(name), n]));
  const named = new Map();
  for (const [name, text, share] of await rows("regions")) {
    assert.ok(close(value(share), 100 * value(text) / total(regions), 1), `regions, ${name}: ${share}`);
    if (name.startsWith("Autres (")) continue;
    assert.equal(value(text), byRegion.get(folded(name)), `regions, ${name}`);
    named.set(name, byRegion.get(folded(name)));
    byRegion.delete(folded(name));
  }
  await leads("regions", new Map([...named, ...byRegion]));
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
  const atTheEnd = (map) => total(new Map([...whole.keys()].map((account) => [account, map(whole.get(account))])));
  await told("abonnes", atTheEnd((row) => row.public_metrics.followers_count));
  await told("publications", atTheEnd((row) => row.public_metrics.tweet_count));
  await same("reseaux", networks, { parts: true });
  await leads("reseaux", networks);
  let seen = 0;
  const rates = new Map([...places].map(([code, n]) => [NAMES.get(code), 1e4 * n / PEOPLE.get(code)]));
  for (const [name, rate, count] of await rows("carte")) {
    const code = name.match(/\((\w+)\)$/)[1];
    if (!places.has(code)) { assert.equal(value(count), null, `carte, ${name}: ${count}`); continue; }
    assert.equal(value(count), places.get(code), `carte, ${name}`);
    assert.ok(close(value(rate), rates.get(NAMES.get(code)), 1), `carte, ${name}: ${rate}`);
    seen += 1;
  }
  assert.equal(seen, places.size, "each département that has an account");
  await goes("carte", rates, 1);
  await classes("carte", [...rates.values()], 101 - rates.size, 1);
});

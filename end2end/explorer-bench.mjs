// The explorer on a long history: one, ten and a hundred million observations, on SQLite and Postgres. Each address is asked
// for the first time, as who explores does: nothing of it was prepared or kept.
//   node end2end/explorer-bench.mjs [folder] [millions, 1,10,100] [folder of Superset]
// The folder keeps the databases for the next run; the program must have been built.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cluster } from "./cluster.mjs";
import { PROGRAM } from "./served.mjs";
import { twelveMonths } from "./superset.mjs";

const folder = resolve(process.argv[2] ?? "/tmp/explorer-bench");
const millions = (process.argv[3] ?? "1,10,100").split(",").map(Number);
mkdirSync(folder, { recursive: true });
const SERIES = 3 * 120;
const LAST = 497_999; // the hour of 2026-10-24T15Z
const LAST_MONTH = 2026 * 12 + 8; // the last one that is whole
const regions = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", "01", "02", "03", "04", "06"];
const departements = [...Array(95)].map((_, i) => String(i + 1).padStart(2, "0")).filter((code) => code !== "20")
  .concat(["2A", "2B", "971", "972", "973", "974", "976"]);
const territories = [[0, "france"], ...regions.map((r) => [1, `region:${r}`]), ...departements.map((d) => [2, `departement:${d}`])];

/** The statements that fill a database with so many millions of observations. */
function fill(postgres, count) {
  const hours = Math.round((count * 1e6) / SERIES / (1 + 1 / 24 + 1 / 730));
  const first = LAST - hours + 1;
  const day = (hour) => Math.floor(hour / 24), month = (hour) => { const d = new Date(hour * 36e5); return d.getUTCFullYear() * 12 + d.getUTCMonth(); };
  const numbers = (a, b) => (postgres ? `select generate_series(${a}, ${b}) as n` : `with recursive k(n) as (select ${a} union all select n + 1 from k where n < ${b}) select n from k`);
  const words = {
    TERRITORIES: territories.map(([level, name], n) => `select ${n} as n, ${level} as level, '${name}' as territory`).join(" union all "),
    HOURS: numbers(first, LAST), DAYS: numbers(day(first), day(LAST)), MONTHS: numbers(month(first), month(LAST)),
    FIRST: first, LAST, TRUE: postgres ? "true" : "1",
  };
  const text = readFileSync(new URL("explorer-fill.sql", import.meta.url), "utf8").replaceAll(/:([A-Z]+):/g, (_, word) => words[word]);
  // Rows first and their order afterwards: many times faster, and the same table.
  return postgres
    ? `alter table observation drop constraint observation_pkey;\n${text}\nalter table observation add primary key (series_id, grain, period);\nvacuum analyze;`
    : `pragma journal_mode = off; pragma synchronous = off;\n${text}\nanalyze;`;
}

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))];

/** Screens of the explorer, each other than the last. */
function* addresses(seed) {
  let state = seed;
  const random = (n) => { state = (state * 1664525 + 1013904223) % 4294967296; return Math.floor((state / 4294967296) * n); };
  const place = () => encodeURIComponent(territories[random(territories.length)][1]);
  const kinds = ["physique", "morale", "inconnu"];
  for (;;) {
    const from = new Date(LAST * 36e5 - (1 + random(150)) * 864e5), length = [30, 90, 180][random(3)];
    const day = (d) => d.toISOString().slice(0, 10);
    const window = [`periode=libre&du=${day(new Date(from - length * 864e5))}&au=${day(from)}`, "", "periode=30j", "periode=origine"][random(4)];
    const filter = random(2) ? `&f1=person_type%3A${kinds[random(3)]}` : "";
    const second = random(2) ? `&s2=pre_complaints&t2=${place()}` : "";
    const grain = window === "periode=origine" ? "&grain=month" : ["", "&grain=day", "&grain=week", "&grain=month"][random(4)];
    yield `/cyberimpact/explorer?s1=pre_complaints&t1=${place()}${filter}${second}&${window}${grain}`;
  }
}

async function measure(name, url, months) {
  const server = spawn(PROGRAM, ["serve", "--addr", "127.0.0.1:0", "--database-url", url], {
    env: { ...process.env, CYBERIMPACT_DEMONSTRATION: "1", CYBERIMPACT_RATE_PER_MINUTE: "0" }, stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise((ready) => server.stdout.once("data", (data) => ready(String(data))));
  const base = line.match(/http:\/\/[\d.:]+/)[0];
  const form = { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" }, body: "role=analyste" };
  const cookie = (await fetch(`${base}/connexion/demonstration`, form)).headers.get("set-cookie").split(";")[0];
  // What the server prepares after a load is not what is measured.
  await new Promise((done) => setTimeout(done, 15_000));
  const paths = addresses(7);
  const times = [];
  for (let n = 0; n < 320; n++) {
    const path = paths.next().value, began = performance.now();
    const answer = await fetch(base + path, { headers: { cookie } });
    await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    if (n >= 20) times.push(performance.now() - began);
  }
  // One aggregate alone, as another program would ask for it: twelve months of a place, as the screen's own data.
  const alone = [];
  // A history that is shorter than a year has no such months.
  for (let n = 0; months && n < 205; n++) {
    const [, place] = territories[n % territories.length], first = LAST_MONTH - 11 - (n % 24);
    const day = (months) => `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}-01`;
    const to = new Date(new Date(`${day(first + 12)}T00:00:00Z`) - 864e5).toISOString().slice(0, 10);
    const path = `/graphiques/cyberimpact/explorer/courbes-1.json?s1=pre_complaints&t1=${encodeURIComponent(place)}&periode=libre&du=${day(first)}&au=${to}&grain=month`;
    const began = performance.now();
    const answer = await fetch(base + path, { headers: { cookie } }).then((a) => a.json());
    if (answer.sentences[0].length !== 12) throw new Error(`12 months of ${place}`);
    if (n >= 5) alone.push(performance.now() - began);
  }
  const memory = Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024;
  console.log(`   ${name}: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, longest ${Math.max(...times).toFixed(0)} ms; ${memory.toFixed(0)} MB at most`);
  if (months) console.log(`     twelve months of a place alone: p50 ${quantile(alone, 0.5).toFixed(1)} ms, p95 ${quantile(alone, 0.95).toFixed(1)} ms`);
  await new Promise((done) => { server.once("exit", done); server.kill(); });
}

const postgres = cluster(folder);
try {
  for (const count of millions) {
    const file = join(folder, `${count}.sqlite`);
    if (!existsSync(file)) {
      execFileSync(PROGRAM, ["migrate", "--database-url", `sqlite://${file}`], { stdio: "ignore" });
      execFileSync("sqlite3", [file], { input: fill(false, count), maxBuffer: 1 << 26 });
    }
    await measure(`SQLite, ${count} million`, `sqlite://${file}`, count >= 10);
    if (!postgres) { console.log("   Postgres passed over: its programs are not installed"); continue; }
    const name = `m${count}`, url = `postgres://tester@localhost/${name}?host=${postgres.socket}`;
    const psql = (...args) => execFileSync(join(postgres.bin, "psql"), ["-h", postgres.socket, "-U", "tester", "-qAt", ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
    if (!psql("-d", "postgres", "-c", `select 1 from pg_database where datname = '${name}'`).trim()) {
      psql("-d", "postgres", "-c", `create database ${name}`);
      execFileSync(PROGRAM, ["migrate", "--database-url", url], { stdio: "ignore" });
      execFileSync(join(postgres.bin, "psql"), ["-h", postgres.socket, "-U", "tester", "-q", "-v", "ON_ERROR_STOP=1", "-d", name], { input: fill(true, count), maxBuffer: 1 << 26 });
    }
    await measure(`Postgres, ${count} million`, url, count >= 10);
    if (process.argv[4] && count === Math.max(...millions)) {
      const { times, memory } = await twelveMonths(resolve(process.argv[4]), `postgres://tester@/${name}?host=${postgres.socket}`, territories, 200);
      console.log(`   Superset, ${count} million: the same twelve months p50 ${quantile(times, 0.5).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms; ${memory.toFixed(0)} MB`);
    }
  }
} finally { postgres?.stop(); }

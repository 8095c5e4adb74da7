// The choice of `in-place-bench.mjs` where others run: another window of the same fraud reports, until its picture is painted.
//   BARO_URL=… node end2end/in-place-peers.mjs FOLDER
// FOLDER/former: a clone of GendarmerieNationale/barometre-numerique-website after `npm ci`. FOLDER/superset: what
// `superset-setup.sh` made. One that is not there is passed over. Both read a Postgres of the folder that has our daily rows.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { launch } from "./browser.mjs";
import { cluster } from "./cluster.mjs";
import { dataset, superset } from "./superset.mjs";

const folder = resolve(process.argv[2]);
const site = process.env.BARO_URL ?? "http://127.0.0.1:3000";
const ROUNDS = Number(process.env.ROUNDS ?? 30);
const quantile = (list, q) => list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))];
const day = (back) => new Date(Date.now() - back * 864e5).toISOString().slice(0, 10);

const DATABASE = "cyberimpact_dwh";

/** Daily reports and amounts of three years, as ours tells them, in the table that the former barometer reads. */
async function fill(postgres) {
  mkdirSync(folder, { recursive: true });
  const rows = new Map();
  for (const indicator of ["card_fraud_reports", "card_fraud_amount"]) {
    const answer = await fetch(`${site}/api/v1/observations?indicator=${indicator}&from=${day(1000)}&to=${day(2)}&grain=day&territory=france`).then((a) => a.json());
    for (const { period, value } of answer.data) rows.set(period, [...(rows.get(period) ?? []), value ?? "null"]);
  }
  const psql = (database, input) => execFileSync(join(postgres.bin, "psql"), ["-h", postgres.socket, "-U", "tester", "-q", "-v", "ON_ERROR_STOP=1", "-d", database], { input });
  psql("postgres", `drop database if exists ${DATABASE}`);
  psql("postgres", `create database ${DATABASE}`);
  psql(DATABASE, `create schema analytics;
    create table analytics.perceval_daily (date date primary key, month date, count bigint, amount double precision);
    insert into analytics.perceval_daily values ${[...rows].map(([date, [count, amount]]) => `('${date}', '${date.slice(0, 7)}-01', ${count}, ${amount})`).join(",")};
    analyze;`);
}

/** A page in a window of the size that ours is measured in, with the processor as fast as asked. */
async function opened(browser, rate) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const slow = async () => { if (rate > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate }); };
  return { context, page, slow };
}

async function former(browser, postgres, rate) {
  const port = 8098;
  // Postgres 15 no longer takes "$2group" for two words.
  const routes = join(folder, "former/routes/perceval.js");
  writeFileSync(routes, readFileSync(routes, "utf8").replace("date < $2' +", "date < $2 ' +"));
  const server = spawn("node", ["app.js"], {
    cwd: join(folder, "former"), stdio: "ignore",
    env: { ...process.env, PORT: port, POSTGRES_HOST: postgres.socket, POSTGRES_USER: "tester", POSTGRES_PASSWORD: "" },
  });
  const { context, page, slow } = await opened(browser, rate);
  try {
    for (let tries = 0; tries < 50; tries += 1) {
      if (await fetch(`http://127.0.0.1:${port}/a-propos`).then((a) => a.ok, () => false)) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    await page.goto(`http://127.0.0.1:${port}/perceval`, { waitUntil: "load" });
    await page.waitForSelector("timeline-chart canvas");
    await slow();
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Its two charts of the window are drawn in the task that puts their canvas there.
      times.push(await page.evaluate(([from, to]) => new Promise((done) => {
        const charts = [...document.querySelectorAll("chart-parent:first-of-type timeline-chart")].slice(0, 2);
        const parent = charts[0].closest("chart-parent");
        const [start, end] = ["start", "end"].map((which) => parent.querySelector(`#input-calendar-${which}`));
        let left = charts.length;
        const began = performance.now();
        for (const chart of charts) {
          new MutationObserver((_, observer) => {
            if (!chart.querySelector("canvas")) return;
            observer.disconnect();
            left -= 1;
            if (left) return;
            requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => done(performance.now() - began); channel.port2.postMessage(0); });
          }).observe(chart, { childList: true });
        }
        start.value = from; end.value = to;
        start.dispatchEvent(new Event("change", { bubbles: true }));
      }), [day((round % 2 ? 400 : 32) + round), day(2 + round)]));
      await page.waitForTimeout(rate * 100);
    }
    return times;
  } finally { await context.close(); server.kill(); }
}

/** A board with the same two charts and a filter that says which window; its choice counts from "apply". */
async function board(ask, postgres) {
  const windows = [["30 jours", "date", 32], ["12 mois", "month", 367]];
  const sql = windows.map(([name, step, back]) => `select '${name}' as fenetre, ${step}::timestamp as jour, sum(count) as signalements, sum(amount) as montant from analytics.perceval_daily where date >= '${day(back)}' group by 1, 2`).join(" union all ");
  const id = await dataset(ask, `postgres://tester@/${DATABASE}?host=${postgres.socket}`, sql);
  await ask(`/api/v1/dataset/${id}`, { columns: [
    { column_name: "fenetre", type: "TEXT" }, { column_name: "jour", type: "TIMESTAMP", is_dttm: true }, { column_name: "signalements", type: "NUMERIC" }, { column_name: "montant", type: "NUMERIC" },
  ] }, "PUT").catch(() => {});
  const { id: dashboard } = await ask("/api/v1/dashboard/", { dashboard_title: `bench ${Date.now()}` });
  const charts = [];
  for (const value of ["signalements", "montant"]) {
    const metric = { expressionType: "SQL", sqlExpression: `sum(${value})`, label: value };
    const params = { datasource: `${id}__table`, viz_type: "echarts_timeseries_bar", x_axis: "jour", metrics: [metric], groupby: [], row_limit: 1000, adhoc_filters: [] };
    const chart = await ask("/api/v1/chart/", {
      slice_name: value, viz_type: params.viz_type, datasource_id: id, datasource_type: "table", dashboards: [dashboard], params: JSON.stringify(params),
    });
    charts.push(chart.id);
  }
  const cells = charts.map((chart) => [`CHART-${chart}`, { type: "CHART", id: `CHART-${chart}`, children: [], meta: { chartId: chart, width: 6, height: 50 }, parents: ["ROOT_ID", "GRID_ID", "ROW-1"] }]);
  const position = {
    DASHBOARD_VERSION_KEY: "v2", ROOT_ID: { type: "ROOT", id: "ROOT_ID", children: ["GRID_ID"] },
    GRID_ID: { type: "GRID", id: "GRID_ID", children: ["ROW-1"], parents: ["ROOT_ID"] },
    "ROW-1": { type: "ROW", id: "ROW-1", children: cells.map(([cell]) => cell), meta: { background: "BACKGROUND_TRANSPARENT" }, parents: ["ROOT_ID", "GRID_ID"] },
    ...Object.fromEntries(cells),
  };
  const filter = {
    id: "NATIVE_FILTER-window", name: "Fenêtre", filterType: "filter_select", type: "NATIVE_FILTER", description: "", cascadeParentIds: [],
    targets: [{ datasetId: id, column: { name: "fenetre" } }], scope: { rootPath: ["ROOT_ID"], excluded: [] }, chartsInScope: charts,
    controlValues: { multiSelect: false, enableEmptyFilter: true, defaultToFirstItem: false, inverseSelection: false, searchAllOptions: false },
    defaultDataMask: { extraFormData: { filters: [{ col: "fenetre", op: "IN", val: ["12 mois"] }] }, filterState: { value: ["12 mois"], label: "12 mois" } },
  };
  await ask(`/api/v1/dashboard/${dashboard}`, { position_json: JSON.stringify(position), json_metadata: JSON.stringify({ native_filter_configuration: [filter], chart_configuration: {} }) }, "PUT");
  return dashboard;
}

async function besideSuperset(browser, postgres, rate) {
  const { base, ask, stop } = await superset(join(folder, "superset"));
  const { context, page, slow } = await opened(browser, rate);
  try {
    const dashboard = await board(ask, postgres);
    await page.goto(`${base}/login/`);
    await page.fill("#username", "admin");
    await page.fill("#password", "admin");
    await Promise.all([page.waitForNavigation(), page.locator("button[type=submit], input[type=submit], [data-test=login-button]").first().click()]);
    await page.goto(`${base}/superset/dashboard/${dashboard}/`);
    await page.waitForFunction(() => document.querySelectorAll(".chart-container canvas").length >= 2, null, { timeout: 90000 });
    await slow();
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = round % 2 ? "12 mois" : "30 jours";
      await page.locator("[data-test=filter-bar] .ant-select, .filter-item-wrapper .ant-select").first().click();
      await page.locator(".ant-select-item-option", { hasText: name }).first().click();
      await page.keyboard.press("Escape");
      const apply = page.locator("[data-test=filter-bar__apply-button]");
      await apply.waitFor();
      // Both answers have come and both charts were painted with them: its own mark of a chart that waits is gone.
      const answers = [];
      const heard = (response) => { if (response.url().includes("/api/v1/chart/data")) answers.push(response); };
      page.on("response", heard);
      times.push(await apply.evaluate((button) => new Promise((done) => {
        const began = performance.now();
        const waits = () => document.querySelectorAll(".dashboard-component-chart-holder [data-test=loading-indicator], .dashboard-component-chart-holder .loading").length > 0;
        let waited = false;
        const look = () => {
          if (waits()) waited = true;
          else if (waited) {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done(performance.now() - began);
            channel.port2.postMessage(0);
            return;
          }
          requestAnimationFrame(look);
        };
        button.click();
        requestAnimationFrame(look);
      })));
      page.off("response", heard);
      if (answers.length < 2) throw new Error(`${answers.length} answers`);
      await page.waitForTimeout(1000);
    }
    return times;
  } finally { await context.close(); stop(); }
}

const postgres = cluster(folder);
if (!postgres) throw new Error("Postgres is not installed");
const browser = await launch();
try {
  await fill(postgres);
  for (const [name, where, measure] of [["former barometer, two charts", "former", former], ["Superset, a board of the same two charts", "superset", besideSuperset]]) {
    if (!existsSync(join(folder, where))) { console.log(`   ${name}: passed over, it is not in ${where}/`); continue; }
    for (const rate of [1, 6]) {
      const times = await measure(browser, postgres, rate);
      console.log(`   ${name}${rate > 1 ? ", processor at a sixth" : ""}: p50 ${quantile(times, 0.5).toFixed(0)}, p95 ${quantile(times, 0.95).toFixed(0)} (${times.length} choices)`);
    }
  }
} finally { await browser.close(); postgres.stop(); }

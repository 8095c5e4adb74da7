// The same aggregate through Apache Superset, on the same Postgres: months of pre-complaints of a place, each place and window
// asked for the first time. It must have been installed: `end2end/superset-setup.sh FOLDER`.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PORT = 8099, base = `http://127.0.0.1:${PORT}`;

/** Resident memory of a process and of those it started, in MB. */
function memory(pid) {
  let sum = 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  for (const one of [pid, ...children]) sum += Number(readFileSync(`/proc/${one}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  return sum;
}

/** Answers the times of so many questions, in milliseconds, and the memory at the end. */
export async function superset(folder, database, territories, count) {
  const env = { ...process.env, SUPERSET_CONFIG_PATH: join(folder, "superset_config.py"), SUPERSET_HOME: join(folder, "state") };
  const server = spawn(join(folder, "venv/bin/gunicorn"), ["-w", "2", "--timeout", "120", "-b", `127.0.0.1:${PORT}`, "superset.app:create_app()"], { env, stdio: "ignore" });
  try {
    let token;
    for (let tries = 0; !token && tries < 120; tries++) {
      await new Promise((done) => setTimeout(done, 1000));
      const body = JSON.stringify({ username: "admin", password: "admin", provider: "db", refresh: false });
      token = await fetch(`${base}/api/v1/security/login`, { method: "POST", headers: { "content-type": "application/json" }, body }).then((a) => a.json()).then((a) => a.access_token).catch(() => null);
    }
    const ask = async (path, body) => {
      const answer = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
      const told = await answer.json();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(told).slice(0, 400)}`);
      return told;
    };
    const name = `bench-${Date.now()}`;
    const { id: db } = await ask("/api/v1/database/", { database_name: name, sqlalchemy_uri: database.replace("postgres://", "postgresql+psycopg2://") });
    // The months that a load keeps ready: the same table that ours reads.
    const sql = "select s.territory, s.category_1, o.period, o.count from series s join observation o on o.series_id = s.id where s.measure = 'pre_complaints' and o.grain = 4";
    const { id: dataset } = await ask("/api/v1/dataset/", { database: db, table_name: name, sql, schema: "public" });
    const times = [];
    for (let n = 0; n < count + 5; n++) {
      const [, place] = territories[n % territories.length], last = 2026 * 12 + 8 - (n % 24);
      const query = {
        datasource: { id: dataset, type: "table" }, force: true, result_format: "json", result_type: "full",
        queries: [{
          columns: ["period"], metrics: [{ expressionType: "SQL", sqlExpression: "sum(count)", label: "n" }], row_limit: 1000, orderby: [["period", true]],
          filters: [{ col: "territory", op: "==", val: place }, { col: "period", op: ">=", val: last - 11 }, { col: "period", op: "<=", val: last }],
        }],
      };
      const began = performance.now();
      const told = await ask("/api/v1/chart/data", query);
      if (told.result[0].data.length !== 12) throw new Error(`12 months of ${place}, not ${told.result[0].data.length}`);
      if (n >= 5) times.push(performance.now() - began);
    }
    return { times, memory: memory(server.pid) };
  } finally { server.kill(); }
}

// Apache Superset beside ours, on the same Postgres. It must have been installed: `end2end/superset-setup.sh FOLDER`.
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

/** Starts it; answers how to ask it something, its process, and how to stop it. */
export async function superset(folder) {
  const env = { ...process.env, SUPERSET_CONFIG_PATH: join(folder, "superset_config.py"), SUPERSET_HOME: join(folder, "state") };
  const server = spawn(join(folder, "venv/bin/gunicorn"), ["-w", "2", "--timeout", "120", "-b", `127.0.0.1:${PORT}`, "superset.app:create_app()"], { env, stdio: "ignore" });
  let token;
  for (let tries = 0; !token && tries < 120; tries++) {
    await new Promise((done) => setTimeout(done, 1000));
    const body = JSON.stringify({ username: "admin", password: "admin", provider: "db", refresh: false });
    token = await fetch(`${base}/api/v1/security/login`, { method: "POST", headers: { "content-type": "application/json" }, body }).then((a) => a.json()).then((a) => a.access_token).catch(() => null);
  }
  const ask = async (path, body, method = "POST") => {
    const answer = await fetch(base + path, { method, headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(told).slice(0, 400)}`);
    return told;
  };
  return { base, ask, pid: server.pid, stop: () => server.kill() };
}

/** A dataset of it: what a statement answers from a database. */
export async function dataset(ask, database, sql) {
  const name = `bench-${Date.now()}`;
  const { id: db } = await ask("/api/v1/database/", { database_name: name, sqlalchemy_uri: database.replace("postgres://", "postgresql+psycopg2://") });
  return (await ask("/api/v1/dataset/", { database: db, table_name: name, sql, schema: "public" })).id;
}

/** The times of so many questions for twelve months of a place, in milliseconds, and the memory at the end. */
export async function twelveMonths(folder, database, territories, count) {
  const { ask, pid, stop } = await superset(folder);
  try {
    // The months that a load keeps ready: the same table that ours reads.
    const id = await dataset(ask, database, "select s.territory, s.category_1, o.period, o.count from series s join observation o on o.series_id = s.id where s.measure = 'pre_complaints' and o.grain = 4");
    const times = [];
    for (let n = 0; n < count + 5; n++) {
      const [, place] = territories[n % territories.length], last = 2026 * 12 + 8 - (n % 24);
      const query = {
        datasource: { id, type: "table" }, force: true, result_format: "json", result_type: "full",
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
    return { times, memory: memory(pid) };
  } finally { stop(); }
}

// A Postgres of a bench's own, in its folder: as quick as the machine allows, and nothing of it is worth keeping.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Starts the one of a folder; answers its socket's folder and its programs, or nothing where Postgres is not installed. */
export function cluster(folder) {
  const bin = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" }).stdout?.trim();
  if (!bin || !existsSync(join(bin, "initdb"))) return null;
  const user = readFileSync("/etc/passwd", "utf8").includes("\npostgres:") ? "postgres" : "nobody";
  const as = process.getuid() === 0 ? ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] : [];
  const run = (program, ...args) => { const [head, ...rest] = [...as, join(bin, program), ...args]; execFileSync(head, rest, { stdio: "ignore" }); };
  const home = join(folder, "postgres");
  execFileSync("chmod", ["0777", folder]);
  const data = join(home, "data");
  if (!existsSync(data)) {
    mkdirSync(home, { mode: 0o777 }); execFileSync("chmod", ["0777", home]);
    run("initdb", "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync", "-D", data);
  }
  const settings = `-k ${home} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=8GB -c shared_buffers=512MB -c maintenance_work_mem=1GB`;
  run("pg_ctl", "start", "-w", "-D", data, "-o", settings, "-l", join(home, "log"));
  return { socket: home, bin, stop: () => run("pg_ctl", "stop", "-m", "fast", "-D", data) };
}

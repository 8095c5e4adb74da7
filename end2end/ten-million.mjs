// Fills an empty, migrated SQLite file with 10 million observations of pre-complaints: 102 places x 3 kinds of person
// x every hour that fits, with their days and months. Uses the sqlite3 command.
import { spawnSync } from "node:child_process";
const sql = `
pragma journal_mode = off; pragma synchronous = off;
insert into series (id, measure, level, territory, category_1, category_2, category_3)
with recursive d(n) as (select 1 union all select n + 1 from d where n < 95),
 k(k, name) as (values (0, 'physique'), (1, 'morale'), (2, 'inconnu'))
select n * 3 + k, 'pre_complaints', 2, 'departement:' || case when n = 20 then '2A' when n < 10 then '0' || n else n end, name, '', '' from d, k
union all select 900 + k, 'pre_complaints', 0, 'france', name, '', '' from k;
insert into observation (series_id, grain, period, sum, count, sketch)
with recursive h(n) as (select 0 union all select n + 1 from h where n < 34600)
select s.id, 1, 420768 + n, 0, 10 + abs(random()) % 30, null from series s, h;
insert into observation (series_id, grain, period, sum, count, sketch)
with recursive m(n) as (select 0 union all select n + 1 from m where n < 107)
select s.id, 4, 24216 + n, 0, 300 + abs(random()) % 900, null from series s, m;
insert into coverage values ('pre_complaints', 420768, 420768 + 34600 + 43000);
insert into run (source, file_name, checksum, simulated, started_at, duration_ms, rows_read, accepted, rejected, unchanged, warnings)
values ('ppel', 'bench', '', 1, 0, 0, 0, 0, 0, 0, 0);
insert into source_state values ('ppel', 1, 1, 0, 1, 0);
select count(*) || ' observations' from observation;`;
const out = spawnSync("sqlite3", [process.argv[2]], { input: sql, encoding: "utf8", maxBuffer: 1 << 26 });
if (out.status !== 0) { console.error(out.stderr ?? "sqlite3 manque"); process.exit(1); }
console.log("   " + out.stdout.trim().split("\n").pop());

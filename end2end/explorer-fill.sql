-- A generated history for the explorer's measurements: pre-complaints by hour, of three kinds of persons, in 101 départements,
-- 18 régions and France, with the roll-ups by day and month that a load would have kept. One text for both databases: the
-- words between colons are replaced by `explorer-bench.mjs`.
insert into series (id, measure, level, territory, category_1, category_2, category_3)
select t.n * 3 + k.n, 'pre_complaints', t.level, t.territory, k.name, '', ''
from (:TERRITORIES:) as t
cross join (select 0 as n, 'physique' as name union all select 1, 'morale' union all select 2, 'inconnu') as k;

insert into observation (series_id, grain, period, sum, count)
select s.id, 1, h.n, 0, (s.id * 7 + h.n * 13) % 5
from series s cross join (:HOURS:) as h;

insert into observation (series_id, grain, period, sum, count)
select s.id, 2, d.n, 0, 40 + (s.id * 7 + d.n * 13) % 17
from series s cross join (:DAYS:) as d;

insert into observation (series_id, grain, period, sum, count)
select s.id, 4, m.n, 0, 1200 + (s.id * 7 + m.n * 13) % 301
from series s cross join (:MONTHS:) as m;

insert into coverage (measure, first_period, last_period) values ('pre_complaints', :FIRST:, :LAST:);

insert into run (source, file_name, checksum, simulated, started_at, duration_ms, rows_read, accepted, rejected, unchanged, warnings)
values ('ppel', 'genere', '0', :TRUE:, :LAST: * 3600000000, 0, 0, 0, 0, 0, 0);

insert into source_state (source, run_id, changes, changed_rows, simulated, measured)
select 'ppel', max(id), 1, 0, :TRUE:, not :TRUE: from run;

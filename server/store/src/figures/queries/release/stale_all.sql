insert into release_stale (measure, year, run_id)
select measure, year, (select coalesce(max(id), 0) from run) from release_block where measure = $1
on conflict (measure, year) do update set run_id = excluded.run_id

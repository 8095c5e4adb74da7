insert into release_stale (measure, year, run_id) values ($1, $2, $3)
on conflict (measure, year) do update set run_id = excluded.run_id

insert into release_coverage (measure, first_period, last_period) values ($1, $2, $3)
on conflict (measure) do update set first_period = excluded.first_period, last_period = excluded.last_period

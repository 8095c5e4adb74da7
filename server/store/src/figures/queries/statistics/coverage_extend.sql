insert into coverage (measure, first_period, last_period) values ($1, $2, $3)
on conflict (measure) do update set
    first_period = case when excluded.first_period < coverage.first_period then excluded.first_period else coverage.first_period end,
    last_period = case when excluded.last_period > coverage.last_period then excluded.last_period else coverage.last_period end

insert into public_measure (measure) values ($1) on conflict (measure) do nothing

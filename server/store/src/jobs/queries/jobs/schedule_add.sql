insert into schedule (name, next_at) values ($1, $2) on conflict do nothing

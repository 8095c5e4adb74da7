insert into duty (account_id, until_at) values ($1, $2)
on conflict (account_id) do update set until_at = excluded.until_at where duty.until_at < excluded.until_at

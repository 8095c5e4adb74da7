insert into digest (account_id, address, since, last_week)
values ($1, $2, $3, $4)
on conflict (account_id) do update
set address = excluded.address

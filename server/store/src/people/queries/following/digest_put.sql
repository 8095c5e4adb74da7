-- Another address has to be confirmed anew.
insert into digest (account_id, address, since, last_week)
values ($1, $2, $3, $4)
on conflict (account_id) do update
set address = excluded.address,
    confirmed_at = case when digest.address = excluded.address then digest.confirmed_at end

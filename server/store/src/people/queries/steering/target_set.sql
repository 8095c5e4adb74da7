insert into target (indicator, value, account_id, set_at)
values ($1, $2, $3, $4)
on conflict (indicator) do update
set value = excluded.value, account_id = excluded.account_id, set_at = excluded.set_at

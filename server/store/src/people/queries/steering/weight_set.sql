insert into score_weight (component, weight, account_id, set_at)
values ($1, $2, $3, $4)
on conflict (component) do update
set weight = excluded.weight, account_id = excluded.account_id, set_at = excluded.set_at

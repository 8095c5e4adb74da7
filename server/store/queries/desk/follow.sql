insert into followed (account_id, indicator, territory, since)
values ($1, $2, $3, $4)
on conflict (account_id, indicator, territory) do nothing

insert into followed (account_id, indicator, territory, filters, since)
values ($1, $2, $3, $4, $5)
on conflict (account_id, indicator, territory, filters) do nothing

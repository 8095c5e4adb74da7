insert into action (title, kind, territory, indicator, from_day, until_day, expected, account_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id

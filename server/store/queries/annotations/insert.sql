insert into annotation (indicator, territory, day, body, audience, account_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id

insert into annotation (indicator, territory, filters, day, body, audience, account_id, created_at, scope)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id

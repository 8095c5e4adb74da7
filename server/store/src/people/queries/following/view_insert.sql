insert into saved_view (account_id, title, query, shared, created_at)
values ($1, $2, $3, $4, $5)
returning id

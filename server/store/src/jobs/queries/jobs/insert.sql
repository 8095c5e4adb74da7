insert into job (kind, payload, unique_key, priority, state, due_at, attempts, most_attempts, created_at)
values ($1, $2, $3, $4, 0, $5, 0, $6, $7)
on conflict do nothing
returning id

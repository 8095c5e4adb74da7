insert into account (subject, name, role, scope, password, totp, totp_step, failures, locked_until, created_at)
values ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7)
on conflict (subject) do update set name = excluded.name, role = excluded.role, scope = excluded.scope,
    password = excluded.password, totp = excluded.totp, failures = 0, locked_until = 0, closed_at = null
returning id

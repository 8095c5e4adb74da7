insert into account (subject, name, role, scope, password, totp, totp_step, failures, locked_until, created_at, waits_until)
values ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7, $8)
on conflict (subject) do update set name = excluded.name, role = excluded.role, scope = excluded.scope,
    password = excluded.password, totp = excluded.totp, failures = 0, locked_until = 0, closed_at = null,
    waits_until = excluded.waits_until
returning id

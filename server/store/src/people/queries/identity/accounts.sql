select id, subject, name, role, scope, password, totp, totp_step, failures, locked_until, created_at, closed_at
from account
order by name, id

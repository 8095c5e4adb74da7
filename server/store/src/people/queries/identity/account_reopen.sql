-- A password that was forgotten does not come back: a local account is made again by its command.
update account set closed_at = null, failures = 0, locked_until = 0 where id = $1 and closed_at is not null

-- A code serves once: nothing changes, and nobody enters, when its step was used already.
update account set failures = 0, locked_until = 0, totp_step = $2 where id = $1 and totp_step < $2

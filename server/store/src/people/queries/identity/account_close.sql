update account set closed_at = $2, password = null, totp = null where id = $1 and closed_at is null

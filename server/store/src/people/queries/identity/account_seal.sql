update account set totp = $2 where id = $1

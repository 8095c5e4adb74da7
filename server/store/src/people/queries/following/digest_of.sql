select address, confirmed_at from digest where account_id = $1

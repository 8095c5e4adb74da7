delete from digest where account_id = $1

delete from duty where account_id = $1

update conversation set account_id = null where id = $1 and account_id = $2 and state = 0

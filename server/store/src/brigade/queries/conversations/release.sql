update conversation set account_id = null where id = $1 and account_id = $2 and state in (0, 1)

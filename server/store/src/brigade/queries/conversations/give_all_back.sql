update conversation set account_id = null where account_id = $1 and state in (0, 1)

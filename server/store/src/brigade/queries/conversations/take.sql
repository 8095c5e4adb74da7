update conversation set account_id = $2
where id = $1 and state in (0, 1) and (account_id is null or account_id = $3)

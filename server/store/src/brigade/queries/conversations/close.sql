update conversation set state = 2, closed_at = $2, waits_since = null, over_at = $5
where id = $1 and state in (0, 1) and last_seq = $3 and account_id = $4

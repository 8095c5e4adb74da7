update conversation set last_seq = $2, last_at = $3, state = $4, is_urgent = $5, waits_since = $6 where id = $1

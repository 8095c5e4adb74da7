update conversation set state = 2, closed_at = $3, waits_since = null
where last_seq > 0 and channel = $4 and (state = 1 and last_at < $1 or state in (0, 1) and last_at < $2)

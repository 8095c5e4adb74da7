update conversation set state = 2, closed_at = $1, waits_since = null where state = 1 and last_seq > 0 and last_at < $2

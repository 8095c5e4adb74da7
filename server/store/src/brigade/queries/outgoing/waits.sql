update conversation set state = 0, waits_since = $2 where id = $1 and state = 1

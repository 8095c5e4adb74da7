update job set state = 4, ended_at = $2 where id = $1 and state = 0

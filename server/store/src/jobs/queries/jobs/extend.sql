update job set lease_until = $3 where id = $1 and attempts = $2 and state = 1

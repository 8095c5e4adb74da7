update job set state = 3, ended_at = $3, error = $4, lease_until = null
where id = $1 and attempts = $2 and state = 1

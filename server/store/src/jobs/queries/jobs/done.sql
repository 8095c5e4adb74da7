update job set state = 2, ended_at = $3, lease_until = null, error = null
where id = $1 and attempts = $2 and state = 1

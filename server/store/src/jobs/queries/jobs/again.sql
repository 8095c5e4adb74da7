update job set state = 0, due_at = $3, error = $4, holder = null, lease_until = null
where id = $1 and attempts = $2 and state = 1

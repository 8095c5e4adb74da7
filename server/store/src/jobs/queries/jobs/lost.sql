update job set state = 3, ended_at = $1, lease_until = null, error = 'interrompue'
where state = 1 and lease_until < $1 and attempts >= most_attempts

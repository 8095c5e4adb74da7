update session set seen_at = $2 where token = $1

update digest set last_week = $2 where account_id = $1 and last_week < $2

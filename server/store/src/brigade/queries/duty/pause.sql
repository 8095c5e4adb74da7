update duty set paused_at = $2 where account_id = $1

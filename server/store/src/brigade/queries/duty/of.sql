select paused_at from duty where account_id = $1

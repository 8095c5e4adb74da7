select count(*) from conversation
where account_id = $1 and id <> $3 and (state = 0 or state = 1 and last_at >= $2)

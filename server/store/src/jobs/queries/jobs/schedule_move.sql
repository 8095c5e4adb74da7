update schedule set next_at = $3 where name = $1 and next_at = $2

update channel set left_at = $2 where name = $1 and (left_at is null or left_at < $3 or failed_at >= left_at)

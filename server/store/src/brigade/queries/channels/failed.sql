update channel set failed_at = $2, failed_why = $4 where name = $1 and (failed_at is null or failed_at < $3 or failed_why <> $4)

update channel set refused_at = $2, refused_why = $4 where name = $1 and (refused_at is null or refused_at < $3)

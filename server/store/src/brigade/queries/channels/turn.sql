update channel set is_on = $2 where name = $1 and is_on <> $2

update channel set came_at = $2 where name = $1 and (came_at is null or came_at < $3)

delete from note where conversation_id in (select id from conversation where last_at < $1)

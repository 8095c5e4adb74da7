delete from note where conversation_id = $1

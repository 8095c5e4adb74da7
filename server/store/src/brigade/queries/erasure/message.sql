delete from message where conversation_id = $1

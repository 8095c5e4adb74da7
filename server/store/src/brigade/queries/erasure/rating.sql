delete from rating where conversation_id = $1

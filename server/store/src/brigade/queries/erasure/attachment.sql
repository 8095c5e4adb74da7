delete from attachment where conversation_id = $1

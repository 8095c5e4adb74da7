delete from outgoing where conversation_id = $1

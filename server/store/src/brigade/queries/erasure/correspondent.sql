delete from correspondent where conversation_id = $1

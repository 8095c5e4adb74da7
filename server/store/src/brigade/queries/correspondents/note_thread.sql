update correspondent set sealed_thread = $2 where conversation_id = $1

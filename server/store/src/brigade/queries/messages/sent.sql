select seq, at from message where conversation_id = $1 and client_id = $2

update outgoing set state = $3 where conversation_id = $1 and seq = $2 and state < $3

update outgoing set state = 4, why = $3 where conversation_id = $1 and seq = $2 and state in (0, 1)

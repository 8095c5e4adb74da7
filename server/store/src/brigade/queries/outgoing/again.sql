update outgoing set due_at = $3, why = $4 where conversation_id = $1 and seq = $2 and state = 0

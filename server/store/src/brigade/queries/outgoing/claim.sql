update outgoing set due_at = $4, attempts = attempts + 1 where conversation_id = $1 and seq = $2 and state = 0 and due_at = $3

update outgoing set parts = $3, state = $4, provider_mac = $5, why = null where conversation_id = $1 and seq = $2 and state = 0

select conversation_id, seq, state from outgoing where client_id = $1 or provider_mac = $2 limit 1

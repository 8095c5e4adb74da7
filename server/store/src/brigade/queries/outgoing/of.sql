select seq, state, why from outgoing where conversation_id = $1 order by seq

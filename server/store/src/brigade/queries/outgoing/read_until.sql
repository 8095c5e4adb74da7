update outgoing set state = 3 where conversation_id = $1 and state in (1, 2)
    and seq <= (select coalesce(max(seq), 0) from message where message.conversation_id = $1 and at <= $2)

delete from outgoing where conversation_id in (
    select id from conversation
    where channel = $4 and last_at < $1 or channel = $4 and state = 2 and is_urgent = 1 and last_at < $2
        or channel = $4 and state = 1 and last_seq = 0 and last_at < $3 or state = 2 and over_at < $5)

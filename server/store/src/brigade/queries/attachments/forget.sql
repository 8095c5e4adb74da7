delete from attachment where conversation_id in (
    select id from conversation
    where last_at < $1 or state = 2 and is_urgent = 1 and last_at < $2 or state = 1 and last_seq = 0 and last_at < $3)

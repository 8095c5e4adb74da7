select count(distinct conversation_id) as answered, min(at) as first_at from message where sender = 1 and at >= $1

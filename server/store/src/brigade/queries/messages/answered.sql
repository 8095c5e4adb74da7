select count(distinct conversation_id) from message where sender = 1 and at >= $1

select count(*) as conversations, min(first_at) as first_at
from (
    select min(at) as first_at from message
    where sender = 1 and conversation_id in (select conversation_id from message where sender = 1 and at >= $1)
    group by conversation_id
) as first_answers
where first_at >= $1

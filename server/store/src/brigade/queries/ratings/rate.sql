insert into rating (conversation_id, score, sealed_comment, at)
select id, $2, $3, $4 from conversation where id = $1 and state = 2 and is_urgent = 0
on conflict do nothing

insert into outgoing (conversation_id, seq, client_id, state, parts, attempts, due_at)
select conversation_id, $2, $3, 0, 0, 0, $4 from correspondent where conversation_id = $1

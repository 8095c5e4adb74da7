insert into attachment (conversation_id, client_id, kind, size, sealed_file) values ($1, $2, $3, $4, $5)
on conflict (conversation_id, client_id) do nothing

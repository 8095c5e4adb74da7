select count(*) from attachment where conversation_id = $1 and client_id <> $2

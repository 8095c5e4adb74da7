select client_id, account_id, at, sealed_text from note where conversation_id = $1 order by at, client_id limit $2

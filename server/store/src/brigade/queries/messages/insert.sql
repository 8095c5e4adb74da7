insert into message (conversation_id, seq, client_id, sender, account_id, at, sealed_text)
values ($1, $2, $3, $4, $5, $6, $7)

insert into note (conversation_id, client_id, account_id, at, sealed_text) values ($1, $2, $3, $4, $5) on conflict do nothing

insert into session (token, account_id, acr, id_token, opened_at, seen_at) values ($1, $2, $3, $4, $5, $5)

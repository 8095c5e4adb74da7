insert into login (state, nonce, verifier, return_to, started_at) values ($1, $2, $3, $4, $5)

delete from login where state = $1 returning nonce, verifier, return_to, started_at
